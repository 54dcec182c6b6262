const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A size in decimal units. */
export function bytes(value: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return power === 0 ? `${value} bytes` : `${(value / 1000 ** power).toFixed(1)} ${units[power]}`;
}

/** A moment in UTC, to the second. */
export function moment(value: string | null | undefined): string {
  return value ? `${new Date(value).toISOString().slice(0, 19).replace('T', ' ')} UTC` : '–';
}

/** A moment in a cell of a table, on one line. */
export function Moment(props: { value: string | null | undefined }) {
  return <time class="nowrap">{moment(props.value)}</time>;
}

/** The seconds between two moments; to now where the second one is null. */
export function duration(from: string | null | undefined, to: string | null | undefined): string {
  if (!from) return '–';
  return `${((new Date(to ?? Date.now()).getTime() - new Date(from).getTime()) / 1000).toFixed(1)} s`;
}

/** PARSE_DATASET as parse dataset. */
export const words = (value: string) => value.toLowerCase().replaceAll('_', ' ');
