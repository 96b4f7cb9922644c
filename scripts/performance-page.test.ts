import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Limits, type Results, recordResults, resultsTable, withTable } from './performance-page.ts';

const ROOT = join(import.meta.dirname, '..');
const RESULT = { ours: '2 ms', baseline: '1 ms | no-op', value: 2, date: '2026-11-22', machine: 'one' };

it('shows each figure that has a limit, in the order of the limits', () => {
  const table = resultsTable(
    { b: RESULT, gone: RESULT, a: RESULT },
    { a: { limit: 3 }, b: { limit: 1, goal: true } },
  );
  expect(table.match(/^\| `\w+`.*$/gm)).toEqual([
    '| `a`    | 2 ms | 1 ms \\| no-op | 2.00  | 3        | yes    | 2026-11-22 |',
    '| `b`    | 2 ms | 1 ms \\| no-op | 2.00  | 1 (goal) | **no** | 2026-11-22 |',
  ]);
  expect(table).toContain('1 of 2 are not met. On: one.');
});

it('says so where all are met', () => {
  expect(resultsTable({ a: RESULT }, { a: { limit: 2 } })).toContain('All are met. On: one.');
});

it('says how many figures nobody has measured', () => {
  const table = resultsTable({ a: RESULT }, { a: { limit: 2 }, b: { limit: 2 }, c: { limit: 2 } });
  expect(table).toContain('All are met; 2 more were not measured yet. On: one.');
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses to record %f', async (value) => {
  const row = { name: 'a', ours: '', baseline: '', value };
  await expect(recordResults([row])).rejects.toThrow('no number was measured for a');
});

it('refuses a page that has lost its markers', () => {
  expect(() => withTable('# Performance\n', 'table')).toThrow('has no');
});

it('finds the page as the last measurements and the limits of now make it', async () => {
  const read = async (path: string): Promise<string> => await readFile(join(ROOT, path), 'utf8');
  const results = JSON.parse(await read('docs/performance/results.json')) as Results;
  const limits = JSON.parse(await read('scripts/bench-budgets.json')) as Limits;
  const page = await read('docs/performance.md');
  // Else: node scripts/performance-page.ts
  expect(page).toBe(withTable(page, resultsTable(results, limits)));
});
