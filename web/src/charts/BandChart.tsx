import { scaleLinear } from 'd3-scale';
import { area, curveMonotoneX } from 'd3-shape';
import { useEffect, useState } from 'preact/hooks';
import { absenceText, compact, count, type Sex, sexTitle } from '../format';
import { nameHref, navigate } from '../route';
import { placeLabel } from './bandLabel';
import { type Band, type NameTrend, stackBands } from './bands';
import { axisHeight, left, nearestYear, top, type XScale, YearChart } from './YearChart';

const height = 420;
const bottom = height - axisHeight;
const rightMargin = 14;

interface Props {
  trends: readonly NameTrend[];
  years: readonly number[];
  /** The loaded years. A loaded year without births is below the cut-off. */
  yearsBySex: Record<Sex, readonly number[]>;
  cutOff: number;
  summary: string;
}

/** A stacked band of births for each name: girls above the zero line, boys below it. A click on a band opens the name, as the links of
 * the legend do. */
export function BandChart(props: Props) {
  const { trends, years } = props;
  const [selectedYear, setSelectedYear] = useState(years.at(-1)!);
  const [hoveredName, setHoveredName] = useState<string>();
  useEffect(() => setHoveredName(undefined), [trends]);
  const year = nearestYear(years, selectedYear);
  const bands = stackBands(trends, years);
  const sexes = (['F', 'M'] as const).filter((sex) => bands.some((band) => band.sex === sex));
  const y = scaleLinear(
    [Math.min(0, ...bands.flatMap((band) => band.low)), Math.max(1, ...bands.flatMap((band) => band.high))],
    [bottom, top],
  ).nice(6);
  return (
    <YearChart
      summary={props.summary}
      years={years}
      year={year}
      yearText={`${year}: ${trends.map((trend) => `${trend.name} ${birthsText(trend, year, props)}`).join('; ')}`}
      onYear={setSelectedYear}
      height={height}
      rightMargin={() => rightMargin}
      y={y}
      yTicks={y.ticks(6)}
      formatTick={(value) => compact(Math.abs(value))}
      below={<BandLegend {...props} year={year} onHover={setHoveredName} />}
      onPointer={(event) => setHoveredName((event.target as Element).closest<SVGElement>('[data-name]')?.dataset['name'])}
      onPointerLeave={() => setHoveredName(undefined)}
    >
      {(x, width) => (
        <>
          {bands.map((band) => (
            <BandShape
              key={band.id}
              band={band}
              years={years}
              x={x}
              y={y}
              isDim={hoveredName !== undefined && hoveredName !== band.name}
            />
          ))}
          <line class="zero-line" x1={left} x2={width - rightMargin} y1={y(0)} y2={y(0)} />
          <line class="year-line" x1={x(year)} x2={x(year)} y1={top} y2={bottom} />
          {sexes.map((sex) => (
            <text key={sex} class="sex" x={left + 6} y={sex === 'F' ? top + 14 : bottom - 6}>
              {sexTitle(sex)}
            </text>
          ))}
        </>
      )}
    </YearChart>
  );
}

function BandShape(props: { band: Band; years: readonly number[]; x: XScale; y: (value: number) => number; isDim: boolean }) {
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
      class={`band ${band.sex} shade-${band.shade} ${props.isDim ? 'dim' : ''}`}
      data-name={band.name}
      data-sex={band.sex}
      onClick={() => navigate(nameHref(band.name))}
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

/** The names as links, with their births in the selected year. */
function BandLegend(props: Props & { year: number; onHover: (name: string | undefined) => void }) {
  return (
    <div class="legend names">
      <p class="legend-year">{props.year}</p>
      <ul>
        {props.trends.map((trend) => (
          <li key={trend.name}>
            <a
              href={nameHref(trend.name)}
              onMouseEnter={() => props.onHover(trend.name)}
              onMouseLeave={() => props.onHover(undefined)}
              onFocus={() => props.onHover(trend.name)}
              onBlur={() => props.onHover(undefined)}
            >
              {trend.name}
            </a>{' '}
            <b>{birthsText(trend, props.year, props)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Births of a name in a year by sex, or why there is no figure. */
function birthsText({ births }: NameTrend, year: number, props: Pick<Props, 'yearsBySex' | 'cutOff'>): string {
  const [girls, boys] = [births.F.get(year), births.M.get(year)];
  const texts = [girls && `${count(girls)} girls`, boys && `${count(boys)} boys`].filter(Boolean);
  if (texts.length > 0) return texts.join(', ');
  const sexes = (['F', 'M'] as const).filter((sex) => births[sex].size > 0);
  return [...new Set(sexes.map((sex) => absenceText(props.yearsBySex, sex, year, props.cutOff)))].join(', ');
}
