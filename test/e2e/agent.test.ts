/** What the agent does on a node: labels, health, events, what kubelet has given away, and nothing when nothing changes. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../cluster/api-client.ts';
import type { NodeProcess } from '../cluster/node.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import {
  clusterPreset,
  createPod,
  GPU,
  givePresets,
  ON_B,
  type PodObject,
  podPath,
  removePresets,
  startWorld,
  type World,
} from './fixture.ts';
import { COS, UBUNTU } from './hosts.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const POD_RESOURCES = '/var/lib/kubelet/pod-resources/kubelet.sock';
const WIDGET = 'example.com/widget';

interface NodeObject extends KubeObject {
  readonly status: { readonly capacity: Readonly<Record<string, string>> };
}

describe.skipIf(await mustSkipCluster('nodes'))('the agent on a real node', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      progress,
      agentInterval: 1,
      agentArguments: ['--pod-resources', POD_RESOURCES],
    });
  });
  afterAll(async () => {
    await world?.stop();
  });

  const labelsOf = async (node: string): Promise<Record<string, string>> => {
    const { metadata } = await world.cluster.api('GET', `/api/v1/nodes/${node}`);
    return Object.fromEntries(
      Object.entries(metadata.labels ?? {}).filter(([key]) => key.startsWith('host.latebind.dev/')),
    );
  };
  const ready = (node: string, value: string): Promise<unknown> =>
    world.cluster.waitFor(
      `/api/v1/nodes/${node}`,
      (found) => found?.metadata.labels?.['host.latebind.dev/ready'] === value,
      { timeoutSeconds: 60, what: `host.latebind.dev/ready=${value} on ${node}` },
    );
  const metric = (node: string, line: string): Promise<void> =>
    expect
      .poll(() => world.latebind.agentMetrics(node), { timeout: 30_000, interval: 500 })
      .toContain(`\n${line}\n`);
  const describeNode = (node: string): Promise<string> => world.cluster.kubectl('describe', 'node', node);

  it('labels it, coarsely, for selectors and people', async () => {
    expect(await labelsOf(UBUNTU.node)).toEqual({
      'host.latebind.dev/cuda-major': '12',
      'host.latebind.dev/driver-major': '550',
      'host.latebind.dev/gpu-architecture': 'hopper',
      'host.latebind.dev/gpu-count': '2',
      'host.latebind.dev/gpu-model': 'NVIDIA-H100-80GB-HBM3',
      'host.latebind.dev/gpu-vendor': 'nvidia',
      'host.latebind.dev/ready': 'true',
    });
    expect(await labelsOf(COS.node)).toMatchObject({ 'host.latebind.dev/driver-major': '535' });
  });

  it('is what `latebind facts` shows', async () => {
    const facts = async (...args: string[]): Promise<string> => {
      const command = [join(REPOSITORY, 'cli/main.ts'), 'facts', ...args];
      const { stdout } = await promisify(execFile)(process.execPath, [
        ...command,
        '--kubeconfig',
        world.cluster.kubeconfig,
      ]);
      return stdout;
    };
    const rows = (await facts()).split('\n').map((line) => line.split(/ {2,}/));
    expect(rows.find(([name]) => name === UBUNTU.node)?.slice(1, 4)).toEqual([
      'fresh',
      'ubuntu 22.04',
      '550.54.15',
    ]);
    expect(await facts(COS.node)).toContain(`nvidia.libraryDir = ${COS.libraryDir}\n`);
    expect(await facts('diff', `node/${UBUNTU.node}`, `node/${UBUNTU.node}`)).toBe('equal\n');
  });

  it('that starts again with nothing changed writes nothing', async () => {
    await world.latebind.stopAgent(UBUNTU.node);
    const path = `/api/v1/nodes/${UBUNTU.node}`;
    const managed = async (): Promise<unknown> => {
      const { metadata } = await world.cluster.api<
        KubeObject & { metadata: { managedFields?: { manager: string; time: string }[] } }
      >('GET', path);
      return metadata.managedFields?.find(({ manager }) => manager === 'latebind-agent')?.time;
    };
    const before = await managed();
    expect(before).toBeDefined();
    await world.latebind.startAgent(UBUNTU.node);
    await metric(UBUNTU.node, 'latebind_agent_writes_suppressed_total{reason="unchanged"} 1');
    expect(await world.latebind.agentMetrics(UBUNTU.node)).not.toContain('latebind_agent_writes_total{');
    expect(await managed()).toBe(before);
  });

  it('tells of a half-dead GPU as a fact, a label, an Event and a metric, and pods that ask keep away from it', async () => {
    const node = world.cluster.node(UBUNTU.node);
    await node.remove('/dev/nvidia1');
    await ready(UBUNTU.node, 'false');
    await metric(UBUNTU.node, 'latebind_agent_host_problems{code="DeviceNodeMissing"} 1');
    await metric(UBUNTU.node, 'latebind_agent_host_healthy 0');
    await expect
      .poll(() => describeNode(UBUNTU.node), { timeout: 20_000, interval: 1000 })
      .toMatch(/Warning +DeviceNodeMissing .*latebind-agent .*0000:3b:00\.0 has no \/dev\/nvidia1; next: /);

    await givePresets(
      world,
      clusterPreset('healthy', {
        resourceSelector: ['nvidia.com/gpu'],
        host: { require: [{ expression: 'host.healthy', message: 'all GPUs of the node work' }] },
      }),
    );
    await createPod(world, { name: 'careful', script: 'true', resources: GPU });
    const placed = await world.cluster.waitFor<PodObject>(
      podPath('careful'),
      (pod) => pod?.spec.nodeName !== undefined,
      { timeoutSeconds: 30, what: 'the pod to be placed' },
    );
    expect(placed.spec.nodeName).toBe(COS.node);
    await removePresets(world);

    await node.exec(['mknod', '-m', '666', '/dev/nvidia1', 'c', '195', '1']);
    await ready(UBUNTU.node, 'true');
    await expect
      .poll(() => describeNode(UBUNTU.node), { timeout: 20_000, interval: 1000 })
      .toMatch(/Normal +HostHealthy .*latebind-agent/);
  });

  it('shows which devices kubelet has given to pods', async () => {
    const node = world.cluster.node(COS.node);
    const plugin: NodeProcess = node.spawn([world.cluster.binaries.path('device-plugin'), WIDGET, '2']);
    try {
      await world.cluster.waitFor(
        `/api/v1/nodes/${COS.node}`,
        (found) => (found as NodeObject | undefined)?.status.capacity[WIDGET] === '2',
        { timeoutSeconds: 30, what: `kubelet on ${COS.node} to offer ${WIDGET}` },
      );
      await createPod(world, {
        name: 'widgets',
        script: 'sleep 600',
        resources: { [WIDGET]: 2 },
        nodeSelector: ON_B,
      });
      await metric(
        COS.node,
        `latebind_agent_allocated_devices{resource="${WIDGET}",namespace="default",pod="widgets"} 2`,
      );
      await world.cluster.kubectl('delete', 'pod', 'widgets', '--force', '--grace-period=0');
      await expect
        .poll(() => world.latebind.agentMetrics(COS.node), { timeout: 30_000, interval: 500 })
        .not.toContain('pod="widgets"');
    } finally {
      plugin.kill('SIGTERM');
      await plugin.ended;
    }
  });
});
