/** What a real kube-scheduler sends is read in the quick way: nobody would notice if it were read in the slow one. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReadNodes } from '../../extender/scheduler/asked-nodes.ts';
import { readNamedArgs } from '../../extender/scheduler/named-args.ts';
import { decodeExtenderArgs } from '../../extender/scheduler/wire.ts';
import { createPodStore, projectPod } from '../../extender/state/pods.ts';
import { clusterState } from '../build/cluster-state.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { createNodes, machines } from '../cluster/scale/nodes.ts';
import { type Plane, startPlane } from '../cluster/scale/plane.ts';
import { createPods, type LivePod, watchBindings } from '../cluster/scale/pods.ts';

const NODES = 30;
const PODS = 5;

interface Sent {
  readonly path: string;
  readonly body: Buffer;
}

describe.skipIf(await mustSkipCluster('control-plane'))('what a real kube-scheduler sends', () => {
  let plane: Plane;
  let listener: Server;
  let pods: readonly LivePod[];
  const sent: Sent[] = [];

  beforeAll(async () => {
    plane = await startPlane(() => {});
    await createNodes(plane, machines(NODES));
    pods = await createPods(plane, PODS);
    listener = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        const path = request.url ?? '';
        sent.push({ path, body });
        const { NodeNames } = JSON.parse(body.toString('utf8')) as { NodeNames: string[] };
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(path === '/filter' ? { NodeNames, FailedNodes: {}, Error: '' } : []));
      });
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const watch = watchBindings(plane, PODS);
    const { port } = listener.address() as AddressInfo;
    await plane.cluster.startScheduler({
      extenders: [
        {
          urlPrefix: `http://127.0.0.1:${port}`,
          filterVerb: 'filter',
          prioritizeVerb: 'prioritize',
          weight: 1,
          nodeCacheCapable: true,
        },
      ],
    });
    await watch.done;
    watch.stop();
  });
  afterAll(async () => {
    listener?.closeAllConnections();
    listener?.close();
    await plane?.stop();
  });

  it.each(['/filter', '/prioritize'])('to %s: the pod that the watch has brought, and every name', (path) => {
    const bodies = sent.filter((one) => one.path === path).map(({ body }) => body);
    expect(bodies.length).toBeGreaterThanOrEqual(PODS);
    const store = createPodStore();
    for (const pod of pods) store.upsert(projectPod(pod));
    const readNodes = createReadNodes(clusterState().nodes);
    for (const body of bodies) {
      const wanted = decodeExtenderArgs(JSON.parse(body.toString('utf8')));
      const args = readNamedArgs(body, { pods: store, readNodes });
      const names = Array.from({ length: args?.asked.length ?? 0 }, (_, index) => args?.asked.name(index));
      expect(names).toEqual(wanted.nodes.names);
      expect(names.length).toBeGreaterThan(1);
      expect(args?.pod).toBe(store.byUid(wanted.pod.metadata.uid ?? ''));
      expect(args?.pod).toEqual(projectPod(wanted.pod));
    }
  });
});
