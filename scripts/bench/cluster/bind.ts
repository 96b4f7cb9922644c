/**
 * The bind verb against a real API server that is near, or 5 or 20 ms away: the extender reaches it through a proxy that
 * holds back requests. The no-op's bind goes the same way. Nobody schedules the pods; the load client says where they go.
 */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ManagedProcess } from '../../../test/cluster/processes.ts';
import { buildExtender } from '../../../test/cluster/scale/bundle.ts';
import { expectedAnnotations } from '../../../test/cluster/scale/example-pod.ts';
import { createNodes, type LiveNode, listNodes, machines } from '../../../test/cluster/scale/nodes.ts';
import { type Plane, startPlane } from '../../../test/cluster/scale/plane.ts';
import {
  createPods,
  deletePods,
  type LivePod,
  listPods,
  sameAnnotations,
  writtenAtBind,
} from '../../../test/cluster/scale/pods.ts';
import { type Side, type SideName, startSide, sumOf } from '../../../test/cluster/scale/sides.ts';
import { median, type Row } from '../rows.ts';
import { type LoadResult, load, writeBodies } from './client.ts';

const NODES = 100;
const LATENCIES = [0, 5, 20];
const ROUNDS = 3;
/** In this order: the first one warms the process. */
const CELLS = [
  { concurrency: 64, warmUp: 300, binds: 400 },
  { concurrency: 16, warmUp: 50, binds: 300 },
  { concurrency: 1, warmUp: 20, binds: 80 },
];

const progress = (line: string): void => console.error(`bench: bind: ${line}`);

export async function benchBind(): Promise<Row[]> {
  const program = await buildExtender();
  const plane = await startPlane(progress);
  try {
    await createNodes(plane, machines(NODES));
    const nodes = [...(await listNodes(plane)).values()].filter(
      (node) => expectedAnnotations(plane.pod, node, plane.presets) !== undefined,
    );
    const runs: Run[] = [];
    for (const latency of LATENCIES) {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const side of ['noop', 'ours'] as const)
          runs.push(...(await runsOf(plane, side, latency, nodes, program)));
      }
    }
    return rowsOf(runs);
  } finally {
    await plane.stop();
  }
}

interface Run {
  readonly side: SideName;
  /** Milliseconds to the API server and back that the proxy adds. */
  readonly latency: number;
  readonly concurrency: number;
  readonly result: LoadResult;
  /** Of ours, a bind. */
  readonly apiCalls: number;
}

async function runsOf(
  plane: Plane,
  name: SideName,
  latency: number,
  nodes: readonly LiveNode[],
  program: string,
): Promise<Run[]> {
  const proxy = await startProxy(plane, latency);
  try {
    // In one go, and away again: the side that has no turn costs the other nothing.
    const side = await startSide(name, plane, { program, server: `https://127.0.0.1:${proxy.port}` });
    try {
      const runs: Run[] = [];
      for (const { concurrency, warmUp, binds } of CELLS) {
        const pods = await createPods(plane, warmUp + binds, 'nobody');
        await untilSeen(side, pods.length);
        const bodies = await writeBodies(
          plane,
          'binds',
          pods.map((pod, index) => bindingOf(pod, nodes, index)),
        );
        const before = await apiCalls(side);
        const result = await load(plane, { url: side.url('bind'), bodies, workers: concurrency, warmUp });
        const calls = (await apiCalls(side)) - before;
        runs.push({ side: name, latency, concurrency, result, apiCalls: calls / pods.length });
        await mustBeBound(plane, side, nodes);
        await deletePods(plane);
        progress(`${latency} ms away, ${name}, ${concurrency} at once: ${shown(result)}`);
      }
      return runs;
    } finally {
      await side.stop();
    }
  } finally {
    await proxy.process.stop('SIGKILL');
  }
}

function bindingOf(pod: LivePod, nodes: readonly LiveNode[], index: number): object {
  const { name, namespace, uid } = pod.metadata;
  return {
    PodName: name,
    PodNamespace: namespace,
    PodUID: uid,
    Node: nodes[index % nodes.length]?.metadata.name,
  };
}

/** A bind of a pod that the extender's watch has not brought yet costs a read more; the scheduler is never that fast. */
async function untilSeen(side: Side, count: number): Promise<void> {
  if (side.name === 'noop') return;
  for (let tries = 0; tries < 300; tries += 1) {
    if (sumOf(await side.metrics(), 'latebind_reflector_objects', { reflector: 'pods' }) === count) return;
    await sleep(50);
  }
  throw new Error(`the extender does not see ${count} pods after 15 s`);
}

/** Without the watches that run all the while. */
async function apiCalls(side: Side): Promise<number> {
  if (side.name === 'noop') return 0;
  const page = await side.metrics();
  const all = sumOf(page, 'latebind_api_requests_total');
  return all - sumOf(page, 'latebind_api_requests_total', { verb: 'WATCH' });
}

async function mustBeBound(plane: Plane, side: Side, nodes: readonly LiveNode[]): Promise<void> {
  const byName = new Map(nodes.map((node) => [node.metadata.name, node]));
  for (const pod of await listPods(plane)) {
    const node = byName.get(pod.spec.nodeName ?? '');
    if (node === undefined) throw new Error(`${pod.metadata.name} is not bound`);
    const expected = side.name === 'noop' ? {} : expectedAnnotations(pod, node, plane.presets);
    if (expected === undefined || !sameAnnotations(writtenAtBind(pod), expected))
      throw new Error(`${pod.metadata.name} has not the values of ${node.metadata.name}`);
  }
}

async function startProxy(plane: Plane, latency: number): Promise<{ port: number; process: ManagedProcess }> {
  const target = new URL(plane.cluster.server).port;
  const process_ = await ManagedProcess.start(plane.cluster.workspace, {
    name: `delay-proxy-${latency}-${Date.now()}`,
    command: process.execPath,
    arguments: [join(import.meta.dirname, 'delay-proxy.ts'), target, String(latency)],
  });
  for (let tries = 0; tries < 200; tries += 1) {
    process_.assertRunning();
    const port = Number(process_.tail(1));
    if (port > 0) return { port, process: process_ };
    await sleep(25);
  }
  throw new Error('the proxy does not listen after 5 s');
}

const milliseconds = (microseconds: number): string => (microseconds / 1_000).toFixed(2);

const shown = ({ p50, p99 }: Pick<LoadResult, 'p50' | 'p99'>): string =>
  `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)} ms`;

function rowsOf(runs: readonly Run[]): Row[] {
  const calls = Math.max(...runs.map(({ apiCalls: count }) => count));
  const rows = LATENCIES.flatMap((latency) =>
    CELLS.map(({ concurrency }) => {
      const of = (side: SideName): Pick<LoadResult, 'p50' | 'p99'> => {
        const results = runs
          .filter((run) => run.side === side && run.latency === latency && run.concurrency === concurrency)
          .map(({ result }) => result);
        return {
          p50: median(results.map(({ p50 }) => p50)),
          p99: median(results.map(({ p99 }) => p99)),
        };
      };
      return {
        name: `bind${latency}MsAway${concurrency}AtOnce`,
        ours: shown(of('ours')),
        baseline: `${shown(of('noop'))} (no-op in Go)`,
        value: of('ours').p50 / of('noop').p50,
      };
    }),
  );
  return [
    {
      name: 'bindApiCalls',
      ours: `${calls.toFixed(3)} a bind at most`,
      baseline: '1 (the Binding)',
      value: calls,
    },
    ...rows,
  ];
}
