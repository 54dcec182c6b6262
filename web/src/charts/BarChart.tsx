import { scaleLinear } from 'd3-scale';
import { ChartFrame } from './ChartFrame';

export interface Bar {
  id: string;
  label: string;
  href: string;
  value: number;
  /** The formatted value. */
  text: string;
  /** A text before the label, for example a rank. */
  lead?: string;
  /** A text at the right edge, for example the change of the rank. */
  note?: string;
  noteKind?: 'up' | 'down';
  sex: 'F' | 'M';
}

export interface BarGroup {
  title: string;
  bars: readonly Bar[];
}

const rowHeight = 28;
const titleHeight = 34;
const columnGap = 40;

/** Horizontal bars in one or two columns with a common scale. */
export function BarChart(props: { groups: readonly BarGroup[]; summary: string }) {
  const { groups } = props;
  const columnsOf = (width: number) => (width >= 680 ? groups.length : 1);
  const maxBars = Math.max(1, ...groups.map((group) => group.bars.length));
  const groupHeight = titleHeight + maxBars * rowHeight + 12;
  const maximum = Math.max(...groups.flatMap((group) => group.bars.map((bar) => Math.abs(bar.value))), 0) || 1;
  return (
    <ChartFrame
      summary={props.summary}
      role="group"
      height={(width) => groupHeight * Math.ceil(groups.length / columnsOf(width))}
    >
      {(width) => {
        const columns = columnsOf(width);
        const columnWidth = (width - columnGap * (columns - 1)) / columns;
        return groups.map((group, i) => (
          <g
            key={group.title}
            transform={`translate(${(i % columns) * (columnWidth + columnGap)},${Math.floor(i / columns) * groupHeight})`}
          >
            <text class="group" y={18}>
              {group.title}
            </text>
            {group.bars.map((bar, at) => (
              <Row key={bar.id} bar={bar} y={titleHeight + at * rowHeight} width={columnWidth} maximum={maximum} />
            ))}
          </g>
        ));
      }}
    </ChartFrame>
  );
}

function Row(props: { bar: Bar; y: number; width: number; maximum: number }) {
  const { bar, width } = props;
  const leadWidth = bar.lead === undefined ? 0 : 34;
  const noteWidth = bar.note === undefined ? 0 : 52;
  const barStart = leadWidth + Math.min(130, Math.max(88, width * 0.26));
  const barLength = scaleLinear([0, props.maximum], [2, Math.max(10, width - barStart - noteWidth - 66)])(Math.abs(bar.value));
  return (
    <g class="bar" transform={`translate(0,${props.y})`} data-bar={bar.id}>
      {leadWidth > 0 && (
        <text class="lead" x={leadWidth - 10} y={rowHeight / 2} dy="0.32em" text-anchor="end">
          {bar.lead}
        </text>
      )}
      <a href={bar.href}>
        <text x={leadWidth} y={rowHeight / 2} dy="0.32em">
          {bar.label}
        </text>
      </a>
      <rect class={bar.sex} x={barStart} y={5} width={barLength} height={rowHeight - 10} rx={2} />
      <text class="value" x={barStart + barLength + 6} y={rowHeight / 2} dy="0.32em">
        {bar.text}
      </text>
      {bar.note !== undefined && (
        <text class={`note ${bar.noteKind ?? ''}`} x={width} y={rowHeight / 2} dy="0.32em" text-anchor="end">
          {bar.note}
        </text>
      )}
    </g>
  );
}
