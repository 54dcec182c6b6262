import { createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import type { Sex } from '../format';
import { CountryDocument, type CountryQuery } from '../gql/graphql';
import { useQuery } from './useQuery';

/** The selected country, for all views. */
export interface CountryData {
  code: string;
  name: string;
  /** The countries with figures. */
  countries: readonly { code: string; name: string }[];
  /** The loaded years of each sex. */
  yearsBySex: Record<Sex, readonly number[]>;
  /** The loaded years of either sex, in ascending order. */
  years: readonly number[];
  newest: number;
  oldest: number;
  /** Publishers leave out names with fewer births than this; 1 if they leave out none. */
  cutOff: number;
  /** The areas that the figures cover; undefined for the whole country. */
  coverage: string | undefined;
  /** The names of areas, from codes separated by commas: "England and Wales" from "GB-EAW". */
  areaNames: (codes: string) => string;
  /** Why figures are incomplete, a sentence for each reason. */
  partial: readonly string[];
  attributions: readonly string[];
}

const context = createContext<CountryData | undefined>(undefined);
export const CountryProvider = context.Provider;
export const useCountry = () => useContext(context)!;

/** Loads a country: the requested one, otherwise the United States, otherwise the first country with figures. */
export function useLoadedCountry(requested: string | null) {
  const requestedQuery = useQuery(CountryDocument, { country: requested ?? 'US' });
  const countries = countriesWithFigures(requestedQuery.data);
  const fallback =
    !requested && countries.length > 0 && !countries.some((country) => country.code === 'US') ? countries[0]!.code : undefined;
  const fallbackQuery = useQuery(CountryDocument, fallback === undefined ? undefined : { country: fallback });
  const code = fallback ?? requested ?? 'US';
  const { data, error, isLoading } = fallback === undefined ? requestedQuery : fallbackQuery;
  const country = useMemo(() => data && toCountryData(code, data), [code, data]);
  return { country, error: error ?? requestedQuery.error, isLoading: isLoading || requestedQuery.isLoading };
}

function toCountryData(code: string, data: CountryQuery): CountryData {
  const countries = countriesWithFigures(data);
  const totals = data.yearTotals?.nodes ?? [];
  const datasets = data.datasets?.nodes ?? [];
  const areas = new Map(data.areas?.nodes?.map((area) => [area.code, area.name ?? area.code]));
  const areaNames = (codes: string) =>
    codes
      .split(', ')
      .map((area) => areas.get(area) ?? area)
      .join(' and ');
  const yearsOf = (sex: Sex) => totals.filter((total) => total.gender === sex).map((total) => total.year);
  const years = [...new Set(totals.map((total) => total.year))].sort((a, b) => a - b);
  return {
    code,
    name: countries.find((country) => country.code === code)?.name ?? code,
    countries,
    yearsBySex: { F: yearsOf('F'), M: yearsOf('M') },
    years,
    newest: years.at(-1) ?? 0,
    oldest: years[0] ?? 0,
    cutOff: Math.max(1, ...datasets.map((dataset) => dataset.source?.cutOff ?? 1)),
    coverage: coverageOf(code, totals, areaNames),
    areaNames,
    partial: distinct(datasets.map((dataset) => dataset.source?.partial)),
    attributions: distinct(datasets.map((dataset) => dataset.attribution?.replace(/^Source: /, ''))),
  };
}

function countriesWithFigures(data: CountryQuery | undefined) {
  const codes = new Set(data?.nameStatisticsGroups?.map((group) => group.countryCode));
  return (data?.countries?.nodes ?? []).filter((country) => codes.has(country.code));
}

/** The covered areas. If they change, each has its first year:
 * "New South Wales from 1952; New South Wales and South Australia from 2016". */
function coverageOf(
  country: string,
  totals: readonly { year: number; coverage: string }[],
  areaNames: (codes: string) => string,
): string | undefined {
  const steps: { from: number; codes: string }[] = [];
  for (const { year, coverage } of [...totals].sort((a, b) => a.year - b.year))
    if (steps.at(-1)?.codes !== coverage) steps.push({ from: year, codes: coverage });
  if (steps.every((step) => step.codes === country)) return undefined;
  const since = (step: { from: number }) => (steps.length === 1 ? '' : ` from ${step.from}`);
  return steps.map((step) => `${areaNames(step.codes)}${since(step)}`).join('; ');
}

function distinct(texts: (string | null | undefined)[]): string[] {
  return [...new Set(texts.filter((text): text is string => !!text))];
}
