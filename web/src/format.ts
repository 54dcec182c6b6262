const integer = new Intl.NumberFormat('en-US');
const twoDecimals = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signedFourDecimals = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 4,
  maximumFractionDigits: 4,
  signDisplay: 'exceptZero',
});
const compactNumber = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export type Sex = 'F' | 'M';

export const count = (value: number) => integer.format(value);
export const percent = (value: number) => `${twoDecimals.format(value)} %`;
/** A signed difference in percentage points. */
export const points = (value: number) => signedFourDecimals.format(value).replace('-', '−');
export const compact = (value: number) => compactNumber.format(value);
export const sexWord = (sex: Sex) => (sex === 'F' ? 'girls' : 'boys');
export const sexTitle = (sex: Sex) => (sex === 'F' ? 'Girls' : 'Boys');

/** The text for a figure that is not published. It is never 0. */
export function belowCutOff(cutOff: number): string {
  return cutOff > 1 ? `fewer than ${cutOff}` : 'none published';
}

/** The text for a name without a figure in a year. */
export function absenceText(yearsBySex: Record<Sex, readonly number[]>, sex: Sex, year: number, cutOff: number): string {
  return yearsBySex[sex].includes(year) ? belowCutOff(cutOff) : 'not loaded';
}

export const plural = (value: number, noun: string) => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
