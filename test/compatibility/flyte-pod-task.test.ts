/** Flyte's pod tasks: what a pod that names one gets besides the container that runs the task. */
import { describe, expect, it } from 'vitest';
import { UserError } from '../../cli/user-error.ts';
import type { Fields } from '../../shared/json.ts';
import type { Container, Pod } from '../../shared/kube/objects.ts';
import {
  convert,
  defaultTemplate,
  handwritten,
  pattern,
  podTask,
  settings,
  taskPod,
  template,
} from '../build/flyte.ts';
import type { PodBuilder } from '../build/pod.ts';
import { admitted, admitWith, containerNamed, lossless } from './harness.ts';

/** What Flyte generates for the task: the primary container. */
const GENERATED = {
  name: 'primary',
  image: 'registry.example/task:1',
  command: ['pyflyte-execute'],
  args: ['--inputs', 's3://bucket/in'],
  env: [{ name: 'MODE', value: 'task' }],
} as const satisfies Container;

const generated = (further: Partial<Container> = {}, task = 'primary'): PodBuilder =>
  taskPod({ ...structuredClone(GENERATED), ...further })
    .annotation('primary_container_name', 'primary')
    .annotation('latebind.dev/presets', task);

const presetsOf = (podSpec: Fields, further: Fields = {}) =>
  lossless(convert({ podTasks: [podTask(podSpec, further)] }));

const after = (podSpec: Fields, pod: Pod = generated().build(), further: Fields = {}): Pod =>
  admitted(presetsOf(podSpec, further), pod);

const container = (name: string, further: Fields = {}): Fields => ({
  name,
  image: `registry.example/${name}:1`,
  ...further,
});

const names = ({ spec }: Pod): unknown => spec.containers.map(({ name }) => name);

describe('the primary container', () => {
  it('FP-01 no containers: the generated one is the only one', () => {
    const pod = after({ containers: [], nodeSelector: { node_group: 'memory' } });
    expect(pod.spec).toMatchObject({ containers: [GENERATED], nodeSelector: { node_group: 'memory' } });
    expect(pod.spec.containers).toHaveLength(1);
  });

  it('FP-02 where it is not among the containers it comes last, and the others are as written', () => {
    const others = [container('a', { command: ['a'] }), container('b')];
    const pod = after({ containers: others });
    expect(pod.spec.containers).toEqual([...others, GENERATED]);
  });

  it('FP-02 where it is among them it keeps its place', () => {
    const pod = after({ containers: [container('a'), container('primary'), container('b')] });
    expect(names(pod)).toEqual(['a', 'primary', 'b']);
  });

  const written = container('primary', {
    image: 'registry.example/written:1',
    command: ['written'],
    args: ['written'],
    volumeMounts: [{ name: 'shared', mountPath: '/data' }],
    terminationMessagePath: '/dev/foo',
  });
  const volumes = [{ name: 'shared', emptyDir: { medium: 'Memory' } }];

  it('FP-03 its image, command and arguments are the task’s, the rest stays', () => {
    const { spec } = after({ containers: [written], volumes });
    expect(spec.containers).toEqual([
      {
        ...GENERATED,
        volumeMounts: [{ name: 'shared', mountPath: '/data' }],
        terminationMessagePath: '/dev/foo',
      },
    ]);
  });

  it('FP-03 its variables are the task’s, and convert names those that were written', () => {
    const env = [
      { name: 'MODE', value: 'written' },
      { name: 'OTHER', value: 'written' },
    ];
    const { presets, losses } = convert({
      podTasks: [podTask({ containers: [container('a'), { ...written, env }], volumes })],
    });
    expect(containerNamed(admitted(presets, generated().build()), 'primary').env).toEqual(GENERATED.env);
    expect(losses).toMatchObject([
      { object: 'task.yaml: pod task primary', path: 'pod_spec.containers[1].env' },
    ]);
  });

  it('FP-03 no other preset writes its image, command or arguments, and the message says whose they are', () => {
    const intruder = handwritten('intruder', {
      selector: {},
      layer: 'Override',
      onConflict: 'Reject',
      containers: [{ image: 'registry.example/other:1' }],
    });
    expect(admitWith([...presetsOf({ containers: [] }), intruder], generated().build())).toMatchObject({
      admitted: false,
      message: expect.stringContaining(
        'the primary container has its image from the task; set it there',
      ) as string,
    });
  });

  const resources = { requests: { cpu: '.5', memory: '500Mi' }, limits: { cpu: '.5' } };
  const own = { requests: { memory: '1G' }, limits: { memory: '1G' } };

  it('FP-05 resources of the task take the place of the written ones as a whole, those of others stay', () => {
    const { spec } = after(
      { containers: [container('primary', { resources }), container('side', { resources })] },
      generated({ resources: own }).build(),
    );
    expect(spec.containers.map((one) => one.resources)).toEqual([own, resources]);
  });

  it.each([{}, { resources: {} }])(
    'FP-06 without resources of the task (%j) the written ones stay',
    (none) => {
      const { spec } = after({ containers: [container('primary', { resources })] }, generated(none).build());
      expect(spec.containers[0]?.resources).toEqual(resources);
    },
  );

  it('a pod without it is refused', () => {
    const presets = presetsOf({ containers: [{ ...written }], volumes });
    const pod = generated({ name: 'main' }).build();
    expect(admitWith(presets, pod)).toMatchObject({
      admitted: false,
      message: expect.stringContaining('primary') as string,
    });
  });
});

