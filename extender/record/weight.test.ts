import { describe, expect, it } from 'vitest';
import { weightOf } from './weight.ts';

describe('the weight of a request', () => {
  it('is about that of its text', () => {
    const request = { Pod: { note: 'x'.repeat(10_000) }, NodeNames: ['a', 'b'] };
    expect(weightOf(request)).toBeGreaterThan(10_000);
    expect(weightOf(request)).toBeLessThan(11_000);
  });

  it('counts thousands of names by some of them', () => {
    const names = Array.from({ length: 6_400 }, () => 'gpu-node');
    expect(weightOf(names)).toBe(100 * weightOf(names.slice(0, 64)));
  });

  it.each([null, undefined, 7, true])('of %s is that of a value', (value) => {
    expect(weightOf(value)).toBe(16);
  });
});
