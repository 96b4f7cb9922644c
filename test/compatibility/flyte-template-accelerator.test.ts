/** What Flyte does for tasks with an accelerator or with shared memory. */
import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../../cli/convert/types.ts';
import type { Fields } from '../../shared/json.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { convert, pattern, settings, taskPod, template } from '../build/flyte.ts';
import type { PodBuilder } from '../build/pod.ts';
import { admitted, admitWith, lossless } from './harness.ts';

const presetsOf = (k8s: Fields) => lossless(convert({ configs: [settings(k8s)] }));

const asking = (accelerator: unknown, resource = 'nvidia.com/gpu'): PodBuilder =>
  taskPod()
    .requests(resource, '1')
    .annotation(
      'latebind.dev/accelerator',
      typeof accelerator === 'string' ? accelerator : JSON.stringify(accelerator),
    );

/** The one term of the required node affinity, and the tolerations. */
const placement = (k8s: Fields, pod: PodBuilder): { requirements: unknown; tolerations: unknown } => {
  const { spec } = admitted(presetsOf(k8s), pod.build());
  const affinity = spec['affinity'] as
    | { nodeAffinity: Record<string, { nodeSelectorTerms: { matchExpressions: unknown }[] }> }
    | undefined;
  const terms =
    affinity?.nodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']?.nodeSelectorTerms ?? [];
  return {
    requirements: terms.map(({ matchExpressions }) => matchExpressions)[0],
    tolerations: spec.tolerations,
  };
};

const is = (key: string, value: string) => ({ key, operator: 'In', values: [value] });
const absent = (key: string) => ({ key, operator: 'DoesNotExist' });
const tolerated = (key: string, value: string) => ({ key, operator: 'Equal', value, effect: 'NoSchedule' });

const LABELS = {
  'gpu-device-node-label': 'gpu.example/device',
  'gpu-partition-size-node-label': 'gpu.example/partition',
};

