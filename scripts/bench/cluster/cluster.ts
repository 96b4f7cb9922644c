/**
 * The extender beside a real kube-apiserver and kube-scheduler, at three sizes of cluster: pods a second without an extender,
 * with the no-op in Go, and with ours, in turns; then how long each verb takes, by a client outside both. What HAMi took on
 * the same kind of machine is set against the no-op too, which is what both measurements have in common.
 * LATEBIND_BENCH_NODES (100,1000,5000).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { buildExtender } from '../../../test/cluster/scale/bundle.ts';
import { expectedAnnotations } from '../../../test/cluster/scale/example-pod.ts';
import { createNodes, type LiveNode, listNodes, machines } from '../../../test/cluster/scale/nodes.ts';
import { type Plane, startPlane } from '../../../test/cluster/scale/plane.ts';
import {
  type Bound,
  createPods,
  deletePods,
  type LivePod,
  sameAnnotations,
  watchBindings,
  writtenAtBind,
} from '../../../test/cluster/scale/pods.ts';
import { type Side, type SideName, startSide } from '../../../test/cluster/scale/sides.ts';
import { cpuMs } from '../cpu.ts';
import { median, type Row } from '../rows.ts';
import { type LoadResult, load, mustAnswer, writeBodies } from './client.ts';

const SIZES = (process.env['LATEBIND_BENCH_NODES'] ?? '100,1000,5000').split(',').map(Number);
const ROUNDS = 3;
/** With 1,000 the rate of one run differs from the next by 15 %, with 2,000 by 7. With 100 nodes 2,400 pods have room. */
const PODS = 2_000;
/** Bound before those that count: a scheduler that has just read its caches is slower. */
const WARM_UP_PODS = 200;
/** Different pods that the load client asks about. */
const ASKED_PODS = 20;
const CALLS = 400;
const WARM_UP_CALLS = 600;

/** Shares of what the no-op beside it bound: 15 of 285 pods a second, and 9 of 246. */
const HAMI: Readonly<Record<number, number>> = { 1_000: 15 / 285, 5_000: 9 / 246 };

const SIDES = ['none', 'noop', 'ours'] as const;
type Contestant = (typeof SIDES)[number];

const progress = (line: string): void => console.error(`bench: cluster: ${line}`);

export async function benchCluster(): Promise<Row[]> {
  const program = await buildExtender();
  const plane = await startPlane(progress);
  try {
    const rows: Row[] = [];
    let nodes = 0;
    for (const size of SIZES) {
      await createNodes(plane, machines(size).slice(nodes));
      nodes = size;
      progress(`${size} nodes`);
      rows.push(...(await throughput(plane, size, program)), ...(await latencies(plane, size, program)));
    }
    return rows;
  } finally {
    await plane.stop();
  }
}

