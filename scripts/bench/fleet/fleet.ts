/** One extender and 15,000 nodes: how soon it is ready, what it holds, how long it stands still, and 1,000 changes a second. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fleetName, fleetNode } from '../../../test/cluster/scale/fleet.ts';
import { end, ended, nextMessage } from '../left-behind.ts';
import { requests } from '../load.ts';
import { median, type Row } from '../rows.ts';
import { FleetExtender, prepare, type Workplace } from './extender.ts';
import type { ServerOrder, ServerReport } from './server.ts';

const NODES = Number(process.env['LATEBIND_BENCH_FLEET'] ?? 15_000);
/** Six or seven a node. */
const PODS = 100_000;
const STARTS = 3;
const STEADY_MS = 10_000;
/** As much as the extender takes in one call. */
const WHOLE_BYTES = 64 * 2 ** 20;
const UPDATES = { kind: 'update', perSecond: 1_000, seconds: 30, factsEvery: 50 } as const;

/** The API server's stand-in. */
export class FleetServer {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start({ directory }: Workplace, nodes: number): Promise<FleetServer> {
    const child = ended(fork(join(import.meta.dirname, 'server.ts'), [directory, String(nodes)]));
    const { port } = await nextMessage<ServerReport & { kind: 'listening' }>(
      child,
      "the API server's stand-in",
    );
    return new FleetServer(child, port);
  }

  order(order: ServerOrder): void {
    this.#child.send(order);
  }

  /** The next report of the kind. Fails where the process ends before. */
  report<K extends ServerReport['kind']>(kind: K): Promise<ServerReport & { kind: K }> {
    return new Promise((resolve, reject) => {
      const see = (message: ServerReport): void => {
        if (message.kind !== kind) return;
        stopWaiting();
        resolve(message as ServerReport & { kind: K });
      };
      const early = (): void => {
        stopWaiting();
        reject(new Error(`the API server's stand-in has ended, and did not say '${kind}' before`));
      };
      const stopWaiting = (): void => {
        this.#child.off('message', see);
        this.#child.off('exit', early);
      };
      this.#child.on('message', see);
      this.#child.on('exit', early);
    });
  }

  async stop(): Promise<void> {
    await end(this.#child);
  }
}

/** kube-scheduler, as far as filter goes: one connection that is kept. */
class Scheduler {
  readonly #agent: Agent;
  readonly #port: number;
  readonly #pod: unknown;

