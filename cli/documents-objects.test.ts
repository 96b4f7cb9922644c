import { describe, expect, it } from 'vitest';
import { node } from '../test/build/node.ts';
import { pod } from '../test/build/pod.ts';
import { clusterPreset } from '../test/build/preset.ts';
import { podReview } from '../test/build/review.ts';
import { type Objects, objectsOf } from './documents-objects.ts';
import { objectText } from './documents-pods.ts';

const read = (...values: object[]): Objects =>
  objectsOf(
    values.map((value, index) => ({
      source: `a.yaml#${index + 1}`,
      value: value as Record<string, unknown>,
    })),
  );
const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'web:1' }] },
};
const workload = (kind: string, spec: object) => ({
  apiVersion: 'example/v1',
  kind,
  metadata: { name: 'web', namespace: 'team-a', labels: { app: 'not-of-the-pod' } },
  spec,
});

describe('documents', () => {
  it('are told apart; what is of no interest is left aside', () => {
    const { presets, pods, nodes } = read(clusterPreset().build(), pod().build(), node('a').build(), {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: {} },
    });
    expect([presets.length, pods.length, nodes.length]).toEqual([1, 1, 1]);
  });

  it.each([
    ['of another version of ours', { apiVersion: 'latebind.dev/v1', kind: 'ClusterPodPreset' }],
    ['of a kind that is misspelt', { apiVersion: 'latebind.dev/v1alpha1', kind: 'ClusterPodPresets' }],
    ['of another group', { apiVersion: 'settings.k8s.io/v1alpha1', kind: 'PodPreset' }],
  ])('that mean to be presets are not passed over: one %s', (_what, type) => {
    expect(read({ ...type, metadata: { name: 'a' } }).presets).toHaveLength(1);
  });

  it.each([
    ['kind', { apiVersion: 'v1' }],
    ['apiVersion', { kind: 'Pod' }],
  ])('without %s are refused', (field, value) => {
    expect(() => read(value)).toThrow(`a.yaml#1: has no ${field}, wanted a Kubernetes object`);
  });

  it('give namespaces their labels, and their name as a label', () => {
    const { namespace } = read({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-a', labels: { a: 'b' } },
    });
    expect(namespace('team-a').labels).toEqual({ a: 'b', 'kubernetes.io/metadata.name': 'team-a' });
    expect(namespace('team-b').labels).toEqual({ 'kubernetes.io/metadata.name': 'team-b' });
  });
});

describe('a pod', () => {
  it.each([
    ['Deployment', { template }],
    ['StatefulSet', { template }],
    ['DaemonSet', { template }],
    ['ReplicaSet', { template }],
    ['ReplicationController', { template }],
    ['Job', { template }],
    ['CronJob', { schedule: '@daily', jobTemplate: { spec: { template } } }],
    ['LeaderWorkerSet', { leaderWorkerTemplate: { workerTemplate: template } }],
    ['RayCluster', { workerGroupSpecs: [{ groupName: 'a', template }] }],
  ])('may be what a %s makes', (kind, spec) => {
    expect(read(workload(kind, spec)).pods).toEqual([
      {
        source: 'a.yaml#1',
        kind,
        name: 'web',
        pod: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { generateName: 'web-', namespace: 'team-a', labels: { app: 'web' } },
          spec: template.spec,
        },
      },
    ]);
  });

  it('may be in a PodTemplate', () => {
    const { pods } = read({ apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: 'base' }, template });
    expect(pods.map(objectText)).toEqual(['PodTemplate base']);
  });

  it('is named by its path where an object makes several', () => {
    const job = { template: { spec: { template } } };
    const { pods } = read(workload('JobSet', { replicatedJobs: [job, job] }));
    expect(pods.map(objectText)).toEqual([
      'JobSet team-a/web spec.replicatedJobs[0].template.spec.template',
      'JobSet team-a/web spec.replicatedJobs[1].template.spec.template',
    ]);
  });

  it('is not what overrides a template, nor the schema of one', () => {
    const schema = { properties: { template: { properties: { spec: { properties: { containers: {} } } } } } };
    const { pods } = read(
      workload('TrainJob', { podTemplateOverrides: [{ spec: { containers: [{ name: 'node', env: [] }] } }] }),
      { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec: { schema } },
    );
    expect(pods).toEqual([]);
  });

  it('may be in an AdmissionReview, with what the request says', () => {
    const review = podReview(pod().build(), { operation: 'UPDATE', subResource: 'status' });
    expect(read(review).pods).toMatchObject([
      {
        kind: 'Pod',
        name: 'train',
        pod: pod().build(),
        request: {
          group: '',
          resource: 'pods',
          subresource: 'status',
          operation: 'UPDATE',
          namespace: 'team-a',
        },
      },
    ]);
  });

  it('that is deleted is the old one of the review', () => {
    const review = podReview(pod().build(), { operation: 'DELETE', object: null, oldObject: pod().build() });
    expect(read(review).pods[0]?.pod).toEqual(pod().build());
  });

  it('has no fields that are null, as after the API server', () => {
    const { pods } = read({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', creationTimestamp: null },
      spec: { containers: [{ name: 'main', env: null }], volumes: null },
    });
    expect(pods[0]?.pod.metadata).toEqual({ name: 'a' });
    expect(pods[0]?.pod.spec).toEqual({ containers: [{ name: 'main' }] });
  });

  const broken = (change: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, ...change });
  const main = { name: 'main', image: 'web:1' };
  it.each<[string, object]>([
    ['spec: wanted an object', broken({})],
    ['spec.containers: has none, wanted at least one', broken({ spec: {} })],
    ['metadata: wanted an object', broken({ metadata: 'a', spec: { containers: [main] } })],
    [
      'metadata.labels[a]: is 1, wanted a string',
      broken({ metadata: { labels: { a: 1 } }, spec: { containers: [main] } }),
    ],
    ['spec.volumes: is an object, wanted a list', broken({ spec: { containers: [main], volumes: {} } })],
    ['spec.containers[1]: is string b, wanted an object', broken({ spec: { containers: [main, 'b'] } })],
    ['spec.containers[0].name: is missing', broken({ spec: { containers: [{ image: 'web:1' }] } })],
    [
      'spec.containers[0].env[0]: is string A=1, wanted an object',
      broken({ spec: { containers: [{ ...main, env: ['A=1'] }] } }),
    ],
    [
      'spec.template.spec.containers[0].env: is string A, wanted a list',
      workload('Job', { template: { spec: { containers: [{ ...main, env: 'A' }] } } }),
    ],
    ['request.object is a Binding, wanted a Pod', podReview(pod().build(), { object: { kind: 'Binding' } })],
  ])('of another form is refused: %s', (message, value) => {
    expect(() => read(value)).toThrow(`a.yaml#1: ${message}`);
  });
});
