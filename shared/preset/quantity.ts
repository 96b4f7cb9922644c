/**
 * Kubernetes quantities, compared exactly. Grammar and rounding: apimachinery pkg/api/resource/quantity.go;
 * the smallest unit is one nano, finer digits are rounded up.
 */

const SUFFIX: Readonly<Record<string, readonly [base: bigint, exponent: bigint]>> = {
  n: [10n, -9n],
  u: [10n, -6n],
  m: [10n, -3n],
  '': [10n, 0n],
  k: [10n, 3n],
  M: [10n, 6n],
  G: [10n, 9n],
  T: [10n, 12n],
  P: [10n, 15n],
  E: [10n, 18n],
  Ki: [2n, 10n],
  Mi: [2n, 20n],
  Gi: [2n, 30n],
  Ti: [2n, 40n],
  Pi: [2n, 50n],
  Ei: [2n, 60n],
};
const FORM = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,3})|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?)$/;
const NANO = 1_000_000_000n;

/** The quantity in nano units, or undefined when the text is not a quantity. */
export function parseQuantity(text: string | number): bigint | undefined {
  const match = FORM.exec(String(text));
  if (match === null) return undefined;
  const [, sign, digits = '', exponent, suffix = ''] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const unscaled = BigInt(whole + fraction || '0') * NANO;
  const [base, power] =
    exponent === undefined ? (SUFFIX[suffix] ?? [10n, 0n]) : ([10n, BigInt(exponent)] as const);
  let numerator = unscaled;
  let denominator = 10n ** BigInt(fraction.length);
  if (power >= 0n) numerator *= base ** power;
  else denominator *= base ** -power;
  const rounded = (numerator + denominator - 1n) / denominator;
  return sign === '-' ? -rounded : rounded;
}

/** For expressions: an int where the quantity is whole, a double otherwise. */
export function quantityNumber(nanos: bigint): bigint | number {
  return nanos % NANO === 0n ? nanos / NANO : Number(nanos) / Number(NANO);
}

/** Shortest decimal text of a quantity, for messages. */
export function quantityText(nanos: bigint): string {
  return String(quantityNumber(nanos));
}