describe('the node of an accelerator', () => {
  it.each([
    ['A100', 'nvidia-tesla-a100'],
    ['a100', 'nvidia-tesla-a100'],
    ['My-Card', 'my-card-in-the-rack'],
    ['my-CARD', 'my-card-in-the-rack'],
    ['nvidia-unheard-of', 'nvidia-unheard-of'],
  ])('FL-31 a task that asks for %s goes to nodes of %s', (device, value) => {
    const k8s = { ...LABELS, 'accelerator-devices': { 'my-card': 'my-card-in-the-rack' } };
    expect(placement(k8s, asking({ device }))).toEqual({
      requirements: [is('gpu.example/device', value)],
      tolerations: [tolerated('gpu.example/device', value)],
    });
  });

  it.each([
    ['requests its resource', asking({ device: 'A100', partitionSize: '1g.5gb' })],
    [
      'requests a resource that no setting names',
      asking({ device: 'A100', partitionSize: '1g.5gb' }, 'x.example/gpu'),
    ],
    [
      'requests none',
      taskPod().annotation('latebind.dev/accelerator', '{"device": "A100", "partitionSize": "1g.5gb"}'),
    ],
  ])('FL-31 FL-32 the annotation suffices: a pod that %s', (_what, pod) => {
    const marks = [
      ['gpu.example/device', 'nvidia-tesla-a100'],
      ['gpu.example/partition', '1g.5gb'],
    ] as const;
    expect(placement(LABELS, pod)).toEqual({
      requirements: expect.arrayContaining(marks.map(([key, value]) => is(key, value))) as unknown,
      tolerations: expect.arrayContaining(marks.map(([key, value]) => tolerated(key, value))) as unknown,
    });
  });

  it('FL-31 nothing of it for a pod without the annotation', () => {
    const pod = taskPod().requests('nvidia.com/gpu', '1');
    expect(placement(LABELS, pod)).toEqual({ requirements: undefined, tolerations: undefined });
  });

  it.each([
    ['A100', 'the text is not JSON'],
    ['true', 'annotation latebind.dev/accelerator is no JSON object'],
    ['["A100"]', 'annotation latebind.dev/accelerator is no JSON object'],
    ['{"unpartitioned": "maybe"}', 'maybe'],
  ])('FL-31 a pod is refused where the annotation is %s', (annotation, message) => {
    expect(admitWith(presetsOf(LABELS), asking(annotation).build())).toMatchObject({
      admitted: false,
      message: expect.stringContaining(message) as string,
    });
  });

  it('FL-31 devices beyond what an expression holds are named', () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`card-${index}`, `rack-${index}`]),
    );
    const { presets, losses } = convert({ configs: [settings({ ...LABELS, 'accelerator-devices': many })] });
    expect(losses).toMatchObject([
      { path: 'plugins.k8s.accelerator-devices', message: expect.stringContaining('GAUDI1') as string },
    ]);
    const { spec } = admitted(presets, asking({ device: 'Card-29' }).build());
    expect(spec.tolerations).toEqual([tolerated('gpu.example/device', 'rack-29')]);
  });

  const device = is('gpu.example/device', 'nvidia-tesla-a100');
  const deviceToleration = tolerated('gpu.example/device', 'nvidia-tesla-a100');

  it('FL-32 a partition size is required and tolerated', () => {
    expect(placement(LABELS, asking({ device: 'A100', partitionSize: '1g.5gb' }))).toEqual({
      requirements: expect.arrayContaining([device, is('gpu.example/partition', '1g.5gb')]) as unknown,
      tolerations: expect.arrayContaining([
        deviceToleration,
        tolerated('gpu.example/partition', '1g.5gb'),
      ]) as unknown,
    });
  });

  it('FL-32 unpartitioned: the label must be absent', () => {
    const { requirements, tolerations } = placement(LABELS, asking({ device: 'A100', unpartitioned: true }));
    expect(requirements).toEqual(expect.arrayContaining([device, absent('gpu.example/partition')]));
    expect(tolerations).toEqual([deviceToleration]);
  });

  it('FL-32 a partition size goes over unpartitioned', () => {
    const both = asking({ partitionSize: '1g.5gb', unpartitioned: true });
    expect(placement(LABELS, both).requirements).toEqual([is('gpu.example/partition', '1g.5gb')]);
  });

  it('FL-32 unpartitioned: requirement and toleration of the settings', () => {
    const k8s = {
      ...LABELS,
      'gpu-unpartitioned-node-selector-requirement': is('gpu.example/whole', 'yes'),
      'gpu-unpartitioned-toleration': { key: 'gpu.example/whole', operator: 'Exists' },
    };
    const { requirements, tolerations } = placement(k8s, asking({ device: 'A100', unpartitioned: true }));
    expect(requirements).toEqual(expect.arrayContaining([device, is('gpu.example/whole', 'yes')]));
    expect(tolerations).toEqual(
      expect.arrayContaining([deviceToleration, { key: 'gpu.example/whole', operator: 'Exists' }]),
    );
  });

  it.each([{ device: 'A100' }, { device: 'A100', unpartitioned: false }])(
    'FL-32 without a wish there is neither (%j)',
    (accelerator) => {
      expect(placement(LABELS, asking(accelerator)).requirements).toEqual([device]);
    },
  );

  it.each([
    ['2g.10gb', '2'],
    ['1g.5gb', '1'],
    ['mixed', undefined],
    ['2g.10', undefined],
    ['g.10gb', undefined],
    ['xg.10gb', undefined],
  ])('FL-37 of partition size %s the label of slices is %s', (partitionSize, slices) => {
    const { metadata } = admitted(presetsOf({}), asking({ device: 'A100', partitionSize }).build());
    expect(metadata.labels?.['platform.union.ai/gpu-partition-slices']).toBe(slices);
  });
});

