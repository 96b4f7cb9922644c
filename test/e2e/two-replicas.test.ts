import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeFacts } from '../../shared/host-facts/codec.ts';
import { createTransport, type Transport } from '../../shared/kube/http.ts';
import { ANNOTATION } from '../../shared/names.ts';
import type { AuditEvent } from '../cluster/audit.ts';
import { startControlPlane } from '../cluster/cluster.ts';
import type { ControlPlane } from '../cluster/control-plane.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { clusterPreset, GPU, type PodObject, podOf } from './fixture.ts';
import { apply, installExtenders, type Replica } from './latebind.ts';

const NODES = 20;
const BINDING = 'bind.latebind.dev/';
/** No scheduler looks at these. */
const NOBODY = 'nobody';

const nodeName = (index: number): string => `gpu-${index}`;
const libraryDir = (name: string): string => `/opt/nvidia/${name}/lib64`;

/** Only late values: the directories of the driver differ from node to node. */
const PRESET = clusterPreset('driver', {
  resourceSelector: ['nvidia.com/gpu'],
  env: [
    { name: 'DRIVER_DIR', value: '${host.nvidia.libraryDir}' },
    { name: 'DRIVER_VERSION', value: '${host.nvidia.driver.version}' },
  ],
});

describe.skipIf(await mustSkipCluster('control-plane'))('two replicas of the extender', () => {
  let cluster: ControlPlane;
  let replicas: readonly [Replica, Replica];
  let transports: readonly Transport[];

  beforeAll(async () => {
    cluster = await startControlPlane({
      scheduler: false,
      controllerManager: false,
      // Nobody makes service accounts here, and nobody takes the taint of a new Node off.
      apiServerArguments: ['--disable-admission-plugins=ServiceAccount,TaintNodesByCondition'],
      progress,
    });
    // First, as long as no policy keeps facts to the agents.
    await Promise.all(Array.from({ length: NODES }, (_, index) => createNode(nodeName(index))));
    const { extenders } = await installExtenders(cluster, { replicas: 2, progress });
    const [one, other] = extenders;
    if (one === undefined || other === undefined) throw new Error('two replicas were asked for');
    replicas = [one, other];
    transports = replicas.map(({ extender }) => {
      const tls = { ca: extender.certificateAuthority, ...extender.schedulerCertificate };
      return createTransport({ server: extender.url, tls: () => tls, maxSockets: 64 });
    });
    await apply(cluster, [PRESET]);
    for (const { extender } of replicas) {
      await vi.waitUntil(
        async () =>
          (await extender.metric('latebind_nodes', { facts: 'fresh' })) === NODES &&
          (await extender.metric('latebind_presets', { valid: 'true' })) === 1,
        { timeout: 15_000 },
      );
    }
    for (const [index, { configuration }] of replicas.entries()) {
      const name = `scheduler-${index}`;
      await cluster.startScheduler({ name, schedulerName: name, extenders: [configuration] });
    }
  });
  afterAll(async () => {
    for (const transport of transports ?? []) transport.close();
    for (const { extender } of replicas ?? []) expect(await extender.stop()).toBe('status 0');
    await cluster?.stop();
  });

  async function createNode(name: string): Promise<void> {
    const nodeInfo = { bootID: `boot-of-${name}`, kernelVersion: '6.8.0-generic' };
    const resources = { cpu: '64', memory: '256Gi', pods: '110', 'nvidia.com/gpu': '16' };
    const { metadata } = await cluster.api('POST', '/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
      status: {
        capacity: resources,
        allocatable: resources,
        conditions: [{ type: 'Ready', status: 'True' }],
        nodeInfo,
      },
    });
    const facts = encodeFacts({
      schema: 1,
      bootId: nodeInfo.bootID,
      nodeUid: metadata.uid ?? '',
      kernel: { release: nodeInfo.kernelVersion },
      nvidia: { present: true, driver: { version: '570.124.06' }, libraryDir: libraryDir(name) },
    });
    await cluster.api('PATCH', `/api/v1/nodes/${name}`, {
      metadata: { annotations: { [ANNOTATION.hostFacts]: facts } },
    });
  }

  async function createPods(prefix: string, schedulerNames: readonly string[]): Promise<PodObject[]> {
    return await Promise.all(
      schedulerNames.map(
        async (schedulerName, index) =>
          await cluster.api<PodObject>(
            'POST',
            '/api/v1/namespaces/default/pods',
            podOf({
              name: `${prefix}-${index}`,
              labels: { test: prefix },
              resources: GPU,
              script: 'true',
              spec: { schedulerName },
            }),
          ),
      ),
    );
  }

  const podsOf = async (prefix: string): Promise<readonly PodObject[]> =>
    await cluster.waitForList<PodObject>(
      `/api/v1/namespaces/default/pods?labelSelector=test%3D${prefix}`,
      (pods) => pods.every(({ spec }) => spec.nodeName !== undefined),
      { timeoutSeconds: 60, what: `all pods of ${prefix} to be bound` },
    );

  function expectValuesOfItsNode({ metadata, spec }: PodObject): void {
    const { nodeName: on = '' } = spec;
    expect(metadata.annotations).toMatchObject({
      [ANNOTATION.node]: on,
      [`${BINDING}env.DRIVER_DIR`]: libraryDir(on),
      [`${BINDING}env.DRIVER_VERSION`]: '570.124.06',
    });
    expect(metadata.annotations?.[ANNOTATION.generation]).toMatch(/./);
  }

  /** Bindings that the API server was sent for these pods, by the status of its answer. */
  function bindings(prefix: string): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const event of cluster.auditEvents().filter((seen) => isBindingOf(prefix, seen))) {
      const code = String(event.responseStatus?.code);
      counts[code] = (counts[code] ?? 0) + 1;
    }
    return counts;
  }

  const isBindingOf = (prefix: string, { verb, objectRef }: AuditEvent): boolean =>
    verb === 'create' &&
    objectRef?.subresource === 'binding' &&
    objectRef.name?.startsWith(`${prefix}-`) === true;

  /** The Error of the verb's answer. */
  async function bindAt(replica: number, { metadata }: PodObject, node: string): Promise<string> {
    const { body } = await (transports[replica] as Transport).request<{ Error: string }>({
      method: 'POST',
      path: '/scheduler/bind',
      body: { PodName: metadata.name, PodNamespace: 'default', PodUID: metadata.uid, Node: node },
    });
    return body.Error;
  }

  it('and two schedulers at once bind every pod once, with the values of the node it is on', async () => {
    await createPods(
      'scheduled',
      Array.from({ length: 200 }, (_, index) => `scheduler-${index % 2}`),
    );
    const pods = await podsOf('scheduled');
    expect(pods).toHaveLength(200);
    for (const pod of pods) expectValuesOfItsNode(pod);
    expect(bindings('scheduled')).toEqual({ 201: 200 });
    for (const { extender } of replicas) {
      expect(await extender.metric('latebind_requests_total', { verb: 'bind', result: 'ok' })).toBe(100);
      expect(await extender.metric('latebind_requests_total', { result: 'error' })).toBe(0);
      expect(await extender.metric('latebind_slots_filled_total', { path: 'repair' })).toBe(0);
    }
  });

  it('that get the same call at once, and again later, bind the pod once and say yes every time', async () => {
    const pods = await createPods(
      'same',
      Array.from({ length: 40 }, () => NOBODY),
    );
    const target = (index: number): string => nodeName(index % NODES);
    const calls = pods.flatMap((pod, index) =>
      [0, 1, 0, 1].map(async (replica) => await bindAt(replica, pod, target(index))),
    );
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['']));
    const bound = await podsOf('same');
    for (const pod of bound) expectValuesOfItsNode(pod);
    expect(Object.keys(bindings('same')).every((code) => ['201', '409'].includes(code))).toBe(true);
    expect(bindings('same')['201']).toBe(40);

    // By now the watches have shown the pods bound: no call of the API server is needed.
    await expect
      .poll(async () => {
        const before = cluster.auditEvents().length;
        const late = pods.flatMap((pod, index) =>
          [0, 1].map(async (replica) => await bindAt(replica, pod, target(index))),
        );
        expect(new Set(await Promise.all(late))).toEqual(new Set(['']));
        return cluster
          .auditEvents()
          .slice(before)
          .filter(({ objectRef }) => objectRef?.name?.startsWith('same-') === true).length;
      })
      .toBe(0);
  });

  it('that are told different nodes at once give the pod to one of them, and the other names both', async () => {
    const pods = await createPods(
      'torn',
      Array.from({ length: 40 }, () => NOBODY),
    );
    const answers = await Promise.all(
      pods.map(async (pod) =>
        Promise.all([0, 1].map(async (replica) => await bindAt(replica, pod, nodeName(replica)))),
      ),
    );
    const bound = new Map((await podsOf('torn')).map((pod) => [pod.metadata.name, pod]));
    for (const [index, errors] of answers.entries()) {
      const pod = bound.get(`torn-${index}`);
      if (pod === undefined) throw new Error(`no pod torn-${index}`);
      expectValuesOfItsNode(pod);
      const on = pod.spec.nodeName;
      const other = on === nodeName(0) ? nodeName(1) : nodeName(0);
      const refusal = `latebind: the pod is already on node ${on} and cannot be bound to node ${other}`;
      expect(errors).toEqual(on === nodeName(0) ? ['', refusal] : [refusal, '']);
    }
    expect(bindings('torn')['201']).toBe(40);
  });
});
