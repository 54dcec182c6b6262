import { percent } from '../format';
import { ChartFrame } from './ChartFrame';

export interface Split {
  name: string;
  href: string;
  /** Percent. */
  female: number;
  /** Percent. */
  male: number;
}

const rowHeight = 30;

/** One bar of 100 % for each name, divided between girls and boys. */
export function SplitChart(props: { splits: readonly Split[]; summary: string }) {
  const height = 28 + props.splits.length * rowHeight;
  return (
    <ChartFrame summary={props.summary} role="group" height={height}>
      {(width) => {
        const barStart = Math.min(150, Math.max(92, width * 0.2));
        const barLength = Math.max(0, width - barStart);
        return (
          <>
            <text class="group" x={barStart} y={16}>
              Girls
            </text>
            <text class="group" x={width} y={16} text-anchor="end">
              Boys
            </text>
            {props.splits.map((split, i) => (
              <g key={split.name} class="bar split" transform={`translate(0,${26 + i * rowHeight})`} data-bar={split.name}>
                <a href={split.href}>
                  <text y={rowHeight / 2} dy="0.32em">
                    {split.name}
                  </text>
                </a>
                <rect class="F" x={barStart} y={4} width={(barLength * split.female) / 100} height={rowHeight - 8} />
                <rect
                  class="M"
                  x={barStart + (barLength * split.female) / 100 + 1}
                  y={4}
                  width={Math.max(0, (barLength * split.male) / 100 - 1)}
                  height={rowHeight - 8}
                />
                <text class="inside" x={barStart + 8} y={rowHeight / 2} dy="0.32em">
                  {percent(split.female)}
                </text>
                <text class="inside" x={width - 8} y={rowHeight / 2} dy="0.32em" text-anchor="end">
                  {percent(split.male)}
                </text>
              </g>
            ))}
            <line class="middle" x1={barStart + barLength / 2} x2={barStart + barLength / 2} y1={22} y2={height} />
          </>
        );
      }}
    </ChartFrame>
  );
}
