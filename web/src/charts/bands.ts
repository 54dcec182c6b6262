import type { Sex } from '../format';

export interface NamedTrend {
  name: string;
  /** Births by year, where they are published. */
  counts: Record<Sex, Map<number, number>>;
}

export interface Band {
  id: string;
  name: string;
  sex: Sex;
  tint: number;
  /** By year, as signed births: girls are above zero, boys below. */
  low: number[];
  high: number[];
}

/** Lays the names of each sex on one another; the first name is next to zero. */
export function bandsOf(trends: readonly NamedTrend[], years: readonly number[]): Band[] {
  return (['F', 'M'] as const).flatMap((sex) => {
    const sign = sex === 'F' ? 1 : -1;
    let edge = years.map(() => 0);
    return trends
      .filter((trend) => trend.counts[sex].size > 0)
      .map((trend, i) => {
        const next = years.map((year, at) => edge[at]! + sign * (trend.counts[sex].get(year) ?? 0));
        const [low, high] = sex === 'F' ? [edge, next] : [next, edge];
        edge = next;
        return { id: `${trend.name}-${sex}`, name: trend.name, sex, tint: i % 3, low, high };
      });
  });
}
