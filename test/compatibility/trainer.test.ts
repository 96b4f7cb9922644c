/** Kubeflow Trainer's podTemplateOverrides and runtimePatches: which pods are changed, and how far their rules go. */
import { describe, expect, it } from 'vitest';
import { convertTrainJob } from '../../cli/convert/trainer.ts';
import { BEHAVIOURS, type Behaviour, type SourceDocument } from '../../cli/convert/types.ts';
import { UserError } from '../../cli/user-error.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { forNode, overridden, patched, patchOf, podOf } from '../build/train-job.ts';
import { admitted, admitWith, containerNamed, lossless } from './harness.ts';

const SDK = 'trainer.kubeflow.org/kubeflow-sdk';
const KUEUE = 'kueue.x-k8s.io/manager';

const presetsOf = (document: SourceDocument, behaviour: Behaviour = 'implemented') =>
  lossless(convertTrainJob(document, { behaviour }));

/** The pod of job `node` after the overrides with these specs, in order. */
const afterOverrides = (pod: Pod, ...specs: readonly Record<string, unknown>[]): Pod =>
  admitted(presetsOf(overridden(...specs.map((spec) => forNode(spec)))), pod);

describe('which pods', () => {
  it('KT-01 an override changes the pods of its target and of its TrainJob only', () => {
    const presets = presetsOf(overridden(forNode({ serviceAccountName: 'trainer' })));
    const account = (pod: Pod): unknown => admitted(presets, pod).spec['serviceAccountName'];
    expect(account(podOf('node').build())).toBe('trainer');
    expect(account(podOf('dataset-initializer').build())).toBeUndefined();
    expect(account(podOf('node', 'mistral').build())).toBeUndefined();
    expect(account(podOf('node').namespace('team-b').build())).toBeUndefined();
  });

  it('KT-02 an override with several targets changes the pods of each', () => {
    const targetJobs = [{ name: 'dataset-initializer' }, { name: 'model-initializer' }];
    const presets = presetsOf(overridden({ targetJobs, spec: { serviceAccountName: 'reader' } }));
    expect(presets).toHaveLength(1);
    const accounts = ['dataset-initializer', 'model-initializer', 'node'].map(
      (job) => admitted(presets, podOf(job).build()).spec['serviceAccountName'],
    );
    expect(accounts).toEqual(['reader', 'reader', undefined]);
  });

  it('KT-16 an override for a container that the pod does not have is refused, so that it adds no sidecars', () => {
    const presets = presetsOf(
      overridden(forNode({ containers: [{ name: 'log-shipper', env: [{ name: 'A', value: '1' }] }] })),
    );
    expect(admitWith(presets, podOf('node').build())).toMatchObject({
      admitted: false,
      reason: 'Rejected',
      message: expect.stringContaining('log-shipper') as string,
    });
  });

  it.each(['containers', 'initContainers'])('KT-16 also one that only names it: %s', (list) => {
    const presets = presetsOf(overridden(forNode({ [list]: [{ name: 'zz' }] })));
    expect(admitWith(presets, podOf('node').build())).toMatchObject({
      admitted: false,
      message: expect.stringContaining('zz') as string,
    });
  });

  it('KT-16 one that only names a container of the pod changes nothing', () => {
    const before = podOf('node').build();
    const { spec } = afterOverrides(before, { containers: [{ name: 'node' }] });
    expect(spec).toEqual(before.spec);
  });

  it('KT-16 an override for an init container that the pod does not have is refused', () => {
    const presets = presetsOf(
      overridden(forNode({ initContainers: [{ name: 'fetch-identity', env: [{ name: 'A', value: '1' }] }] })),
    );
    expect(admitWith(presets, podOf('node').build())).toMatchObject({
      admitted: false,
      message: expect.stringContaining('fetch-identity') as string,
    });
  });

  it('KT-18 the name of an app container under initContainers is refused, and no container without an image is made', () => {
    const env = [{ name: 'A', value: '1' }];
    const presets = presetsOf(overridden(forNode({ initContainers: [{ name: 'node', env }] })));
    expect(admitWith(presets, podOf('node').build()).admitted).toBe(false);
  });

  it('KT-18 the name of an init container under containers is refused as well', () => {
    const pod = podOf('node').initContainer({ name: 'fetch', image: 'registry.example/fetch:1' }).build();
    const presets = presetsOf(
      overridden(forNode({ containers: [{ name: 'fetch', securityContext: { runAsUser: 1 } }] })),
    );
    expect(admitWith(presets, pod).admitted).toBe(false);
  });
});

