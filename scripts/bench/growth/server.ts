/**
 * The extender with a fleet in its caches, a process of its own. Every message is a new cluster, answered with the port of
 * an extender for it; the one before is closed.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { engine } from '../../../extender/engine.ts';
import { createMetrics } from '../../../extender/metrics.ts';
import { createExtender } from '../../../extender/server.ts';
import { createNamespaceStore } from '../../../extender/state/namespaces.ts';
import { createNodeStore } from '../../../extender/state/nodes.ts';
import { createPlainPods } from '../../../extender/state/plain-pods.ts';
import { createPodStore } from '../../../extender/state/pods.ts';
import { createPresetStore } from '../../../extender/state/presets.ts';
import { silentLog } from '../../../shared/kube/log.ts';
import type { RawObject } from '../../../shared/kube/reflector.ts';
import { API_VERSION } from '../../../shared/names.ts';
import { fleetFacts, fleetName, fleetUid } from '../../../test/cluster/scale/fleet.ts';

export interface GrowthCluster {
  readonly nodes: number;
  readonly kinds: number;
  readonly presets: readonly object[];
}

/** As the decoder would give them; that they are packed and unpacked is no part of what a filter costs. */
function nodeStore({ nodes, kinds }: GrowthCluster): ReturnType<typeof createNodeStore> {
  const store = createNodeStore({
    readFacts: ({ metadata }) => {
      const index = Number(metadata.name?.split('-').at(-1));
      const uid = metadata.uid ?? '';
      return { kind: 'fresh', facts: fleetFacts(index, uid, { kinds }), hash: uid };
    },
  });
  for (let index = 0; index < nodes; index += 1) {
    const name = fleetName(index);
    const metadata = { name, uid: fleetUid(index), labels: { 'kubernetes.io/hostname': name } };
    const cached = store.project({ metadata }, undefined);
    store.upsert(cached);
    void cached.facts;
  }
  return store;
}

async function serve(cluster: GrowthCluster): Promise<Server> {
  const presets = createPresetStore({ compile: engine.compilePreset });
  const project = presets.projection('ClusterPodPreset', API_VERSION);
  for (const preset of cluster.presets) presets.upsert(project(preset as RawObject, undefined));
  const { onRequest } = createExtender({
    state: {
      nodes: nodeStore(cluster),
      presets,
      namespaces: createNamespaceStore(),
      pods: createPodStore(),
      plainPods: createPlainPods(),
      unsynced: () => [],
      reflectors: () => [],
    },
    transport: { request: () => Promise.reject(new Error('the benchmark has no API server')) },
    metrics: createMetrics(),
    log: silentLog,
  });
  const server = createServer(onRequest).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

let server: Server | undefined;
async function replace(cluster: GrowthCluster): Promise<void> {
  server?.closeAllConnections();
  server?.close();
  server = await serve(cluster);
  process.send?.((server.address() as AddressInfo).port);
}

process.on('message', (cluster: GrowthCluster) => void replace(cluster));
process.on('disconnect', () => process.exit());