  constructor(port: number, ca: Buffer, pod: unknown) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, ca });
    this.#port = port;
    this.#pod = pod;
  }

  /** Milliseconds until the answer, and how many nodes may take the pod. */
  async filter(names: readonly string[]): Promise<{ ms: number; fit: number }> {
    const { ms, text } = await this.#ask(
      Buffer.from(JSON.stringify({ Pod: this.#pod, Nodes: null, NodeNames: names })),
    );
    const { NodeNames, Error: error } = JSON.parse(text) as { NodeNames: string[]; Error: string };
    if (error !== '') throw new Error(`filter: ${error}`);
    return { ms, fit: NodeNames.length };
  }

  /** The same with the nodes themselves, as a scheduler sends them that does not know of nodeCacheCapable. */
  async filterWhole(nodes: readonly string[]): Promise<{ ms: number; fit: number; bytes: number }> {
    const pod = JSON.stringify(this.#pod);
    const body = Buffer.from(
      `{"Pod":${pod},"Nodes":{"metadata":{},"items":[${nodes.join()}]},"NodeNames":null}`,
    );
    const { ms, text } = await this.#ask(body);
    const { Nodes, Error: error } = JSON.parse(text) as { Nodes?: { items: unknown[] }; Error: string };
    if (error !== '') throw new Error(`filter of whole nodes: ${error}`);
    return { ms, fit: Nodes?.items.length ?? 0, bytes: body.length };
  }

  async #ask(body: Buffer): Promise<{ ms: number; text: string }> {
    const started = performance.now();
    const text = await new Promise<string>((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          path: '/scheduler/filter',
          method: 'POST',
          agent: this.#agent,
          headers: { 'content-type': 'application/json', 'content-length': body.length },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
    return { ms: performance.now() - started, text };
  }

  close(): void {
    this.#agent.destroy();
  }
}

const names = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, place) => fleetName((from + place) % NODES));

interface Start {
  readonly readyMs: number;
  /** Of all cores, until ready: what does not depend on who else is busy. */
  readonly readyCpuMs: number;
  readonly stall: { inside: number; outside: number };
  readonly afterList: number;
  readonly settled: number;
  readonly peak: number;
  /** Ten seconds later. */
  readonly steady: number;
  readonly relistStall: { inside: number; outside: number };
  readonly filter500: number;
  readonly filter5000: number;
}

export interface FleetBench {
  readonly workplace: Workplace;
  readonly server: FleetServer;
  readonly ca: Buffer;
  readonly pod: unknown;
}

export async function openFleet(): Promise<FleetBench> {
  const workplace = await prepare();
  const { filter } = await requests();
  return {
    workplace,
    server: await FleetServer.start(workplace, NODES),
    ca: await readFile(join(workplace.directory, 'ca.crt')),
    pod: (JSON.parse(filter) as { Pod: unknown }).Pod,
  };
}

/** From nothing to decoded facts, and a list once more. `afterwards` sees the extender before it is ended. */
export async function fleetStart(
  { workplace, server, ca, pod }: FleetBench,
  {
    nodeFlags,
    afterwards,
  }: {
    nodeFlags?: readonly string[];
    afterwards?: (extender: FleetExtender, scheduler: Scheduler) => Promise<void>;
  } = {},
): Promise<Start> {
  const extender = await FleetExtender.start({ workplace, apiServerPort: server.port, nodeFlags });
  const scheduler = new Scheduler(extender.port, ca, pod);
  try {
    const readyMs = await extender.ready();
    const readyCpuMs = await extender.cpu();
    const afterList = (await extender.memory()).resident;
    await extender.decoded(NODES);
    const stall = await extender.stalls();
    await scheduler.filter(names(0, 5_000));
    const settled = (await extender.memory()).resident;
    const times = async (count: number): Promise<number> => {
      const samples: number[] = [];
      for (let round = 0; round < 60; round += 1)
        samples.push((await scheduler.filter(names(round * 131, count))).ms);
      return median(samples.slice(20));
    };
    const [filter500, filter5000] = [await times(500), await times(5_000)];
    await extender.stalls();
    server.order({ kind: 'expire' });
    await extender.listed(2);
    // What is decoded when nothing else waits.
    await pause(1_000);
    const relistStall = await extender.stalls();
    const { peak } = await extender.memory();
    await pause(STEADY_MS);
    const steady = (await extender.memory()).resident;
    await afterwards?.(extender, scheduler);
    return {
      readyMs,
      readyCpuMs,
      stall,
      afterList,
      settled,
      peak,
      steady,
      relistStall,
      filter500,
      filter5000,
    };
  } finally {
    scheduler.close();
    await extender.stop();
  }
}

interface Absorbed {
  readonly ages: readonly number[];
  readonly filters: readonly number[];
  readonly cpuShare: number;
  readonly stall: { inside: number; outside: number };
}

/** What changes is seen by a filter of one node whose facts come and go; the nodes of the others change meanwhile. */
async function absorb(server: FleetServer, extender: FleetExtender, scheduler: Scheduler): Promise<Absorbed> {
  const canary = [fleetName(0)];
  const ages: number[] = [];
  const filters: number[] = [];
  await extender.stalls();
  const cpu = await extender.cpu();
  const started = performance.now();
  const updates = { ended: false };
  const updated = server.report('updated').then(() => {
    updates.ended = true;
  });
  server.order(UPDATES);
  for (let facts = false; !updates.ended; facts = !facts) {
    const reported = server.report('canary');
    server.order({ kind: 'canary', facts });
    const { at } = await reported;
    while ((await scheduler.filter(canary)).fit !== (facts ? 1 : 0)) {
      if (performance.timeOrigin + performance.now() - at > 30_000)
        throw new Error('a change was never seen');
      await pause(1);
    }
    ages.push(performance.timeOrigin + performance.now() - at);
    for (let round = 0; round < 10; round += 1) {
      filters.push((await scheduler.filter(names(filters.length * 37, 500))).ms);
      await pause(20);
    }
  }
  await updated;
  const cpuShare = ((await extender.cpu()) - cpu) / (performance.now() - started);
  return { ages, filters, cpuShare, stall: await extender.stalls() };
}

interface WholeNodes {
  readonly ms: number;
  readonly stall: { inside: number; outside: number };
  readonly peak: number;
  readonly steady: number;
  readonly nodes: number;
  readonly mib: number;
}

/** One filter with as many whole nodes as fit into a call. */
async function wholeNodes(extender: FleetExtender, scheduler: Scheduler): Promise<WholeNodes> {
  const nodes: string[] = [];
  // The pod and the braces want room, too.
  let bytes = 64 * 1_024;
  for (let index = 0; index < NODES; index += 1) {
    const node = JSON.stringify(fleetNode(index));
    bytes += Buffer.byteLength(node) + 1;
    if (bytes > WHOLE_BYTES) break;
    nodes.push(node);
  }
  await extender.forgetPeak();
  await extender.stalls();
  const answer = await scheduler.filterWhole(nodes);
  const stall = await extender.stalls();
  if (answer.fit === 0) throw new Error('the filter of whole nodes passes none of them');
  const { peak } = await extender.memory();
  await pause(STEADY_MS);
  const { resident: steady } = await extender.memory();
  return { ms: answer.ms, stall, peak, steady, nodes: nodes.length, mib: answer.bytes / 2 ** 20 };
}

interface WithPods {
  readonly readyMs: number;
  readonly stall: { inside: number; outside: number };
  readonly peak: number;
  readonly steady: number;
}

/** The same nodes, and on them pods that were filled. */
async function withPods({ server, workplace, ca, pod }: FleetBench): Promise<WithPods> {
  const made = server.report('pods');
  server.order({ kind: 'pods', count: PODS });
  await made;
  const extender = await FleetExtender.start({ workplace, apiServerPort: server.port });
  const scheduler = new Scheduler(extender.port, ca, pod);
  try {
    const readyMs = await extender.ready();
    await extender.holds('pods', PODS);
    await extender.decoded(NODES);
    const stall = await extender.stalls();
    await scheduler.filter(names(0, 5_000));
    await pause(STEADY_MS);
    const { resident: steady, peak } = await extender.memory();
    return { readyMs, stall, peak, steady };
  } finally {
    scheduler.close();
    await extender.stop();
  }
}

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;

export async function benchFleet(): Promise<Row[]> {
  const bench = await openFleet();
  const starts: Start[] = [];
  let absorbed: Absorbed | undefined;
  let whole: WholeNodes | undefined;
  let pods: WithPods | undefined;
  try {
    for (let round = 0; round < STARTS; round += 1) {
      const last = round === STARTS - 1;
      starts.push(
        await fleetStart(bench, {
          ...(last
            ? {
                afterwards: async (extender, scheduler) => {
                  absorbed = await absorb(bench.server, extender, scheduler);
                  whole = await wholeNodes(extender, scheduler);
                },
              }
            : {}),
        }),
      );
    }
    pods = await withPods(bench);
  } finally {
    await bench.server.stop();
    bench.workplace.remove();
  }
  if (absorbed === undefined || whole === undefined || pods === undefined)
    throw new Error('unreachable: the last start has updates');
  const of = (metric: (start: Start) => number): number => median(starts.map(metric));
  const { ages, filters, cpuShare, stall } = absorbed;
  const row = (name: string, value: number, ours: string, baseline: string): Row => ({
    name,
    ours,
    baseline,
    value,
  });
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const nodes = `${NODES.toLocaleString('en')} nodes`;
  const mib = (value: number): string => `${value.toFixed(0)} MiB`;
  const stalls = (name: string, metric: (start: Start) => { inside: number; outside: number }): Row =>
    row(
      name,
      of((start) => metric(start).inside),
      ms(of((start) => metric(start).inside)),
      `/healthz waited ${ms(of((start) => metric(start).outside))}`,
    );
  return [
    row(
      'fleetReadySeconds',
      of((start) => start.readyMs) / 1_000,
      `${(of((start) => start.readyMs) / 1_000).toFixed(1)} s, ${nodes}`,
      `${(of((start) => start.readyCpuMs) / 1_000).toFixed(1)} s of CPU in it`,
    ),
    row(
      'fleetMemoryMiB',
      of((start) => start.settled),
      mib(of((start) => start.settled)),
      `${mib(of((start) => start.afterList))} when ready`,
    ),
    row(
      'fleetPeakMemoryMiB',
      of((start) => start.peak),
      mib(of((start) => start.peak)),
      'after a second list',
    ),
    row(
      'fleetSteadyMemoryMiB',
      of((start) => start.steady),
      mib(of((start) => start.steady)),
      '10 s after the second list',
    ),
    stalls('fleetListStallMs', (start) => start.stall),
    stalls('fleetRelistStallMs', (start) => start.relistStall),
    row(
      'fleetFilter500Ms',
      of((start) => start.filter500),
      ms(of((start) => start.filter500)),
      'p50, TLS, nothing else happens',
    ),
    row(
      'fleetFilter5000Ms',
      of((start) => start.filter5000),
      ms(of((start) => start.filter5000)),
      'p50, TLS, nothing else happens',
    ),
    row(
      'fleetUpdatesAgeMs',
      at(ages, 0.99),
      ms(at(ages, 0.99)),
      `p50 ${ms(at(ages, 0.5))}; ${UPDATES.perSecond} changes a second`,
    ),
    row(
      'fleetUpdatesFilterP99Ms',
      at(filters, 0.99),
      ms(at(filters, 0.99)),
      `p50 ${ms(at(filters, 0.5))}; 500 names`,
    ),
    row(
      'fleetUpdatesCpuPercent',
      cpuShare * 100,
      `${(cpuShare * 100).toFixed(0)} % of a core`,
      `longest stall ${ms(stall.inside)}`,
    ),
    row(
      'wholeNodesStallMs',
      whole.stall.inside,
      ms(whole.stall.inside),
      `/healthz waited ${ms(whole.stall.outside)}`,
    ),
    row(
      'wholeNodesSeconds',
      whole.ms / 1_000,
      `${(whole.ms / 1_000).toFixed(1)} s, ${whole.nodes.toLocaleString('en')} nodes, ${mib(whole.mib)}`,
      `peak ${mib(whole.peak)}, ${mib(whole.steady)} 10 s later`,
    ),
    row(
      'fleetPodsPeakMemoryMiB',
      pods.peak,
      `${mib(pods.peak)}, ${mib(pods.steady)} 10 s later`,
      `${PODS.toLocaleString('en')} pods, ready in ${(pods.readyMs / 1_000).toFixed(1)} s, longest stall ${ms(pods.stall.inside)}`,
    ),
  ];
}
