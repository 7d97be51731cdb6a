/** Digits of a whole number and its power of ten: 1.50e3 is 15 and 2. */
export interface Digits {
  /** Without zeros in front and at the end; empty for 0. */
  readonly significant: string;
  /** The place of the last of them: 0 for ones, -2 for hundredths. */
  readonly power: number;
}

const NUMBER = /^[+-]?(?<whole>\d*)(?:\.(?<fraction>\d*))?(?:[eE](?<exponent>[+-]?\d+))?$/u;

/** The digits of a number as a row holds it; undefined for what is not a number. */
export function digitsOf(text: string): Digits | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const { whole = '', fraction = '', exponent = '0' } = match.groups ?? {};
  const all = (whole + fraction).replace(/^0+/u, '');
  const significant = all.replace(/0+$/u, '');
  return { significant, power: Number(exponent) - fraction.length + (all.length - significant.length) };
}

/** Digits after the decimal point that are needed to write the number. */
export function fractionDigits({ significant, power }: Digits): number {
  return significant === '' ? 0 : Math.max(0, -power);
}
