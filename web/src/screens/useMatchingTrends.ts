import type { NameTrend } from '../charts/bands';
import { executeCached } from '../data/client';
import { useRequest } from '../data/useQuery';
import { BirthsByYearDocument, type NameSearchMode, PopularDocument, SearchDocument } from '../gql/graphql';

/** The limit of `compareNames`. */
const maxNames = 10;

/** The lifetime of the cached trends, in milliseconds. */
const maxAge = 60_000;
const cache = new Map<string, NameTrend>();
let cachedSince = Date.now();
const cacheKey = (country: string, name: string) => `${country} ${name}`;

interface Search {
  /** Empty for the most popular names. */
  text: string;
  mode: NameSearchMode;
  country: string;
  /** The year of the most popular names. */
  newest: number;
}

/** The trends of the names that match a text, or of the most popular names if the text is empty. */
export function useMatchingTrends(search: Search) {
  return useRequest(JSON.stringify(search), async (signal) => {
    const names = await findNames(search, signal);
    return loadTrends(search.country, names, signal);
  });
}

async function findNames({ text, mode, country, newest }: Search, signal: AbortSignal): Promise<string[]> {
  if (text) {
    const { nameSearch } = await executeCached(SearchDocument, { text, mode, country, first: maxNames }, signal);
    return (nameSearch ?? []).map((match) => match.name);
  }
  const { girls, boys } = await executeCached(PopularDocument, { country, year: newest, first: maxNames / 2 }, signal);
  return [...new Set([...(girls?.nodes ?? []), ...(boys?.nodes ?? [])].map((node) => node.name))];
}

/** Requests only names that are not in the cache. */
async function loadTrends(country: string, names: readonly string[], signal: AbortSignal): Promise<NameTrend[]> {
  if (Date.now() - cachedSince > maxAge) {
    cache.clear();
    cachedSince = Date.now();
  }
  const missing = names.filter((name) => !cache.has(cacheKey(country, name)));
  if (missing.length > 0) {
    // `compareNames` requires at least two names.
    const requested = missing.length > 1 ? missing : [missing[0]!, missing[0]!];
    const { compareNames } = await executeCached(BirthsByYearDocument, { names: requested, country }, signal);
    for (const { name, trend } of compareNames ?? []) {
      const birthsOf = (sex: string) =>
        new Map(trend.filter((point) => point.gender === sex).map((point) => [point.year, point.count]));
      cache.set(cacheKey(country, name), { name, births: { F: birthsOf('F'), M: birthsOf('M') } });
    }
  }
  return names.flatMap((name) => cache.get(cacheKey(country, name)) ?? []);
}
