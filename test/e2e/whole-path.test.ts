import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject, Pod } from '../../shared/kube/objects.ts';
import type { KubeObject } from '../cluster/api-client.ts';
import { busyboxImage } from '../cluster/images.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import {
  clusterPreset,
  createPod,
  DRIVER_PRESET,
  GPU,
  givePresets,
  ON_A,
  ON_B,
  type PodObject,
  podOf,
  podPath,
  removePresets,
  seenBy,
  startWorld,
  type World,
} from './fixture.ts';
import { COS, type DriverHost, driverFiles, libraryText, UBUNTU } from './hosts.ts';

describe.skipIf(await mustSkipCluster('nodes'))('a pod on a real cluster', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      progress,
      taints: { 'node-b': [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }] },
    });
  });
  afterAll(async () => {
    await world?.stop();
  });
  afterEach(async () => {
    await removePresets(world);
    await world.cluster.kubectl('delete', 'pods', '--all', '--force', '--grace-period=0');
  });

  it('sees the driver of the node it landed on: env, mount, joined variable and init container, from one manifest', async () => {
    await givePresets(world, DRIVER_PRESET);
    const print =
      'echo "$NVIDIA_DRIVER_VERSION|$HOST_LIBRARY_DIR|$LD_LIBRARY_PATH|$(cat /usr/local/nvidia/lib64/libcuda.so.1)"';
    for (const [host, nodeSelector] of [
      [UBUNTU, ON_A],
      [COS, ON_B],
    ] as const) {
      const name = `trainer-${host.node}`;
      const pod = {
        name,
        resources: GPU,
        nodeSelector,
        env: [{ name: 'LD_LIBRARY_PATH', value: '/app/lib' }],
        script: `cat /scratch/init; ${print}`,
        container: { volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] },
        spec: {
          volumes: [{ name: 'scratch', emptyDir: {} }],
          initContainers: [
            {
              name: 'prepare',
              image: 'latebind.test/busybox:1',
              command: ['sh', '-c', `{ ${print}; } > /scratch/init`],
              volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
            },
          ],
        },
      };
      const [init, main] = (await seenBy(world, pod)).trim().split('\n');
      const { version, libraryDir } = host;
      const joined = `/usr/local/nvidia/lib64:${libraryDir}`;
      expect(init).toBe(`${version}|${libraryDir}|${joined}|${libraryText(host)}`);
      expect(main).toBe(`${version}|${libraryDir}|${joined}:/app/lib|${libraryText(host)}`);
    }
  });

  it('runs the example of the Resource-dependent Pod Preset proposal with nothing changed but apiVersion', async () => {
    const { cluster } = world;
    await cluster.createNamespace('myns');
    for (const { node } of [UBUNTU, COS]) {
      await cluster.node(node).writeFile('/opt/bin/nvidia-smi', `nvidia-smi of ${node}`);
      await cluster.node(node).writeFile('/opt/lib64/libcuda.so.1', `libcuda of ${node}`);
    }
    const example = (name: string): unknown =>
      parse(readFileSync(join(import.meta.dirname, '../../examples/proposal', name), 'utf8'));
    await givePresets(world, example('gpu-setup.yaml') as object);
    // Its own image is not to be had here; all else is as the file says.
    const pod = example('tensorflow.yaml') as Pod;
    const look =
      'echo "$LD_LIBRARY_PATH"; cat /opt/bin/nvidia-smi; echo; cat /usr/local/lib/nvidia/libcuda.so.1; echo; touch /opt/bin/x; touch /usr/local/lib/nvidia/x; true';
    for (const container of pod.spec.containers) {
      container.image = busyboxImage;
      container['command'] = ['sh', '-c', `{ ${look}; } > /dev/termination-log 2>&1`];
    }
    pod.spec['nodeSelector'] = ON_A;
    pod.spec['restartPolicy'] = 'Never';
    await cluster.api('POST', '/api/v1/namespaces/myns/pods', pod);
    const seen = await cluster.podResult('myns', 'tensorflow');
    expect(seen.trim().split('\n')).toEqual([
      '/usr/local/lib/nvidia',
      'nvidia-smi of node-a',
      'libcuda of node-a',
      'touch: /opt/bin/x: Read-only file system',
      'touch: /usr/local/lib/nvidia/x: Read-only file system',
    ]);
  });

  it('is bound by exactly one write, and filter and prioritize call nothing', async () => {
    const { cluster, latebind } = world;
    await givePresets(world, DRIVER_PRESET);
    const before = cluster.auditEvents().length;
    const placed = await latebind.extender.metric('latebind_requests_total', { verb: 'prioritize' });
    await seenBy(world, { name: 'one-write', resources: GPU, script: 'echo "$NVIDIA_DRIVER_VERSION"' });
    expect(await latebind.extender.metric('latebind_requests_total', { verb: 'prioritize' })).toBe(
      placed + 1,
    );
    await sleep(500);
    const events = cluster.auditEvents().slice(before);
    const ofExtender = events
      .filter(({ user, verb }) => user.username === EXTENDER && verb !== 'watch')
      .map(
        ({ verb, objectRef }) =>
          `${verb} ${objectRef?.resource}/${objectRef?.subresource ?? ''} ${objectRef?.name}`,
      );
    expect(ofExtender).toEqual(['create pods/binding one-write']);
    const bindings = events.filter(({ objectRef }) => objectRef?.subresource === 'binding');
    expect(bindings).toHaveLength(1);
    expect(bindings[0]?.responseStatus?.code).toBe(201);
    const sent = bindings[0]?.requestObject as KubeObject | undefined;
    expect(sent?.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(Object.keys(sent?.metadata.annotations ?? {}).sort()).toEqual([
      'bind.latebind.dev/env.HOST_LIBRARY_DIR',
      'bind.latebind.dev/env.LD_LIBRARY_PATH',
      'bind.latebind.dev/env.NVIDIA_DRIVER_VERSION',
      'bind.latebind.dev/generation',
      'bind.latebind.dev/node',
      'bind.latebind.dev/path.nvidia-libraries',
    ]);
    const patches = events.filter(
      ({ verb, objectRef, user }) =>
        verb === 'patch' && objectRef?.resource === 'pods' && user.username === EXTENDER,
    );
    expect(patches).toEqual([]);
  });

  it('waits with a reason while no node suits it, calls nothing meanwhile, and is scheduled when the facts change', async () => {
    const { cluster } = world;
    await givePresets(
      world,
      DRIVER_PRESET,
      clusterPreset('cuda-12-4', {
        resourceSelector: ['nvidia.com/gpu'],
        host: {
          require: [
            { expression: "host.nvidia.driver.version.atLeast('550.54')", message: 'driver 550.54 or newer' },
          ],
        },
      }),
    );
    const before = cluster.auditEvents().length;
    await createPod(world, {
      name: 'picky',
      resources: GPU,
      nodeSelector: ON_B,
      script: 'echo "$NVIDIA_DRIVER_VERSION"; cat /usr/local/nvidia/lib64/libcuda.so.1',
    });
    const reason = 'latebind RequireNotMet: driver 550.54 or newer';
    await cluster.waitFor<PodObject>(
      podPath('picky'),
      (pod) => pod?.status.conditions?.some(({ message }) => message?.includes(reason)),
      {
        timeoutSeconds: 30,
        what: `the reason "${reason}"`,
      },
    );
    expect(await cluster.kubectl('describe', 'pod', 'picky')).toMatch(
      /FailedScheduling .*latebind RequireNotMet: driver 550\.54 or newer/,
    );
    const calls = cluster
      .auditEvents()
      .slice(before)
      .filter(({ user, verb }) => user.username === EXTENDER && verb !== 'watch');
    expect(calls).toEqual([]);

    const upgraded = { ...COS, version: '560.35.03' };
    const node = cluster.node(COS.node);
    try {
      await upgrade(world, COS, upgraded);
      expect(await cluster.podResult('default', 'picky')).toBe(`560.35.03\n${libraryText(upgraded)}`);
    } finally {
      await upgrade(world, upgraded, COS);
      await node.remove(`${COS.libraryDir}/libcuda.so.${upgraded.version}`);
    }
  });

  it('that waits because of a preset is scheduled when the preset is edited, although the cluster has not changed', async () => {
    const { cluster, latebind } = world;
    const wanting = (version: string): object =>
      clusterPreset('wanting', {
        resourceSelector: ['nvidia.com/gpu'],
        host: {
          require: [
            { expression: `host.nvidia.driver.version.atLeast('${version}')`, message: `driver ${version}` },
          ],
        },
      });
    await givePresets(world, wanting('999'));
    await createPod(world, { name: 'waiting', resources: GPU, nodeSelector: ON_A, script: 'echo ran' });
    await cluster.waitFor<PodObject>(
      podPath('waiting'),
      (pod) => pod?.status.conditions?.some(({ message }) => message?.includes('RequireNotMet: driver 999')),
      { timeoutSeconds: 20, what: 'the reason RequireNotMet' },
    );
    const woken = await latebind.extender.metric('latebind_pods_woken_total', { cause: 'preset' });
    await givePresets(world, wanting('500'));
    expect(await cluster.podResult('default', 'waiting')).toBe('ran\n');
    expect(await latebind.extender.metric('latebind_pods_woken_total', { cause: 'preset' })).toBe(woken + 1);
  });

  it('is scheduled on a tainted GPU node because admission added the toleration', async () => {
    const { cluster } = world;
    await createPod(world, { name: 'no-preset', resources: GPU, nodeSelector: ON_B, script: 'true' });
    const { tolerations: _tolerations, ...rest } = (DRIVER_PRESET as { spec: Record<string, unknown> }).spec;
    await cluster.waitFor<PodObject>(
      podPath('no-preset'),
      (pod) => pod?.status.conditions?.some(({ message }) => message?.includes('untolerated taint')),
      { timeoutSeconds: 20 },
    );
    await givePresets(world, clusterPreset('nvidia-driver', rest as JsonObject));
    await createPod(world, { name: 'no-toleration', resources: GPU, nodeSelector: ON_B, script: 'true' });
    await cluster.waitFor<PodObject>(
      podPath('no-toleration'),
      (pod) => pod?.status.conditions?.some(({ message }) => message?.includes('untolerated taint')),
      { timeoutSeconds: 20 },
    );
    await givePresets(world, DRIVER_PRESET);
    expect(
      await seenBy(world, {
        name: 'tolerates',
        resources: GPU,
        nodeSelector: ON_B,
        script: 'echo "$NVIDIA_DRIVER_VERSION"',
      }),
    ).toBe(`${COS.version}\n`);
  });

  it('gets LD_LIBRARY_PATH from two presets and its own, oldest preset first', async () => {
    const joined = (value: string): JsonObject => ({
      resourceSelector: ['nvidia.com/gpu'],
      env: [{ name: 'LD_LIBRARY_PATH', value, merge: { strategy: 'Join' } }],
    });
    await givePresets(world, clusterPreset('z-older', joined('/opt/first')));
    await sleep(1_100);
    await givePresets(world, clusterPreset('a-younger', joined('${host.nvidia.libraryDir}')));
    const seen = await seenBy(world, {
      name: 'joined',
      resources: GPU,
      nodeSelector: ON_A,
      env: [
        { name: 'OWN', value: '/own' },
        { name: 'LD_LIBRARY_PATH', value: '$(OWN)/lib:/opt/first' },
      ],
      script: 'echo "$LD_LIBRARY_PATH"',
    });
    expect(seen).toBe(`${UBUNTU.libraryDir}:/own/lib:/opt/first\n`);
    expect(
      await seenBy(world, {
        name: 'joined-without-own',
        resources: GPU,
        nodeSelector: ON_A,
        script: 'echo "$LD_LIBRARY_PATH"',
      }),
    ).toBe(`/opt/first:${UBUNTU.libraryDir}\n`);
  });

  const mode = (value: string, onConflict: string, name = 'MODE'): JsonObject => ({
    resourceSelector: ['nvidia.com/gpu'],
    onConflict,
    env: [
      { name, value, merge: { strategy: 'Fail' } },
      { name: `EXTRA_${value.toUpperCase()}`, value: 'yes' },
    ],
  });

  it.each([
    { onConflict: 'SkipPreset', seen: ['MODE=own', 'EXTRA_OTHER=yes'] },
    { onConflict: 'SkipEntry', seen: ['MODE=own', 'EXTRA_OTHER=yes', 'EXTRA_PRESET=yes'] },
    { onConflict: 'SkipAll', seen: ['MODE=own'] },
  ])(
    'with a conflict under onConflict: $onConflict starts with what that leaves, and its author is told',
    async ({ onConflict, seen }) => {
      const { cluster } = world;
      await givePresets(
        world,
        clusterPreset('conflicting', mode('preset', onConflict)),
        clusterPreset('other', mode('other', 'SkipPreset', 'OTHER')),
      );
      const name = `conflict-${onConflict.toLowerCase()}`;
      const pod = podOf({
        name,
        resources: GPU,
        env: [{ name: 'MODE', value: 'own' }],
        nodeSelector: ON_A,
        script: 'env | grep -E "^(MODE|EXTRA)" | sort -r',
      });
      const created = await cluster.kubectlWith({ input: JSON.stringify(pod) }, 'create', '-f', '-');
      expect(created.stderr).toMatch(
        /Warning: .*ClusterPodPreset\/conflicting.*spec\.containers\[main\]\.env\[MODE\]: the pod has "own", wanted "preset"/,
      );
      expect((await cluster.podResult('default', name)).trim().split('\n').sort()).toEqual([...seen].sort());
      await waitForEvent(world, name, /ClusterPodPreset\/conflicting/);
    },
  );

  it('is refused under onConflict: Reject, with the field and both values', async () => {
    await givePresets(world, clusterPreset('conflicting', mode('preset', 'Reject')));
    await expect(
      createPod(world, {
        name: 'refused',
        resources: GPU,
        env: [{ name: 'MODE', value: 'own' }],
        script: 'true',
      }),
    ).rejects.toThrow(
      /ClusterPodPreset\/conflicting refuses the pod: spec\.containers\[main\]\.env\[MODE\]: the pod has "own", wanted "preset"/,
    );
  });

  it('is selected by "gpu > 2" and by "not gpu"', async () => {
    const give = (value: string, resourceExpressions: JsonObject[]): JsonObject => ({
      resourceExpressions,
      env: [{ name: 'KIND', value }],
    });
    await givePresets(
      world,
      clusterPreset('many', give('many', [{ resource: 'nvidia.com/gpu', operator: 'Gt', quantity: '2' }])),
      clusterPreset('none', {
        ...give('none', [{ resource: 'nvidia.com/gpu', operator: 'DoesNotExist' }]),
        env: [
          { name: 'KIND', value: 'none' },
          { name: 'NVIDIA_VISIBLE_DEVICES', value: 'void' },
        ],
      }),
    );
    const kindOf = (name: string, count: number): Promise<string> =>
      seenBy(world, {
        name,
        nodeSelector: ON_A,
        ...(count === 0 ? {} : { resources: { 'nvidia.com/gpu': count } }),
        script: 'echo "$KIND $NVIDIA_VISIBLE_DEVICES"',
      });
    expect(await Promise.all([kindOf('gpu-0', 0), kindOf('gpu-2', 2), kindOf('gpu-3', 3)])).toEqual([
      'none void\n',
      ' \n',
      'many \n',
    ]);
  });

  it('with a GPU that no preset covers gets an admission warning, an Event and a metric', async () => {
    const { cluster, latebind } = world;
    const uncovered = (): Promise<number> =>
      latebind.extender.metric('latebind_uncovered_pods_total', { resource: 'nvidia.com/gpu' });
    const before = await uncovered();
    const pod = podOf({ name: 'uncovered', resources: GPU, nodeSelector: ON_A, script: 'true' });
    const created = await cluster.kubectlWith({ input: JSON.stringify(pod) }, 'create', '-f', '-');
    expect(created.stderr).toMatch(/Warning: .*no preset covers nvidia\.com\/gpu/);
    await waitForEvent(world, 'uncovered', /nvidia\.com\/gpu/);
    expect(await uncovered()).toBe(before + 1);
  });
});

