import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromOutcomes, toOutcomes } from './outcomes.ts';

describe('outcomes', () => {
  it.each([
    [[], { nodes: '', is: [] }],
    [
      [
        [2, 'a'],
        [1, 'a'],
      ],
      { nodes: '1-2', is: ['a'] },
    ],
    [
      [
        [7, null],
        [5, 'a'],
        [6, null],
      ],
      { nodes: '5-7', is: ['a', null], of: '011' },
    ],
  ] as const)('of %j', (pairs, written) => {
    expect(toOutcomes(new Map<number, unknown>(pairs))).toEqual(written);
  });

  it('give back what they were made of', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 35 }))), (pairs) => {
        const outcomes = new Map(pairs);
        const sorted = [...outcomes].sort(([left], [right]) => left - right);
        expect(fromOutcomes(toOutcomes(outcomes), 301)).toEqual(sorted);
      }),
    );
  });

  it.each([
    ['a node that is not there', { nodes: '0-5', is: [1] }],
    ['no answers', { nodes: '0', is: [] }],
    ['two answers for all', { nodes: '0', is: [1, 2] }],
    ['too few digits', { nodes: '0-1', is: [1, 2], of: '0' }],
    ['a digit without answer', { nodes: '0-1', is: [1, 2], of: '02' }],
    ['a digit that is none', { nodes: '0-1', is: [1, 2], of: '0?' }],
  ])('with %s are refused', (_what, outcomes) => {
    expect(fromOutcomes(outcomes, 5)).toBeUndefined();
  });
});