describe('the rest of the pod', () => {
  it.each<[string, Fields]>([
    ['below metadata', { metadata: { labels: { team: 'vision', own: 'no' }, annotations: { a: 'b' } } }],
    ['beside the pod spec', { labels: { team: 'vision', own: 'no' }, annotations: { a: 'b' } }],
  ])('FP-07 labels and annotations %s are those of the pod', (_where, further) => {
    const pod = after({ containers: [] }, generated().label('own', 'yes').build(), further);
    expect(pod.metadata.labels).toMatchObject({ team: 'vision', own: 'yes' });
    expect(pod.metadata.annotations).toMatchObject({ a: 'b' });
  });

  it('FP-08 two containers share a volume in memory', () => {
    const volumeMounts = [{ name: 'shared-data', mountPath: '/data' }];
    const { spec } = after({
      containers: [{ name: 'primary', volumeMounts }, container('secondary', { volumeMounts })],
      volumes: [{ name: 'shared-data', emptyDir: { medium: 'Memory' } }],
    });
    expect(spec.volumes).toEqual([{ name: 'shared-data', emptyDir: { medium: 'Memory' } }]);
    expect(spec.containers.map((one) => one.volumeMounts)).toEqual([volumeMounts, volumeMounts]);
  });

  it('FP-08 a volume without a source is an empty directory, as for the API server', () => {
    const { spec } = after({ containers: [], volumes: [{ name: 'volume' }] });
    expect(spec.volumes).toEqual([{ name: 'volume', emptyDir: {} }]);
  });

  it('FP-09 init containers are there with their own limits, before those of Flyte', () => {
    const limits = { limits: { cpu: '.5', memory: '500Mi' } };
    const written = [container('first', { resources: limits }), container('second')];
    const pod = generated().initContainer({ name: 'downloader', image: 'registry.example/downloader:1' });
    const { spec } = after({ containers: [], initContainers: written }, pod.build());
    expect(spec.initContainers?.map(({ name }) => name)).toEqual(['first', 'second', 'downloader']);
    expect(spec.initContainers?.slice(0, 2)).toEqual(written);
  });

  it('FP-09 init containers that keep running do so, and convert says where their order changes', () => {
    const running = container('proxy', { restartPolicy: 'Always' });
    const { presets, losses } = convert({
      podTasks: [podTask({ containers: [], initContainers: [running, container('fetch')] })],
    });
    const { spec } = admitted(presets, generated().build());
    expect(spec.initContainers).toEqual([container('fetch'), running]);
    expect(losses).toMatchObject([{ path: 'pod_spec.initContainers' }]);
    expect(presetsOf({ containers: [], initContainers: [container('fetch'), running] })).toHaveLength(1);
  });

  it('FP-10 each pod of a map task or a dynamic workflow gets the same', () => {
    const presets = presetsOf({ containers: [container('side')], priorityClassName: 'low' });
    for (const name of ['f7c1-n0-0-0', 'f7c1-n0-0-1', 'f7c1-n1-0-dn0-0']) {
      const pod = admitted(presets, generated().name(name).build());
      expect(names(pod)).toEqual(['side', 'primary']);
      expect(pod.spec['priorityClassName']).toBe('low');
    }
  });

  it('FP-10 pods of other tasks stay as they are', () => {
    const pod = taskPod(structuredClone(GENERATED)).build();
    expect(after({ containers: [container('side')] }, pod)).toEqual(pod);
  });

  it('FP-12 the default template and the settings reach pod tasks, and the task goes over them', () => {
    const presets = lossless(
      convert({
        configs: [
          defaultTemplate,
          settings({ 'default-env-vars': { REGION: 'eu' }, 'scheduler-name': 'flyte' }),
        ],
        templates: [
          template(
            {
              priorityClassName: 'base',
              nodeSelector: { pool: 'base', zone: 'a' },
              containers: [pattern('default', { command: ['never'], terminationMessagePath: '/base' })],
            },
            { metadata: { labels: { of: 'base', cost: '42' } } },
          ),
        ],
        podTasks: [
          podTask(
            { containers: [], nodeSelector: { pool: 'task' }, schedulerName: 'task' },
            { metadata: { labels: { of: 'task' } } },
          ),
        ],
      }),
    );
    const { metadata, spec } = admitted(presets, generated().build());
    expect(metadata.labels).toMatchObject({ of: 'task', cost: '42' });
    expect(spec).toMatchObject({
      priorityClassName: 'base',
      schedulerName: 'task',
      nodeSelector: { pool: 'task', zone: 'a' },
      containers: [
        {
          command: GENERATED.command,
          env: [...GENERATED.env, { name: 'REGION', value: 'eu' }],
          terminationMessagePath: '/base',
        },
      ],
    });
  });

  it('FP-12 the settings reach the other containers of a pod task, too', () => {
    const presets = lossless(
      convert({
        configs: [settings({ 'default-env-vars': [{ REGION: 'eu' }, { STAGE: 'test' }] })],
        podTasks: [podTask({ containers: [container('side')] })],
      }),
    );
    const pod = admitted(presets, generated().build());
    for (const name of ['side', 'primary']) {
      expect(containerNamed(pod, name).env).toEqual(
        expect.arrayContaining([
          { name: 'REGION', value: 'eu' },
          { name: 'STAGE', value: 'test' },
        ]),
      );
    }
  });

  const affinity = (key: string) => ({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'Exists' }] }],
      },
    },
  });

  it('FP-12 a default that is for tasks without an affinity is not for a pod task that has one', () => {
    const presets = lossless(
      convert({
        configs: [settings({ 'default-affinity': affinity('flyte') })],
        podTasks: [podTask({ containers: [], affinity: affinity('task') })],
      }),
    );
    expect(admitted(presets, generated().build()).spec['affinity']).toEqual(affinity('task'));
  });
});

