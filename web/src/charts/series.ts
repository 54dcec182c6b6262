import type { Sex } from '../format';
import { compact, count, percent } from '../format';

/** What a chart of years shows. */
export type Measure = 'count' | 'rank' | 'share';

export interface Point {
  year: number;
  count: number;
  rank: number;
  share: number;
  /** Births published of the year and sex: the share has two decimals only. */
  yearTotal: number;
}

export interface Series {
  id: string;
  label: string;
  /** The label at the end of the line. */
  short: string;
  name: string;
  sex: Sex;
  /** Which color and dash, from 0 to 9. */
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
  const own = points.filter((point) => point.gender === sex).map((point) => [point.year, point] as const);
  return { id: `${name}-${sex}`, label, short, name, sex, style, points: new Map(own) };
}

/** The value that is drawn. */
export function drawn(point: Point, measure: Measure): number {
  return measure === 'share' ? (100 * point.count) / point.yearTotal : point[measure];
}

/** The value as people read it. */
export function written(point: Point, measure: Measure): string {
  if (measure === 'rank') return `rank ${count(point.rank)}`;
  return measure === 'share' ? percent(point.share) : count(point.count);
}

export function tick(value: number, measure: Measure): string {
  if (measure === 'share') return `${+value.toFixed(6)} %`;
  return measure === 'rank' ? count(value) : compact(value);
}

/** The year with the greatest value; the first one of several. */
export function peak(series: Series): Point | undefined {
  let best: Point | undefined;
  for (const point of series.points.values()) if (!best || point.count > best.count) best = point;
  return best;
}
