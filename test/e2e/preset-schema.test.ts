import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customResourceDefinitions } from '../../scripts/generate/crds.ts';
import type { PresetSpec } from '../../shared/preset/spec.ts';
import type { KubeObject } from '../cluster/api-client.ts';
import { startControlPlane } from '../cluster/cluster.ts';
import type { ControlPlane } from '../cluster/control-plane.ts';
import { progressOnStandardError as progress } from '../cluster/progress.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';

const LONG: PresetSpec = {
  byName: true,
  layer: 'Override',
  priority: 1,
  scopePolicy: 'Shadow',
  onConflict: 'SkipEntry',
  required: true,
  covers: ['example.com/nic'],
  tolerateRequested: ['*'],
  env: [{ name: 'A', value: 'a', merge: { strategy: 'Override', position: 'Before' } }],
  metadata: { labels: { team: '${pod.metadata.namespace}' }, annotations: { a: '' } },
  pod: {
    volumes: [{ name: '${pod.metadata.name}-data', emptyDir: { sizeLimit: 1 } }],
    tolerations: [{ operator: 'Exists' }],
    securityContext: { runAsUser: 0, fieldOfTomorrow: { a: [1, null] } },
    fieldOfTomorrow: true,
  },
  containers: [
    {
      select: {
        types: ['App', 'Init'],
        names: ['a'],
        except: ['b'],
        primary: true,
        requesting: 'a/*',
        required: true,
      },
      resources: { limits: { cpu: 0.5, memory: '1Gi' } },
      volumeMounts: [{ name: 'v', mountPath: '/v', fieldOfTomorrow: 1 }],
    },
  ],
  addContainers: {
    init: [{ container: { name: 'init', image: 'init:1', args: ['a'] }, position: 'First' }],
    sidecars: [
      { container: { name: 'log', image: 'log:1', env: [{ name: 'A', value: 'a' }] }, restartable: true },
    ],
    receivePatches: true,
  },
  remove: { env: ['A'], tolerations: [''], volumeMounts: ['/v'] },
  protect: [{ path: 'containers[name=node].env', message: 'use the trainer' }],
  strategies: [
    { path: 'containers.volumeMounts', strategy: 'Append', position: 'Before', key: 'name+mountPath' },
  ],
};

describe.skipIf(await mustSkipCluster('control-plane'))('a preset in a real API server', () => {
  let cluster: ControlPlane;
  const presets = '/apis/latebind.dev/v1alpha1/clusterpodpresets';

  beforeAll(async () => {
    cluster = await startControlPlane({ scheduler: false, controllerManager: false, progress });
    for (const definition of customResourceDefinitions().values())
      await cluster.kubectlWith({ input: definition }, 'create', '--validate=strict', '-f', '-');
    await cluster.kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s');
  });

  afterAll(async () => {
    await cluster.stop();
  });

  const create = async (name: string, spec: object): Promise<object> => {
    const object = {
      apiVersion: 'latebind.dev/v1alpha1',
      kind: 'ClusterPodPreset',
      metadata: { name },
      spec,
    };
    const created = await cluster.api<KubeObject & { readonly spec: object }>(
      'POST',
      `${presets}?fieldValidation=Strict`,
      object,
    );
    return created.spec;
  };

  it('has a structural schema', async () => {
    for (const plural of ['podpresets', 'clusterpodpresets']) {
      const { status } = await cluster.api<
        KubeObject & { readonly status: { readonly conditions: readonly { readonly type: string }[] } }
      >('GET', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${plural}.latebind.dev`);
      expect(status.conditions.map(({ type }) => type).sort()).toEqual(['Established', 'NamesAccepted']);
    }
  });

  it('loses nothing of the long form', async () => {
    expect(await create('long', LONG)).toEqual(LONG);
  });

  it('gets only the defaults of the schema', async () => {
    expect(await create('short', { selector: {} })).toEqual({
      selector: {},
      layer: 'Default',
      priority: 0,
      scopePolicy: 'Merge',
      onConflict: 'SkipPreset',
    });
  });

  it('keeps a mistyped field, so that it can be refused by name', async () => {
    const spec = { byName: true, containers: [{ select: { name: ['a'] } }], remove: { volume: ['a'] } };
    expect(await create('mistyped', spec)).toMatchObject(spec);
  });

  it.each([
    { strategies: [{ path: 'pod', strategy: 'Merge' }] },
    { protect: [{ path: 'pod' }] },
    { containers: [{ select: { types: ['Ephemeral'] } }] },
    { addContainers: { init: [{ container: { image: 'a' } }] } },
    { metadata: { labels: { a: 1 } } },
  ])('is refused with %j', async (spec) => {
    await expect(create('refused', spec)).rejects.toMatchObject({ status: 422 });
  });
});
