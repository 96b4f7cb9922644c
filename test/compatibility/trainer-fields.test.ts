/** Kubeflow Trainer's podTemplateOverrides: how each field meets that of the runtime. */
import { describe, expect, it } from 'vitest';
import { convertTrainJob } from '../../cli/convert/trainer.ts';
import { BEHAVIOURS, type Behaviour } from '../../cli/convert/types.ts';
import type { Fields } from '../../shared/json.ts';
import type { Container, Pod, PodSpec } from '../../shared/kube/objects.ts';
import { forNode, overridden, podOf } from '../build/train-job.ts';
import { admitted, containerNamed, lossless } from './harness.ts';

/** The pod of the runtime after one override. */
function merge(pod: Pod, spec: Record<string, unknown>, behaviour: Behaviour = 'implemented'): Pod {
  return admitted(lossless(convertTrainJob(overridden(forNode(spec)), { behaviour })), pod);
}

const mergeSpec = (
  runtime: Partial<PodSpec>,
  spec: Record<string, unknown>,
  behaviour?: Behaviour,
): PodSpec => merge(podOf('node').spec(runtime).build(), spec, behaviour).spec;

/** The container `trainer` of the runtime after an override for it. */
function mergeContainer(runtime: Partial<Container>, override: object, behaviour?: Behaviour): Container {
  const trainer = { name: 'trainer', image: 'registry.example/train:1', ...runtime };
  const pod = podOf('node')
    .spec({
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'cache', emptyDir: {} },
      ],
    })
    .container(trainer)
    .build();
  return containerNamed(merge(pod, { containers: [{ name: 'trainer', ...override }] }, behaviour), 'trainer');
}

const env = (...entries: readonly string[]) =>
  entries.map((entry) => ({ name: entry.split('=')[0] ?? '', value: entry.split('=')[1] ?? '' }));

describe('metadata', () => {
  it('KT-04 labels and annotations are united, and the override wins', () => {
    const pod = podOf('node')
      .label('team', 'runtime')
      .label('tier', 'gold')
      .annotation('note', 'runtime')
      .build();
    const override = {
      labels: { team: 'ml', project: 'churn' },
      annotations: { note: 'A', monitoring: 'enabled' },
    };
    const presets = lossless(
      convertTrainJob(overridden(forNode({}, { metadata: override })), { behaviour: 'implemented' }),
    );
    const { labels, annotations } = admitted(presets, pod).metadata;
    expect(labels).toMatchObject({ team: 'ml', tier: 'gold', project: 'churn' });
    expect(annotations).toMatchObject({ note: 'A', monitoring: 'enabled' });
  });
});

