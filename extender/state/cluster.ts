import type { Transport } from '../../shared/kube/http.ts';
import type { Log } from '../../shared/kube/log.ts';
import { createReflector, type Reflector, type ReflectorStats } from '../../shared/kube/reflector.ts';
import { API_VERSION, LABEL } from '../../shared/names.ts';
import type { Engine } from '../engine.ts';
import { createCoreFormats } from './core-formats.ts';
import { createNamespaceStore, type NamespaceStore } from './namespaces.ts';
import { createNodeStore, type NodeStore } from './nodes.ts';
import { createPlainPods, type PlainPods } from './plain-pods.ts';
import { createPodStore, type PodStore, projectWatched } from './pods.ts';
import { createPresetStore, type PresetStore } from './presets.ts';

/** What the extender knows of the cluster. Derived from the API server only; every replica has the same. */
export interface ClusterState {
  readonly nodes: NodeStore;
  readonly presets: PresetStore;
  readonly namespaces: NamespaceStore;
  readonly pods: PodStore;
  readonly plainPods: PlainPods;
  /** Caches that have not had their first complete list; empty: ready. */
  unsynced(): string[];
  reflectors(): ReflectorStats[];
}

export interface RunningState extends ClusterState {
  /** Lists and watches until the signal is aborted; never rejects. */
  run(signal: AbortSignal): Promise<void>;
}

export interface ClusterStateOptions {
  readonly transport: Pick<Transport, 'request' | 'stream'>;
  readonly engine: Pick<Engine, 'compilePreset' | 'factsOfNode'>;
  readonly log: Log;
  readonly now?: () => number;
  readonly random?: () => number;
}

export function createClusterState(options: ClusterStateOptions): RunningState {
  const { transport, log } = options;
  const nodes = createNodeStore({ readFacts: options.engine.factsOfNode });
  const presets = createPresetStore({ compile: options.engine.compilePreset, log });
  const namespaces = createNamespaceStore();
  const pods = createPodStore();
  const common = {
    transport,
    log,
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.random === undefined ? {} : { random: options.random }),
  };
  const formats = createCoreFormats();
  const group = `/apis/${API_VERSION}`;

  const reflectors: readonly Pick<Reflector<unknown>, 'run' | 'stats'>[] = [
    createReflector({
      ...common,
      name: 'nodes',
      path: '/api/v1/nodes',
      format: formats.nodes,
      project: nodes.project,
      onUpsert: nodes.upsert,
      onDelete: nodes.delete,
    }),
    createReflector({
      ...common,
      name: 'pods',
      path: '/api/v1/pods',
      format: formats.pods,
      labelSelector: `${LABEL.managed}=true`,
      project: projectWatched,
      onUpsert: pods.upsert,
      onDelete: pods.delete,
    }),
    createReflector({
      ...common,
      name: 'namespaces',
      path: '/api/v1/namespaces',
      format: formats.namespaces,
      project: namespaces.project,
      onUpsert: namespaces.upsert,
      onDelete: namespaces.delete,
    }),
    createReflector({
      ...common,
      name: 'clusterpodpresets',
      path: `${group}/clusterpodpresets`,
      project: presets.projection('ClusterPodPreset', API_VERSION),
      onUpsert: presets.upsert,
      onDelete: presets.delete,
    }),
    createReflector({
      ...common,
      name: 'podpresets',
      path: `${group}/podpresets`,
      project: presets.projection('PodPreset', API_VERSION),
      onUpsert: presets.upsert,
      onDelete: presets.delete,
    }),
  ];

  // Asked before each answer; what was synced once stays so.
  let waitedFor = reflectors;
  return {
    nodes,
    presets,
    namespaces,
    pods,
    plainPods: createPlainPods(),
    unsynced() {
      if (waitedFor.length > 0) waitedFor = waitedFor.filter((reflector) => !reflector.stats().synced);
      return waitedFor.map((reflector) => reflector.stats().name);
    },
    reflectors: () => reflectors.map((reflector) => reflector.stats()),
    async run(signal) {
      await Promise.all(reflectors.map((reflector) => reflector.run(signal)));
    },
  };
}
