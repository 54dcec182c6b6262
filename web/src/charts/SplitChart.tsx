import { percent } from '../format';
import { useWidth } from './useWidth';

export interface Split {
  name: string;
  href: string;
  female: number;
  male: number;
}

const row = 30;

/** One bar of 100 % for each name, cut where girls end and boys begin. */
export function SplitChart(props: { splits: readonly Split[]; finding: string }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const start = Math.min(150, Math.max(92, width * 0.2));
  const length = Math.max(0, width - start);
  const height = 28 + props.splits.length * row;
  return (
    <div class="chart" ref={ref}>
      <svg class="plot" role="group" aria-label={props.finding} width={width} height={height}>
        {width > 0 && (
          <>
            <text class="group" x={start} y={16}>
              Girls
            </text>
            <text class="group" x={width} y={16} text-anchor="end">
              Boys
            </text>
            {props.splits.map((split, i) => (
              <g key={split.name} class="bar split" transform={`translate(0,${26 + i * row})`} data-bar={split.name}>
                <a href={split.href}>
                  <text y={row / 2} dy="0.32em">
                    {split.name}
                  </text>
                </a>
                <rect class="F" x={start} y={4} width={(length * split.female) / 100} height={row - 8} />
                <rect
                  class="M"
                  x={start + (length * split.female) / 100 + 1}
                  y={4}
                  width={Math.max(0, (length * split.male) / 100 - 1)}
                  height={row - 8}
                />
                <text class="inside" x={start + 8} y={row / 2} dy="0.32em">
                  {percent(split.female)}
                </text>
                <text class="inside" x={width - 8} y={row / 2} dy="0.32em" text-anchor="end">
                  {percent(split.male)}
                </text>
              </g>
            ))}
            <line class="half" x1={start + length / 2} x2={start + length / 2} y1={22} y2={height} />
          </>
        )}
      </svg>
    </div>
  );
}
