import { scaleLinear } from 'd3-scale';
import { useWidth } from './useWidth';

export interface Bar {
  id: string;
  label: string;
  href: string;
  value: number;
  /** The value as people read it. */
  text: string;
  /** Before the label, for example a rank. */
  lead?: string;
  /** At the right edge, for example how the rank moved. */
  note?: string;
  noteKind?: 'up' | 'down';
  tone: 'F' | 'M';
}

export interface BarGroup {
  title: string;
  bars: readonly Bar[];
}

const row = 28;
const head = 34;
const gutter = 40;

/** Horizontal bars in one or two columns, all on one scale. */
export function BarChart(props: { groups: readonly BarGroup[]; finding: string }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const columns = width >= 680 ? props.groups.length : 1;
  const columnWidth = (width - gutter * (columns - 1)) / columns;
  const longest = Math.max(1, ...props.groups.map((group) => group.bars.length));
  const groupHeight = head + longest * row + 12;
  const most = Math.max(...props.groups.flatMap((group) => group.bars.map((bar) => Math.abs(bar.value))), 0) || 1;
  return (
    <div class="chart" ref={ref}>
      <svg
        class="plot"
        role="group"
        aria-label={props.finding}
        width={width}
        height={groupHeight * Math.ceil(props.groups.length / columns)}
      >
        {width > 0 &&
          props.groups.map((group, i) => (
            <g
              key={group.title}
              transform={`translate(${(i % columns) * (columnWidth + gutter)},${Math.floor(i / columns) * groupHeight})`}
            >
              <text class="group" y={18}>
                {group.title}
              </text>
              {group.bars.map((bar, at) => (
                <Row key={bar.id} bar={bar} y={head + at * row} width={columnWidth} most={most} />
              ))}
            </g>
          ))}
      </svg>
    </div>
  );
}

function Row(props: { bar: Bar; y: number; width: number; most: number }) {
  const { bar, width } = props;
  const lead = bar.lead === undefined ? 0 : 34;
  const note = bar.note === undefined ? 0 : 52;
  const start = lead + Math.min(130, Math.max(88, width * 0.26));
  const length = scaleLinear([0, props.most], [2, Math.max(10, width - start - note - 66)])(Math.abs(bar.value));
  return (
    <g class="bar" transform={`translate(0,${props.y})`} data-bar={bar.id}>
      {lead > 0 && (
        <text class="lead" x={lead - 10} y={row / 2} dy="0.32em" text-anchor="end">
          {bar.lead}
        </text>
      )}
      <a href={bar.href}>
        <text x={lead} y={row / 2} dy="0.32em">
          {bar.label}
        </text>
      </a>
      <rect class={bar.tone} x={start} y={5} width={length} height={row - 10} rx={2} />
      <text class="value" x={start + length + 6} y={row / 2} dy="0.32em">
        {bar.text}
      </text>
      {bar.note !== undefined && (
        <text class={`note ${bar.noteKind ?? ''}`} x={width} y={row / 2} dy="0.32em" text-anchor="end">
          {bar.note}
        </text>
      )}
    </g>
  );
}
