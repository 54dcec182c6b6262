import { scaleLinear } from 'd3-scale';
import { area, curveMonotoneX } from 'd3-shape';
import { useEffect, useState } from 'preact/hooks';
import { absence, compact, count, type Sex, Sexes } from '../format';
import { go, nameHref } from '../route';
import { Axes } from './Axes';
import { placeLabel } from './bandLabel';
import { bandsOf, type Band, type NamedTrend } from './bands';
import { useWidth } from './useWidth';
import { nearest, YearCursor } from './YearCursor';

const height = 420;
const top = 12;
const bottom = height - 30;
const left = 52;

interface Props {
  trends: readonly NamedTrend[];
  years: readonly number[];
  /** The years that are loaded, by sex. */
  loaded: Record<Sex, readonly number[]>;
  cutOff: number;
  /** What the chart shows, in words. */
  finding: string;
}

/** Names as bands over the years: girls above the line, boys below it. A click on a band opens the name, as do the links below. */
export function BandChart(props: Props) {
  const { trends, years } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const [picked, setPicked] = useState(years.at(-1)!);
  const [hovered, setHovered] = useState<string>();
  useEffect(() => setHovered(undefined), [trends]);
  const year = nearest(years, picked);
  const right = width - 14;
  const x = scaleLinear([years[0]!, Math.max(years.at(-1)!, years[0]! + 1)], [left, right]);
  const bands = bandsOf(trends, years);
  const y = scaleLinear(
    [Math.min(0, ...bands.flatMap((band) => band.low)), Math.max(1, ...bands.flatMap((band) => band.high))],
    [bottom, top],
  ).nice(6);
  const pick = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    setPicked(nearest(years, x.invert(event.clientX - box.left)));
    setHovered((event.target as Element).closest<SVGElement>('[data-name]')?.dataset['name']);
  };
  const sides = (['F', 'M'] as const).filter((sex) => bands.some((band) => band.sex === sex));
  return (
    <div class="chart" ref={ref}>
      <svg
        class="plot"
        role="img"
        aria-label={props.finding}
        width={width}
        height={height}
        onPointerMove={pick}
        onPointerDown={pick}
        onPointerLeave={() => setHovered(undefined)}
      >
        {width > 0 && (
          <>
            <Axes
              x={x}
              y={y}
              xTicks={x.ticks(Math.max(2, (right - left) / 90)).filter(Number.isInteger)}
              yTicks={y.ticks(6)}
              yText={(value) => compact(Math.abs(value))}
              left={left}
              right={right}
              bottom={bottom}
            />
            {bands.map((band) => (
              <BandShape
                key={band.id}
                band={band}
                years={years}
                x={x}
                y={y}
                isDim={hovered !== undefined && hovered !== band.name}
              />
            ))}
            <line class="zero" x1={left} x2={right} y1={y(0)} y2={y(0)} />
            <line class="at" x1={x(year)} x2={x(year)} y1={top} y2={bottom} />
            {sides.map((sex) => (
              <text key={sex} class="side" x={left + 6} y={sex === 'F' ? top + 14 : bottom - 6}>
                {Sexes(sex)}
              </text>
            ))}
          </>
        )}
      </svg>
      <YearCursor years={years} year={year} text={valueText(props, year)} left={left} right={14} onYear={setPicked} />
      <BandLegend {...props} year={year} onHover={setHovered} />
    </div>
  );
}

function BandShape(props: {
  band: Band;
  years: readonly number[];
  x: (year: number) => number;
  y: (value: number) => number;
  isDim: boolean;
}) {
  const { band, years, x, y } = props;
  const shape = area<number>()
    .x((i) => x(years[i]!))
    .y0((i) => y(band.low[i]!))
    .y1((i) => y(band.high[i]!))
    .curve(curveMonotoneX);
  const label = placeLabel(
    band.name,
    years.map(x),
    years.map((_, i) => [y(band.high[i]!), y(band.low[i]!)]),
  );
  return (
    <g
      class={`band ${band.sex} n${band.tint} ${props.isDim ? 'dim' : ''}`}
      data-name={band.name}
      data-sex={band.sex}
      onClick={() => go(nameHref(band.name))}
    >
      <path d={shape(years.map((_, i) => i)) ?? ''} />
      {label && (
        <text x={label.x} y={label.y} dy="0.35em" text-anchor="middle" font-size={label.size}>
          {band.name}
        </text>
      )}
    </g>
  );
}

function absent(counts: NamedTrend['counts'], year: number, props: Pick<Props, 'loaded' | 'cutOff'>): string {
  const sexes = (['F', 'M'] as const).filter((sex) => counts[sex].size > 0);
  return [...new Set(sexes.map((sex) => absence(props.loaded, sex, year, props.cutOff)))].join(', ');
}

/** The names as links, with their births in the picked year. */
function BandLegend(props: Props & { year: number; onHover: (name: string | undefined) => void }) {
  return (
    <div class="legend names">
      <p class="legend-year">{props.year}</p>
      <ul>
        {props.trends.map(({ name, counts }) => (
          <li key={name}>
            <a
              href={nameHref(name)}
              onMouseEnter={() => props.onHover(name)}
              onMouseLeave={() => props.onHover(undefined)}
              onFocus={() => props.onHover(name)}
              onBlur={() => props.onHover(undefined)}
            >
              {name}
            </a>{' '}
            <b>{bySex(counts, props.year, props)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

function bySex(counts: NamedTrend['counts'], year: number, props: Pick<Props, 'loaded' | 'cutOff'>): string {
  const [girls, boys] = [counts.F.get(year), counts.M.get(year)];
  return (
    [girls && `${count(girls)} girls`, boys && `${count(boys)} boys`].filter(Boolean).join(', ') || absent(counts, year, props)
  );
}

function valueText(props: Props, year: number): string {
  return `${year}: ${props.trends.map(({ name, counts }) => `${name} ${bySex(counts, year, props)}`).join('; ')}`;
}
