import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Compatibility,
  compatibilityPage,
  idleIn,
  problemsOf,
  readCompatibility,
  testsIn,
} from './compatibility.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const range = (prefix: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${prefix}-${String(from + index).padStart(2, '0')}`);
const IDS = [
  ...range('PP', 1, 29),
  ...range('RP', 1, 18),
  ...range('RP', 20, 23),
  ...range('FL', 1, 43),
  ...range('FP', 1, 12),
  ...range('DT', 1, 28),
  ...range('KT', 1, 29),
  ...range('PD', 1, 16),
];

const complete: Compatibility = {
  rows: Object.fromEntries(IDS.map((id) => [id, `what ${id} is`])),
  elsewhere: { 'PP-02': 'it is for the API server' },
  tests: IDS.filter((id) => id !== 'PP-02').map((id) => ({ id, title: `shows ${id}`, file: 'a.test.ts' })),
  idle: [],
};
const without = (record: Readonly<Record<string, string>>, id: string) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== id));

describe('the table of compatibility', () => {
  it('has 179 rows, and nothing to object to where each has a test or a reason', () => {
    expect(IDS).toHaveLength(179);
    expect(problemsOf(complete)).toEqual([]);
  });

  it.each<[string, Partial<Compatibility>, RegExp]>([
    ['a row that is missing', { rows: without(complete.rows, 'FL-43') }, /^FL-43: has no row/],
    [
      'a row that does not exist',
      { rows: { ...complete.rows, 'RP-19': 'x' } },
      /^RP-19: is in .*rows, but no such/,
    ],
    ['neither test nor reason', { elsewhere: {} }, /^PP-02: has neither a test nor a reason/],
    [
      'both test and reason',
      { elsewhere: { ...complete.elsewhere, 'KT-01': 'x' } },
      /^KT-01: has a test, and a reason/,
    ],
    [
      'a reason for no row',
      { elsewhere: { ...complete.elsewhere, 'KT-30': 'x' } },
      /^KT-30: is in .*elsewhere, but/,
    ],
    [
      'a test of no row',
      { tests: [...complete.tests, { id: 'DT-29', title: 'shows nothing', file: 'b.test.ts' }] },
      /^DT-29: is the id of the test "shows nothing" in b\.test\.ts/,
    ],
    [
      'a test that does not run',
      { idle: ["a.test.ts: it.skip('PP-01 …"] },
      /^a\.test\.ts: it\.skip\('PP-01 …: does not run/,
    ],
  ])('is not accepted with %s', (_what, change, problem) => {
    expect(problemsOf({ ...complete, ...change })).toEqual([expect.stringMatching(problem)]);
  });

  it('links each row to its tests, or says why there is none', () => {
    const tests = [...complete.tests, { id: 'PP-01', title: 'shows | more', file: 'b.test.ts' }];
    const page = compatibilityPage({ ...complete, tests });
    expect(page).toContain(
      '| PP-01 | what PP-01 is | [a.test.ts](../test/compatibility/a.test.ts): shows PP-01<br>[b.test.ts](../test/compatibility/b.test.ts): shows \\| more |\n',
    );
    expect(page).toContain('| PP-02 | what PP-02 is | not by a preset: it is for the API server |\n');
    expect(page.match(/^\| [A-Z]{2}-\d\d \|/gm)).toHaveLength(179);
  });
});

describe('titles of tests', () => {
  it.each([
    ["it('PP-01 env reaches every container', () => {", 'PP-01', 'env reaches every container'],
    ["it.each([['a', 1]])('PP-02 %s gives %j', (a) => {", 'PP-02', '… gives …'],
    ["  ])(\n    'KT-12 over those of $name',\n    (a) => {", 'KT-12', 'over those of …'],
    ['it("PP-03 the pod\'s own stays", async () => {', 'PP-03', "the pod's own stays"],
    ["it('PP-04 the pod\\'s own stays', () => {", 'PP-04', "the pod's own stays"],
    ['it.each(KINDS)(`PP-05 ${1} of %s`, () => {', 'PP-05', '… of …'],
  ])('are found in %j', (text, id, title) => {
    expect(testsIn(text, 'a.test.ts')).toEqual([{ id, title, file: 'a.test.ts' }]);
  });

  it('are not what only mentions a row', () => {
    expect(
      testsIn("it('as PP-01 says', () => {\n// it('PP-02\nconst x = ['PP-03 a', 1];", 'a.test.ts'),
    ).toEqual([]);
  });

  it('of tests that are left out are told', () => {
    const text = "it.skip('PP-01 a', () => {});\ndescribe.only('b', () => {});\nit('PP-02 c', () => {});";
    expect(idleIn(text, 'a.test.ts')).toEqual([
      "a.test.ts: it.skip('PP-01 a', () => {});",
      "a.test.ts: describe.only('b', () => {});",
    ]);
  });
});

it('reads rows, reasons and tests of this repository', async () => {
  const { rows, tests } = await readCompatibility(ROOT);
  expect(rows['PP-01']).toMatch(/\w/);
  expect(tests).toContainEqual({ id: 'PP-07', title: '… is left alone', file: 'podpreset.test.ts' });
});
