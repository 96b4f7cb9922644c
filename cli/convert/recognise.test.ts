import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.ts';

const kinds = (value: Record<string, unknown>) => recognise({ source: 'a.yaml', value });

describe('a document of another system', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['PodPreset', { apiVersion: 'settings.k8s.io/v1alpha1', kind: 'PodPreset' }, 'pod-preset'],
    ['PodPreset of the proposal', { apiVersion: 'settings/v1alpha1', kind: 'PodPreset' }, 'pod-preset'],
    ['PodDefault', { apiVersion: 'kubeflow.org/v1alpha1', kind: 'PodDefault' }, 'pod-default'],
    ['PodTemplate', { apiVersion: 'v1', kind: 'PodTemplate' }, 'flyte-template'],
    [
      'TrainJob with overrides',
      { apiVersion: 'trainer.kubeflow.org/v1alpha1', kind: 'TrainJob', spec: { podTemplateOverrides: [] } },
      'train-job',
    ],
    [
      'TrainJob with patches',
      { apiVersion: 'trainer.kubeflow.org/v1alpha1', kind: 'TrainJob', spec: { runtimePatches: [] } },
      'train-job',
    ],
    ['settings of Flyte', { plugins: { k8s: { 'default-cpus': '1' } } }, 'flyte-config'],
    ['settings of Flyte that are empty', { plugins: { k8s: null } }, 'flyte-config'],
    ['pod task of Flyte', { primary_container_name: 'primary', pod_spec: {} }, 'flyte-pod-task'],
    ['master configuration', { task_container_defaults: {} }, 'determined-master'],
    [
      'master configuration that has them in a pool',
      { resource_pools: [{ pool_name: 'a' }, { pool_name: 'b', task_container_defaults: {} }] },
      'determined-master',
    ],
    ["Helm chart's values", { taskContainerDefaults: {} }, 'determined-master'],
    ['experiment', { name: 'mnist', environment: { pod_spec: {} } }, 'determined-experiment'],
  ])('is recognised: %s', (_what, value, kind) => {
    expect(kinds(value)).toEqual([kind]);
  });

  it('may have settings of two', () => {
    expect(kinds({ task_container_defaults: {}, environment: { pod_spec: {} } })).toEqual([
      'determined-master',
      'determined-experiment',
    ]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['PodPreset of ours', { apiVersion: 'latebind.dev/v1alpha1', kind: 'PodPreset' }],
    ['PodDefault of another version', { apiVersion: 'kubeflow.org/v1', kind: 'PodDefault' }],
    [
      'TrainJob that overrides nothing',
      { apiVersion: 'trainer.kubeflow.org/v1alpha1', kind: 'TrainJob', spec: {} },
    ],
    ['Pod', { apiVersion: 'v1', kind: 'Pod' }],
    ['Kubernetes object that has a key of Flyte', { apiVersion: 'a/v1', kind: 'B', plugins: { k8s: {} } }],
    ['experiment without a pod spec', { name: 'mnist', environment: { image: 'a' } }],
    ['pools without defaults', { resource_pools: [{ pool_name: 'a' }, null] }],
    ['nothing', {}],
  ])('is not: %s', (_what, value) => {
    expect(kinds(value)).toEqual([]);
  });
});
