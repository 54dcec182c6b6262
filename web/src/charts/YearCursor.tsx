/** Picks a year by keyboard, finger or mouse; it is as wide as the years of the chart above it. */
export function YearCursor(props: {
  years: readonly number[];
  year: number;
  text: string;
  left: number;
  right: number;
  onYear: (year: number) => void;
}) {
  const { years, year } = props;
  return (
    <input
      class="cursor"
      type="range"
      aria-label="Year"
      aria-valuetext={props.text}
      min={0}
      max={Math.max(0, years.length - 1)}
      value={Math.max(0, years.indexOf(year))}
      style={{ marginLeft: `${props.left - 8}px`, width: `calc(100% - ${props.left + props.right - 16}px)` }}
      onInput={(event) => props.onYear(years[event.currentTarget.valueAsNumber]!)}
    />
  );
}

/** The loaded year that is nearest to a value. */
export function nearest(years: readonly number[], value: number): number {
  return years.reduce((best, year) => (Math.abs(year - value) < Math.abs(best - value) ? year : best), years[0]!);
}