describe('the name of the preset', () => {
  const nameOf = (further: Fields): unknown => presetsOf({ containers: [] }, further)[0]?.metadata;

  it.each<[string, Fields, Fields]>([
    ['that of the primary container', {}, { name: 'primary' }],
    ['that of the metadata', { metadata: { name: 'multi' } }, { name: 'multi' }],
    [
      'that of the metadata, in its namespace',
      { metadata: { name: 'multi', namespace: 'team-a' } },
      { name: 'multi', namespace: 'team-a' },
    ],
  ])('is %s', (_which, further, metadata) => {
    expect(nameOf(further)).toEqual(metadata);
  });

  const inFile = (source: string, further: Fields = {}) => ({
    ...podTask({ containers: [] }, further),
    source,
  });

  it.each<[string, Parameters<typeof convert>[0], string]>([
    [
      'two tasks',
      { podTasks: [inFile('a.yaml'), inFile('b.yaml')] },
      'a.yaml and b.yaml would both become ClusterPodPreset/primary; give one of them another name with metadata.name',
    ],
    [
      'two tasks of one namespace',
      {
        podTasks: ['a.yaml', 'b.yaml'].map((source) =>
          inFile(source, { metadata: { name: 'multi', namespace: 'team-a' } }),
        ),
      },
      'a.yaml and b.yaml would both become PodPreset/team-a/multi',
    ],
    [
      'a task and a template',
      {
        templates: [template({ priorityClassName: 'low' }, { name: 'primary' })],
        podTasks: [inFile('a.yaml')],
      },
      'primary.yaml and a.yaml would both become ClusterPodPreset/primary',
    ],
    [
      'a task and a setting',
      {
        configs: [settings({ 'default-labels': { team: 'a' } })],
        podTasks: [inFile('a.yaml', { metadata: { name: 'flyte-default-labels' } })],
      },
      'config.yaml and a.yaml would both become ClusterPodPreset/flyte-default-labels',
    ],
  ])('cannot be that of another preset: %s', (_what, documents, message) => {
    expect(() => convert(documents)).toThrow(UserError);
    expect(() => convert(documents)).toThrow(message);
  });

  it('may be that of a preset elsewhere', () => {
    const podTasks = [{}, { metadata: { namespace: 'team-a' } }, { metadata: { namespace: 'team-b' } }].map(
      (further) => podTask({ containers: [] }, further),
    );
    expect(convert({ podTasks }).presets.map(({ metadata }) => metadata.name)).toEqual([
      'primary',
      'primary',
      'primary',
    ]);
  });
});