describe('several entries', () => {
  it('KT-03 the later of two overrides wins field by field, and no conflict is reported', () => {
    const document = overridden(
      forNode({
        serviceAccountName: 'base',
        terminationGracePeriodSeconds: null,
        nodeSelector: { pool: 'cpu', zone: 'a' },
        tolerations: [{ key: 'first', operator: 'Exists' }],
        volumes: [{ name: 'data', emptyDir: {} }],
        containers: [{ name: 'node', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      }),
      forNode({
        serviceAccountName: 'custom',
        nodeSelector: { pool: 'gpu' },
        tolerations: [{ key: 'second', operator: 'Exists' }],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
        containers: [{ name: 'node', volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }] }],
      }),
    );
    const result = admitWith(presetsOf(document), podOf('node').build());
    expect(result).toMatchObject({ admitted: true, conflicts: [] });
    const { spec } = admitted(presetsOf(document), podOf('node').build());
    expect(spec).toMatchObject({
      serviceAccountName: 'custom',
      nodeSelector: { pool: 'gpu', zone: 'a' },
      tolerations: [{ key: 'second', operator: 'Exists' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      containers: [{ volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }] }],
    });
    expect(spec.volumes?.[0]).not.toHaveProperty('emptyDir');
  });

  it.each(BEHAVIOURS)('KT-03 three overrides for one job are never a conflict (%s)', (behaviour) => {
    const override = (claimName: string) =>
      forNode({
        affinity: {
          podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: claimName }] },
        },
        imagePullSecrets: [{ name: claimName }],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
        containers: [{ name: 'node', volumeMounts: [{ name: 'data', mountPath: `/${claimName}` }] }],
      });
    const presets = presetsOf(overridden(override('a'), override('b'), override('c')), behaviour);
    const result = admitWith(presets, podOf('node').build());
    expect(result).toMatchObject({ admitted: true, conflicts: [] });
    const { spec } = admitted(presets, podOf('node').build());
    expect(spec.volumes).toEqual([{ name: 'data', persistentVolumeClaim: { claimName: 'c' } }]);
    expect(spec['affinity']).toEqual({
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'c' }] },
    });
  });

  it('KT-03 of a volume that two overrides describe in part, each part is the later one’s, and none the runtime’s', () => {
    const pod = podOf('node')
      .spec({ volumes: [{ name: 'shm', emptyDir: { sizeLimit: '1Gi' } }] })
      .build();
    const presets = presetsOf(
      overridden(
        forNode({ volumes: [{ name: 'shm', emptyDir: { sizeLimit: '5Gi' } }] }),
        forNode({ volumes: [{ name: 'shm', emptyDir: { medium: 'Memory' } }] }),
      ),
    );
    expect(admitted(presets, pod).spec.volumes).toEqual([
      { name: 'shm', emptyDir: { sizeLimit: '5Gi', medium: 'Memory' } },
    ]);
  });

  it.each([
    ['no domain', 'kueue'],
    ['no name', 'kueue.x-k8s.io/'],
    ['no text', 7],
  ])('KT-19 a manager with %s is refused, naming the field', (_, manager) => {
    const entry = { ...patchOf(SDK, {}), manager };
    const convert = () => convertTrainJob(patched(entry), { behaviour: 'implemented' });
    expect(convert).toThrow(UserError);
    expect(convert).toThrow('trainjob.yaml: spec.runtimePatches[0].manager: ');
  });

  it('KT-23 two entries of one manager are refused', () => {
    const document = patched(patchOf(SDK, {}), patchOf(SDK, {}));
    expect(() => convertTrainJob(document, { behaviour: 'implemented' })).toThrow(
      'spec.runtimePatches[1].manager: wanted one entry for each manager',
    );
  });

  it('KT-23 what a manager owns is a preset of its own, which changes with its entry alone', () => {
    const user = patchOf(SDK, { serviceAccountName: 'trainer' });
    const [before, after] = ['cpu', 'gpu'].map((pool) =>
      presetsOf(patched(user, patchOf(KUEUE, { nodeSelector: { pool } }))),
    );
    expect(before?.map(({ metadata }) => metadata.name)).toEqual(after?.map(({ metadata }) => metadata.name));
    expect(before?.[0]).toEqual(after?.[0]);
    expect(before?.[1]).not.toEqual(after?.[1]);
    expect(admitted(after ?? [], podOf('node').build()).spec).toMatchObject({
      serviceAccountName: 'trainer',
      nodeSelector: { pool: 'gpu' },
    });
  });

  const RUNTIME = { key: 'runtime', operator: 'Exists' };
  const USER = { key: 'user', operator: 'Exists' };
  const QUEUE = { key: 'queue', operator: 'Exists' };
  const keys = ({ spec }: Pod): Set<unknown> => new Set(spec.tolerations?.map(({ key }) => key));

  it.each([
    [
      'after that of the user',
      [patchOf(SDK, { tolerations: [USER] }), patchOf(KUEUE, { tolerations: [QUEUE] })],
    ],
    [
      'before that of the user',
      [patchOf(KUEUE, { tolerations: [QUEUE] }), patchOf(SDK, { tolerations: [USER] })],
    ],
  ])('KT-24 a queue controller’s entry %s adds its tolerations to those of the user', (_, entries) => {
    const pod = podOf('node')
      .spec({ tolerations: [RUNTIME] })
      .build();
    expect(keys(admitted(presetsOf(patched(...entries)), pod))).toEqual(new Set(['queue', 'user']));
  });

  it('KT-24 a queue controller’s entry leaves the tolerations of the runtime where the user has none', () => {
    const pod = podOf('node')
      .spec({ tolerations: [RUNTIME] })
      .build();
    const presets = presetsOf(patched(patchOf(KUEUE, { tolerations: [QUEUE] })));
    expect(keys(admitted(presets, pod))).toEqual(new Set(['queue', 'runtime']));
  });

  it('KT-24 the rest of a queue controller’s entry keeps its place', () => {
    const presets = presetsOf(
      patched(
        patchOf(KUEUE, { tolerations: [QUEUE], nodeSelector: { pool: 'queue', flavor: 'a100' } }),
        patchOf(SDK, { tolerations: [USER], nodeSelector: { pool: 'user' } }),
      ),
    );
    const { spec } = admitted(presets, podOf('node').build());
    expect(spec['nodeSelector']).toEqual({ pool: 'user', flavor: 'a100' });
  });

  it('KT-24 the entries of other managers add, too, and those of one manager still replace each other', () => {
    const pod = podOf('node')
      .spec({ tolerations: [RUNTIME] })
      .build();
    const of = (...entries: readonly [manager: string, toleration: object][]) =>
      keys(
        admitted(
          presetsOf(
            overridden(
              ...entries.map(([manager, toleration]) => forNode({ tolerations: [toleration] }, { manager })),
            ),
          ),
          pod,
        ),
      );
    expect(of(['a.io/b', USER], ['c.io/d', QUEUE])).toEqual(new Set(['user', 'queue']));
    expect(of(['a.io/b', USER], ['a.io/b', QUEUE])).toEqual(new Set(['queue']));
  });

  it('KT-24 also in the older form, where the manager of an entry is optional', () => {
    const pod = podOf('node')
      .spec({ tolerations: [RUNTIME] })
      .build();
    const presets = presetsOf(
      overridden(forNode({ tolerations: [USER] }), forNode({ tolerations: [QUEUE] }, { manager: KUEUE })),
    );
    expect(keys(admitted(presets, pod))).toEqual(new Set(['queue', 'user']));
  });

  it('KT-24 a toleration that both have is there once', () => {
    const presets = presetsOf(
      patched(patchOf(SDK, { tolerations: [USER] }), patchOf(KUEUE, { tolerations: [USER] })),
    );
    expect(admitted(presets, podOf('node').build()).spec.tolerations).toEqual([USER]);
  });
});

