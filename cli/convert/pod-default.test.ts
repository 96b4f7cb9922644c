import { describe, expect, it } from 'vitest';
import { UserError } from '../user-error.ts';
import { convertPodDefault } from './pod-default.ts';
import type { Converted } from './types.ts';

const selector = { matchLabels: { 'add-gcp-secret': 'true' } };

function convert(spec: Record<string, unknown>, change: Record<string, unknown> = {}): Converted {
  return convertPodDefault(
    {
      source: 'defaults.yaml',
      value: {
        apiVersion: 'kubeflow.org/v1alpha1',
        kind: 'PodDefault',
        metadata: { name: 'gcp', namespace: 'team-a' },
        spec: { selector, ...spec },
        ...change,
      },
    },
    { behaviour: 'implemented' },
  );
}

describe('a PodDefault', () => {
  it('becomes a PodPreset that reaches app containers, refuses conflicts and leaves istio-proxy its command', () => {
    const container = { name: 'sync', image: 'registry.example/sync:1', volumeMounts: [] };
    const { presets, losses } = convert({
      desc: 'Access to the bucket',
      labels: { team: 'a' },
      annotations: { owner: 'ops' },
      serviceAccountName: 'pipeline',
      automountServiceAccountToken: false,
      env: [{ name: 'CREDENTIALS', value: '/secret/key.json' }],
      envFrom: [{ configMapRef: { name: 'bucket' } }],
      volumes: [{ name: 'key', secret: { secretName: 'key' } }],
      volumeMounts: [{ name: 'key', mountPath: '/secret' }],
      tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
      imagePullSecrets: [{ name: 'registry' }],
      command: ['tini', '--'],
      args: ['train'],
      initContainers: [{ ...container, name: 'fetch' }],
      sidecars: [container],
    });
    expect(losses).toEqual([]);
    expect(presets).toEqual([
      {
        apiVersion: 'latebind.dev/v1alpha1',
        kind: 'PodPreset',
        metadata: {
          name: 'gcp',
          namespace: 'team-a',
          annotations: { 'kubernetes.io/description': 'Access to the bucket' },
        },
        spec: {
          selector,
          matchExpression:
            "pod.metadata.annotations[?'poddefault.admission.kubeflow.org/exclude'].orValue('') != 'true'",
          onConflict: 'Reject',
          metadata: { labels: { team: 'a' }, annotations: { owner: 'ops' } },
          pod: {
            serviceAccountName: 'pipeline',
            automountServiceAccountToken: false,
            imagePullSecrets: [{ name: 'registry' }],
          },
          volumes: [{ name: 'key', secret: { secretName: 'key' } }],
          tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
          containers: [
            {
              select: { types: ['App'] },
              env: [{ name: 'CREDENTIALS', value: '/secret/key.json' }],
              envFrom: [{ configMapRef: { name: 'bucket' } }],
              volumeMounts: [{ name: 'key', mountPath: '/secret' }],
            },
            {
              select: { types: ['App'], except: ['istio-proxy'] },
              command: ['tini', '--'],
              args: ['train'],
            },
          ],
          addContainers: {
            init: [{ container: { ...container, name: 'fetch' } }],
            sidecars: [{ container }],
          },
          strategies: [
            { path: 'metadata.labels', strategy: 'Fail' },
            { path: 'metadata.annotations', strategy: 'Fail' },
            { path: 'pod.serviceAccountName', strategy: 'Override' },
            { path: 'pod.automountServiceAccountToken', strategy: 'Override' },
            { path: 'containers.env', strategy: 'Fail' },
            { path: 'containers.volumeMounts', strategy: 'Fail', key: 'name+mountPath' },
            { path: 'containers.command', strategy: 'KeepExisting' },
            { path: 'containers.args', strategy: 'KeepExisting' },
          ],
        },
      },
    ]);
  });

  it('says nothing of what it does not give; an empty list or account gives nothing, false does', () => {
    const [preset] = convert({
      serviceAccountName: '',
      automountServiceAccountToken: false,
      env: [],
      command: [],
      labels: {},
    }).presets;
    expect(preset?.spec).toMatchObject({
      selector,
      onConflict: 'Reject',
      pod: { automountServiceAccountToken: false },
      strategies: [{ path: 'pod.automountServiceAccountToken', strategy: 'Override' }],
    });
    expect(Object.keys(preset?.spec ?? {})).toEqual([
      'selector',
      'matchExpression',
      'onConflict',
      'pod',
      'strategies',
    ]);
  });

  it('keeps texts that look like expressions as they are, in every place that may hold one', () => {
    const [preset] = convert({
      labels: { a: '${b}' },
      args: ['${HOME}'],
      sidecars: [{ name: 'sync', command: ['sh', '-c', 'echo ${HOME}'] }],
    }).presets;
    expect(preset?.spec).toMatchObject({
      metadata: { labels: { a: '$${b}' } },
      containers: [{ args: ['$${HOME}'] }],
      addContainers: { sidecars: [{ container: { command: ['sh', '-c', 'echo $${HOME}'] } }] },
    });
  });
});