describe('what is not carried', () => {
  it('directories of the host that no preset may mount are named, as are their mounts', () => {
    const mount = (name: string) => ({ name, mountPath: `/${name}` });
    const { presets, losses } = convert({
      podTasks: [
        podTask({
          containers: [
            container('primary', { volumeMounts: [mount('docker')] }),
            container('side', { volumeMounts: [mount('docker'), mount('data')] }),
          ],
          initContainers: [container('first', { volumeMounts: [mount('docker')] })],
          volumes: [
            { name: 'docker', hostPath: { path: '/var/run/docker.sock' } },
            { name: 'data', hostPath: { path: '/mnt/data' } },
          ],
        }),
      ],
    });
    expect(losses.map(({ path }) => path)).toEqual([
      'pod_spec.volumes[0].hostPath.path',
      'pod_spec.containers[0].volumeMounts[0]',
      'pod_spec.containers[1].volumeMounts[0]',
      'pod_spec.initContainers[0].volumeMounts[0]',
    ]);
    const pod = admitted(presets, generated().build());
    expect(pod.spec.volumes).toEqual([{ name: 'data', hostPath: { path: '/mnt/data' } }]);
    expect(containerNamed(pod, 'side').volumeMounts).toEqual([mount('data')]);
    expect(
      [containerNamed(pod, 'primary'), containerNamed(pod, 'first')].map((one) => one.volumeMounts),
    ).toEqual([undefined, undefined]);
  });

  it('fields of the task that are not of its pod are named', () => {
    const { losses } = convert({
      podTasks: [podTask({ containers: [], hostIPC: true }, { requests: { mem: '1G' } })],
    });
    expect(losses.map(({ path }) => path)).toEqual(['requests', 'pod_spec.hostIPC']);
  });

  it.each<[string, Fields]>([
    ['primary_container_name is "", wanted', { primary_container_name: '' }],
    ['metadata.name is "Multi"', { metadata: { name: 'Multi' } }],
    ['pod_spec is [], wanted an object', { pod_spec: [] }],
    [
      'would become the preset primary, which is refused: spec.metadata.labels.team',
      { metadata: { labels: { team: 'a b' } } },
    ],
    ['pod_spec.node_selector is no field', { pod_spec: { containers: [], node_selector: {} } }],
    [
      'pod_spec.containers[0].volume_mounts is no field',
      { pod_spec: { containers: [{ name: 'a', volume_mounts: [] }] } },
    ],
  ])('%s is refused', (message, further) => {
    expect(() => presetsOf({ containers: [] }, further)).toThrow(UserError);
    expect(() => presetsOf({ containers: [] }, further)).toThrow(`task.yaml: ${message}`);
  });
});
