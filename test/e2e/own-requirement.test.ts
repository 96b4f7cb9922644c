import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import {
  createPod,
  GPU,
  ON_B,
  type PodObject,
  type PodRequest,
  podPath,
  startWorld,
  type World,
} from './fixture.ts';
import { COS, UBUNTU } from './hosts.ts';

const REQUIRE = 'latebind.dev/require';
/** Only the driver of node-a is that new. */
const NEW_DRIVER = "host.nvidia.driver.version.atLeast('550')";
const REASON = `latebind RequireNotMet: ${NEW_DRIVER} (the pod's own latebind.dev/require)`;

describe.skipIf(await mustSkipCluster('nodes'))(
  'a pod with a requirement of its own, without any preset',
  () => {
    let world: World;

    beforeAll(async () => {
      world = await startWorld({ progress });
    });
    afterAll(async () => {
      await world?.stop();
    });
    afterEach(async () => {
      await world.cluster.kubectl('delete', 'pods', '--all', '--force', '--grace-period=0');
    });

    const create = (name: string, requirement: string, more: Partial<PodRequest> = {}): Promise<PodObject> =>
      createPod(world, { name, script: 'true', annotations: { [REQUIRE]: requirement }, ...more });

    const untilEventSays = (name: string, text: string): Promise<PodObject> =>
      world.cluster.waitFor<PodObject>(
        podPath(name),
        (pod) => pod?.status.conditions?.some(({ message }) => message?.includes(text)),
        { timeoutSeconds: 30, what: `the reason "${text}"` },
      );

    const bindTo = (name: string, node: string): Promise<unknown> =>
      world.cluster.api('POST', `${podPath(name)}/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name },
        target: { apiVersion: 'v1', kind: 'Node', name: node },
      });

    it('lands on the node that has it', async () => {
      const { cluster } = world;
      const wanted = {
        newer: [NEW_DRIVER, UBUNTU.node],
        older: ["host.nvidia.driver.version.olderThan('550')", COS.node],
        'as-many': [`host.gpus.size() > resources['nvidia.com/gpu']`, UBUNTU.node],
      } as const;
      for (const [name, [requirement, node]] of Object.entries(wanted)) {
        await create(name, requirement, { resources: GPU });
        expect(await cluster.podResult('default', name)).toBe('');
        expect(await cluster.api<PodObject>('GET', podPath(name))).toMatchObject({
          spec: { nodeName: node },
        });
      }
    });

    it('waits where no node has it, with the reason in its events and its own words', async () => {
      await create('picky', "host.nvidia.driver.version.atLeast('999')", { resources: GPU });
      const text = "host.nvidia.driver.version.atLeast('999') (the pod's own latebind.dev/require)";
      await untilEventSays('picky', `2 latebind RequireNotMet: ${text}`);
      expect(await world.cluster.kubectl('describe', 'pod', 'picky')).toMatch(
        /FailedScheduling .*2 latebind RequireNotMet: /,
      );
    });

    it('is refused when it is created, where it cannot be understood: annotation, place and what is wrong', async () => {
      await expect(create('bad', 'host.gpu.count > 1', { resources: GPU })).rejects.toThrow(
        /latebind RequireInvalid: the annotation latebind\.dev\/require: "host\.gpu\.count > 1": No such key: gpu at character 6; wanted a condition/,
      );
      await expect(create('empty', '', { resources: GPU })).rejects.toThrow(
        /the annotation latebind\.dev\/require is empty/,
      );
      await expect(create('placed', NEW_DRIVER, { spec: { nodeName: COS.node } })).rejects.toThrow(
        /RequireNotMet: node node-b: /,
      );
    });

    it('is not bound by others to a node that does not have it', async () => {
      await create('by-hand', NEW_DRIVER, { resources: GPU, spec: { schedulerName: 'nobody' } });
      await expect(bindTo('by-hand', COS.node)).rejects.toThrow(REASON);
      await bindTo('by-hand', UBUNTU.node);
      expect(await world.cluster.podResult('default', 'by-hand')).toBe('');
    });

    it('is kept from such a node also where the scheduler does not ask, because it requests no resource of ours', async () => {
      await create('cpu-only', NEW_DRIVER, { nodeSelector: ON_B });
      await untilEventSays('cpu-only', REASON);
      const { spec } = await world.cluster.api<PodObject>('GET', podPath('cpu-only'));
      expect(spec.nodeName).toBeUndefined();
    });

    it('keeps it: the annotation is not changed, taken away or given later', async () => {
      const { cluster } = world;
      await create('frozen', NEW_DRIVER, { resources: GPU, spec: { schedulerName: 'nobody' } });
      await createPod(world, { name: 'without', script: 'true', spec: { schedulerName: 'nobody' } });
      const message = /latebind\.dev\/require is fixed when a pod is created; recreate the pod instead/;
      const annotate = (pod: string, change: string) =>
        cluster.kubectl('annotate', '--overwrite', 'pod', pod, change);
      await expect(annotate('frozen', `${REQUIRE}=true`)).rejects.toThrow(message);
      await expect(annotate('frozen', `${REQUIRE}-`)).rejects.toThrow(message);
      await expect(annotate('without', `${REQUIRE}=true`)).rejects.toThrow(message);
      await annotate('frozen', 'example.com/other=x');
      await expect(bindTo('frozen', COS.node)).rejects.toThrow(REASON);
    });
  },
);