describe('order', () => {
  it('KT-06 variables of a later override come after those of an earlier one, so that $(VAR) finds them', () => {
    const pod = podOf('node').container({ name: 'profiler', image: 'registry.example/profiler:1' }).build();
    const of = (name: string, value: string) =>
      forNode({ containers: [{ name: 'profiler', env: [{ name, value }] }] });
    const presets = presetsOf(overridden(of('ROOT', '/data'), of('CACHE', '$(ROOT)/cache')));
    expect(containerNamed(admitted(presets, pod), 'profiler').env).toEqual([
      { name: 'ROOT', value: '/data' },
      { name: 'CACHE', value: '$(ROOT)/cache' },
    ]);
  });
});

describe('variables that a TrainJob sets elsewhere', () => {
  const env = [{ name: 'EPOCHS', value: '3' }];

  it.each([
    ['node', 'spec.trainer.env'],
    ['dataset-initializer', 'spec.initializer.dataset.env'],
    ['model-initializer', 'spec.initializer.model.env'],
  ])('KT-17 those of %s are not carried, and %s is named', (name, instead) => {
    const containers = [{ name, env, volumeMounts: [{ name: 'data', mountPath: '/data' }] }];
    const targetJobs = [{ name }];
    const document = overridden({
      targetJobs,
      spec: { volumes: [{ name: 'data', emptyDir: {} }], containers },
    });
    const { presets, losses } = convertTrainJob(document, { behaviour: 'implemented' });
    expect(losses).toEqual([
      {
        object: 'TrainJob/team-a/llama',
        path: 'spec.podTemplateOverrides[0].spec.containers[0].env',
        message: expect.stringContaining(instead) as string,
      },
    ]);
    const container = containerNamed(admitted(presets, podOf(name).build()), name);
    expect(container.env).toBeUndefined();
    expect(container.volumeMounts).toEqual([{ name: 'data', mountPath: '/data' }]);
  });

  it('KT-17 no other preset may set them either, and its conflict says what to use instead', () => {
    const { presets } = convertTrainJob(overridden(forNode({ containers: [{ name: 'node', env }] })), {
      behaviour: 'implemented',
    });
    const other = {
      apiVersion: 'latebind.dev/v1alpha1',
      kind: 'PodPreset',
      metadata: { name: 'epochs', namespace: 'team-a' },
      spec: { selector: {}, containers: [{ select: { names: ['node'] }, env }] },
    } as const;
    const result = admitWith([...presets, other], podOf('node').env({ name: 'OWN', value: '1' }).build());
    expect(result.decisions.find(({ preset }) => preset === 'PodPreset/team-a/epochs')).toMatchObject({
      result: 'skipped',
      detail: expect.stringContaining('spec.trainer.env') as string,
    });
    expect(containerNamed((result as { pod: Pod }).pod, 'node').env).toEqual([{ name: 'OWN', value: '1' }]);
  });

  it('KT-17 those of other containers of the same job are carried', () => {
    const pod = podOf('node').container({ name: 'profiler', image: 'registry.example/profiler:1' }).build();
    expect(
      containerNamed(afterOverrides(pod, { containers: [{ name: 'profiler', env }] }), 'profiler').env,
    ).toEqual(env);
  });
});

