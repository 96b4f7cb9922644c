/**
 * Is it right, too, when there is much to do: pods are bound by a real scheduler while the facts of the nodes change all the
 * while. Afterwards each pod is compared with all that its node ever said. etcd's revisions say what came first.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeFacts } from '../../../shared/host-facts/codec.ts';
import type { HostFacts } from '../../../shared/host-facts/model.ts';
import { ANNOTATION } from '../../../shared/names.ts';
import type { KubeList } from '../api-client.ts';
import { type Judged, judgePods, type Said } from './facts-history.ts';
import { fleetName } from './fleet.ts';
import { annotated, createNodes, factsOfMachine, type LiveNode, machines } from './nodes.ts';
import type { Plane, Progress } from './plane.ts';
import { type Bound, createPods, watchBindings } from './pods.ts';
import { type Side, startSide, sumOf } from './sides.ts';

export interface Plan {
  readonly nodes: number;
  readonly pods: number;
  readonly changesPerSecond: number;
  /** What node runs: the bundle, or extender/main.ts. */
  readonly program: string;
}

export interface Outcome extends Judged {
  readonly bound: number;
  readonly seconds: number;
  readonly factsWrites: number;
  /** Errors in the extender's log and metrics. */
  readonly exceptions: readonly string[];
}

/** Each revision changes every fact that a slot uses, and no two nodes ever have the same value. */
function factsAt(index: number, uid: string, revision: number): HostFacts {
  const facts = factsOfMachine(index, uid);
  const { nvidia } = facts;
  const version = `570.${index}.${revision}`;
  const libraryDir = `/usr/lib/gpu/n${index}/r${revision}`;
  return {
    ...facts,
    nvidia: {
      ...nvidia,
      driver: { ...nvidia?.driver, version, userVersion: version },
      libraryDir,
      libraryDirs: [libraryDir],
    },
  };
}

export async function factsUnderLoad(plane: Plane, plan: Plan, progress: Progress): Promise<Outcome> {
  const indices = machines(plan.nodes);
  await createNodes(plane, indices, (index, uid) => factsAt(index, uid, 0));
  const side = await startSide('ours', plane, { program: plan.program });
  const history = await watchNodes(plane);
  const watch = watchBindings(plane, plan.pods);
  try {
    await plane.cluster.startScheduler({ extenders: [side.configuration] });
    const changes = changeFacts(plane, indices, plan.changesPerSecond, history.of);
    const started = performance.now();
    try {
      await createPods(plane, plan.pods);
      progress(`${plan.pods} pods created, ${watch.bound.length} of them bound`);
      const late = sleep(150_000, 'late' as const, { ref: false });
      if ((await Promise.race([watch.done, late])) === 'late')
        throw new Error(`only ${watch.bound.length} of ${plan.pods} pods are bound after 150 s`);
    } finally {
      await changes.stop();
    }
    const seconds = (performance.now() - started) / 1_000;
    await history.upTo(watch.bound);
    progress(`bound in ${seconds.toFixed(0)} s with ${changes.count()} writes of facts meanwhile`);
    return {
      bound: watch.bound.length,
      seconds,
      factsWrites: changes.count(),
      ...judgePods(watch.bound, history.of, plane.presets),
      exceptions: await exceptionsOf(side),
    };
  } finally {
    watch.stop();
    history.stop();
    await plane.cluster.stopScheduler();
    await side.stop();
  }
}

interface History {
  readonly of: (node: string) => readonly Said[];
  /** Resolves when everything before these binds has come. */
  upTo(bound: readonly Bound[]): Promise<void>;
  stop(): void;
}

/** What the facts are read from: thousands of whole Nodes would be kept otherwise. */
function factsSource({ metadata, status }: LiveNode): LiveNode {
  const { name, uid, resourceVersion, annotations = {} } = metadata;
  const facts = annotations[ANNOTATION.hostFacts];
  return {
    metadata: {
      name,
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(facts === undefined ? {} : { annotations: { [ANNOTATION.hostFacts]: facts } }),
    },
    ...(status?.nodeInfo === undefined ? {} : { status: { nodeInfo: status.nodeInfo } }),
  };
}

