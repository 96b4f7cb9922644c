import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromRanges, toRanges } from './ranges.ts';

describe('ranges', () => {
  it.each([
    [[], ''],
    [[7], '7'],
    [[1, 2, 3], '1-3'],
    [[1, 1, 2], '1-2'],
    [[0, 1, 2, 5, 9, 10], '0-2,5,9-10'],
  ])('of %j are %j', (numbers, text) => {
    expect(toRanges(Uint32Array.from(numbers))).toBe(text);
  });

  it('give back the set that they were made of', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 })), (numbers) => {
        const sorted = [...new Set(numbers)].sort((left, right) => left - right);
        expect(fromRanges(toRanges(Uint32Array.from(numbers).sort()), 301)).toEqual(sorted);
      }),
    );
  });

  it.each(['x', '1-', '2-1', '1,1', '3,2', '-1', '0-99999999999', '5', 7, null])(
    'that are not ours are refused: %j',
    (text) => {
      expect(fromRanges(text, 5)).toBeUndefined();
    },
  );
});
