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
      podTemplateOverrides: [forNode({}), { targetJobs: [] }, forNode({ affinity: { nodeAffinity: {} } })],
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
      { podTemplateOverrides: [{ targetJobs: [], spec: { serviceAccountName: 'trainer' } }] },
      'spec.podTemplateOverrides[0].targetJobs',
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

  it('names a field of a container that is not carried, and still wants the container', () => {
    const { presets, losses } = convert(
      overridden(forNode({ initContainers: [{ name: 'fetch', image: 'x' }] })),
    );
    expect(losses).toMatchObject([{ path: 'spec.podTemplateOverrides[0].spec.initContainers[0].image' }]);
    expect(presets[0]?.spec.containers).toEqual([
      { select: { types: ['Init', 'Sidecar'], names: ['fetch'], required: true } },
    ]);
  });

  it('ranks entries of runtimePatches above all overrides, also above those without a target', () => {
    const spec = { serviceAccountName: 'trainer' };
    const { presets } = convert(
      trainJob({
        metadata: { name: 'llama' },
        spec: {
          podTemplateOverrides: [{ targetJobs: [], spec }, forNode(spec)],
          runtimePatches: [patchOf('a.io/b', spec)],
        },
      }),
    );
    expect(presets.map(({ spec: { priority } }) => priority)).toEqual([-2, -1]);
  });

  it.each(['/var/lib/kubelet', '/var/run/docker.sock', '/', 'relative', '/srv/../etc'])(
    'leaves out a volume that shows %s of the host, and what mounts it, and names both',
    (path) => {
      const mounts = [
        { name: 'host', mountPath: '/host' },
        { name: 'data', mountPath: '/data' },
      ];
      const { presets, losses } = convert(
        overridden(
          forNode({
            volumes: [
              { name: 'host', hostPath: { path } },
              { name: 'data', hostPath: { path: '/srv/data' } },
            ],
          }),
          forNode({
            initContainers: [{ name: 'fetch', volumeMounts: [mounts[0]] }],
            containers: [{ name: 'node', volumeMounts: mounts }],
          }),
        ),
      );
      expect(losses.map((loss) => loss.path)).toEqual([
        'spec.podTemplateOverrides[0].spec.volumes[0].hostPath.path',
        'spec.podTemplateOverrides[1].spec.initContainers[0].volumeMounts[0]',
        'spec.podTemplateOverrides[1].spec.containers[0].volumeMounts[0]',
      ]);
      const data = [{ name: 'data', hostPath: { path: '/srv/data' } }];
      expect(presets.map(({ spec }) => spec.pod)).toEqual([{ volumes: data }, { volumes: data }]);
      expect(presets[1]?.spec.containers?.map(({ volumeMounts }) => volumeMounts)).toEqual([
        undefined,
        [mounts[1]],
      ]);
    },
  );

  it('keeps mounts of a volume that another entry gives a source which presets may have', () => {
    const volume = (source: object) => ({ volumes: [{ name: 'data', ...source }] });
    const mounting = { containers: [{ name: 'node', volumeMounts: [{ name: 'data', mountPath: '/data' }] }] };
    const { presets, losses } = convert(
      overridden(
        forNode(volume({ hostPath: { path: '/var/lib/kubelet' } })),
        forNode({ ...volume({ emptyDir: {} }), ...mounting }),
      ),
    );
    expect(losses.map(({ path }) => path)).toEqual([
      'spec.podTemplateOverrides[0].spec.volumes[0].hostPath.path',
    ]);
    expect(presets.map(({ spec }) => spec.containers?.[0]?.volumeMounts)).toEqual([
      [{ name: 'data', mountPath: '/data' }],
    ]);
  });

  it('says nothing of an unknown field that is null', () => {
    expect(convert(overridden(forNode({ hostNetwork: null }))).losses).toEqual([]);
  });

  it('refuses what no preset has room for', () => {
    const targetJobs = Array.from({ length: 2_000 }, (_, index) => ({ name: `job-${index}` }));
    const document = overridden({ targetJobs, spec: { serviceAccountName: 'trainer' } });
    expect(() => convert(document)).toThrow(
      'trainjob.yaml: would become the preset trainjob-llama.override-1, which is refused: spec.selector',
    );
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
      { podTemplateOverrides: [forNode({ volumes: [{ name: 'a', emptyDir: {}, secret: {} }] })] },
      'podTemplateOverrides[0].spec.volumes[0]: has the sources emptyDir, secret, wanted exactly one',
    ],
    [
      {
        podTemplateOverrides: [
          forNode({ containers: [{ name: 'b', env: ['A', 'A'].map((name) => ({ name })) }] }),
        ],
      },
      'podTemplateOverrides[0].spec.containers[0].env[1].name: is "A", which is there twice',
    ],
    [
      {
        podTemplateOverrides: [
          forNode({
            initContainers: [{ name: 'a' }],
            containers: [
              {
                name: 'b',
                env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
              },
            ],
          }),
        ],
      },
      'podTemplateOverrides[0].spec.containers[0].env[0]: has both value and valueFrom',
    ],
    [
      {
        podTemplateOverrides: [
          forNode({
            volumes: [{ name: 'a', hostPath: { path: '/proc' } }],
            initContainers: [
              { name: 'a', volumeMounts: ['a', 'b'].map((name) => ({ name, mountPath: '/m' })) },
            ],
          }),
        ],
      },
      'podTemplateOverrides[0].spec.initContainers[0].volumeMounts[1].mountPath: is "/m", which is there twice',
    ],
    [
      { podTemplateOverrides: [forNode({}, { metadata: { labels: { team: 'a b' } } })] },
      'podTemplateOverrides[0].metadata.labels.team: is "a b"',
    ],
    [
      { podTemplateOverrides: [forNode({}, { metadata: { annotations: { 'latebind.dev/x': '' } } })] },
      'podTemplateOverrides[0].metadata.annotations: has "latebind.dev/x"',
    ],
    [
      { podTemplateOverrides: [forNode({ tolerations: [{ key: 'a', operator: 'Like' }] })] },
      'podTemplateOverrides[0].spec.tolerations[0].operator: is "Like"',
    ],
    [
      { podTemplateOverrides: [forNode({ containers: [{ name: '' }] })] },
      'podTemplateOverrides[0].spec.containers[0].name: ',
    ],
    [
      {
        podTemplateOverrides: [
          forNode({
            affinity: {
              nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } },
            },
          }),
        ],
      },
      'requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: wanted at least one term, got a list',
    ],
    [
      { runtimePatches: [patchOf('a.io/b', {}, { labels: { team: 'a b' } })] },
      'runtimePatches[0].trainingRuntimeSpec.template.spec.replicatedJobs[0].template.spec.template.metadata.labels.team: is "a b"',
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
