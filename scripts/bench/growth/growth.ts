/** How the time of one filter call grows with what a cluster may have more of. Each answer is a plot in docs/performance. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pod } from '../../../shared/kube/objects.ts';
import { admitPod } from '../../../shared/preset/admit.ts';
import { pod as buildPod } from '../../../test/build/pod.ts';
import { clusterPreset } from '../../../test/build/preset.ts';
import { compiled } from '../../../test/cluster/scale/example-pod.ts';
import { fleetName } from '../../../test/cluster/scale/fleet.ts';
import { mustPassSome } from '../answers.ts';
import { end, ended, nextMessage } from '../left-behind.ts';
import { Client } from '../load.ts';
import { median, type Row } from '../rows.ts';
import { startServer } from '../start-server.ts';
import { type Plot, plotSvg, type Series } from './plot.ts';
import type { GrowthCluster } from './server.ts';

const PLOTS = join(import.meta.dirname, '..', '..', '..', 'docs', 'performance');
const FLEET = 15_000;
const NAMES = 500;
const WARM_UP = 15;
const SAMPLES = 45;

/** What the nodes have in common by kind. */
const DRIVER = clusterPreset('driver')
  .spec({
    resourceSelector: ['nvidia.com/gpu'],
    env: [
      { name: 'DRIVER', value: '${host.nvidia.driver.version}' },
      {
        name: 'LD_LIBRARY_PATH',
        value: '${host.nvidia.libraryDir}',
        merge: { strategy: 'Join', separator: ':' },
      },
    ],
  })
  .build();
/** Every pod gets something else, as the pods of one workload seldom do. */
const OWN_VALUE = clusterPreset('own-value')
  .spec({
    resourceSelector: ['nvidia.com/gpu'],
    env: [{ name: 'CACHE', value: "/cache/${host.nvidia.driver.version}/${pod.metadata.labels['run']}" }],
  })
  .build();
/** Every node answers something else, too. */
const IDENTITY = clusterPreset('identity')
  .spec({
    resourceSelector: ['nvidia.com/gpu'],
    env: [{ name: 'CACHE', value: "/cache/${host.gpus[0].uuid}/${pod.metadata.labels['run']}" }],
  })
  .build();

const bystander = (index: number): object =>
  clusterPreset(`bystander-${index}`)
    .spec({
      resourceSelector: [`example.com/resource-${index}`],
      env: [{ name: 'X', value: '${host.os.id}' }],
    })
    .build();

/** A pod as it is after admission. */
function admitted(preset: object, number: number): Pod {
  const pod = buildPod(`train-${number}`).requests('nvidia.com/gpu', 1).label('run', String(number)).build();
  const result = admitPod({
    pod,
    namespace: { name: 'default', labels: {} },
    presets: [compiled(preset)],
  });
  if (!result.admitted || result.slots === 0) throw new Error('the pod has no slots');
  return result.pod;
}

/** `from` moves, so that all nodes of the cluster have their turn. */
const filterBody = (pod: Pod, count: number, from: number, nodes: number): string =>
  JSON.stringify({
    Pod: pod,
    Nodes: null,
    NodeNames: Array.from({ length: count }, (_, place) => fleetName((from + place) % nodes)),
  });

class Bench {
  readonly #server: ChildProcess;
  readonly #noopProcess: ChildProcess;
  readonly #noop: Client;
  #client: Client | undefined;

  private constructor(server: ChildProcess, noopProcess: ChildProcess, noop: Client) {
    this.#server = server;
    this.#noopProcess = noopProcess;
    this.#noop = noop;
  }

  static async start(): Promise<Bench> {
    const noop = await startServer('noop');
    const server = ended(fork(join(import.meta.dirname, 'server.ts')));
    return new Bench(server, noop.process, new Client(noop.port, 1));
  }