describe('the successor', () => {
  it('KT-26 terminationGracePeriodSeconds is carried from runtimePatches', () => {
    const presets = presetsOf(patched(patchOf(SDK, { terminationGracePeriodSeconds: 0 })));
    const pod = podOf('node').spec({ terminationGracePeriodSeconds: 30 }).build();
    expect(admitted(presets, pod).spec['terminationGracePeriodSeconds']).toBe(0);
  });

  it('KT-26 in podTemplateOverrides it is named as a loss, as Trainer does not have it there', () => {
    const document = overridden(forNode({ terminationGracePeriodSeconds: 5 }));
    expect(convertTrainJob(document, { behaviour: 'implemented' })).toEqual({
      presets: [],
      losses: [
        {
          object: 'TrainJob/team-a/llama',
          path: 'spec.podTemplateOverrides[0].spec.terminationGracePeriodSeconds',
          message: expect.stringContaining('spec.runtimePatches') as string,
        },
      ],
    });
  });

  it('KT-26 labels of the JobSet and of the Job are named as losses, those of the pod are carried', () => {
    const template = {
      metadata: { labels: { of: 'job' } },
      spec: { template: { metadata: { labels: { of: 'pod' } } } },
    };
    const jobSet = {
      metadata: { labels: { of: 'jobset' } },
      spec: { replicatedJobs: [{ name: 'node', template }] },
    };
    const { presets, losses } = convertTrainJob(
      patched({ manager: SDK, time: '2026-05-01T15:20:00Z', trainingRuntimeSpec: { template: jobSet } }),
      { behaviour: 'implemented' },
    );
    const within = 'spec.runtimePatches[0].trainingRuntimeSpec.template';
    expect(losses.map(({ path }) => path)).toEqual([
      `${within}.metadata`,
      `${within}.spec.replicatedJobs[0].template.metadata`,
    ]);
    expect(admitted(presets, podOf('node').build()).metadata.labels).toMatchObject({ of: 'pod' });
  });
});

