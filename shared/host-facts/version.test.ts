import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLeast, compareDotted, isDotted } from './version.ts';

const version = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.boolean()), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([part, padded]) => (padded ? `0${part}` : `${part}`)).join('.'));

describe('the order of versions', () => {
  test.each([
    ['570.124.06', '570.124.6', 0],
    ['535.86', '535.86.0', 0],
    ['535.86', '535.86.10', -1],
    ['550.54.15', '550.54.9', 1],
    ['550.100', '550.54.15', 1],
    ['1000', '999.99', 1],
  ])('%s against %s', (a, b, want) => {
    expect(Math.sign(compareDotted(a, b))).toBe(want);
    expect(Math.sign(compareDotted(b, a))).toBe(want === 0 ? 0 : -want);
  });

  test('is total', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compareDotted(a, a)).toBe(0);
        expect(compareDotted(a, b) + compareDotted(b, a)).toBe(0);
        const [x, y, z] = [a, b, c].sort(compareDotted) as [string, string, string];
        expect(compareDotted(x, y)).toBeLessThanOrEqual(0);
        expect(compareDotted(y, z)).toBeLessThanOrEqual(0);
        expect(compareDotted(x, z)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

test('atLeast includes the floor itself and everything below it in depth', () => {
  expect(atLeast('550.54', '550.54')).toBe(true);
  expect(atLeast('550.54.15', '550.54')).toBe(true);
  expect(atLeast('550.53.99', '550.54')).toBe(false);
});

test.each(['', '.', '550.', '.5', 'v550', '550.54-rc1', '550 ', '１', '1'.repeat(19), '1.1.1.1.1.1.1.1.1'])(
  '%j is no version, and comparing it is a RangeError',
  (text) => {
    expect(isDotted(text)).toBe(false);
    expect(() => compareDotted('1', text)).toThrow(RangeError);
  },
);