describe('containers', () => {
  it('KT-05 a variable of the same name is overridden, a new one is added', () => {
    const { env: merged } = mergeContainer(
      { env: env('A=runtime', 'B=runtime') },
      { env: env('B=job', 'C=job') },
    );
    expect(merged).toEqual(env('A=runtime', 'B=job', 'C=job'));
  });

  it('KT-05 variables of init containers and sidecars are merged by name', () => {
    const image = 'registry.example/fetch:1';
    const pod = podOf('node')
      .initContainer({ name: 'fetch-identity', image, env: env('USER_ID=0', 'KEEP=1') })
      .initContainer({ name: 'proxy', image, restartPolicy: 'Always' })
      .build();
    const merged = merge(pod, {
      initContainers: [
        { name: 'fetch-identity', env: env('USER_ID=12345', 'FETCH_TIMEOUT=300') },
        { name: 'proxy', env: env('PORT=8080') },
      ],
    });
    expect(containerNamed(merged, 'fetch-identity').env).toEqual(
      env('USER_ID=12345', 'KEEP=1', 'FETCH_TIMEOUT=300'),
    );
    expect(containerNamed(merged, 'proxy').env).toEqual(env('PORT=8080'));
    expect(containerNamed(merged, 'node').env).toBeUndefined();
  });

  it('KT-05 a literal over a variable from elsewhere, and the other way round, leaves one source', () => {
    const secret = { valueFrom: { secretKeyRef: { name: 'keys', key: 'token' } } };
    const literal = { value: 'x' };
    const from = (runtime: object, job: object) =>
      mergeContainer({ env: [{ name: 'A', ...runtime }] }, { env: [{ name: 'A', ...job }] }).env;
    expect(from(secret, literal)).toEqual([{ name: 'A', ...literal }]);
    expect(from(literal, secret)).toEqual([{ name: 'A', ...secret }]);
  });

  it('KT-06 the runtime’s variables keep their order and new ones come after them, so that $(VAR) works', () => {
    const merged = mergeContainer(
      { env: env('ROOT=/data', 'CACHE=$(ROOT)/cache') },
      { env: env('MODELS=$(CACHE)/models', 'CACHE=$(ROOT)/fast') },
    );
    expect(merged.env).toEqual(env('ROOT=/data', 'CACHE=$(ROOT)/fast', 'MODELS=$(CACHE)/models'));
  });

  it('KT-08 mounts are merged by path: another volume at the path takes its place', () => {
    const merged = mergeContainer(
      { volumeMounts: [{ name: 'cache', mountPath: '/data', readOnly: true }] },
      { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
    );
    expect(merged.volumeMounts).toEqual([{ name: 'data', mountPath: '/data', readOnly: true }]);
  });

  it('KT-08 mounts are merged by path: a volume may be mounted at a second path', () => {
    const merged = mergeContainer(
      { volumeMounts: [{ name: 'data', mountPath: '/old' }] },
      { volumeMounts: [{ name: 'data', mountPath: '/new' }] },
    );
    expect(merged.volumeMounts).toEqual([
      { name: 'data', mountPath: '/old' },
      { name: 'data', mountPath: '/new' },
    ]);
  });

  it('KT-08 as documented, a volume that is mounted is mounted at the new path instead', () => {
    const merged = mergeContainer(
      {
        volumeMounts: [
          { name: 'data', mountPath: '/old', readOnly: true },
          { name: 'cache', mountPath: '/cache' },
        ],
      },
      { volumeMounts: [{ name: 'data', mountPath: '/new' }] },
      'documented',
    );
    expect(merged.volumeMounts).toEqual([
      { name: 'data', mountPath: '/new' },
      { name: 'cache', mountPath: '/cache' },
    ]);
  });

  it('KT-15 security contexts of pod and container are merged key by key, and false is a value', () => {
    const trainer = {
      name: 'trainer',
      image: 'registry.example/train:1',
      securityContext: {
        privileged: true,
        runAsNonRoot: true,
        capabilities: { add: ['SYS_PTRACE'], drop: ['ALL'] },
      },
    };
    const pod = podOf('node')
      .spec({ securityContext: { runAsNonRoot: true, fsGroup: 1000 } })
      .container(trainer)
      .build();
    const { spec } = merge(pod, {
      securityContext: { runAsNonRoot: false, runAsUser: 0 },
      containers: [
        { name: 'trainer', securityContext: { privileged: false, capabilities: { add: ['IPC_LOCK'] } } },
      ],
    });
    expect(spec['securityContext']).toEqual({ runAsNonRoot: false, fsGroup: 1000, runAsUser: 0 });
    expect(spec.containers[1]?.['securityContext']).toEqual({
      privileged: false,
      runAsNonRoot: true,
      capabilities: { add: ['IPC_LOCK'], drop: ['ALL'] },
    });
  });

  it('KT-27 volumes go to the pod and their mounts only to the container that is named', () => {
    const pod = podOf('node').container({ name: 'trainer', image: 'registry.example/train:1' }).build();
    const { spec } = merge(pod, {
      volumes: [
        { name: 'training-data', persistentVolumeClaim: { claimName: 'ml-team-training-pvc' } },
        { name: 'model-cache', emptyDir: {} },
      ],
      containers: [
        {
          name: 'trainer',
          volumeMounts: [
            { name: 'training-data', mountPath: '/workspace/data' },
            { name: 'model-cache', mountPath: '/workspace/cache' },
          ],
        },
      ],
    });
    expect(spec.volumes?.map(({ name }) => name)).toEqual(['training-data', 'model-cache']);
    expect(spec.containers.map(({ volumeMounts }) => volumeMounts?.length ?? 0)).toEqual([0, 2]);
  });

  it('KT-28 variables come from Secrets and ConfigMaps', () => {
    const variables = [
      { name: 'API_KEY', valueFrom: { secretKeyRef: { name: 'training-secrets', key: 'api-key' } } },
      {
        name: 'CONFIG_FILE',
        valueFrom: { configMapKeyRef: { name: 'training-config', key: 'config.yaml' } },
      },
    ];
    expect(mergeContainer({}, { env: variables }).env).toEqual(variables);
  });
});

describe('volumes', () => {
  const claim = { name: 'data', persistentVolumeClaim: { claimName: 'data' } };

  it('KT-07 a volume of the same name has the override’s source and no other, in its place', () => {
    const runtime = {
      volumes: [
        { name: 'data', emptyDir: { sizeLimit: '1Gi' } },
        { name: 'other', emptyDir: {} },
      ],
    };
    expect(mergeSpec(runtime, { volumes: [claim] }).volumes).toEqual([
      claim,
      { name: 'other', emptyDir: {} },
    ]);
  });

  it('KT-07 a volume with the same kind of source is merged field by field', () => {
    const runtime = { volumes: [{ name: 'shm', emptyDir: { sizeLimit: '1Gi' } }] };
    const override = { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory' } }] };
    expect(mergeSpec(runtime, override).volumes).toEqual([
      { name: 'shm', emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } },
    ]);
  });

  it('KT-07 as documented, a volume of the same name is overridden', () => {
    const runtime = { volumes: [{ name: 'shm', emptyDir: { sizeLimit: '1Gi' } }] };
    const override = { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory' } }] };
    expect(mergeSpec(runtime, override, 'documented').volumes).toEqual([
      { name: 'shm', emptyDir: { medium: 'Memory' } },
    ]);
  });
});

describe('volumes without a source', () => {
  const scratch = { name: 'scratch', emptyDir: {} };
  const claim = { name: 'scratch', persistentVolumeClaim: { claimName: 'scratch' } };
  const mounting = {
    containers: [{ name: 'node', volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] }],
  };
  const named = { volumes: [{ name: 'scratch' }], ...mounting };
  const volumesAfter = (behaviour: Behaviour, runtime: Partial<PodSpec>, ...specs: Fields[]) =>
    admitted(
      lossless(convertTrainJob(overridden(...specs.map((spec) => forNode(spec))), { behaviour })),
      podOf('node').spec(runtime).build(),
    ).spec.volumes;

  it.each(BEHAVIOURS)(
    'KT-07 become empty directories, as the API server makes of them, as %s',
    (behaviour) => {
      expect(volumesAfter(behaviour, {}, named)).toEqual([scratch]);
    },
  );

  it.each([
    ['implemented', claim],
    ['documented', scratch],
  ] as const)('KT-07 over one of the runtime, as %s', (behaviour, volume) => {
    expect(volumesAfter(behaviour, { volumes: [claim] }, named)).toEqual([volume]);
  });

  it('KT-07 are those of an earlier or a later override', () => {
    expect(volumesAfter('implemented', {}, { volumes: [claim] }, named)).toEqual([claim]);
    expect(volumesAfter('implemented', {}, named, { volumes: [claim] })).toEqual([claim]);
  });

  it('KT-07 are empty directories only in the jobs to which no override gives a source', () => {
    const targetJobs = [{ name: 'node' }, { name: 'launcher' }];
    const presets = lossless(
      convertTrainJob(
        overridden({ targetJobs, spec: { volumes: [{ name: 'scratch' }] } }, forNode({ volumes: [claim] })),
        { behaviour: 'implemented' },
      ),
    );
    expect(admitted(presets, podOf('node').build()).spec.volumes).toEqual([claim]);
    expect(admitted(presets, podOf('launcher').build()).spec.volumes).toEqual([scratch]);
  });

  it.each(BEHAVIOURS)('KT-27 a later override mounts what an earlier one gives, as %s', (behaviour) => {
    expect(volumesAfter(behaviour, {}, { volumes: [claim] }, mounting)).toEqual([claim]);
  });
});

describe('placement', () => {
  it.each([
    ['implemented', { pool: 'gpu', zone: 'a' }],
    ['documented', { pool: 'gpu' }],
  ] as const)('KT-09 a node selector over that of the runtime, as %s', (behaviour, nodeSelector) => {
    const runtime = { nodeSelector: { pool: 'cpu', zone: 'a' } };
    expect(mergeSpec(runtime, { nodeSelector: { pool: 'gpu' } }, behaviour)['nodeSelector']).toEqual(
      nodeSelector,
    );
  });

  const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
  const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
  const terms = (value: string) => ({
    nodeSelectorTerms: [{ matchExpressions: [{ key: 'node-type', operator: 'In', values: [value] }] }],
  });
  const preference = (topologyKey: string) => ({
    [PREFERRED]: [{ weight: 100, podAffinityTerm: { topologyKey, labelSelector: {} } }],
  });
  const runtimeAffinity = {
    nodeAffinity: { [REQUIRED]: terms('cpu'), [PREFERRED]: [{ weight: 1, preference: {} }] },
    podAntiAffinity: preference('zone'),
  };
  const affinity = { nodeAffinity: { [REQUIRED]: terms('gpu') } };

  it('KT-10 affinity is merged deeply, and lists of terms are replaced', () => {
    const merged = mergeSpec({ affinity: runtimeAffinity }, { affinity })['affinity'];
    expect(merged).toEqual({
      nodeAffinity: { [REQUIRED]: terms('gpu'), [PREFERRED]: [{ weight: 1, preference: {} }] },
      podAntiAffinity: preference('zone'),
    });
  });

  it('KT-10 preferred terms and terms of pod affinity are replaced, too', () => {
    const override = { podAntiAffinity: preference('host') };
    const merged = mergeSpec({ affinity: runtimeAffinity }, { affinity: override })['affinity'];
    expect(merged).toMatchObject({ podAntiAffinity: preference('host') });
  });

  it('KT-10 as documented, affinity is replaced as a whole', () => {
    expect(mergeSpec({ affinity: runtimeAffinity }, { affinity }, 'documented')['affinity']).toEqual(
      affinity,
    );
  });

  it('KT-11 tolerations are replaced as a whole', () => {
    const runtime = { tolerations: [{ key: 'dedicated', operator: 'Exists' }] };
    const tolerations = [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }];
    expect(mergeSpec(runtime, { tolerations }).tolerations).toEqual(tolerations);
  });

  it.each([
    ['implemented', ['runtime', 'both', 'job']],
    ['documented', ['both', 'job']],
  ] as const)(
    'KT-12 pull secrets and scheduling gates over those of the runtime, as %s',
    (behaviour, names) => {
      const of = (...all: string[]) => all.map((name) => ({ name }));
      const runtime = { imagePullSecrets: of('runtime', 'both'), schedulingGates: of('a/runtime', 'a/both') };
      const override = { imagePullSecrets: of('both', 'job'), schedulingGates: of('a/both', 'a/job') };
      const spec = mergeSpec(runtime, override, behaviour);
      expect(spec['imagePullSecrets']).toEqual(of(...names));
      expect(spec['schedulingGates']).toEqual(of(...names.map((name) => `a/${name}`)));
    },
  );

  it('KT-25 gates are there when the pod is made, so it is not scheduled until they are removed', () => {
    const schedulingGates = [{ name: 'example.com/data-validation' }, { name: 'example.com/quota-check' }];
    expect(mergeSpec({}, { schedulingGates })['schedulingGates']).toEqual(schedulingGates);
  });

  it('KT-13 the service account is replaced, also the name that the API server keeps for old clients', () => {
    const spec = mergeSpec(
      { serviceAccountName: 'runtime', serviceAccount: 'runtime' },
      { serviceAccountName: 'job' },
    );
    expect(spec['serviceAccountName']).toBe('job');
    expect(spec['serviceAccount']).toBe('job');
  });
});