describe('what a preset cannot carry is named', () => {
  const object = 'PodDefault/team-a/gcp';

  it('a field that PodDefault never had', () => {
    const { presets, losses } = convert({ serviceAccountName: 'a', nodeSelector: { gpu: 'true' } });
    expect(presets).toHaveLength(1);
    expect(losses).toEqual([
      {
        object,
        path: 'spec.nodeSelector',
        message:
          'is no field of a PodDefault and had no effect; a preset can set fields of the pod in spec.pod and of its containers in spec.containers',
      },
    ]);
  });

  it('a PodDefault that gives nothing', () => {
    const { presets, losses } = convert({ desc: 'Only a name' });
    expect(presets).toEqual([]);
    expect(losses).toEqual([
      { object, path: 'spec', message: expect.stringContaining('gives pods nothing') as string },
    ]);
  });

  it('a description next to another one', () => {
    const annotations = { 'kubernetes.io/description': 'Old' };
    const { presets, losses } = convert(
      { desc: 'New', serviceAccountName: 'a' },
      { metadata: { name: 'gcp', namespace: 'team-a', annotations } },
    );
    expect(presets[0]?.metadata.annotations).toEqual(annotations);
    expect(losses.map(({ path }) => path)).toEqual(['spec.desc']);
  });

  it('a directory of the host that no preset may mount, also where an added container mounts it', () => {
    const image = 'registry.example/tool:1';
    const { presets, losses } = convert({
      volumes: [{ name: 'host', hostPath: { path: '/' } }],
      volumeMounts: [{ name: 'host', mountPath: '/host' }],
      sidecars: [{ name: 'tool', image, volumeMounts: [{ name: 'host', mountPath: '/host' }] }],
    });
    expect(presets[0]?.spec.addContainers).toEqual({
      sidecars: [{ container: { name: 'tool', image, volumeMounts: [] } }],
    });
    expect(losses.map(({ path }) => path)).toEqual([
      'spec.volumes[0].hostPath.path',
      'spec.volumeMounts[0]',
      'spec.sidecars[0].volumeMounts[0]',
    ]);
  });
});

describe('bad input is refused by source and field', () => {
  it.each([
    [{ command: 'sh' }, 'spec.command is "sh", wanted a list'],
    [{ args: [1] }, 'spec.args[0] is 1, wanted a text'],
    [{ labels: ['a'] }, 'spec.labels is ["a"], wanted an object'],
    [
      { automountServiceAccountToken: 'no' },
      'spec.automountServiceAccountToken is "no", wanted true or false',
    ],
    [{ sidecars: [{ image: 'a' }] }, 'spec.sidecars[0].name is missing'],
    [{ imagePullSecrets: ['a'] }, 'spec.imagePullSecrets[0] is "a", wanted an object'],
    [{ tolerations: {} }, 'spec.tolerations is {}, wanted a list'],
  ])('%j', (spec, message) => {
    expect(() => convert(spec)).toThrow(new UserError(`defaults.yaml: ${message}`));
  });
});
