import { type Measure, plottedValue, type Series } from './series';

/** The smallest distance between labels, in pixels. */
const gap = 15;

interface Label {
  series: Series;
  y: number;
}

/** Labels at the ends of the lines, moved apart where they would overlap. */
export function EndLabels(props: {
  series: readonly Series[];
  measure: Measure;
  y: (value: number) => number;
  right: number;
  bottom: number;
}) {
  const labels: Label[] = props.series
    .flatMap((series) => {
      const last = [...series.points.values()].at(-1);
      return last ? [{ series, y: props.y(plottedValue(last, props.measure)) }] : [];
    })
    .sort((a, b) => a.y - b.y);
  moveApart(labels, props.bottom);
  return (
    <g class="end-labels">
      {labels.map(({ series, y }) => (
        <text key={series.id} class={`label-${series.style}`} x={props.right + 8} y={y} dy="0.32em">
          {series.endLabel}
        </text>
      ))}
    </g>
  );
}

function moveApart(labels: Label[], bottom: number): void {
  for (let i = 1; i < labels.length; i++) labels[i]!.y = Math.max(labels[i]!.y, labels[i - 1]!.y + gap);
  let limit = bottom;
  for (const label of [...labels].reverse()) {
    label.y = Math.min(label.y, limit);
    limit = label.y - gap;
  }
}
