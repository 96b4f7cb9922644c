import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../cluster/api-client.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import {
  clusterPreset,
  createPod,
  DRIVER_PRESET,
  GPU,
  givePresets,
  ON_A,
  type PodObject,
  podOf,
  podPath,
  removePresets,
  seenBy,
  startWorld,
  type World,
} from './fixture.ts';
import { COS, driverFiles, libraryText, UBUNTU } from './hosts.ts';

const SCRIPT = 'echo "$NVIDIA_DRIVER_VERSION $(cat /usr/local/nvidia/lib64/libcuda.so.1)"';
const SEEN_A = `${UBUNTU.version} ${libraryText(UBUNTU)}\n`;
const SEEN_B = `${COS.version} ${libraryText(COS)}\n`;
const EXTENDER = 'system:serviceaccount:latebind-system:latebind-extender';

describe.skipIf(await mustSkipCluster('nodes'))('a pod that another than our extender binds', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ progress });
    await world.cluster.startScheduler({ name: 'second', schedulerName: 'second-scheduler' });
  });
  afterAll(async () => {
    await world?.stop();
  });
  afterEach(async () => {
    await removePresets(world);
    await world.cluster.kubectl('delete', 'deployments,daemonsets', '--all', '--cascade=foreground');
    await world.cluster.kubectl('delete', 'pods', '--all', '--force', '--grace-period=0');
  });

  /** The reason for which its container waits. */
  async function waitsAtGate(name: string): Promise<string> {
    const pod = await world.cluster.waitFor<PodObject>(
      podPath(name),
      (found) => found?.status.containerStatuses?.[0]?.state.waiting?.reason === 'CreateContainerConfigError',
      { timeoutSeconds: 40, what: 'CreateContainerConfigError' },
    );
    return pod.status.containerStatuses?.[0]?.state.waiting?.message ?? '';
  }

  it('by a second scheduler without the extender: the binding webhook fills the slots', async () => {
    await givePresets(world, DRIVER_PRESET);
    const seen = await seenBy(world, {
      name: 'second',
      resources: GPU,
      nodeSelector: ON_A,
      script: SCRIPT,
      spec: { schedulerName: 'second-scheduler' },
    });
    expect(seen).toBe(SEEN_A);
  });

  it.each([
    { endpoint: 'pods/binding', path: (name: string) => `${podPath(name)}/binding` },
    { endpoint: 'bindings', path: () => '/api/v1/namespaces/default/bindings' },
  ])(
    'by hand through $endpoint: the binding webhook fills the slots, and what the hand wrote does not survive',
    async ({ endpoint, path }) => {
      await givePresets(world, DRIVER_PRESET);
      const name = `by-hand-${endpoint.replace('/', '-')}`;
      await createPod(world, { name, resources: GPU, script: SCRIPT, spec: { schedulerName: 'nobody' } });
      await world.cluster.api('POST', path(name), {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: {
          name,
          annotations: {
            'bind.latebind.dev/path.nvidia-libraries': 'etc',
            'bind.latebind.dev/generation': 'forged',
            'bind.latebind.dev/more': 'x',
            keep: 'mine',
          },
        },
        target: { apiVersion: 'v1', kind: 'Node', name: COS.node },
      });
      expect(await world.cluster.podResult('default', name)).toBe(SEEN_B);
      const { metadata } = await world.cluster.api('GET', podPath(name));
      expect(metadata.annotations?.['keep']).toBe('mine');
      expect(metadata.annotations).not.toHaveProperty(['bind.latebind.dev/more']);
    },
  );

  it('is refused by the binding webhook where the node cannot fill the slots, with the reason code', async () => {
    await givePresets(world, DRIVER_PRESET);
    await createPod(world, {
      name: 'unbindable',
      resources: GPU,
      script: SCRIPT,
      spec: { schedulerName: 'nobody' },
    });
    const bind = world.cluster.api('POST', `${podPath('unbindable')}/binding`, {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'unbindable' },
      target: { apiVersion: 'v1', kind: 'Node', name: 'no-such-node' },
    });
    await expect(bind).rejects.toThrow(/NodeUnknown/);
  });

  it('is refused by the binding webhook where host.require does not allow the node, also without slots', async () => {
    const require = [
      { expression: "host.nvidia.driver.version.atLeast('550.54')", message: 'driver 550.54 or newer' },
    ];
    await givePresets(
      world,
      clusterPreset('only-rules', { resourceSelector: ['nvidia.com/gpu'], host: { require } }),
    );
    await createPod(world, {
      name: 'ruled',
      resources: GPU,
      script: 'true',
      spec: { schedulerName: 'nobody' },
    });
    const bindTo = (name: string): Promise<unknown> =>
      world.cluster.api('POST', `${podPath('ruled')}/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'ruled' },
        target: { apiVersion: 'v1', kind: 'Node', name },
      });
    await expect(bindTo(COS.node)).rejects.toThrow(/latebind RequireNotMet: driver 550\.54 or newer/);
    await bindTo(UBUNTU.node);
    expect(await world.cluster.podResult('default', 'ruled')).toBe('');
  });

  it('waits at the gate while the webhook is down, never runs with an empty value, and is completed by the repairer', async () => {
    const { cluster, latebind } = world;
    await givePresets(world, DRIVER_PRESET);
    await createPod(world, {
      name: 'gated',
      resources: GPU,
      nodeSelector: ON_A,
      script: SCRIPT,
      spec: { schedulerName: 'nobody', restartPolicy: 'OnFailure' },
    });
    expect(await latebind.extender.stop()).toBe('status 0');
    try {
      await cluster.api('POST', `${podPath('gated')}/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'gated' },
        target: { apiVersion: 'v1', kind: 'Node', name: UBUNTU.node },
      });
      expect(await waitsAtGate('gated')).toContain('missing value for LATEBIND_');
      await sleep(3_000);
      const pod = await cluster.api<PodObject>('GET', podPath('gated'));
      expect(pod.status.containerStatuses?.[0]).toMatchObject({ restartCount: 0, state: { waiting: {} } });
    } finally {
      await latebind.extender.start();
    }
    expect(await cluster.podResult('default', 'gated')).toBe(SEEN_A);
    expect(await latebind.extender.metric('latebind_slots_filled_total', { path: 'repair' })).toBeGreaterThan(
      0,
    );
  });

  it('created with spec.nodeName gets its values at admission', async () => {
    const { cluster } = world;
    await givePresets(world, DRIVER_PRESET);
    const before = cluster.auditEvents().length;
    const seen = await seenBy(world, {
      name: 'placed',
      resources: GPU,
      script: SCRIPT,
      spec: { nodeName: COS.node },
    });
    expect(seen).toBe(SEEN_B);
    const writes = cluster
      .auditEvents()
      .slice(before)
      .filter(({ user, verb }) => user.username === EXTENDER && verb !== 'watch');
    expect(writes).toEqual([]);
  });

  it('created with spec.nodeName while the facts of the node are missing waits at the gate until they are there', async () => {
    const { cluster, latebind } = world;
    await givePresets(world, DRIVER_PRESET);
    await latebind.stopAgent(COS.node);
    await cluster.kubectl(
      'annotate',
      'node',
      COS.node,
      'latebind.dev/host-facts-',
      'latebind.dev/host-summary-',
    );
    try {
      await sleep(500);
      const pod = podOf({ name: 'early', resources: GPU, script: SCRIPT, spec: { nodeName: COS.node } });
      const created = await cluster.kubectlWith({ input: JSON.stringify(pod) }, 'create', '-f', '-');
      expect(created.stderr).toMatch(/Warning: .*node-b.*FactsMissing/);
      expect(await waitsAtGate('early')).toContain('missing value for LATEBIND_');
      await cluster.waitForList<KubeObject & { message?: string }>(
        '/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Dearly',
        (events) => events.some(({ message }) => message?.includes('FactsMissing')),
        { timeoutSeconds: 20, what: 'an Event that says FactsMissing' },
      );
    } finally {
      await latebind.startAgent(COS.node);
    }
    expect(await cluster.podResult('default', 'early')).toBe(SEEN_B);
  });

  const workload = (kind: 'DaemonSet' | 'Deployment', name: string, extra: object = {}): object => {
    const { spec } = podOf({ name, resources: GPU, script: SCRIPT }) as { spec: { containers: object[] } };
    const { restartPolicy: _restartPolicy, ...template } = spec as {
      restartPolicy?: string;
      containers: object[];
    };
    const [container] = template.containers as { command: string[] }[];
    return {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name, namespace: 'default' },
      spec: {
        selector: { matchLabels: { app: name } },
        ...(kind === 'Deployment' ? { replicas: 1, strategy: { type: 'Recreate' } } : {}),
        template: {
          metadata: { labels: { app: name } },
          spec: {
            ...template,
            containers: [
              {
                ...container,
                command: [
                  'sh',
                  '-c',
                  `{ ${SCRIPT}; } > /dev/termination-log; trap exit TERM; sleep 3600 & wait`,
                ],
                terminationMessagePath: '/dev/termination-log',
              },
            ],
            ...extra,
          },
        },
      },
    };
  };

  /** What a long-running container wrote, read from inside it. */
  async function seenInside(pod: string): Promise<string> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const text = await world.cluster
        .kubectl('exec', pod, '--', 'cat', '/dev/termination-log')
        .catch((error: Error) => error.message);
      if (text.startsWith('5') || Date.now() > deadline) return text;
      await sleep(300);
    }
  }

  async function runningPods(
    app: string,
    wanted: (pods: readonly PodObject[]) => boolean,
    what: string,
  ): Promise<readonly PodObject[]> {
    return await world.cluster.waitForList<PodObject>(
      `/api/v1/namespaces/default/pods?labelSelector=app%3D${app}`,
      (pods) => pods.every(({ status }) => status.phase === 'Running') && wanted(pods),
      { timeoutSeconds: 60, what },
    );
  }

  it('of a DaemonSet sees on every node that node’s driver', async () => {
    const { cluster } = world;
    await givePresets(world, DRIVER_PRESET);
    await cluster.kubectlWith(
      { input: JSON.stringify(workload('DaemonSet', 'everywhere')) },
      'apply',
      '-f',
      '-',
    );
    const pods = await runningPods(
      'everywhere',
      ({ length }) => length === 2,
      'two running pods of DaemonSet everywhere',
    );
    const seen = await Promise.all(
      pods.map(async ({ metadata, spec }) => [spec.nodeName, await seenInside(metadata.name)]),
    );
    expect(Object.fromEntries(seen)).toEqual({ [UBUNTU.node]: SEEN_A, [COS.node]: SEEN_B });
  });

  it('of a Deployment sees the other node’s driver when it is recreated there', async () => {
    const { cluster } = world;
    await givePresets(world, DRIVER_PRESET);
    await cluster.kubectlWith({ input: JSON.stringify(workload('Deployment', 'mover')) }, 'apply', '-f', '-');
    const [first] = await runningPods(
      'mover',
      ({ length }) => length === 1,
      'a running pod of Deployment mover',
    );
    const from = first?.spec.nodeName ?? '';
    expect(await seenInside(first?.metadata.name ?? '')).toBe(from === UBUNTU.node ? SEEN_A : SEEN_B);
    await cluster.kubectl('cordon', from);
    try {
      await cluster.kubectl('delete', 'pod', first?.metadata.name ?? '', '--grace-period=1');
      const [second] = await runningPods(
        'mover',
        (pods) => pods.length === 1 && pods[0]?.spec.nodeName !== from,
        'a pod of Deployment mover on the other node',
      );
      expect(await seenInside(second?.metadata.name ?? '')).toBe(from === UBUNTU.node ? SEEN_B : SEEN_A);
    } finally {
      await cluster.kubectl('uncordon', from);
    }
  });

  it('keeps its values when its container restarts after the facts of the node changed', async () => {
    const { cluster } = world;
    await givePresets(world, DRIVER_PRESET);
    const name = 'restarting';
    await createPod(world, {
      name,
      resources: GPU,
      nodeSelector: ON_A,
      script: `${SCRIPT}; until [ -e /scratch/go ]; do sleep 0.2; done; mv /scratch/go /scratch/gone; exit 1`,
      container: { volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] },
      spec: { restartPolicy: 'OnFailure', volumes: [{ name: 'scratch', emptyDir: {} }] },
    });
    await cluster.waitFor<PodObject>(
      podPath(name),
      (pod) => pod?.status.containerStatuses?.[0]?.state.running !== undefined,
      { timeoutSeconds: 30, what: 'to run' },
    );
    const before = await cluster.api('GET', podPath(name));
    const newer = { ...UBUNTU, version: '570.124.06' };
    const node = cluster.node(UBUNTU.node);
    await node.exec(['tee', '/proc/driver/nvidia/version'], {
      input: String(driverFiles(newer).get('/proc/driver/nvidia/version')),
    });
    try {
      await cluster.waitFor(
        `/api/v1/nodes/${UBUNTU.node}`,
        (found) => found?.metadata.annotations?.['latebind.dev/host-summary']?.includes(newer.version),
        { timeoutSeconds: 30, what: 'facts of the newer driver' },
      );
      await cluster.kubectl('exec', name, '--', 'touch', '/scratch/go');
      const restarted = await cluster.waitFor<PodObject>(
        podPath(name),
        (pod) =>
          (pod?.status.containerStatuses?.[0]?.restartCount ?? 0) === 1 &&
          pod?.status.containerStatuses?.[0]?.state.running !== undefined,
        { timeoutSeconds: 60, what: 'to run again' },
      );
      expect(await seenInside(name)).toBe(SEEN_A);
      expect(restarted.metadata.annotations).toEqual(before.metadata.annotations);
    } finally {
      await node.exec(['tee', '/proc/driver/nvidia/version'], {
        input: String(driverFiles(UBUNTU).get('/proc/driver/nvidia/version')),
      });
    }
  });

  it('whose values somebody edits afterwards: the edit is refused', async () => {
    const { cluster } = world;
    await givePresets(world, DRIVER_PRESET);
    await seenBy(world, { name: 'frozen', resources: GPU, nodeSelector: ON_A, script: SCRIPT });
    for (const path of [podPath('frozen'), `${podPath('frozen')}/status`]) {
      const edit = cluster.api('PATCH', path, {
        metadata: { annotations: { 'bind.latebind.dev/path.nvidia-libraries': 'opt' } },
      });
      await expect(edit).rejects.toMatchObject({ status: 403 });
    }
    await cluster.api('PATCH', podPath('frozen'), {
      metadata: { annotations: { 'example.com/note': 'fine' } },
    });
  });
});