describe('device classes', () => {
  const classes = (entries: Fields, further: Fields = {}): Fields => ({
    ...LABELS,
    'accelerator-device-classes': entries,
    ...further,
  });

  it('FL-33 a class has labels of its own', () => {
    const k8s = classes({
      google_tpu: {
        'device-node-label': 'tpu.example/device',
        'partition-size-node-label': 'tpu.example/topology',
      },
    });
    const tpu = { device: 'V5E', deviceClass: 'GOOGLE_TPU', partitionSize: '2x2' };
    expect(placement(k8s, asking(tpu, 'google.com/tpu')).requirements).toEqual(
      expect.arrayContaining([
        is('tpu.example/device', 'tpu-v5-lite-podslice'),
        is('tpu.example/topology', '2x2'),
      ]),
    );
    expect(placement(k8s, asking({ device: 'A100' })).requirements).toEqual([
      is('gpu.example/device', 'nvidia-tesla-a100'),
    ]);
  });

  it.each([
    ['a100', 'nvidia-tesla-a100'],
    ['my-card', 'rack'],
    ['V5E', 'V5E'],
  ])('FL-33 of a class with labels of its own %s is %s', (name, value) => {
    const k8s = classes(
      { NVIDIA_GPU: { 'device-node-label': 'nvidia.example/device' } },
      { 'accelerator-devices': { 'My-Card': 'rack' } },
    );
    expect(placement(k8s, asking({ device: name })).requirements).toEqual([
      is('nvidia.example/device', value),
    ]);
  });

  it('FL-33 what a class does not say is taken from the settings for GPUs', () => {
    const k8s = classes({ AMD_GPU: { 'device-node-label': 'amd.example/device' } });
    const amd = { device: 'MI300X', deviceClass: 'amd_gpu', unpartitioned: true };
    expect(placement(k8s, asking(amd)).requirements).toEqual(
      expect.arrayContaining([is('amd.example/device', 'amd-mi300x'), absent('gpu.example/partition')]),
    );
  });

  it('FL-33 a class that is not configured is as the settings for GPUs say', () => {
    const other = { device: 'X', deviceClass: 'UNHEARD_OF' };
    expect(placement(LABELS, asking(other)).requirements).toEqual([is('gpu.example/device', 'X')]);
  });

  const classTemplate = (spec: Fields, metadata: Fields = {}): Fields => ({
    'pod-template': { template: { metadata, spec: { containers: [], ...spec } } },
  });
  const own = {
    schedulerName: 'class',
    priorityClassName: 'class',
    runtimeClassName: 'class',
    containers: [
      pattern('default', { env: [{ name: 'FROM', value: 'class' }] }),
      pattern('primary', { terminationMessagePath: '/class' }),
    ],
  };
  const withClass = (name: string, spec: Fields, pod: Pod, behaviour: Behaviour = 'implemented'): Pod => {
    const { presets } = convert(
      {
        configs: [
          settings({
            'default-pod-template-name': 'flyte-template',
            'accelerator-device-classes': { [name]: spec },
          }),
        ],
        templates: [
          template({
            priorityClassName: 'base',
            runtimeClassName: 'base',
            preemptionPolicy: 'Never',
            containers: [pattern('default', { env: [{ name: 'FROM', value: 'base' }] })],
          }),
        ],
      },
      behaviour,
    );
    return admitted(presets, pod);
  };

  it('FL-33 the template of a class goes over the base template and below the task', () => {
    const pod = asking({ deviceClass: 'NVIDIA_GPU' }).spec({ schedulerName: 'task' }).build();
    const { spec } = withClass('nvidia_gpu', classTemplate(own), pod);
    expect(spec).toMatchObject({
      schedulerName: 'task',
      priorityClassName: 'class',
      runtimeClassName: 'class',
      preemptionPolicy: 'Never',
      containers: [{ env: [{ name: 'FROM', value: 'class' }], terminationMessagePath: '/class' }],
    });
  });

  it.each([
    ['names no class', asking({ device: 'A100' }), 'class'],
    [
      'names it and requests nothing',
      taskPod().annotation('latebind.dev/accelerator', '{"deviceClass": "nvidia_gpu"}'),
      'class',
    ],
    ['names another class', asking({ deviceClass: 'AMD_GPU' }), 'base'],
    ['has no accelerator', taskPod().requests('nvidia.com/gpu', '1'), 'base'],
  ])('FL-33 the class NVIDIA_GPU and a pod that %s', (_what, pod, expected) => {
    const { spec } = withClass('NVIDIA_GPU', classTemplate(own), pod.build());
    expect(spec['priorityClassName']).toBe(expected);
  });

  it.each([
    ['google.com/tpu', 'class'],
    ['nvidia.com/gpu', 'base'],
  ])(
    'FL-33 a pod that names no accelerator and requests %s is of the class that has it',
    (resource, expected) => {
      const tpu = { 'resource-name': 'google.com/tpu', ...classTemplate(own) };
      const { spec } = withClass('GOOGLE_TPU', tpu, taskPod().requests(resource, '1').build());
      expect(spec['priorityClassName']).toBe(expected);
    },
  );

  it.each<[Behaviour, string | undefined]>([
    ['implemented', undefined],
    ['documented', 'tpu'],
  ])('labels of the template of a class, %s: %s', (behaviour, expected) => {
    const labelled = classTemplate(own, { labels: { kind: 'tpu' } });
    const { metadata } = withClass('NVIDIA_GPU', labelled, asking({ device: 'A100' }).build(), behaviour);
    expect(metadata.labels?.['kind']).toBe(expected);
  });

  it('the name of a resource is no lost setting, but its other use is named', () => {
    const { losses } = convert({ configs: [settings({ 'gpu-resource-name': 'gpu.example/card' })] });
    expect(losses).toMatchObject([{ path: 'plugins.k8s.gpu-resource-name' }]);
  });
});

