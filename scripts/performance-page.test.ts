import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Limits, type Results, resultsTable, withTable } from './performance-page.ts';

const ROOT = join(import.meta.dirname, '..');
const RESULT = { ours: '2 ms', baseline: '1 ms | no-op', value: 2, date: '2026-11-22', machine: 'one' };

it('shows each figure that has a limit, in the order of the limits', () => {
  const table = resultsTable({ b: RESULT, gone: RESULT, a: RESULT }, { a: { limit: 3 }, b: { limit: 4 } });
  expect(table.match(/^\| `\w+`.*$/gm)).toEqual([
    '| `a`    | 2 ms | 1 ms \\| no-op | 2.00  | 3     | 2026-11-22 |',
    '| `b`    | 2 ms | 1 ms \\| no-op | 2.00  | 4     | 2026-11-22 |',
  ]);
  expect(table).toContain('On: one.');
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