async function throughput(plane: Plane, size: number, program: string): Promise<Row[]> {
  const runs: Record<Contestant, Run[]> = { none: [], noop: [], ours: [] };
  const nodes = await listNodes(plane);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of SIDES) {
      const run = await oneRun(plane, name, nodes, program);
      runs[name].push(run);
      const shown = ({ rate, cpuMs: cpu }: Batch): string =>
        `${rate.toFixed(0)} pods/s${name === 'none' ? '' : ` (${cpu.toFixed(2)} ms of CPU a pod in the extender)`}`;
      progress(
        `${size} nodes, round ${round + 1}, ${name}: ${shown(run.first)} by a new process, ${shown(run.second)} after that`,
      );
    }
  }
  const of = (name: Contestant, batch: 'first' | 'second') => {
    const all = runs[name].map((run) => run[batch]);
    const rate = median(all.map((one) => one.rate));
    const cpu = median(all.map((one) => one.cpuMs));
    return { rate, cpu, pods: `${rate.toFixed(0)} pods/s`, cpuText: `${cpu.toFixed(2)} ms of CPU` };
  };
  const none = of('none', 'second');
  const [noop, ours] = [of('noop', 'second'), of('ours', 'second')];
  const [newNoop, newOurs] = [of('noop', 'first'), of('ours', 'first')];
  const readySeconds = median(runs.ours.map((run) => run.readyMs)) / 1_000;
  const rows = [
    {
      name: `podsPerSecond${size}Nodes`,
      ours: ours.pods,
      baseline: `${noop.pods} (no-op in Go), ${none.pods} without extender`,
      value: noop.rate / ours.rate,
    },
    {
      name: `podsPerSecondNewProcess${size}Nodes`,
      ours: `${newOurs.pods}, ${newOurs.cpuText}`,
      baseline: `${newNoop.pods}, ${newNoop.cpuText} (no-op in Go)`,
      value: newNoop.rate / newOurs.rate,
    },
    {
      name: `cpuPerPod${size}Nodes`,
      ours: ours.cpuText,
      baseline: `${noop.cpuText} (no-op in Go)`,
      value: ours.cpu / noop.cpu,
    },
    {
      name: `ready${size}NodesSeconds`,
      ours: `${readySeconds.toFixed(2)} s`,
      baseline: 'a real API server, nothing else happens',
      value: readySeconds,
    },
  ];
  const peer = HAMI[size];
  if (peer === undefined) return rows;
  const times = ours.rate / noop.rate / peer;
  return [
    ...rows,
    {
      name: `hamiShareOfOurs${size}Nodes`,
      ours: `${times.toFixed(1)} times HAMi`,
      baseline: `${(peer * 100).toFixed(1)} % of the no-op (HAMi)`,
      value: 1 / times,
    },
  ];
}

interface Batch {
  /** Pods a second. */
  readonly rate: number;
  /** What the extender took for a pod, all its threads. */
  readonly cpuMs: number;
}

/** Two batches of one process: the first of its life, which V8 still compiles in, and one as all that follow. */
interface Run {
  readonly readyMs: number;
  readonly first: Batch;
  readonly second: Batch;
}

async function oneRun(
  plane: Plane,
  name: Contestant,
  nodes: ReadonlyMap<string, LiveNode>,
  program: string,
): Promise<Run> {
  const side = name === 'none' ? undefined : await startSide(name, plane, { program });
  try {
    const first = await oneBatch(plane, name, side, nodes);
    const second = await oneBatch(plane, name, side, nodes);
    return { readyMs: side?.readyMs ?? 0, first, second };
  } finally {
    await side?.stop();
  }
}

/**
 * From the bind of the last pod of the warm-up to the last one, in the order of the API server. The pods are
 * there before the scheduler is, so that creating them takes no time from anybody.
 */
async function oneBatch(
  plane: Plane,
  name: Contestant,
  side: Side | undefined,
  nodes: ReadonlyMap<string, LiveNode>,
): Promise<Batch> {
  const count = WARM_UP_PODS + PODS;
  const pods = await createPods(plane, count);
  if (side !== undefined) await warmUp(plane, side, pods, [...nodes.keys()].slice(0, 500));
  const watch = watchBindings(plane, count);
  const cpu = async (): Promise<number> => (side === undefined ? 0 : await cpuMs(side.process.identity.pid));
  try {
    const cpuBefore = await cpu();
    await plane.cluster.startScheduler({ extenders: side === undefined ? [] : [side.configuration] });
    const late = sleep(120_000, 'late' as const, { ref: false });
    if ((await Promise.race([watch.done, late])) === 'late')
      throw new Error(`${name}: only ${watch.bound.length} of ${count} pods are bound after 120 s`);
    const cpuAfter = await cpu();
    if (name === 'ours') mustBeComplete(watch.bound, nodes, plane);
    const first = watch.bound[WARM_UP_PODS - 1]?.at ?? 0;
    const seconds = ((watch.bound.at(-1)?.at ?? 0) - first) / 1_000;
    return { rate: PODS / seconds, cpuMs: (cpuAfter - cpuBefore) / count };
  } finally {
    watch.stop();
    await plane.cluster.stopScheduler();
    await deletePods(plane);
  }
}

