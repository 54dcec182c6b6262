import type { Sex } from '../format';
import { compact, count, percent } from '../format';

export type Measure = 'count' | 'rank' | 'share';

export interface Point {
  year: number;
  count: number;
  rank: number;
  share: number;
  /** Published births of the year and sex. The chart computes shares from it, because `share` has only two decimals. */
  yearTotal: number;
}

export interface Series {
  id: string;
  label: string;
  endLabel: string;
  name: string;
  sex: Sex;
  /** The color and dash pattern, from 0 to 9. */
  style: number;
  points: Map<number, Point>;
}

export function toSeries(
  name: string,
  sex: Sex,
  label: string,
  short: string,
  style: number,
  points: readonly (Point & { gender: Sex })[],
): Series {
  const pointsOfSex = points.filter((point) => point.gender === sex).map((point) => [point.year, point] as const);
  return { id: `${name}-${sex}`, label, endLabel: short, name, sex, style, points: new Map(pointsOfSex) };
}

/** The value on the vertical axis. */
export function plottedValue(point: Point, measure: Measure): number {
  return measure === 'share' ? (100 * point.count) / point.yearTotal : point[measure];
}

export function formatValue(point: Point, measure: Measure): string {
  if (measure === 'rank') return `rank ${count(point.rank)}`;
  return measure === 'share' ? percent(point.share) : count(point.count);
}

export function formatTick(value: number, measure: Measure): string {
  if (measure === 'share') return `${+value.toFixed(6)} %`;
  return measure === 'rank' ? count(value) : compact(value);
}

/** The year with the most births; the first of several. */
export function peakOf(series: Series): Point | undefined {
  let best: Point | undefined;
  for (const point of series.points.values()) if (!best || point.count > best.count) best = point;
  return best;
}
