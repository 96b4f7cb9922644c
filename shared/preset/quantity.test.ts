import { describe, expect, it } from 'vitest';
import { parseQuantity, quantityNumber, quantityText } from './quantity.ts';

const ONE = 1_000_000_000n;

describe('a Kubernetes quantity', () => {
  it.each<[string | number, bigint]>([
    ['0', 0n],
    ['2', 2n * ONE],
    [2, 2n * ONE],
    [1.5, (3n * ONE) / 2n],
    ['100m', ONE / 10n],
    ['1.5Gi', 1_610_612_736n * ONE],
    ['1e3', 1_000n * ONE],
    ['12e6', 12_000_000n * ONE],
    ['1E3', 1_000n * ONE],
    ['1E', 1_000_000_000_000_000_000n * ONE],
    ['1e-3', ONE / 1_000n],
    ['.5', ONE / 2n],
    ['5.', 5n * ONE],
    ['+1', ONE],
    ['-1', -ONE],
    ['1k', 1_000n * ONE],
    ['1Ki', 1_024n * ONE],
    ['3n', 3n],
    ['3u', 3_000n],
    ['0.1n', 1n],
    ['0.0000000001', 1n],
    ['-0.1n', -1n],
    ['1.0000000001', ONE + 1n],
  ])('%s is read exactly', (text, nanos) => {
    expect(parseQuantity(text)).toBe(nanos);
  });

  it.each(['', ' 1', '1 ', '1K', '1ki', 'Gi', '.', '1.2.3', '--1', '1e', '1eKi', '0x1', 'one', '1,5', 'NaN'])(
    '%j is none',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  it('is an int for expressions where it is whole, and a double otherwise', () => {
    expect(quantityNumber(4n * ONE)).toBe(4n);
    expect(quantityNumber(ONE / 2n)).toBe(0.5);
    expect(quantityText(ONE / 4n)).toBe('0.25');
  });
});
