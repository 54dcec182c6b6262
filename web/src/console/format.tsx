const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A size in decimal units. */
export function formatBytes(value: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return power === 0 ? `${value} bytes` : `${(value / 1000 ** power).toFixed(1)} ${units[power]}`;
}

/** A time in UTC, to the second. */
export function formatTime(value: string | null | undefined): string {
  return value ? `${new Date(value).toISOString().slice(0, 19).replace('T', ' ')} UTC` : '–';
}

/** A time on one line, for cells of tables. */
export function Time(props: { value: string | null | undefined }) {
  return <time class="nowrap">{formatTime(props.value)}</time>;
}

/** The seconds between two times; until now if the second time is null. */
export function formatDuration(from: string | null | undefined, to: string | null | undefined): string {
  if (!from) return '–';
  return `${((new Date(to ?? Date.now()).getTime() - new Date(from).getTime()) / 1000).toFixed(1)} s`;
}

/** The words of an enum value: "parse dataset" from PARSE_DATASET. */
export const enumWords = (value: string) => value.toLowerCase().replaceAll('_', ' ');
