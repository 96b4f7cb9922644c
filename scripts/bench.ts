/**
 * How much slower the extender is than a server that says yes to everything, on this machine, now. Both sides
 * take turns in one run, so the ratios hold where absolute figures do not. Fails above bench-budgets.json.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { table } from '../cli/table.ts';
import { Client, type Requests, requests } from './bench/load.ts';

const ROUNDS = 5;
const WARM_UP = 300;
const ADMISSIONS = 1500;
const CONNECTIONS = 8;
/** One after another: kube-scheduler places one pod at a time. */
const FILTERS = 300;

interface Side {
  readonly client: Client;
  readonly process: ChildProcess;
}

interface Sample {
  readonly admissionsPerSecond: number;
  readonly filterP50: number;
  readonly filterP99: number;
}

/** range: lowest and highest of the runs that the limit was set after. */
type Budgets = Record<string, { measured: number; range: [number, number]; limit: number }>;

async function start(side: 'extender' | 'noop'): Promise<Side> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bench', 'server.ts'), side], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { client: new Client(Number(chunk.toString()), CONNECTIONS), process: child };
}

async function admit({ client }: Side, body: string, count: number): Promise<number> {
  let left = count;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await client.post('/admission/pod', body);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return count / ((performance.now() - started) / 1000);
}

async function filter({ client }: Side, body: string, count: number): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const started = performance.now();
    await client.post('/scheduler/filter', body);
    milliseconds.push(performance.now() - started);
  }
  return milliseconds.toSorted((a, b) => a - b);
}

async function sample(side: Side, { admission, filter: filterBody }: Requests): Promise<Sample> {
  const admissionsPerSecond = await admit(side, admission, ADMISSIONS);
  const sorted = await filter(side, filterBody, FILTERS);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { admissionsPerSecond, filterP50: at(0.5), filterP99: at(0.99) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const bodies = await requests();
const budgets = JSON.parse(
  await readFile(join(import.meta.dirname, 'bench-budgets.json'), 'utf8'),
) as Budgets;
const sides = { extender: await start('extender'), noop: await start('noop') };
const samples: Record<keyof typeof sides, Sample[]> = { extender: [], noop: [] };
try {
  // An extender that refuses everything is fast as well.
  const answer = JSON.parse(await sides.extender.client.post('/scheduler/filter', bodies.filter)) as {
    NodeNames: string[];
  };
  if (answer.NodeNames.length !== 500) throw new Error('the extender does not pass all 500 nodes');
  for (const side of Object.values(sides)) {
    await admit(side, bodies.admission, WARM_UP);
    await filter(side, bodies.filter, WARM_UP);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    samples.noop.push(await sample(sides.noop, bodies));
    samples.extender.push(await sample(sides.extender, bodies));
  }
} finally {
  for (const { client, process: child } of Object.values(sides)) {
    client.close();
    child.kill();
  }
}

const of = (side: keyof typeof sides, metric: keyof Sample): number =>
  median(samples[side].map((one) => one[metric]));
const ratios: Record<string, number> = {
  admissionTime: of('noop', 'admissionsPerSecond') / of('extender', 'admissionsPerSecond'),
  filterP50: of('extender', 'filterP50') / of('noop', 'filterP50'),
  filterP99: of('extender', 'filterP99') / of('noop', 'filterP99'),
};
const rows = [
  ['admissionTime', 'admissionsPerSecond', '/s'],
  ['filterP50', 'filterP50', ' ms'],
  ['filterP99', 'filterP99', ' ms'],
] as const;
console.log(
  table(
    ['RATIO', 'EXTENDER', 'NO-OP', 'TIMES', 'MEASURED', 'LIMIT'],
    rows.map(([name, metric, unit]) => {
      const digits = unit === '/s' ? 0 : 2;
      return [
        name,
        `${of('extender', metric).toFixed(digits)}${unit}`,
        `${of('noop', metric).toFixed(digits)}${unit}`,
        (ratios[name] ?? 0).toFixed(2),
        `${budgets[name]?.measured ?? '-'} (${budgets[name]?.range.join('–') ?? ''})`,
        String(budgets[name]?.limit ?? '-'),
      ];
    }),
  ),
);
const results = join(import.meta.dirname, '..', 'bench-results');
await mkdir(results, { recursive: true });
await writeFile(join(results, 'latest.json'), `${JSON.stringify({ ratios, samples }, null, 2)}\n`);
const over = Object.entries(ratios).filter(([name, ratio]) => ratio > (budgets[name]?.limit ?? 0));
for (const [name] of over) console.error(`${name} is above its limit`);
process.exitCode = over.length === 0 ? 0 : 1;
