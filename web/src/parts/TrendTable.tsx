import { type Measure, type Series, written } from '../charts/series';
import { absence, type Sex } from '../format';
import { DataTable } from './DataTable';

/** The figures of a line chart, the newest year first. */
export function TrendTable(props: {
  series: readonly Series[];
  years: readonly number[];
  loaded: Record<Sex, readonly number[]>;
  measure: Measure;
  cutOff: number;
}) {
  const { series, measure } = props;
  const titles: Record<Measure, string> = { count: 'Births', rank: 'Rank', share: 'Share of births published' };
  const text = (one: Series, year: number) => {
    const point = one.points.get(year);
    if (point) return written(point, measure).replace('rank ', '');
    return absence(props.loaded, one.sex, year, props.cutOff);
  };
  return (
    <DataTable
      caption={`${titles[measure]} by year`}
      columns={[{ title: 'Year', isNumber: true }, ...series.map((one) => ({ title: one.label, isNumber: true }))]}
      rows={[...props.years].reverse().map((year) => [year, ...series.map((one) => text(one, year))])}
    />
  );
}
