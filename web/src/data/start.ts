import { createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import type { Sex } from '../format';
import { StartDocument, type StartQuery } from '../gql/graphql';
import { useAsk } from './useAsk';

/** What every view needs to know about the country that it is about. */
export interface Start {
  country: string;
  countryName: string;
  /** Those that have figures. */
  countries: readonly { code: string; name: string }[];
  /** The years that are loaded, by sex and for either. */
  years: Record<Sex, readonly number[]>;
  allYears: readonly number[];
  newest: number;
  oldest: number;
  /** Births below which names are left out; 1 for none. */
  cutOff: number;
  /** Which parts of the country the figures cover, and since when; undefined for the whole. */
  coverage: string | undefined;
  /** England and Wales for GB-EAW; of several codes, with commas between them, all names. */
  nameAreas: (codes: string) => string;
  partial: readonly string[];
  attributions: readonly string[];
}

const context = createContext<Start | undefined>(undefined);
export const StartProvider = context.Provider;
export const useStart = () => useContext(context)!;

/** The country of the address, or else the United States, or else the first one there is. */
export function useStartOf(asked: string | null) {
  const first = useAsk(StartDocument, { country: asked ?? 'US' });
  const countries = countriesOf(first.data);
  const other =
    !asked && countries.length > 0 && !countries.some((country) => country.code === 'US') ? countries[0]!.code : undefined;
  const second = useAsk(StartDocument, other === undefined ? undefined : { country: other });
  const country = other ?? asked ?? 'US';
  const { data, error, isLoading } = other === undefined ? first : second;
  const start = useMemo(() => data && toStart(country, data), [country, data]);
  return { start, error: error ?? first.error, isLoading: isLoading || first.isLoading };
}

function toStart(country: string, data: StartQuery): Start {
  const countries = countriesOf(data);
  const totals = data.yearTotals?.nodes ?? [];
  const datasets = data.datasets?.nodes ?? [];
  const areas = new Map(data.areas?.nodes?.map((area) => [area.code, area.name ?? area.code]));
  const nameAreas = (codes: string) =>
    codes
      .split(', ')
      .map((code) => areas.get(code) ?? code)
      .join(' and ');
  const of = (sex: Sex) => totals.filter((total) => total.gender === sex).map((total) => total.year);
  const allYears = [...new Set(totals.map((total) => total.year))].sort((a, b) => a - b);
  return {
    country,
    countryName: countries.find((one) => one.code === country)?.name ?? country,
    countries,
    years: { F: of('F'), M: of('M') },
    allYears,
    newest: allYears.at(-1) ?? 0,
    oldest: allYears[0] ?? 0,
    cutOff: Math.max(1, ...datasets.map((dataset) => dataset.source?.cutOff ?? 1)),
    coverage: coverageOf(country, totals, nameAreas),
    nameAreas,
    partial: distinct(datasets.map((dataset) => dataset.source?.partial)),
    attributions: distinct(datasets.map((dataset) => dataset.attribution?.replace(/^Source: /, ''))),
  };
}

/** The countries that have figures. */
function countriesOf(data: StartQuery | undefined) {
  const codes = new Set(data?.nameStatisticsGroups?.map((group) => group.countryCode));
  return (data?.countries?.nodes ?? []).filter((country) => codes.has(country.code));
}

/** England and Wales; or, where it changes: New South Wales from 1952, New South Wales and South Australia from 2016. */
function coverageOf(
  country: string,
  totals: readonly { year: number; coverage: string }[],
  nameAreas: (codes: string) => string,
): string | undefined {
  const steps: { from: number; codes: string }[] = [];
  for (const { year, coverage } of [...totals].sort((a, b) => a.year - b.year))
    if (steps.at(-1)?.codes !== coverage) steps.push({ from: year, codes: coverage });
  if (steps.every((step) => step.codes === country)) return undefined;
  const since = (step: { from: number }) => (steps.length === 1 ? '' : ` from ${step.from}`);
  return steps.map((step) => `${nameAreas(step.codes)}${since(step)}`).join('; ');
}

function distinct(texts: (string | null | undefined)[]): string[] {
  return [...new Set(texts.filter((text): text is string => !!text))];
}
