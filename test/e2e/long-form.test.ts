/** The long form through the real webhook, scheduler and kubelet: fields of pods, patches, added containers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Pod } from '../../shared/kube/objects.ts';
import { busyboxImage } from '../cluster/images.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import {
  clusterPreset,
  createPod,
  GPU,
  givePresets,
  ON_A,
  podPath,
  removePresets,
  startWorld,
  type World,
} from './fixture.ts';
import { UBUNTU } from './hosts.ts';
import { apply } from './latebind.ts';

const gpu = { resourceSelector: ['nvidia.com/gpu'] };
const shell = (script: string) => ({ image: busyboxImage, command: ['sh', '-c', script] });

describe.skipIf(await mustSkipCluster('nodes'))('the long form on a real cluster', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ progress });
    await apply(world.cluster, [
      {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name: 'training' },
        value: 1000,
      },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'trainer', namespace: 'default' } },
    ]);
  });
  afterAll(async () => {
    await world?.stop();
  });
  afterEach(async () => {
    await removePresets(world);
    await world.cluster.kubectl('delete', 'pods', '--all', '--force', '--grace-period=0');
  });

  it('gives the pod fields, patches the primary container and adds an init container and a sidecar, all with values of the node', async () => {
    const { cluster } = world;
    await givePresets(
      world,
      clusterPreset('training', {
        ...gpu,
        byName: true,
        metadata: { labels: { 'cost-center': '${namespaceObject.metadata.name}' } },
        pod: {
          priorityClassName: 'training',
          serviceAccountName: 'trainer',
          terminationGracePeriodSeconds: 1,
          nodeSelector: ON_A,
          securityContext: { fsGroup: 1234 },
          volumes: [{ name: 'shared', emptyDir: {} }],
        },
        containers: [
          {
            select: { primary: true },
            env: [{ name: 'DRIVER', value: '${host.nvidia.driver.version}' }],
            volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
            workingDir: '/shared',
          },
        ],
        addContainers: {
          init: [
            {
              container: {
                name: 'prepare',
                ...shell('echo "init $DRIVER" > /shared/init'),
                env: [{ name: 'DRIVER', value: '${host.nvidia.driver.version}' }],
                volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
              },
            },
          ],
          sidecars: [
            {
              restartable: true,
              container: {
                name: 'reporter',
                ...shell('echo "sidecar $LIBRARIES" > /shared/sidecar; sleep 600'),
                env: [{ name: 'LIBRARIES', value: '${host.nvidia.libraryDir}' }],
                volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
              },
            },
          ],
        },
        remove: { env: ['OLD'] },
      }),
    );
    await createPod(world, {
      name: 'long',
      resources: GPU,
      annotations: {
        'latebind.dev/presets': 'training',
        'kubectl.kubernetes.io/default-container': 'main',
      },
      env: [
        { name: 'OLD', value: 'old' },
        { name: 'OWN', value: 'own' },
      ],
      script:
        'while ! [ -s sidecar ]; do sleep 0.1; done; cat init sidecar; echo "main $DRIVER ${OLD:-gone} $OWN"; ls /var/run/secrets/kubernetes.io/serviceaccount/token',
    });
    const seen = await cluster.podResult('default', 'long');
    expect(seen.trim().split('\n')).toEqual([
      `init ${UBUNTU.version}`,
      `sidecar ${UBUNTU.libraryDir}`,
      `main ${UBUNTU.version} gone own`,
      '/var/run/secrets/kubernetes.io/serviceaccount/token',
    ]);
    const pod = await cluster.api<Pod>('GET', podPath('long'));
    expect(pod.metadata.labels).toMatchObject({ 'cost-center': 'default' });
    expect(pod.spec).toMatchObject({
      priorityClassName: 'training',
      priority: 1000,
      serviceAccountName: 'trainer',
      terminationGracePeriodSeconds: 0,
      securityContext: { fsGroup: 1234 },
    });
    expect(pod.spec.initContainers?.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([
      ['prepare', undefined],
      ['reporter', 'Always'],
    ]);
  });

  it('called again after another plugin has changed the pod, reaches the container that came later and repeats nothing', async () => {
    const { cluster } = world;
    // Sees the pod before webhooks do, and once more after they have changed it.
    const policy = 'late-sidecar';
    await apply(cluster, [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingAdmissionPolicy',
        metadata: { name: policy },
        spec: {
          failurePolicy: 'Fail',
          reinvocationPolicy: 'IfNeeded',
          matchConstraints: {
            resourceRules: [
              { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
            ],
          },
          mutations: [
            {
              patchType: 'ApplyConfiguration',
              applyConfiguration: {
                // Only a policy that took part in the first round is asked again.
                expression: `has(object.metadata.annotations) && 'latebind.dev/applied' in object.metadata.annotations
                  ? Object{spec: Object.spec{containers: [Object.spec.containers{name: "mesh", image: "${busyboxImage}"}]}}
                  : Object{metadata: Object.metadata{labels: {"mesh": "wanted"}}}`,
              },
            },
          ],
        },
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingAdmissionPolicyBinding',
        metadata: { name: policy },
        spec: { policyName: policy },
      },
    ]);
    try {
      await givePresets(
        world,
        clusterPreset('everything', {
          ...gpu,
          env: [
            { name: 'LIBRARIES', value: '${host.nvidia.libraryDir}' },
            { name: 'LIST', value: '/preset', merge: { strategy: 'Join' } },
          ],
          pod: {
            imagePullSecrets: [{ name: 'registry' }],
            hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }],
          },
          addContainers: { sidecars: [{ container: { name: 'reporter', ...shell('sleep 1') } }] },
        }),
      );
      const pod = await untilAdmittedWith('mesh');
      expect(pod.spec.containers.map(({ name }) => name).sort()).toEqual(['main', 'mesh', 'reporter']);
      for (const [name, joined] of [
        ['main', '/preset:/own'],
        ['mesh', '/preset'],
      ]) {
        const container = pod.spec.containers.find((one) => one.name === name);
        const given = (container?.env ?? []).filter((variable) => variable.name.startsWith('LI'));
        expect(given.map((variable) => variable.name).sort()).toEqual(['LIBRARIES', 'LIST']);
        expect(given.find((variable) => variable.name === 'LIST')?.value).toBe(joined);
        expect(container?.volumeMounts?.map(({ mountPath }) => mountPath)).toContain('/run/latebind/gate');
      }
      const token = '/var/run/secrets/kubernetes.io/serviceaccount';
      const reporter = pod.spec.containers.find(({ name }) => name === 'reporter');
      expect(reporter?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual([token]);
      expect(pod.spec['imagePullSecrets']).toEqual([{ name: 'registry' }]);
      expect(pod.spec['hostAliases']).toHaveLength(1);
    } finally {
      await cluster.kubectl('delete', 'mutatingadmissionpolicybinding', policy);
      await cluster.kubectl('delete', 'mutatingadmissionpolicy', policy);
    }
  });

  /** Policies reach the API server by its own watch. */
  async function untilAdmittedWith(container: string): Promise<Pod> {
    const { cluster } = world;
    for (const deadline = Date.now() + 20_000; ; ) {
      const created = await createPod(world, {
        name: 'again',
        resources: GPU,
        env: [{ name: 'LIST', value: '/own' }],
        script: 'true',
        spec: { schedulerName: 'nobody' },
      });
      if (created.spec.containers.some(({ name }) => name === container))
        return await cluster.api<Pod>('GET', podPath('again'));
      if (Date.now() > deadline) throw new Error(`no container ${container} in the pod after 20 s`);
      await cluster.kubectl('delete', 'pod', 'again', '--force', '--grace-period=0');
    }
  }

  it.each<{
    what: string;
    spec: Parameters<typeof clusterPreset>[1];
    annotations?: Record<string, string>;
    says: RegExp;
  }>([
    {
      what: 'names a preset that does not exist',
      spec: { ...gpu, env: [{ name: 'X', value: 'y' }] },
      annotations: { 'latebind.dev/presets': 'wanted,other' },
      says: /latebind PresetUnknown: .*names "other"/,
    },
    {
      what: 'disagrees with a required preset',
      spec: {
        ...gpu,
        required: true,
        env: [{ name: 'MODE', value: 'strict', merge: { strategy: 'Fail' } }],
      },
      says: /latebind Rejected: preset ClusterPodPreset\/wanted is required and cannot be applied: spec\.containers\[main\]\.env\[MODE\]: the pod has "loose", wanted "strict"/,
    },
    {
      what: 'lacks a container that a preset requires',
      spec: {
        ...gpu,
        onConflict: 'Reject',
        containers: [{ select: { names: ['trainer'], required: true }, env: [{ name: 'X', value: 'y' }] }],
      },
      says: /latebind Rejected: .*no such container.*wanted trainer/,
    },
  ])('a pod that $what is refused, and the message says why', async ({ spec, annotations, says }) => {
    await givePresets(world, clusterPreset('wanted', spec));
    const pod = createPod(world, {
      name: 'refused',
      resources: GPU,
      env: [{ name: 'MODE', value: 'loose' }],
      script: 'true',
      ...(annotations === undefined ? {} : { annotations }),
    });
    await expect(pod).rejects.toThrow(says);
    expect(await world.cluster.client.find(podPath('refused'))).toBeUndefined();
  });
});
