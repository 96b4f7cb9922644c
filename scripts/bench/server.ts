/**
 * One side of the benchmark, a process of its own: `extender` with 1,000 nodes and 21 presets in its caches, or
 * `noop`, which reads the same requests and says yes. Prints its port.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { engine } from '../../extender/engine.ts';
import { createMetrics } from '../../extender/metrics.ts';
import { createExtender } from '../../extender/server.ts';
import { createNamespaceStore } from '../../extender/state/namespaces.ts';
import { createNodeStore } from '../../extender/state/nodes.ts';
import { createPlainPods } from '../../extender/state/plain-pods.ts';
import { createPodStore } from '../../extender/state/pods.ts';
import { createPresetStore } from '../../extender/state/presets.ts';
import type { HostFacts } from '../../shared/host-facts/node-facts.ts';
import { silentLog } from '../../shared/kube/log.ts';
import type { RawObject } from '../../shared/kube/reflector.ts';
import { API_VERSION } from '../../shared/names.ts';
import { node } from '../../test/build/node.ts';
import { NODES } from './load.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');
/** Presets that are looked at for every pod and select none of the benchmark's. */
const BYSTANDERS = 20;

async function extenderApp(): Promise<RequestListener> {
  const nodes = createNodeStore({ readFacts: engine.factsOfNode });
  const presets = createPresetStore({ compile: engine.compilePreset });
  const namespaces = createNamespaceStore();
  const { facts } = JSON.parse(await readFile(join(EXAMPLES, 'nodes', 'gpu-ubuntu.json'), 'utf8')) as {
    facts: HostFacts;
  };
  for (const name of NODES) {
    const raw = node(name).uid(`uid-${name}`).booted('boot', facts.kernel?.release).withFacts(facts).build();
    const cached = nodes.project(raw as RawObject, undefined);
    nodes.upsert(cached);
    // Decoded before the first request, as in an extender that has been up for a second.
    void cached.facts;
  }
  const project = presets.projection('ClusterPodPreset', API_VERSION);
  const example = parse(await readFile(join(EXAMPLES, 'presets', 'nvidia-driver.yaml'), 'utf8')) as RawObject;
  presets.upsert(project(example, undefined));
  for (let index = 0; index < BYSTANDERS; index += 1) {
    const bystander = {
      ...example,
      metadata: { ...example.metadata, name: `bystander-${index}` },
      spec: { resourceSelector: [`example.com/resource-${index}`], env: [{ name: 'X', value: 'y' }] },
    };
    presets.upsert(project(bystander, undefined));
  }
  const namespace = { metadata: { name: 'team-a', uid: 'team-a', resourceVersion: '1' } };
  namespaces.upsert(namespaces.project(namespace));
  const { onRequest } = createExtender({
    state: {
      nodes,
      presets,
      namespaces,
      pods: createPodStore(),
      plainPods: createPlainPods(),
      unsynced: () => [],
      reflectors: () => [],
    },
    transport: { request: () => Promise.reject(new Error('the benchmark has no API server')) },
    metrics: createMetrics(),
    log: silentLog,
  });
  return onRequest;
}

const noop: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      NodeNames?: string[];
      request?: { uid: string };
    };
    const answer =
      body.request === undefined
        ? { NodeNames: body.NodeNames, FailedNodes: {}, FailedAndUnresolvableNodes: {}, Error: '' }
        : {
            apiVersion: 'admission.k8s.io/v1',
            kind: 'AdmissionReview',
            response: { uid: body.request.uid, allowed: true },
          };
    const text = JSON.stringify(answer);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
};

const listener = process.argv[2] === 'noop' ? noop : await extenderApp();
const server = createServer(listener).listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on('disconnect', () => process.exit());
