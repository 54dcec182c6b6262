import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { useEffect, useState } from 'preact/hooks';
import { absenceText, type Sex } from '../format';
import { EndLabels } from './EndLabels';
import { Legend } from './Legend';
import { formatTick, formatValue, type Measure, plottedValue, type Series } from './series';
import { axisHeight, nearestYear, top, type XScale, YearChart } from './YearChart';

const height = 340;
/** The height of a row of marks for years without a figure, in pixels. */
const markHeight = 7;

interface Props {
  series: readonly Series[];
  /** The loaded years. A loaded year without a point is below the cut-off. */
  yearsBySex: Record<Sex, readonly number[]>;
  measure: Measure;
  cutOff: number;
  summary: string;
  initialYear: number;
}

/** A line for each series, with a legend that shows the values of the selected year. */
export function LineChart(props: Props) {
  const { series, measure } = props;
  const years = yearsOf(props);
  const [selectedYear, setSelectedYear] = useState(props.initialYear);
  useEffect(() => setSelectedYear(props.initialYear), [props.initialYear]);
  const year = nearestYear(years, selectedYear);
  const hasMarks = series.length <= 2;
  const bottom = height - axisHeight - (hasMarks ? series.length * markHeight : 0);
  const y = yScale(series, measure, bottom);
  const texts = series.map((item) => valueText(item, year, props));
  return (
    <YearChart
      summary={props.summary}
      years={years}
      year={year}
      yearText={`${year}: ${series.map((item, i) => `${item.label} ${texts[i]}`).join('; ')}`}
      onYear={setSelectedYear}
      height={height}
      rightMargin={(width) => (hasEndLabels(width) ? 96 : 14)}
      y={y}
      yTicks={yTicks(y, measure)}
      formatTick={(value) => formatTick(value, measure)}
      above={<Legend year={year} series={series} texts={texts} />}
    >
      {(x, width) => (
        <>
          <line class="year-line" x1={x(year)} x2={x(year)} y1={top} y2={bottom} />
          {series.map((item, i) => (
            <Line
              key={item.id}
              series={item}
              years={props.yearsBySex[item.sex]}
              measure={measure}
              x={x}
              y={y}
              year={year}
              marksAt={hasMarks ? bottom + 4 + i * markHeight : undefined}
            />
          ))}
          {hasEndLabels(width) && <EndLabels series={series} measure={measure} y={y} right={x.range()[1]!} bottom={bottom} />}
        </>
      )}
    </YearChart>
  );
}

const hasEndLabels = (width: number) => width >= 560;

type YScale = ReturnType<typeof scaleLinear<number, number>> | ReturnType<typeof scaleLog<number, number>>;

function Line(props: {
  series: Series;
  /** The loaded years of the sex. */
  years: readonly number[];
  measure: Measure;
  x: XScale;
  y: YScale;
  year: number;
  /** The vertical position of the marks for years without a figure; undefined for no marks. */
  marksAt: number | undefined;
}) {
  const { series, years, measure, x, y } = props;
  const { points } = series;
  const position = (year: number) => [x(year), y(plottedValue(points.get(year)!, measure))] as const;
  const linePath = line<number>()
    .defined((year) => points.has(year))
    .x((year) => position(year)[0])
    .y((year) => position(year)[1]);
  const unloadedPaths = years.flatMap((to, i) => {
    const from = years[i - 1];
    const isJoined = from !== undefined && to > from + 1 && points.has(from) && points.has(to);
    return isJoined ? [`M${position(from)}L${position(to)}`] : [];
  });
  const everyYear = Array.from({ length: (years.at(-1) ?? 0) - (years[0] ?? 0) + 1 }, (_, i) => years[0]! + i);
  const isolatedYears = years.filter((year) => points.has(year) && !points.has(year - 1) && !points.has(year + 1));
  const dottedYears = points.has(props.year)
    ? [...isolatedYears.filter((year) => year !== props.year), props.year]
    : isolatedYears;
  return (
    <g class={`line series-${series.style}`} data-series={series.id}>
      {/* A thin line across years that are not loaded. */}
      <path class="unloaded" d={unloadedPaths.join('')} />
      <path d={linePath(everyYear) ?? ''} />
      {dottedYears.map((year) => (
        <circle key={year} cx={position(year)[0]} cy={position(year)[1]} r={year === props.year ? 4.5 : 3.25} />
      ))}
      {props.marksAt !== undefined &&
        years
          .filter((year) => !points.has(year))
          .map((year) => <rect key={year} class="no-figure" x={x(year) - 1} y={props.marksAt} width={2} height={4} />)}
    </g>
  );
}

/** A linear scale. Ranks have a logarithmic scale with rank 1 at the top, so that the first ten ranks stay apart. */
function yScale(series: readonly Series[], measure: Measure, bottom: number): YScale {
  const values = series.flatMap((item) => [...item.points.values()].map((point) => plottedValue(point, measure)));
  const maximum = Math.max(...values, measure === 'rank' ? 10 : 0);
  if (measure === 'rank') return scaleLog([1, maximum], [top + 6, bottom - 4]);
  return scaleLinear([0, maximum || 1], [bottom, top]).nice(5);
}

function yTicks(y: YScale, measure: Measure): number[] {
  if (measure !== 'rank') return y.ticks(5);
  const [, maximum = 10] = y.domain();
  return [1, 10, 100, 1000, 10000].filter((value) => value <= maximum);
}

/** The loaded years of the sexes that the chart shows. */
function yearsOf(props: Props): number[] {
  const sexes = new Set(props.series.map((item) => item.sex));
  return [...new Set([...sexes].flatMap((sex) => props.yearsBySex[sex]))].sort((a, b) => a - b);
}

function valueText(series: Series, year: number, props: Props): string {
  const point = series.points.get(year);
  return point ? formatValue(point, props.measure) : absenceText(props.yearsBySex, series.sex, year, props.cutOff);
}