const EXTENDER = 'system:serviceaccount:latebind-system:latebind-extender';

/** Waits for an Event of ours on a pod. */
async function waitForEvent({ cluster }: World, pod: string, message: RegExp): Promise<void> {
  const events = `/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3D${pod}`;
  await cluster.waitForList<KubeObject & { message?: string; source?: { component?: string } }>(
    events,
    (found) =>
      found.some(
        (event) => message.test(event.message ?? '') && event.source?.component?.startsWith('latebind'),
      ),
    { timeoutSeconds: 15, what: `an Event on ${pod} that says ${message}` },
  );
}

/** Another driver version on a running node, as an upgrade leaves it; the agent has to notice. */
async function upgrade({ cluster }: World, from: DriverHost, to: DriverHost): Promise<void> {
  const node = cluster.node(to.node);
  for (const library of ['libcuda.so', 'libnvidia-ml.so']) {
    await node.remove(`${from.libraryDir}/${library}.${from.version}`);
    await node.writeFile(`${to.libraryDir}/${library}.${to.version}`, libraryText(to));
    await node.exec(['ln', '-sf', `${library}.${to.version}`, `${to.libraryDir}/${library}.1`]);
  }
  const version = driverFiles(to).get('/proc/driver/nvidia/version');
  await node.exec(['tee', '/proc/driver/nvidia/version'], { input: String(version) });
  const summary = (found: KubeObject | undefined): string =>
    found?.metadata.annotations?.['latebind.dev/host-summary'] ?? '';
  await cluster.waitFor(`/api/v1/nodes/${to.node}`, (found) => summary(found).includes(to.version), {
    timeoutSeconds: 30,
    what: `the agent on ${to.node} to publish driver ${to.version}`,
  });
}
