import type { Measure } from '../charts/series';

export const measures = [
  ['count', 'Births'],
  ['rank', 'Rank'],
  ['share', 'Share'],
] as const satisfies readonly (readonly [Measure, string])[];

export function measureOf(text: string | null): Measure {
  return measures.find(([value]) => value === text)?.[0] ?? 'count';
}

export function absentNote(cutOff: number): string {
  return cutOff > 1
    ? `Publishers withhold small counts: a year with fewer than ${cutOff} births is a gap in the line, marked below the chart of one name, not 0.`
    : 'A year without published births is a gap in the line.';
}
