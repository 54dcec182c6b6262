import type { NamedTrend } from '../charts/bands';
import { ask } from '../data/client';
import { useAnswer } from '../data/useAsk';
import { BandsDocument, type NameSearchMode, PopularDocument, SearchDocument } from '../gql/graphql';

/** As many as compareNames takes. */
export const bandCount = 10;

/** Trends that were shown are drawn again without a request for this long. */
const maxAge = 60_000;
const known = new Map<string, NamedTrend>();
let knownSince = Date.now();
const slot = (country: string, name: string) => `${country} ${name}`;

export interface Question {
  text: string;
  mode: NameSearchMode;
  country: string;
  /** Whose names are shown before anything is typed. */
  newest: number;
}

/** The trends of the names that a text finds; of the names given most while there is none. */
export function useBands(question: Question) {
  return useAnswer(JSON.stringify(question), async (signal) => {
    const names = await findNames(question, signal);
    return loadTrends(question.country, names, signal);
  });
}

async function findNames({ text, mode, country, newest }: Question, signal: AbortSignal): Promise<string[]> {
  if (text) {
    const { nameSearch } = await ask(SearchDocument, { text, mode, country, first: bandCount }, signal);
    return (nameSearch ?? []).map((match) => match.name);
  }
  const { girls, boys } = await ask(PopularDocument, { country, year: newest, first: bandCount / 2 }, signal);
  return [...new Set([...(girls?.nodes ?? []), ...(boys?.nodes ?? [])].map((node) => node.name))];
}

/** Asks only for names that were not shown before. */
async function loadTrends(country: string, names: readonly string[], signal: AbortSignal): Promise<NamedTrend[]> {
  if (Date.now() - knownSince > maxAge) {
    known.clear();
    knownSince = Date.now();
  }
  const missing = names.filter((name) => !known.has(slot(country, name)));
  if (missing.length > 0) {
    // compareNames wants two names at least.
    const asked = missing.length > 1 ? missing : [missing[0]!, missing[0]!];
    const { compareNames } = await ask(BandsDocument, { names: asked, country }, signal);
    for (const { name, trend } of compareNames ?? []) {
      const of = (sex: string) =>
        new Map(trend.filter((point) => point.gender === sex).map((point) => [point.year, point.count]));
      known.set(slot(country, name), { name, counts: { F: of('F'), M: of('M') } });
    }
  }
  return names.flatMap((name) => known.get(slot(country, name)) ?? []);
}