  async cluster(cluster: GrowthCluster): Promise<void> {
    this.#client?.close();
    const port = nextMessage<number>(this.#server, 'the extender');
    this.#server.send(cluster);
    this.#client = new Client(await port, 1);
  }

  /**
   * Median milliseconds of ours and of the server that says yes, which take turns. `inTurn` bodies come again and again: each
   * was seen before it counts, and counts as often as the others.
   */
  async time(bodyOf: (round: number) => string, inTurn = 1): Promise<{ ours: number; noop: number }> {
    if (this.#client === undefined) throw new Error('no cluster yet');
    const ours: number[] = [];
    const noop: number[] = [];
    const first = bodyOf(0);
    mustPassSome('filter', first, await this.#client.post('/scheduler/filter', first));
    const warmUp = Math.max(WARM_UP, inTurn);
    const rounds = warmUp + Math.max(SAMPLES, inTurn);
    for (let round = 0; round < rounds; round += 1) {
      const body = bodyOf(round);
      for (const [client, samples] of [
        [this.#client, ours],
        [this.#noop, noop],
      ] as const) {
        const started = performance.now();
        const answer = await client.post('/scheduler/filter', body);
        const taken = performance.now() - started;
        if (!answer.includes('"Error":""')) throw new Error(answer.slice(0, 300));
        if (round >= warmUp) samples.push(taken);
      }
    }
    return { ours: median(ours), noop: median(noop) };
  }

  async stop(): Promise<void> {
    this.#client?.close();
    this.#noop.close();
    await Promise.all([end(this.#server), end(this.#noopProcess)]);
  }
}

type Point = readonly [x: number, y: number];

interface Grown {
  readonly file: string;
  readonly plot: Plot;
}

const axes = (title: string, label: string, series: readonly Series[]): Plot => ({
  title,
  x: { label, log: true },
  y: { label: 'milliseconds, p50', log: true },
  series,
});

async function names(bench: Bench): Promise<Grown> {
  await bench.cluster({ nodes: FLEET, kinds: 20, presets: [DRIVER] });
  const ours: Point[] = [];
  const noop: Point[] = [];
  const pod = admitted(DRIVER, 0);
  for (const count of [1, 10, 100, 500, 1_000, 2_000, 5_000, 10_000, FLEET]) {
    const taken = await bench.time((round) => filterBody(pod, count, round * 997, FLEET));
    ours.push([count, taken.ours]);
    noop.push([count, taken.noop]);
  }
  return {
    file: 'names',
    plot: axes('Names in the call', 'names in the call, of 15,000 nodes', [
      { name: 'latebind', points: ours },
      { name: 'says yes', points: noop },
    ]),
  };
}

async function clusters(bench: Bench): Promise<Grown> {
  const ours: Point[] = [];
  const noop: Point[] = [];
  const pod = admitted(DRIVER, 0);
  for (const nodes of [100, 500, 1_000, 5_000, FLEET]) {
    await bench.cluster({ nodes, kinds: 20, presets: [DRIVER] });
    const taken = await bench.time((round) => filterBody(pod, NAMES, round * 997, nodes));
    ours.push([nodes, taken.ours]);
    noop.push([nodes, taken.noop]);
  }
  return {
    file: 'nodes',
    plot: axes('Nodes in the cluster', 'nodes in the cluster, 500 names a call', [
      { name: 'latebind', points: ours },
      { name: 'says yes', points: noop },
    ]),
  };
}

async function presets(bench: Bench): Promise<Grown> {
  const ours: Point[] = [];
  const noop: Point[] = [];
  const pod = admitted(DRIVER, 0);
  for (const count of [1, 10, 100, 1_000]) {
    const others = Array.from({ length: count - 1 }, (_, index) => bystander(index));
    await bench.cluster({ nodes: 1_000, kinds: 20, presets: [DRIVER, ...others] });
    const taken = await bench.time((round) => filterBody(pod, NAMES, round * 97, 1_000));
    ours.push([count, taken.ours]);
    noop.push([count, taken.noop]);
  }
  return {
    file: 'presets',
    plot: axes('Presets in the cluster', 'presets in the cluster, 500 names a call', [
      { name: 'latebind', points: ours },
      { name: 'says yes', points: noop },
    ]),
  };
}

async function kinds(bench: Bench): Promise<Grown> {
  const nodes = 5_000;
  const lines = { same: [] as Point[], fresh: [] as Point[], identity: [] as Point[], noop: [] as Point[] };
  const pod = admitted(DRIVER, 0);
  let number = 0;
  const another = (preset: object) => (round: number) =>
    filterBody(admitted(preset, (number += 1)), NAMES, round * 97, nodes);
  for (const count of [1, 10, 20, 100, 1_000]) {
    await bench.cluster({ nodes, kinds: count, presets: [DRIVER, OWN_VALUE, IDENTITY] });
    const same = await bench.time((round) => filterBody(pod, NAMES, round * 97, nodes));
    lines.same.push([count, same.ours]);
    lines.noop.push([count, same.noop]);
    lines.fresh.push([count, (await bench.time(another(OWN_VALUE))).ours]);
    lines.identity.push([count, (await bench.time(another(IDENTITY))).ours]);
  }
  return {
    file: 'kinds',
    plot: axes('Kinds of nodes', 'kinds of nodes, 500 names a call', [
      { name: 'one template', points: lines.same },
      { name: 'no two pods alike', points: lines.fresh },
      { name: 'each node its own kind', points: lines.identity },
      { name: 'says yes', points: lines.noop },
    ]),
  };
}

async function pods(bench: Bench): Promise<Grown> {
  const ours: Point[] = [];
  const noop: Point[] = [];
  await bench.cluster({ nodes: 5_000, kinds: 20, presets: [OWN_VALUE] });
  for (const count of [1, 10, 100, 1_000]) {
    const inTurn = Array.from({ length: count }, (_, number) =>
      admitted(OWN_VALUE, 100_000 * count + number),
    );
    const taken = await bench.time(
      (round) => filterBody(inTurn[round % count] as Pod, NAMES, round * 97, 5_000),
      count,
    );
    ours.push([count, taken.ours]);
    noop.push([count, taken.noop]);
  }
  return {
    file: 'pods',
    plot: axes('Different pods in turn', 'different pods in turn, 500 names a call', [
      { name: 'latebind', points: ours },
      { name: 'says yes', points: noop },
    ]),
  };
}

/** The largest against the smallest, where the cost should not grow at all. */
function growth(name: string, { plot }: Grown, line = 0): Row {
  const points = plot.series[line]?.points ?? [];
  const noop = plot.series.at(-1)?.points ?? [];
  const [first, last] = [points.at(0), points.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`${name}: nothing was measured`);
  return {
    name,
    ours: `${first[1].toFixed(2)} → ${last[1].toFixed(2)} ms`,
    baseline: `${(noop.at(-1)?.[1] ?? 0).toFixed(2)} ms (no-op server)`,
    value: last[1] / first[1],
  };
}

export async function benchGrowth(): Promise<Row[]> {
  const bench = await Bench.start();
  try {
    const grown = {
      names: await names(bench),
      clusters: await clusters(bench),
      presets: await presets(bench),
      kinds: await kinds(bench),
      pods: await pods(bench),
    };
    await mkdir(PLOTS, { recursive: true });
    for (const { file, plot } of Object.values(grown))
      await writeFile(join(PLOTS, `${file}.svg`), plotSvg(plot));
    const all = grown.names.plot.series.map(({ points }) => points.at(-1)?.[1] ?? 0);
    return [
      {
        name: 'growthFilter15000NamesMs',
        ours: `${all[0]?.toFixed(1)} ms`,
        baseline: `${all[1]?.toFixed(1)} ms (no-op server)`,
        value: all[0] ?? 0,
      },
      growth('growthByNodes', grown.clusters),
      growth('growthByPresets', grown.presets),
      growth('growthByKinds', grown.kinds),
      growth('growthByKindsNoTwoPodsAlike', grown.kinds, 1),
      growth('growthByPods', grown.pods),
    ];
  } finally {
    await bench.stop();
  }
}