describe('shared memory', () => {
  const memory = (value: unknown): string => JSON.stringify(value);
  const presets = presetsOf({});
  const asks = (pod: PodBuilder, value: unknown = {}): Pod =>
    pod.annotation('latebind.dev/shared-memory', memory(value)).build();

  it('FL-35 it is a volume in memory, mounted into the primary container', () => {
    const pod = taskPod().container({ name: 'side', image: 'registry.example/side:1' });
    const { spec } = admitted(presets, asks(pod));
    expect(spec.volumes).toEqual([{ name: 'flyte-shared-memory', emptyDir: { medium: 'Memory' } }]);
    expect(spec.containers.map(({ volumeMounts }) => volumeMounts)).toEqual([
      [{ name: 'flyte-shared-memory', mountPath: '/dev/shm' }],
      undefined,
    ]);
  });

  it('FL-35 name, path and size are those of the task', () => {
    const { spec } = admitted(
      presets,
      asks(taskPod(), { mountName: 'shm', mountPath: '/mem', sizeLimit: '2Gi' }),
    );
    expect(spec.volumes).toEqual([{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '2Gi' } }]);
    expect(spec.containers[0]?.volumeMounts).toEqual([{ name: 'shm', mountPath: '/mem' }]);
  });

  const volume = { name: 'other', emptyDir: {} };

  it.each<[string, Pod, string]>([
    [
      'the name of the volume is taken',
      asks(taskPod().spec({ volumes: [volume] }), { mountName: 'other' }),
      'volumes[other]',
    ],
    [
      'the path is taken',
      asks(taskPod({ volumeMounts: [{ name: 'other', mountPath: '/dev/shm' }] }).spec({ volumes: [volume] })),
      '/dev/shm',
    ],
    [
      'there is no primary container',
      asks(taskPod().annotation('primary_container_name', 'gone')),
      'spec.containers',
    ],
    ['the size is none', asks(taskPod(), { sizeLimit: 'bad-name' }), 'sizeLimit is string bad-name'],
    ['the size is none, almost', asks(taskPod(), { sizeLimit: '2GiB' }), 'sizeLimit is string 2GiB'],
    ['the path is no path', asks(taskPod(), { mountPath: 'mem' }), 'mem'],
    ['it cannot be read', taskPod().annotation('latebind.dev/shared-memory', 'yes').build(), 'not JSON'],
    ['it is no object', asks(taskPod(), true), 'annotation latebind.dev/shared-memory is no JSON object'],
    ['it is a list', asks(taskPod(), [1]), 'annotation latebind.dev/shared-memory is no JSON object'],
  ])('FL-35 a pod is refused where %s', (_why, pod, message) => {
    const result = admitWith(presets, pod);
    expect(result).toMatchObject({
      admitted: false,
      message: expect.stringContaining('flyte-shared-memory') as string,
    });
    expect(result).toMatchObject({ message: expect.stringContaining(message) as string });
  });

  it.each([
    ['500M', '500M'],
    [5_000_000, '5000000'],
    ['1.5Gi', '1.5Gi'],
    ['2e9', '2e9'],
  ])('FL-35 a size of %j is %s', (sizeLimit, expected) => {
    const { spec } = admitted(presets, asks(taskPod(), { sizeLimit }));
    expect(spec.volumes).toMatchObject([{ emptyDir: { sizeLimit: expected } }]);
  });
});
