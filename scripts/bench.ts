/**
 * Speed, as ratios to a baseline of the same run where that is possible, since machines are noisy. Fails above
 * bench-budgets.json, which has what was measured when each limit was set. `npm run bench -- engine` runs one part.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { table } from '../cli/table.ts';
import { benchAgent } from './bench/agent.ts';
import { benchBind } from './bench/cluster/bind.ts';
import { benchCluster } from './bench/cluster/cluster.ts';
import { benchLoad } from './bench/cluster/load.ts';
import { benchEngine } from './bench/engine.ts';
import { benchFleet } from './bench/fleet/fleet.ts';
import { benchGrowth } from './bench/growth/growth.ts';
import { benchHttp } from './bench/http.ts';
import type { Row } from './bench/rows.ts';
import { recordResults } from './performance-page.ts';

/**
 * range: lowest and highest of the runs that the limit was set after; none where it was set before any. A goal is what is
 * wanted, whatever was measured; other limits are what was measured and some room.
 */
type Budgets = Record<string, { measured?: number; range?: [number, number]; limit: number; goal?: true }>;

const PARTS: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  engine: benchEngine,
  http: benchHttp,
  agent: benchAgent,
  fleet: benchFleet,
  growth: benchGrowth,
  cluster: benchCluster,
  bind: benchBind,
  load: benchLoad,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
const budgets = JSON.parse(
  await readFile(join(import.meta.dirname, 'bench-budgets.json'), 'utf8'),
) as Budgets;
const rows: Row[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`bench: ${name} …`);
  rows.push(...(await part()));
}
console.log(
  table(
    ['FIGURE', 'OURS', 'BASELINE', 'VALUE', 'MEASURED', 'LIMIT'],
    rows.map(({ name, ours, baseline, value }) => [
      name,
      ours,
      baseline,
      value.toFixed(2),
      `${budgets[name]?.measured ?? '-'} (${budgets[name]?.range?.join('–') ?? 'never'})`,
      `${budgets[name]?.limit ?? '-'}${budgets[name]?.goal === true ? ' (goal)' : ''}`,
    ]),
  ),
);
const results = join(import.meta.dirname, '..', 'bench-results');
await mkdir(results, { recursive: true });
await writeFile(join(results, 'latest.json'), `${JSON.stringify(rows, null, 2)}\n`);
await recordResults(rows);
// NaN is not below anything.
const over = rows.filter(({ name, value }) => !(value <= (budgets[name]?.limit ?? 0)));
for (const { name, value } of over) {
  const { limit, goal } = budgets[name] ?? {};
  console.error(
    `${name} is ${value.toFixed(2)}, above its ${goal === true ? 'goal' : 'limit'} ${limit ?? '(none)'}`,
  );
}
process.exitCode = over.length === 0 ? 0 : 1;