/** A fast extender that fills nothing, or the values of another node, is worth nothing. */
function mustBeComplete(
  bound: readonly Bound[],
  nodes: ReadonlyMap<string, LiveNode>,
  { presets }: Plane,
): void {
  for (const { pod } of bound) {
    const node = nodes.get(pod.spec.nodeName ?? '');
    const expected = node === undefined ? undefined : expectedAnnotations(pod, node, presets);
    if (expected === undefined || !sameAnnotations(writtenAtBind(pod), expected))
      throw new Error(
        `${pod.metadata.name} on ${pod.spec.nodeName}: got ${JSON.stringify(writtenAtBind(pod))}, wanted ${JSON.stringify(expected)}`,
      );
  }
}

async function warmUp(
  plane: Plane,
  side: Side,
  pods: readonly LivePod[],
  names: readonly string[],
): Promise<void> {
  const bodies = await writeBodies(
    plane,
    'warm-up',
    argumentsOf(pods.slice(0, ASKED_PODS), names, names.length),
  );
  for (const verb of ['filter', 'prioritize'] as const)
    await load(plane, { url: side.url(verb), bodies, count: 1, warmUp: WARM_UP_CALLS });
}

/** As kube-scheduler sends them: it begins at another node each time. */
function argumentsOf(pods: readonly LivePod[], names: readonly string[], count: number): object[] {
  return pods.map((pod, index) => {
    const first = (index * 997) % names.length;
    const rotated = [...names.slice(first), ...names.slice(0, first)];
    // The scheduler's own cache has none.
    const metadata = { ...pod.metadata, managedFields: undefined };
    return { Pod: { ...pod, metadata }, Nodes: null, NodeNames: rotated.slice(0, count) };
  });
}

/** How many names a call has: what kube-scheduler samples at that size, and all where it is told to. */
const NAMES: Readonly<Record<number, readonly number[]>> = { 100: [100], 1_000: [420], 5_000: [500, 5_000] };

async function latencies(plane: Plane, size: number, program: string): Promise<Row[]> {
  const names = [...(await listNodes(plane)).keys()];
  const pods = await createPods(plane, ASKED_PODS);
  const sides = [await startSide('noop', plane, { program }), await startSide('ours', plane, { program })];
  try {
    const rows: Row[] = [];
    for (const count of NAMES[size] ?? []) {
      const calls = argumentsOf(pods, names, count);
      const bodies = await writeBodies(plane, `names-${count}`, calls);
      for (const verb of ['filter', 'prioritize'] as const) {
        for (const side of sides) await mustAnswer(plane, verb, side.url(verb), JSON.stringify(calls[0]));
        const results: Record<SideName, LoadResult[]> = { noop: [], ours: [] };
        for (let round = 0; round < ROUNDS; round += 1) {
          for (const side of sides) {
            const warm = { warmUp: round === 0 ? WARM_UP_CALLS : 20 };
            results[side.name].push(
              await load(plane, { url: side.url(verb), bodies, count: CALLS, ...warm }),
            );
          }
        }
        rows.push(...rowsOf(verb, count, results));
      }
    }
    return rows;
  } finally {
    for (const side of sides) await side.stop();
    await deletePods(plane);
  }
}

function rowsOf(
  verb: 'filter' | 'prioritize',
  count: number,
  results: Readonly<Record<SideName, readonly LoadResult[]>>,
): Row[] {
  const of = (side: SideName, figure: 'p50' | 'p99'): number =>
    median(results[side].map((result) => result[figure])) / 1_000;
  const shown = (side: SideName): string =>
    `p50 ${of(side, 'p50').toFixed(2)}, p99 ${of(side, 'p99').toFixed(2)} ms`;
  const line = { ours: shown('ours'), baseline: `${shown('noop')} (no-op in Go)` };
  progress(`${verb} of ${count} names: ours ${line.ours}; no-op ${shown('noop')}`);
  const name = `${verb}${count}Names`;
  return [
    { name: `${name}P50`, ...line, value: of('ours', 'p50') / of('noop', 'p50') },
    { name: `${name}P99Ms`, ...line, value: of('ours', 'p99') },
  ];
}
