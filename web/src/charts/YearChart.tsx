import { scaleLinear } from 'd3-scale';
import type { ComponentChildren } from 'preact';
import { ChartFrame } from './ChartFrame';

export type XScale = ReturnType<typeof scaleLinear<number, number>>;

/** The top and left edges of the plot, in pixels. */
export const [top, left] = [12, 52];
/** The space below the plot for the years of the axis, in pixels. */
export const axisHeight = 30;

interface Props {
  summary: string;
  years: readonly number[];
  year: number;
  /** The values of the selected year, for screen readers. */
  yearText: string;
  onYear: (year: number) => void;
  height: number;
  rightMargin: (width: number) => number;
  y: (value: number) => number;
  yTicks: readonly number[];
  formatTick: (value: number) => string;
  above?: ComponentChildren;
  below?: ComponentChildren;
  onPointer?: (event: PointerEvent) => void;
  onPointerLeave?: () => void;
  children: (x: XScale, width: number) => ComponentChildren;
}

/** A chart of values by year: axes, content and a slider. The pointer and the slider select a year. */
export function YearChart(props: Props) {
  const { years } = props;
  const [first = 0, last = 1] = [years[0], years.at(-1)];
  const xScale = (width: number) => scaleLinear([first, Math.max(last, first + 1)], [left, width - props.rightMargin(width)]);
  return (
    <ChartFrame
      summary={props.summary}
      role="img"
      height={props.height}
      above={props.above}
      below={(width) => (
        <>
          <YearSlider {...props} rightMargin={props.rightMargin(width)} />
          {props.below}
        </>
      )}
      onPointer={(event, width) => {
        const box = (event.currentTarget as Element).getBoundingClientRect();
        props.onYear(nearestYear(years, xScale(width).invert(event.clientX - box.left)));
        props.onPointer?.(event);
      }}
      {...(props.onPointerLeave && { onPointerLeave: props.onPointerLeave })}
    >
      {(width) => (
        <>
          <Axes {...props} x={xScale(width)} right={width - props.rightMargin(width)} />
          {props.children(xScale(width), width)}
        </>
      )}
    </ChartFrame>
  );
}

/** Horizontal grid lines with their values, and the years. */
function Axes(props: Pick<Props, 'y' | 'yTicks' | 'formatTick' | 'height'> & { x: XScale; right: number }) {
  const { x, right } = props;
  const years = x.ticks(Math.max(2, (right - left) / 90)).filter(Number.isInteger);
  return (
    <g class="axes">
      {props.yTicks.map((value) => (
        <g key={value} transform={`translate(0,${props.y(value)})`}>
          <line x1={left} x2={right} />
          <text x={left - 8} dy="0.32em" text-anchor="end">
            {props.formatTick(value)}
          </text>
        </g>
      ))}
      {years.map((year) => (
        <text key={year} x={x(year)} y={props.height - axisHeight + 20} text-anchor="middle">
          {year}
        </text>
      ))}
    </g>
  );
}

/** Selects a year by keyboard, touch or mouse. It is aligned with the years of the plot above it. */
function YearSlider(props: Pick<Props, 'years' | 'year' | 'yearText' | 'onYear'> & { rightMargin: number }) {
  const { years, year } = props;
  return (
    <input
      class="year-slider"
      type="range"
      aria-label="Year"
      aria-valuetext={props.yearText}
      min={0}
      max={Math.max(0, years.length - 1)}
      value={Math.max(0, years.indexOf(year))}
      style={{ marginLeft: `${left - 8}px`, width: `calc(100% - ${left + props.rightMargin - 16}px)` }}
      onInput={(event) => props.onYear(years[event.currentTarget.valueAsNumber]!)}
    />
  );
}

/** The year of the list that is nearest to a value. */
export function nearestYear(years: readonly number[], value: number): number {
  return years.reduce((best, year) => (Math.abs(year - value) < Math.abs(best - value) ? year : best), years[0]!);
}