describe('finding the reason', () => {
  it('KT-29 an override for another job is answered with the selector that did not match', () => {
    const presets = presetsOf(overridden(forNode({ serviceAccountName: 'trainer' })));
    const { decisions } = admitWith(presets, podOf('dataset-initializer').build());
    expect(decisions).toMatchObject([
      {
        preset: 'PodPreset/team-a/trainjob-llama.override-1',
        result: 'not-matched',
        reason: 'NotMatched',
        detail: expect.stringContaining('replicatedjob-name') as string,
      },
    ]);
  });

  it('KT-29 a missing container is answered with the field, the override and the container', () => {
    const presets = presetsOf(
      overridden(forNode({ containers: [{ name: 'trainer', securityContext: { runAsUser: 1 } }] })),
    );
    const { conflicts } = admitWith(presets, podOf('node').build());
    expect(conflicts).toMatchObject([{ preset: 'PodPreset/team-a/trainjob-llama.override-1' }]);
    expect(JSON.stringify(conflicts)).toContain('trainer');
  });

  it('KT-29 an override that a later one overrules says which field was set already', () => {
    const document = overridden(
      forNode({ serviceAccountName: 'base', nodeSelector: { pool: 'gpu' } }),
      forNode({ serviceAccountName: 'custom' }),
    );
    expect(admitWith(presetsOf(document), podOf('node').build()).decisions).toEqual([
      { preset: 'PodPreset/team-a/trainjob-llama.override-2', result: 'applied' },
      {
        preset: 'PodPreset/team-a/trainjob-llama.override-1',
        result: 'applied',
        detail: 'kept spec.serviceAccountName of PodPreset/team-a/trainjob-llama.override-2',
      },
    ]);
  });
});
