/** Driver versions: digits(.digits)*, of any number of parts and with leading zeros, as in 570.124.06. */

const DOTTED = /^\d{1,18}(\.\d{1,18}){0,7}$/;

export const isDotted = (text: string): boolean => DOTTED.test(text);

/**
 * Negative, zero or positive as `a` is older than, the same as or newer than `b`. Parts are compared as numbers,
 * a missing part is 0: 535.86 = 535.86.0, 570.124.06 = 570.124.6. Throws RangeError where one is no such version.
 */
export function compareDotted(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0n) - (right[index] ?? 0n);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** `version` is `floor` or newer. Throws RangeError where one is no such version. */
export const atLeast = (version: string, floor: string): boolean => compareDotted(version, floor) >= 0;

function parts(version: string): bigint[] {
  if (!isDotted(version))
    throw new RangeError(`not a version of numbers and dots: ${JSON.stringify(version.slice(0, 40))}`);
  return version.split('.').map(BigInt);
}
