const whole = new Intl.NumberFormat('en-US');
const two = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const four = new Intl.NumberFormat('en-US', { minimumFractionDigits: 4, maximumFractionDigits: 4, signDisplay: 'exceptZero' });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export type Sex = 'F' | 'M';

export const count = (value: number) => whole.format(value);
export const percent = (value: number) => `${two.format(value)} %`;
export const points = (value: number) => four.format(value).replace('-', '−');
export const compact = (value: number) => short.format(value);
export const girlsOrBoys = (sex: Sex) => (sex === 'F' ? 'girls' : 'boys');
export const Sexes = (sex: Sex) => (sex === 'F' ? 'Girls' : 'Boys');

/** What stands where a figure is withheld: never 0. */
export function missing(cutOff: number): string {
  return cutOff > 1 ? `fewer than ${cutOff}` : 'none published';
}

/** What stands where a name has no figure in a year. */
export function absence(loaded: Record<Sex, readonly number[]>, sex: Sex, year: number, cutOff: number): string {
  return loaded[sex].includes(year) ? missing(cutOff) : 'not loaded';
}

export const plural = (value: number, one: string, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;