describe('no opinion', () => {
  const runtime = {
    serviceAccountName: 'runtime',
    nodeSelector: { pool: 'cpu' },
    affinity: { nodeAffinity: {} },
    tolerations: [{ key: 'dedicated', operator: 'Exists' }],
    imagePullSecrets: [{ name: 'runtime' }],
    securityContext: { runAsNonRoot: true },
  };

  it.each([
    ['null', Object.fromEntries(Object.keys(runtime).map((field) => [field, null]))],
    ['empty', { nodeSelector: {}, affinity: {}, tolerations: [], imagePullSecrets: [], securityContext: {} }],
    ['absent', {}],
  ])('KT-14 a field that is %s leaves the value of the runtime', (_, override) => {
    expect(mergeSpec(runtime, override)).toMatchObject(runtime);
  });

  it('KT-14 so does a null deep in a field that is there', () => {
    const override = { securityContext: { runAsNonRoot: null, fsGroup: 1000 } };
    expect(mergeSpec(runtime, override)['securityContext']).toEqual({ runAsNonRoot: true, fsGroup: 1000 });
  });

  it('KT-14 a variable without a value leaves that of the runtime', () => {
    expect(mergeContainer({ env: env('A=runtime') }, { env: [{ name: 'A' }] }).env).toEqual(env('A=runtime'));
  });
});
