import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { useEffect, useState } from 'preact/hooks';
import { absence, type Sex } from '../format';
import { Axes } from './Axes';
import { EndLabels } from './EndLabels';
import { Legend } from './Legend';
import { drawn, type Measure, type Series, tick, written } from './series';
import { useWidth } from './useWidth';
import { nearest, YearCursor } from './YearCursor';

const height = 340;
const top = 12;

interface Props {
  series: readonly Series[];
  /** The years that are loaded, by sex: a year without a point is below the cut-off, not without data. */
  years: Record<Sex, readonly number[]>;
  measure: Measure;
  cutOff: number;
  /** What the chart shows, in words. */
  finding: string;
  startYear: number;
}

export function LineChart(props: Props) {
  const { series, measure } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const years = allYears(props);
  const [picked, setPicked] = useState(props.startYear);
  useEffect(() => setPicked(props.startYear), [props.startYear]);
  const year = nearest(years, picked);
  const hasLabels = width >= 560;
  const rug = series.length <= 2 ? series.length * 7 : 0;
  const [left, right, bottom] = [52, width - (hasLabels ? 96 : 14), height - 30 - rug];
  const x = scaleLinear([years[0] ?? 0, Math.max(years.at(-1) ?? 1, (years[0] ?? 0) + 1)], [left, right]);
  const y = vertical(series, measure, bottom);
  const texts = series.map((one) => valueText(one, year, props));
  const pick = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    setPicked(nearest(years, x.invert(event.clientX - box.left)));
  };
  return (
    <div class="chart" ref={ref}>
      <Legend year={year} series={series} texts={texts} />
      <svg
        class="plot"
        role="img"
        aria-label={props.finding}
        width={width}
        height={height}
        onPointerMove={pick}
        onPointerDown={pick}
      >
        {width > 0 && (
          <>
            <Axes
              x={x}
              y={y}
              xTicks={yearTicks(x.ticks(Math.max(2, (right - left) / 90)))}
              yTicks={ticks(y, measure)}
              yText={(value) => tick(value, measure)}
              left={left}
              right={right}
              bottom={bottom + rug}
            />
            <line class="at" x1={x(year)} x2={x(year)} y1={top} y2={bottom} />
            {series.map((one, i) => (
              <Line
                key={one.id}
                series={one}
                years={props.years[one.sex]}
                measure={measure}
                x={x}
                y={y}
                year={year}
                rug={rug ? bottom + 4 + i * 7 : undefined}
              />
            ))}
            {hasLabels && <EndLabels series={series} measure={measure} x={x} y={y} right={right} bottom={bottom} />}
          </>
        )}
      </svg>
      <YearCursor
        years={years}
        year={year}
        text={`${year}: ${series.map((one, i) => `${one.label} ${texts[i]}`).join('; ')}`}
        left={left}
        right={width - right}
        onYear={setPicked}
      />
    </div>
  );
}

type Linear = ReturnType<typeof scaleLinear<number, number>>;
type Vertical = Linear | ReturnType<typeof scaleLog<number, number>>;

function Line(props: {
  series: Series;
  years: readonly number[];
  measure: Measure;
  x: Linear;
  y: Vertical;
  year: number;
  rug: number | undefined;
}) {
  const { series, years, measure, x, y } = props;
  const place = (year: number) => [x(year), y(drawn(series.points.get(year)!, measure))] as const;
  const path = line<number>()
    .defined((year) => series.points.has(year))
    .x((year) => place(year)[0])
    .y((year) => place(year)[1]);
  const across = years.flatMap((to, i) => {
    const from = years[i - 1];
    const isJoined = from !== undefined && to > from + 1 && series.points.has(from) && series.points.has(to);
    return isJoined ? [`M${place(from)}L${place(to)}`] : [];
  });
  const everyYear = Array.from({ length: (years.at(-1) ?? 0) - (years[0] ?? 0) + 1 }, (_, i) => years[0]! + i);
  const alone = years.filter((year) => series.points.has(year) && !series.points.has(year - 1) && !series.points.has(year + 1));
  const marked = series.points.has(props.year) ? [...alone.filter((year) => year !== props.year), props.year] : alone;
  return (
    <g class={`line s${series.style}`} data-series={series.id}>
      {/* Faint across years that are not loaded. */}
      <path class="across" d={across.join('')} />
      <path d={path(everyYear) ?? ''} />
      {marked.map((year) => (
        <circle key={year} cx={place(year)[0]} cy={place(year)[1]} r={year === props.year ? 4.5 : 3.25} />
      ))}
      {props.rug !== undefined &&
        years
          .filter((year) => !series.points.has(year))
          .map((year) => <rect key={year} class="absent" x={x(year) - 1} y={props.rug} width={2} height={4} />)}
    </g>
  );
}

function vertical(series: readonly Series[], measure: Measure, bottom: number): Vertical {
  const values = series.flatMap((one) => [...one.points.values()].map((point) => drawn(point, measure)));
  const most = Math.max(...values, measure === 'rank' ? 10 : 0);
  // Ranks are read from the top: the first place is above, and the first ten take more room than the last thousand.
  if (measure === 'rank') return scaleLog([1, most], [top + 6, bottom - 4]);
  return scaleLinear([0, most || 1], [bottom, top]).nice(5);
}

function ticks(y: Vertical, measure: Measure): number[] {
  if (measure !== 'rank') return y.ticks(5);
  const [, most = 10] = y.domain();
  return [1, 10, 100, 1000, 10000].filter((value) => value <= most);
}

const yearTicks = (values: number[]) => values.filter(Number.isInteger);

function allYears(props: Props): number[] {
  const sexes = new Set(props.series.map((one) => one.sex));
  return [...new Set([...sexes].flatMap((sex) => props.years[sex]))].sort((a, b) => a - b);
}

function valueText(series: Series, year: number, props: Props): string {
  const point = series.points.get(year);
  return point ? written(point, props.measure) : absence(props.years, series.sex, year, props.cutOff);
}
