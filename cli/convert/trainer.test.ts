import { describe, expect, it } from 'vitest';
import { forNode, overridden, patched, patchOf } from '../../test/build/train-job.ts';
import { UserError } from '../user-error.ts';
import { convertTrainJob } from './trainer.ts';
import type { Converted, SourceDocument } from './types.ts';

const convert = (document: SourceDocument): Converted =>
  convertTrainJob(document, { behaviour: 'implemented' });

const trainJob = (value: Record<string, unknown>): SourceDocument => ({ source: 'job.yaml', value });

describe('convertTrainJob', () => {
  it('gives a preset for each override, of the namespace of the TrainJob, which refuses pods that it does not fit', () => {
    expect(convert(overridden(forNode({ serviceAccountName: 'trainer' })))).toEqual({
      presets: [
        {
          apiVersion: 'latebind.dev/v1alpha1',
          kind: 'PodPreset',
          metadata: { name: 'trainjob-llama.override-1', namespace: 'team-a' },
          spec: {
            selector: {
              matchLabels: {
                'jobset.sigs.k8s.io/jobset-name': 'llama',
                'jobset.sigs.k8s.io/replicatedjob-name': 'node',
              },
            },
            layer: 'Override',
            priority: -1,
            onConflict: 'Reject',
            pod: { serviceAccountName: 'trainer' },
          },
        },
      ],
      losses: [],
    });
  });

  it('ranks a later override higher, and all of them below presets of the layer Override that say no priority', () => {
    const spec = { serviceAccountName: 'trainer' };
    const { presets } = convert(overridden(forNode(spec), forNode(spec), forNode(spec)));
    expect(presets.map(({ spec: { priority } }) => priority)).toEqual([-3, -2, -1]);
  });

  it('names the presets of runtimePatches by job and manager', () => {
    const spec = { serviceAccountName: 'trainer' };
    const { presets } = convert(
      patched(
        patchOf('example.com/Team', spec),
        patchOf('example.com/team', spec),
        patchOf('kueue.x-k8s.io/manager', spec),
      ),
    );
    expect(presets.map(({ metadata }) => metadata.name)).toEqual([
      'trainjob-llama.node.example-com-team',
      'trainjob-llama.node.example-com-team-2',
      'trainjob-llama.node.kueue-x-k8s-io-manager',
    ]);
  });

  it('gives no namespace where the TrainJob has none', () => {
    const { presets } = convert(
      trainJob({
        metadata: { name: 'llama' },
        spec: { podTemplateOverrides: [forNode({ serviceAccountName: 'trainer' })] },
      }),
    );
    expect(presets[0]?.metadata).toEqual({ name: 'trainjob-llama.override-1' });
  });

  it('gives nothing, and loses nothing, where a TrainJob changes no pod', () => {
    const spec = {
      runtimeRef: { name: 'torch-distributed' },
      trainer: { numNodes: 2, env: [{ name: 'A', value: '1' }] },
      suspend: true,
      podTemplateOverrides: [forNode({}), { targetJobs: [], spec: { serviceAccountName: 'trainer' } }],
    };
    expect(convert(trainJob({ metadata: { name: 'llama' }, spec }))).toEqual({ presets: [], losses: [] });
  });

  it('escapes what would be an expression in a preset', () => {
    const override = { metadata: { annotations: { note: '${HOME} and $(HOME)' } } };
    const { presets } = convert(overridden(forNode({}, override)));
    expect(presets[0]?.spec.metadata?.annotations).toEqual({ note: '$${HOME} and $(HOME)' });
  });

  it('takes an empty service account for the default one', () => {
    const { presets } = convert(overridden(forNode({ serviceAccountName: '' })));
    expect(presets[0]?.spec.pod).toEqual({ serviceAccountName: 'default' });
  });

  it.each([
    [{ podSpecOverrides: [] }, 'spec.podSpecOverrides'],
    [{ podTemplateOverride: [] }, 'spec.podTemplateOverride'],
    [{ podTemplateOverrides: [{ targetJobs: [], note: 'x' }] }, 'spec.podTemplateOverrides[0].note'],
    [
      { podTemplateOverrides: [forNode({ hostNetwork: false })] },
      'spec.podTemplateOverrides[0].spec.hostNetwork',
    ],
    [
      { podTemplateOverrides: [forNode({}, { metadata: { finalizers: ['x'] } })] },
      'spec.podTemplateOverrides[0].metadata.finalizers',
    ],
    [
      { podTemplateOverrides: [forNode({ initContainers: [{ name: 'fetch', image: 'x' }] })] },
      'spec.podTemplateOverrides[0].spec.initContainers[0].image',
    ],
    [
      { podTemplateOverrides: [{ targetJobs: [{ name: 'node', replica: 0 }] }] },
      'spec.podTemplateOverrides[0].targetJobs[0].replica',
    ],
    [
      { runtimePatches: [{ manager: 'a.io/b', trainingRuntimeSpec: { mlPolicy: {} } }] },
      'spec.runtimePatches[0].trainingRuntimeSpec.mlPolicy',
    ],
  ])('names a field that is not carried: %j', (spec, path) => {
    const { presets, losses } = convert(trainJob({ metadata: { name: 'llama' }, spec }));
    expect(presets).toEqual([]);
    expect(losses).toMatchObject([{ object: 'TrainJob/llama', path }]);
  });

  it('says nothing of an unknown field that is null', () => {
    expect(convert(overridden(forNode({ hostNetwork: null }))).losses).toEqual([]);
  });

  it.each([
    ['a generated name', { metadata: { generateName: 'llama-' } }, 'metadata.name: wanted a name'],
    ['a name that no TrainJob has', { metadata: { name: 'Llama' } }, 'metadata.name: wanted a name'],
    [
      'a spec that is a list',
      { metadata: { name: 'llama' }, spec: [] },
      'spec: wanted an object, got a list',
    ],
  ])('refuses %s', (_, value, message) => {
    expect(() => convert(trainJob(value))).toThrow(UserError);
    expect(() => convert(trainJob(value))).toThrow(`job.yaml: ${message}`);
  });

  it.each([
    [{ podTemplateOverrides: {} }, 'podTemplateOverrides: wanted a list, got an object'],
    [{ podTemplateOverrides: ['node'] }, 'podTemplateOverrides[0]: wanted an object, got the text "node"'],
    [{ podTemplateOverrides: [{}] }, 'podTemplateOverrides[0].targetJobs: wanted the jobs that are changed'],
    [
      { podTemplateOverrides: [forNode({ nodeSelector: { gpu: true } })] },
      'podTemplateOverrides[0].spec.nodeSelector.gpu: wanted a text, got the boolean true',
    ],
    [
      { podTemplateOverrides: [forNode({ tolerations: ['x'] })] },
      'podTemplateOverrides[0].spec.tolerations[0]: wanted an object, got the text "x"',
    ],
    [
      { podTemplateOverrides: [forNode({ containers: [{ name: 'a', env: [{ value: 'x' }] }] })] },
      'podTemplateOverrides[0].spec.containers[0].env[0].name: wanted a text, got nothing',
    ],
    [
      { podTemplateOverrides: [forNode({ affinity: [] })] },
      'podTemplateOverrides[0].spec.affinity: wanted an object, got a list',
    ],
    [
      { runtimePatches: [patchOf('a.io/b', { terminationGracePeriodSeconds: '5' })] },
      'template.spec.terminationGracePeriodSeconds: wanted a number of seconds, got the text "5"',
    ],
    [
      {
        runtimePatches: [
          {
            manager: 'a.io/b',
            trainingRuntimeSpec: {
              template: { spec: { replicatedJobs: [{ name: 'node' }, { name: 'node' }] } },
            },
          },
        ],
      },
      'replicatedJobs[1].name: wanted one entry for each job, got the text "node"',
    ],
  ])('refuses %j, naming the field', (spec, message) => {
    expect(() => convert(trainJob({ metadata: { name: 'llama' }, spec }))).toThrow(message);
  });
});
