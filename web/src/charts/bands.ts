import type { Sex } from '../format';

export interface NameTrend {
  name: string;
  /** Published births by year. */
  births: Record<Sex, Map<number, number>>;
}

export interface Band {
  id: string;
  name: string;
  sex: Sex;
  /** 0, 1 or 2. */
  shade: number;
  /** The lower edge by year, in births. Births of boys are negative. */
  low: number[];
  /** The upper edge by year, in births. */
  high: number[];
}

/** Stacks the births of each sex. The first name is next to zero. */
export function stackBands(trends: readonly NameTrend[], years: readonly number[]): Band[] {
  return (['F', 'M'] as const).flatMap((sex) => {
    const sign = sex === 'F' ? 1 : -1;
    let edge = years.map(() => 0);
    return trends
      .filter((trend) => trend.births[sex].size > 0)
      .map((trend, i) => {
        const next = years.map((year, at) => edge[at]! + sign * (trend.births[sex].get(year) ?? 0));
        const [low, high] = sex === 'F' ? [edge, next] : [next, edge];
        edge = next;
        return { id: `${trend.name}-${sex}`, name: trend.name, sex, shade: i % 3, low, high };
      });
  });
}
