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
  coverage: string;
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
    coverage: totals.at(-1)?.coverage ?? country,
    partial: distinct(datasets.map((dataset) => dataset.source?.partial)),
    attributions: distinct(datasets.map((dataset) => dataset.attribution?.replace(/^Source: /, ''))),
  };
}

/** The countries that have figures. */
function countriesOf(data: StartQuery | undefined) {
  const codes = new Set(data?.nameStatisticsGroups?.map((group) => group.countryCode));
  return (data?.countries?.nodes ?? []).filter((country) => codes.has(country.code));
}

function distinct(texts: (string | null | undefined)[]): string[] {
  return [...new Set(texts.filter((text): text is string => !!text))];
}
