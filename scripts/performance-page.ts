/**
 * Keeps what was measured last beside the page that tells of it: `npm run bench` adds its figures to docs/performance/results.json
 * and writes the table of docs/performance.md. `node scripts/performance-page.ts` writes the table alone, after a change of limits.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Row } from './bench/rows.ts';

const DOCS = join(import.meta.dirname, '..', 'docs');
const PAGE = join(DOCS, 'performance.md');
const RESULTS = join(DOCS, 'performance', 'results.json');
const BUDGETS = join(import.meta.dirname, 'bench-budgets.json');
const MARKERS = ['<!-- results: npm run bench -->\n', '<!-- end of results -->'] as const;

interface Result extends Omit<Row, 'name'> {
  readonly date: string;
  readonly machine: string;
}
/** By the figure's name: of each the last measurement, since a run may be of one part only. */
export type Results = Readonly<Record<string, Result>>;
/** A goal is what is wanted, whatever was measured. */
export type Limits = Readonly<Record<string, { readonly limit: number; readonly goal?: boolean }>>;

/** Figures without a limit are left out: nobody measures them any more. */
export function resultsTable(results: Results, limits: Limits): string {
  const rows = Object.entries(limits).flatMap(([name, { limit, goal = false }]) => {
    const result = results[name];
    if (result === undefined) return [];
    const { ours, baseline, value, date } = result;
    const met = value <= limit ? 'yes' : NOT_MET;
    return [[`\`${name}\``, ours, baseline, value.toFixed(2), `${limit}${goal ? ' (goal)' : ''}`, met, date]];
  });
  const machines = [...new Set(Object.values(results).map(({ machine }) => machine))];
  const missed = rows.filter((row) => row.includes(NOT_MET)).length;
  const absent = Object.keys(limits).length - rows.length;
  const verdict = `${missed === 0 ? 'All are met' : `${missed} of ${rows.length} are not met`}${absent === 0 ? '' : `; ${absent} more were not measured yet`}`;
  return `${aligned([HEADER, ...rows])}\n\n${verdict}. On: ${machines.join('; ')}.\n`;
}

const NOT_MET = '**no**';
const HEADER = ['figure', 'ours', 'baseline', 'value', 'limit', 'met', 'measured'];

/** As the formatter would have it. */
function aligned(cells: readonly (readonly string[])[]): string {
  const escaped = cells.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = HEADER.map((_, column) => Math.max(...escaped.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [header = [], ...rows] = escaped;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** The page with the table between its markers. */
export function withTable(page: string, table: string): string {
  const start = page.indexOf(MARKERS[0]);
  const end = page.indexOf(MARKERS[1]);
  if (start === -1 || end < start)
    throw new Error(`docs/performance.md has no ${MARKERS.join(' … ').trim()}`);
  return `${page.slice(0, start + MARKERS[0].length)}\n${table}\n${page.slice(end)}`;
}

/** What was measured now takes the place of what was measured before. */
export async function recordResults(rows: readonly Row[]): Promise<void> {
  const broken = rows.filter(({ value }) => !Number.isFinite(value)).map(({ name }) => name);
  if (broken.length > 0)
    throw new Error(`no number was measured for ${broken.join(', ')}; nothing is written`);
  const known = JSON.parse(await readFile(RESULTS, 'utf8')) as Results;
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  const measured = rows.map(({ name, ...row }) => [name, { ...row, date, machine }] as const);
  const results = { ...known, ...Object.fromEntries(measured) };
  await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  await writePage(results);
}

async function writePage(results: Results): Promise<void> {
  const limits = JSON.parse(await readFile(BUDGETS, 'utf8')) as Limits;
  await writeFile(PAGE, withTable(await readFile(PAGE, 'utf8'), resultsTable(results, limits)));
}

if (import.meta.main) await writePage(JSON.parse(await readFile(RESULTS, 'utf8')) as Results);