async function watchNodes({ cluster }: Plane): Promise<History> {
  const said = new Map<string, Said[]>();
  let last = 0;
  const keep = (node: LiveNode): void => {
    const known = said.get(node.metadata.name) ?? [];
    said.set(node.metadata.name, known);
    last = Number(node.metadata.resourceVersion);
    known.push({ resourceVersion: last, at: performance.now(), node: factsSource(node) });
  };
  const list = await cluster.api<KubeList<LiveNode>>('GET', '/api/v1/nodes');
  for (const node of list.items) keep(node);
  last = Number(list.metadata.resourceVersion);
  const stopped = new AbortController();
  const work = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const path = `/api/v1/nodes?watch=1&resourceVersion=${last}`;
      for await (const { object } of cluster.client.watch<LiveNode>(path, stopped.signal)) keep(object);
    }
  };
  let trouble: Error | undefined;
  work().catch((error: Error) => {
    trouble = error;
  });
  return {
    of: (node) => said.get(node) ?? [],
    async upTo(bound) {
      const wanted = Math.max(...bound.map(({ pod }) => Number(pod.metadata.resourceVersion)));
      // One more write, which comes after all of them.
      const name = [...said.keys()][0] ?? '';
      await cluster.api('PATCH', `/api/v1/nodes/${name}`, { metadata: { labels: { 'bench/end': 'true' } } });
      const isBehind = (): boolean => last <= wanted;
      for (let tries = 0; isBehind(); tries += 1) {
        if (trouble !== undefined) throw trouble;
        if (tries === 600) throw new Error(`the watch of nodes is at ${last} and has to come to ${wanted}`);
        await sleep(50);
      }
    },
    stop: () => stopped.abort(),
  };
}

/** Node after node, so that each pod that is under way sees a change sooner or later. */
function changeFacts(
  { cluster }: Plane,
  indices: readonly number[],
  changesPerSecond: number,
  of: History['of'],
): { count(): number; stop(): Promise<void> } {
  const perTick = Math.max(1, Math.round(changesPerSecond / 20));
  const underWay = new Set<Promise<unknown>>();
  let count = 0;
  const failures: Error[] = [];
  const timer = setInterval(() => {
    // A slow machine gets fewer changes, not a queue of them.
    for (let one = 0; one < perTick && underWay.size < 50; one += 1) {
      const index = indices[count % indices.length] ?? 0;
      const revision = Math.floor(count / indices.length) + 1;
      count += 1;
      const name = fleetName(index);
      const uid = of(name)[0]?.node.metadata.uid ?? '';
      const write = cluster
        .api('PATCH', `/api/v1/nodes/${name}`, annotated(encodeFacts(factsAt(index, uid, revision))))
        .catch((error: Error) => failures.push(error))
        .finally(() => underWay.delete(write));
      underWay.add(write);
    }
  }, 1_000 / 20);
  return {
    count: () => count,
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      if (failures[0] !== undefined) throw failures[0];
    },
  };
}

async function exceptionsOf(side: Side): Promise<string[]> {
  const page = await side.metrics();
  const counted = [
    ['latebind_requests_total', { result: 'error' }],
    ['latebind_requests_total', { result: 'protocol' }],
    ['latebind_reflector_handler_errors_total', {}],
  ] as const;
  const fromMetrics = counted.flatMap(([name, labels]) => {
    const value = sumOf(page, name, labels);
    return value === 0 ? [] : [`${name} ${JSON.stringify(labels)} is ${value}`];
  });
  const log = readFileSync(side.process.logFile, 'utf8').split('\n');
  // What is not a line of JSON came from Node itself.
  const fromLog = log.filter(
    (line) => line !== '' && (!line.startsWith('{') || /"level":"(?:error|fatal)"/.test(line)),
  );
  return [...fromMetrics, ...fromLog];
}
