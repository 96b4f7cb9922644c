import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { createPod, DRIVER_PRESET, GPU, givePresets, ON_A, ON_B, type PodObject, podPath, removePresets, seenBy, startWorld, type World } from './fixture.ts';
import { COS, libraryText, UBUNTU } from './hosts.ts';
import { apply } from './latebind.ts';

describe.skipIf(await mustSkipCluster('nodes'))('a pod on a real cluster', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ progress, taints: { 'node-b': [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }] } });
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
    const print = 'echo "$NVIDIA_DRIVER_VERSION|$HOST_LIBRARY_DIR|$LD_LIBRARY_PATH|$(cat /usr/local/nvidia/lib64/libcuda.so.1)"';
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
        script: `cat /work/init; ${print}`,
        container: { volumeMounts: [{ name: 'work', mountPath: '/work' }] },
        spec: {
          volumes: [{ name: 'work', emptyDir: {} }],
          initContainers: [
            {
              name: 'prepare',
              image: 'latebind.test/busybox:1',
              command: ['sh', '-c', `{ ${print}; } > /work/init`],
              volumeMounts: [{ name: 'work', mountPath: '/work' }],
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
});
