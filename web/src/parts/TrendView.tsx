import { LineChart } from '../charts/LineChart';
import { formatValue, type Measure, type Series } from '../charts/series';
import { useCountry } from '../data/country';
import { absenceText } from '../format';
import { replaceQuery, useRoute } from '../route';
import { Choice } from './Choice';
import { DataTable } from './DataTable';
import { View, type ViewProps } from './View';

const measures = [
  ['count', 'Births'],
  ['rank', 'Rank'],
  ['share', 'Share'],
] as const satisfies readonly (readonly [Measure, string])[];

interface Props<S extends string> extends Omit<ViewProps, 'chart' | 'table' | 'chartNote'> {
  series: readonly Series[];
  initialYear: number;
  sex: S;
  sexes: readonly (readonly [S, string])[];
  firstControl?: ViewProps['children'];
}

/** A view of births, rank or share by year. The address has the measure and the sex; it omits the sex `both`. */
export function TrendView<S extends string>(props: Props<S>) {
  const { series, initialYear, sex, sexes, firstControl, children, ...view } = props;
  const { yearsBySex, cutOff } = useCountry();
  const { query } = useRoute();
  const measure = measures.find(([value]) => value === query.get('measure'))?.[0] ?? 'count';
  return (
    <View
      {...view}
      chart={() => (
        <LineChart
          series={series}
          yearsBySex={yearsBySex}
          measure={measure}
          cutOff={cutOff}
          summary={props.summary!}
          initialYear={initialYear}
        />
      )}
      table={() => <TrendTable series={series} measure={measure} />}
      chartNote={
        cutOff > 1
          ? `Publishers withhold figures below ${cutOff} births. A year without a published figure is a gap in the line and, ` +
            'in the chart of one name, a mark below it. It is not 0.'
          : 'A year without published births is a gap in the line.'
      }
    >
      {firstControl}
      <Choice
        label="Measure"
        value={measure}
        options={measures}
        onChange={(value) => replaceQuery({ measure: value === 'count' ? null : value })}
      />
      <Choice
        label="Sex"
        value={sex}
        options={sexes}
        onChange={(value) => replaceQuery({ sex: value === 'both' ? null : value })}
      />
      {children}
    </View>
  );
}

const captions: Record<Measure, string> = {
  count: 'Births by year',
  rank: 'Rank by year',
  share: 'Share of published births by year',
};

/** The figures of a line chart, the newest year first. */
function TrendTable({ series, measure }: { series: readonly Series[]; measure: Measure }) {
  const { years, yearsBySex, cutOff } = useCountry();
  const text = ({ points, sex }: Series, year: number) => {
    const point = points.get(year);
    return point ? formatValue(point, measure).replace('rank ', '') : absenceText(yearsBySex, sex, year, cutOff);
  };
  return (
    <DataTable
      caption={captions[measure]}
      columns={[{ title: 'Year', isNumber: true }, ...series.map(({ label }) => ({ title: label, isNumber: true }))]}
      rows={[...years].reverse().map((year) => [year, ...series.map((item) => text(item, year))])}
    />
  );
}
