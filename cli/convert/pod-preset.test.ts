import { describe, expect, it } from 'vitest';
import { UserError } from '../user-error.ts';
import { convertPodPreset } from './pod-preset.ts';
import type { Converted } from './types.ts';

const EXCLUDE =
  "pod.metadata.annotations[?'podpreset.admission.kubernetes.io/exclude'].orValue('') != 'true'";
const OPTIONS = { behaviour: 'implemented' } as const;

function convert(spec: unknown, change: Record<string, unknown> = {}): Converted {
  return convertPodPreset(
    {
      source: 'presets.yaml',
      value: {
        apiVersion: 'settings.k8s.io/v1alpha1',
        kind: 'PodPreset',
        metadata: { name: 'database', namespace: 'team-a' },
        spec,
        ...change,
      },
    },
    OPTIONS,
  );
}

const ofProposal = (spec: unknown): Converted => convert(spec, { apiVersion: 'settings/v1alpha1' });

describe('a PodPreset of Kubernetes', () => {
  it('becomes a PodPreset of the same name and namespace, with its own conflict rules spelled out', () => {
    const selector = {
      matchLabels: { role: 'frontend' },
      matchExpressions: [{ key: 'tier', operator: 'In', values: ['web', 'api'] }],
    };
    const gives = {
      env: [
        { name: 'DB_PORT', value: '6379' },
        { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
      envFrom: [{ prefix: 'ETCD_', configMapRef: { name: 'etcd', optional: true } }],
      volumes: [{ name: 'cache', emptyDir: { medium: 'Memory' } }],
      volumeMounts: [{ name: 'cache', mountPath: '/cache', readOnly: false }],
    };
    expect(convert({ selector, ...gives })).toEqual({
      presets: [
        {
          apiVersion: 'latebind.dev/v1alpha1',
          kind: 'PodPreset',
          metadata: { name: 'database', namespace: 'team-a' },
          spec: {
            selector,
            matchExpression: EXCLUDE,
            onConflict: 'SkipAll',
            ...gives,
            strategies: [
              { path: 'containers.env', strategy: 'Fail' },
              { path: 'containers.volumeMounts', strategy: 'Fail', key: 'name+mountPath' },
            ],
          },
        },
      ],
      losses: [],
    });
  });

  it('says strategies only for what it gives', () => {
    const [preset] = convert({ selector: {}, envFrom: [{ secretRef: { name: 'db' } }] }).presets;
    expect(preset?.spec).toEqual({
      selector: {},
      matchExpression: EXCLUDE,
      onConflict: 'SkipAll',
      envFrom: [{ secretRef: { name: 'db' } }],
    });
  });

  it('without a selector selects every pod, as it did', () => {
    expect(convert({ env: [{ name: 'A', value: '1' }] }).presets[0]?.spec.selector).toEqual({});
  });

  it('is the same under both readings', () => {
    const value = {
      apiVersion: 'settings.k8s.io/v1alpha1',
      metadata: { name: 'database' },
      spec: { env: [{ name: 'A', value: '1' }] },
    };
    const [implemented, documented] = (['implemented', 'documented'] as const).map((behaviour) =>
      convertPodPreset({ source: 'presets.yaml', value }, { behaviour }),
    );
    expect(implemented).toEqual(documented);
  });

  it('keeps texts that look like expressions as they are', () => {
    const [preset] = convert({
      env: [{ name: 'PROMPT', value: '${USER} at $(HOST), $${not}' }],
      volumes: [{ name: 'keys', secret: { secretName: '${x}' } }],
    }).presets;
    expect(preset?.spec.env).toEqual([{ name: 'PROMPT', value: '$${USER} at $(HOST), $$${not}' }]);
    expect(preset?.spec.volumes).toEqual([{ name: 'keys', secret: { secretName: '$${x}' } }]);
  });

  it('takes null for absent, a volume without a source for an empty directory, and what is said twice once', () => {
    const variable = { name: 'A', value: '1' };
    const mount = { name: 'cache', mountPath: '/cache' };
    const { presets, losses } = convert({
      selector: { matchLabels: null },
      env: [variable, { ...variable, valueFrom: null }],
      envFrom: null,
      volumes: [{ name: 'cache', emptyDir: null }],
      volumeMounts: [mount, mount],
    });
    expect(losses).toEqual([]);
    expect(presets[0]?.spec).toMatchObject({
      selector: {},
      env: [variable],
      volumes: [{ name: 'cache', emptyDir: {} }],
      volumeMounts: [mount],
    });
    expect(presets[0]?.spec).not.toHaveProperty('envFrom');
  });

  it('carries labels, annotations and age, and leaves to the API server what else it writes itself', () => {
    const { presets, losses } = convert(
      { env: [{ name: 'A', value: '1' }] },
      {
        metadata: {
          name: 'database',
          uid: '5',
          resourceVersion: '7',
          creationTimestamp: '2019-01-01T00:00:00Z',
          managedFields: [{}],
          labels: { team: 'a' },
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', owner: 'ops' },
        },
      },
    );
    expect(losses).toEqual([]);
    expect(presets[0]?.metadata).toEqual({
      name: 'database',
      creationTimestamp: '2019-01-01T00:00:00Z',
      labels: { team: 'a' },
      annotations: { owner: 'ops' },
    });
  });
});

describe('a resource-dependent PodPreset', () => {
  const given = {
    resourceSelector: ['nvidia.com/gpu'],
    env: [
      { name: 'LD_LIBRARY_PATH', value: '/usr/local/lib/nvidia' },
      { name: 'CUDA_PATH', value: '/usr/local/cuda' },
    ],
  };

  it('selects by resource, joins lists of paths and lets the pod have its own variables', () => {
    expect(ofProposal(given).presets[0]?.spec).toEqual({
      resourceSelector: ['nvidia.com/gpu'],
      matchExpression: EXCLUDE,
      onConflict: 'SkipAll',
      env: [
        {
          name: 'LD_LIBRARY_PATH',
          value: '/usr/local/lib/nvidia',
          merge: { strategy: 'Join', separator: ':' },
        },
        { name: 'CUDA_PATH', value: '/usr/local/cuda' },
      ],
    });
  });

  it('does not join what a reference yields', () => {
    const variable = { name: 'PATH', valueFrom: { configMapKeyRef: { name: 'paths', key: 'path' } } };
    expect(ofProposal({ ...given, env: [variable] }).presets[0]?.spec.env).toEqual([variable]);
  });

  it('with labels only is what a PodPreset of Kubernetes is', () => {
    const spec = { selector: { matchLabels: { a: 'b' } }, env: given.env };
    expect(ofProposal(spec)).toEqual(convert(spec));
  });

  it('is refused without any selector', () => {
    expect(() => ofProposal({ env: given.env })).toThrow(
      new UserError('presets.yaml: spec selects nothing, wanted selector, resourceSelector or both'),
    );
  });
});

describe('what is not carried is named', () => {
  const object = 'PodPreset/team-a/database';

  it.each([
    ['an unknown field', { env: [{ name: 'A', value: '1' }], nodeSelector: {} }, 'spec.nodeSelector'],
    ['an unknown field of a variable', { env: [{ name: 'A', merge: {} }] }, 'spec.env[0].merge'],
    [
      'an unknown field of a selector',
      { selector: { names: [] }, env: [{ name: 'A' }] },
      'spec.selector.names',
    ],
    [
      'a selector of another version',
      { resourceSelector: ['x'], env: [{ name: 'A' }] },
      'spec.resourceSelector',
    ],
  ])('%s', (_what, spec, path) => {
    const { losses } = convert(spec);
    expect(losses).toEqual([{ object, path, message: expect.stringContaining('had no effect') as string }]);
  });

  it('a directory of the host that no preset may mount, with its mounts', () => {
    const { presets, losses } = convert({
      env: [{ name: 'A', value: '1' }],
      volumes: [{ name: 'docker', hostPath: { path: '/var/run/docker.sock' } }],
      volumeMounts: [{ name: 'docker', mountPath: '/var/run/docker.sock' }],
    });
    expect(presets[0]?.spec).not.toHaveProperty('volumes');
    expect(presets[0]?.spec).not.toHaveProperty('volumeMounts');
    expect(losses).toEqual([
      {
        object,
        path: 'spec.volumes[0].hostPath.path',
        message:
          'is "/var/run/docker.sock", which is inside the protected /var/run; a preset may not mount it, so the volume and its mounts are left out',
      },
      { object, path: 'spec.volumeMounts[0]', message: 'mounts the volume docker, which is left out' },
    ]);
  });

  it('gives no preset where nothing is left', () => {
    const { presets, losses } = convert({ volumes: [{ name: 'root', hostPath: { path: '/' } }] });
    expect(presets).toEqual([]);
    expect(losses.map(({ path }) => path)).toEqual(['spec.volumes[0].hostPath.path']);
  });

  it('owners and finalizers', () => {
    const metadata = { name: 'database', ownerReferences: [{}], finalizers: ['x'] };
    const { losses } = convert({ env: [{ name: 'A' }] }, { metadata });
    expect(losses.map(({ path }) => path)).toEqual(['metadata.ownerReferences', 'metadata.finalizers']);
  });
});

describe('bad input is refused by source and field', () => {
  const variable = { name: 'A', value: '1' };

  it.each([
    ['nothing to give', {}, 'spec gives nothing, wanted one of env, envFrom, volumes, volumeMounts'],
    ['a spec that is a list', [], 'spec is [], wanted an object'],
    ['env that is no list', { env: { A: '1' } }, 'spec.env is {"A":"1"}, wanted a list'],
    ['a number as value', { env: [{ name: 'A', value: 1 }] }, 'spec.env[0].value is 1, wanted a text'],
    ['a variable without a name', { env: [{ value: '1' }] }, 'spec.env[0].name is missing'],
    ['a text as entry', { envFrom: ['etcd'] }, 'spec.envFrom[0] is "etcd", wanted an object'],
    [
      'a mount without a path',
      { volumeMounts: [{ name: 'a' }] },
      'spec.volumeMounts[0].mountPath is missing',
    ],
    [
      'a number as label',
      { selector: { matchLabels: { a: 1 } }, env: [variable] },
      'spec.selector.matchLabels[a] is 1, wanted a text',
    ],
    [
      'an unknown operator',
      { selector: { matchExpressions: [{ key: 'a', operator: 'Is' }] }, env: [variable] },
      'spec.selector.matchExpressions[0].operator is "Is", wanted one of In, NotIn, Exists, DoesNotExist',
    ],
    [
      'In without values',
      { selector: { matchExpressions: [{ key: 'a', operator: 'In' }] }, env: [variable] },
      'spec.selector.matchExpressions[0].values has 0 entries, but In needs at least one',
    ],
    [
      'Exists with values',
      { selector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] }, env: [variable] },
      'spec.selector.matchExpressions[0].values has 1 entries, but Exists takes none',
    ],
  ])('%s', (_what, spec, message) => {
    expect(() => convert(spec)).toThrow(new UserError(`presets.yaml: ${message}`));
  });

  it.each([
    ['no name', { metadata: {} }, 'metadata.name is missing'],
    [
      'a name in capitals',
      { metadata: { name: 'GPU' } },
      'metadata.name is "GPU", wanted lower case letters, digits, "-" and "."',
    ],
    ['no spec', { spec: undefined }, 'spec is missing'],
  ])('%s', (_what, change, message) => {
    expect(() => convert({ env: [variable] }, change)).toThrow(new UserError(`presets.yaml: ${message}`));
  });
});
