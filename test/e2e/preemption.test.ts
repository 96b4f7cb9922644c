/** Whom a real scheduler evicts. Nodes without kubelets: what runs on them is not asked here, only what is deleted. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Pod } from '../../shared/kube/objects.ts';
import { admitted, nvidia } from '../build/example.ts';
import { node } from '../build/node.ts';
import { pod } from '../build/pod.ts';
import type { KubeObject } from '../cluster/api-client.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { type Plane, startPlane } from '../cluster/scale/plane.ts';
import { type Side, startSide, sumOf } from '../cluster/scale/sides.ts';
import { extenderConfiguration } from './latebind.ts';

const EXTENDER = new URL('../../extender/main.ts', import.meta.url).pathname;
const NAMESPACE = 'team-a';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
/** The scheduler by itself would take the node whose victim matters least. */
const PRIORITIES = { least: 1, little: 10, most: 1_000 };

type LivePod = Pod & KubeObject;

describe.skipIf(await mustSkipCluster('control-plane'))('a pod of high priority on a full cluster', () => {
  let plane: Plane;
  let extender: Side;

  beforeAll(async () => {
    plane = await startPlane(progress);
    const { cluster } = plane;
    await cluster.createNamespace(NAMESPACE);
    for (const [name, value] of Object.entries(PRIORITIES)) {
      await cluster.api('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name },
        value,
      });
    }
    const { apiVersion, kind, spec } = nvidia;
    await cluster.api('POST', `/apis/${apiVersion}/clusterpodpresets`, {
      apiVersion,
      kind,
      metadata: { name: nvidia.metadata.name },
      spec,
    });
    await createNode('allowed', '550.90.07');
    await createNode('forbidden', '535.104.05');
    extender = await startSide('ours', plane, { program: EXTENDER });
  });
  afterAll(async () => {
    await plane?.stop();
  });
  afterEach(async () => {
    await plane.cluster.stopScheduler();
    await plane.cluster.api('DELETE', `${PODS}?gracePeriodSeconds=0`);
    await plane.cluster.waitForList(PODS, (pods) => pods.length === 0, { timeoutSeconds: 30 });
  });

  /** With one GPU, and facts that are fresh. */
  async function createNode(name: string, driver: string): Promise<void> {
    const booted = node(name).booted('boot', '6.8.0').build();
    const resources = { cpu: '8', memory: '32Gi', pods: '110', 'nvidia.com/gpu': '1' };
    const { metadata } = await plane.cluster.api('POST', '/api/v1/nodes', {
      metadata: { name },
      status: {
        ...booted.status,
        capacity: resources,
        allocatable: resources,
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    });
    const { annotations } = node(name)
      .uid(metadata.uid ?? '')
      .booted('boot', '6.8.0')
      .withFacts({ nvidia: { present: true, driver: { version: driver }, libraryDir: '/opt/nvidia/lib64' } })
      .build().metadata;
    await plane.cluster.api('PATCH', `/api/v1/nodes/${name}`, { metadata: { annotations } });
  }

  const create = (template: Pod, change: object): Promise<LivePod> =>
    plane.cluster.api<LivePod>('POST', PODS, {
      ...template,
      metadata: {
        name: template.metadata.name,
        labels: template.metadata.labels ?? {},
        annotations: template.metadata.annotations ?? {},
      },
      // Without a kubelet nobody would end a pod that has time left.
      spec: { ...template.spec, terminationGracePeriodSeconds: 0, ...change },
    });

  it.each([
    ['uids', true],
    ['whole pods', false],
  ])(
    'evicts nobody on a node that its preset forbids, of a scheduler that sends %s',
    async (_what, nodeCacheCapable) => {
      const { cluster, certificates } = plane;
      for (const [nodeName, priorityClassName] of [
        ['allowed', 'little'],
        ['forbidden', 'least'],
      ]) {
        const low = pod(`low-on-${nodeName}`).requests('nvidia.com/gpu', '1').build();
        await create(low, { nodeName, priorityClassName });
      }
      const configuration = await extenderConfiguration(new URL(extender.url('filter')).host, certificates);
      const asked = () =>
        extender
          .metrics()
          .then((page) => sumOf(page, 'latebind_requests_total', { verb: 'preempt', result: 'ok' }));
      const before = await asked();
      await cluster.startScheduler({ extenders: [{ ...configuration, nodeCacheCapable }] });

      await create(admitted(pod('high')), { priorityClassName: 'most' });
      const high = await cluster.waitFor<LivePod>(
        `${PODS}/high`,
        (found) => found?.spec.nodeName !== undefined,
        { timeoutSeconds: 60, what: 'the pod of high priority to be bound' },
      );
      expect(high.spec.nodeName).toBe('allowed');
      const { items } = await cluster.api<{ items: LivePod[] }>('GET', PODS);
      expect(items.map(({ metadata }) => metadata.name)).toEqual(['high', 'low-on-forbidden']);
      expect(await asked()).toBeGreaterThan(before);
    },
  );
});
