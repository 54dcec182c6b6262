import { drawn, type Measure, type Series } from './series';

const gap = 15;

interface Label {
  series: Series;
  y: number;
}

/** Names at the ends of their lines, moved apart where they would overlap. */
export function EndLabels(props: {
  series: readonly Series[];
  measure: Measure;
  x: (year: number) => number;
  y: (value: number) => number;
  right: number;
  bottom: number;
}) {
  const labels: Label[] = props.series
    .flatMap((series) => {
      const last = [...series.points.values()].at(-1);
      return last ? [{ series, y: props.y(drawn(last, props.measure)) }] : [];
    })
    .sort((a, b) => a.y - b.y);
  spread(labels, props.bottom);
  return (
    <g class="end-labels">
      {labels.map(({ series, y }) => (
        <text key={series.id} class={`t${series.style}`} x={props.right + 8} y={y} dy="0.32em">
          {series.short}
        </text>
      ))}
    </g>
  );
}

function spread(labels: Label[], bottom: number): void {
  for (let i = 1; i < labels.length; i++) labels[i]!.y = Math.max(labels[i]!.y, labels[i - 1]!.y + gap);
  let limit = bottom;
  for (const label of [...labels].reverse()) {
    label.y = Math.min(label.y, limit);
    limit = label.y - gap;
  }
}
