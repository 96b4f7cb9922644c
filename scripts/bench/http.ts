/**
 * How much slower the extender is than a server that says yes to everything. Both sides take turns in one run.
 */
import type { ChildProcess } from 'node:child_process';
import { end } from './left-behind.ts';
import { Client, type Requests, requests } from './load.ts';
import { median, type Row } from './rows.ts';
import { startServer } from './start-server.ts';

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

async function start(side: 'extender' | 'noop'): Promise<Side> {
  const server = await startServer(side);
  return { client: new Client(server.port, CONNECTIONS), process: server.process };
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

export async function benchHttp(): Promise<Row[]> {
  const bodies = await requests();
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
      await end(child);
    }
  }
  const of = (side: keyof typeof sides, metric: keyof Sample): number =>
    median(samples[side].map((one) => one[metric]));
  const row = (name: string, metric: 'filterP50' | 'filterP99'): Row => ({
    name,
    ours: `${of('extender', metric).toFixed(2)} ms`,
    baseline: `${of('noop', metric).toFixed(2)} ms (no-op server)`,
    value: of('extender', metric) / of('noop', metric),
  });
  return [
    {
      name: 'admissionTime',
      ours: `${of('extender', 'admissionsPerSecond').toFixed(0)}/s`,
      baseline: `${of('noop', 'admissionsPerSecond').toFixed(0)}/s (no-op server)`,
      value: of('noop', 'admissionsPerSecond') / of('extender', 'admissionsPerSecond'),
    },
    row('filterP50', 'filterP50'),
    row('filterP99', 'filterP99'),
  ];
}
