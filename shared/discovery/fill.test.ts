import { expect, test } from 'vitest';
import { fill } from './fill.ts';

test.each<[string, unknown, unknown, unknown]>([
  ['what is not known now stays', { a: 1, b: 2 }, { a: 1 }, { a: 1, b: 2 }],
  ['what is known now counts', { a: 1, present: true }, { a: 3, present: false }, { a: 3, present: false }],
  ['groups are filled by their fields', { g: { a: 1, b: 2 } }, { g: { b: 3 } }, { g: { a: 1, b: 3 } }],
  ['a list is the one of before', { l: [1, 2] }, { l: [3] }, { l: [1, 2] }],
  ['but for an empty one', { l: [] }, { l: [3] }, { l: [3] }],
  ['nothing found leaves all', { a: 1 }, {}, { a: 1 }],
])('%s', (_, known, found, want) => {
  expect(fill(known, found)).toEqual(want);
});
