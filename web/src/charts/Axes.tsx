interface Scale {
  (value: number): number | undefined;
}

/** The light grid and the numbers beside it. */
export function Axes(props: {
  x: Scale;
  y: Scale;
  xTicks: readonly number[];
  yTicks: readonly number[];
  yText: (value: number) => string;
  left: number;
  right: number;
  bottom: number;
}) {
  return (
    <g class="axes">
      {props.yTicks.map((value) => (
        <g key={value} transform={`translate(0,${props.y(value)})`}>
          <line x1={props.left} x2={props.right} />
          <text x={props.left - 8} dy="0.32em" text-anchor="end">
            {props.yText(value)}
          </text>
        </g>
      ))}
      {props.xTicks.map((year) => (
        <text key={year} x={props.x(year)} y={props.bottom + 20} text-anchor="middle">
          {year}
        </text>
      ))}
    </g>
  );
}
