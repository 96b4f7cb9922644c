import { describe, expect, it } from 'vitest';
import type { Fields } from '../../shared/json.ts';
import {
  converted,
  experiment,
  forContainer,
  labelled,
  master,
  podSpec,
  pool,
} from '../../test/build/determined.ts';
import { compileAll } from '../../test/compatibility/harness.ts';
import { UserError } from '../user-error.ts';
import { convertDetermined } from './determined.ts';
import type { PresetManifest, SourceDocument } from './types.ts';

const namesOf = (...documents: readonly SourceDocument[]): string[] =>
  converted(documents).presets.map(({ metadata }) => metadata.name);

function presetNamed(name: string, documents: readonly SourceDocument[]): PresetManifest {
  const found = converted(documents).presets.find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`no preset ${name}, but ${namesOf(...documents).join(', ')}`);
  return found;
}

const document = (value: Fields): SourceDocument => ({ source: 'values.yaml', value });

describe('the presets', () => {
  it('are of the cluster and called after what they do, also for pools and tasks', () => {
    const documents = [
      master(
        {
          cpu_pod_spec: labelled('cpu'),
          gpu_pod_spec: labelled('gpu'),
          environment_variables: { cpu: ['A=1'], gpu: ['B=2'] },
        },
        {
          resource_pools: [
            pool('Big GPUs', { gpu_pod_spec: labelled('big') }),
            pool('debug', { environment_variables: ['DEBUG=1'], dtrain_network_interface: 'eth1' }),
            pool('plain'),
          ],
        },
      ),
      experiment('mnist', labelled('own')),
    ];
    expect(namesOf(...documents)).toEqual([
      'determined-tasks',
      'determined-priority',
      'determined-hide-gpus',
      'determined-env-cpu',
      'determined-env-cuda',
      'determined-pool-debug-settings',
      'determined-pool-debug-env-cpu',
      'determined-pool-debug-env-cuda',
      'determined-pool-debug-env-rocm',
      'determined-cpu',
      'determined-gpu',
      'determined-pool-big-gpus-gpu',
      'determined-checkpoint-gc',
      'determined-pool-big-gpus-checkpoint-gc',
      'determined-checkpoint-gc-priority',
      'mnist',
    ]);
    expect(new Set(converted(documents).presets.map(({ kind }) => kind))).toEqual(
      new Set(['ClusterPodPreset']),
    );
  });

  it('of pod specs go over Determined’s own, those of tasks over all, and refuse pods that they do not fit', () => {
    const documents = [
      master({
        gpu_pod_spec: labelled('gpu'),
        environment_variables: { cpu: ['A=1'] },
        dtrain_network_interface: 'eth1',
      }),
      experiment('mnist', labelled('own')),
    ];
    const ranked = [
      'mnist',
      'determined-gpu',
      'determined-hide-gpus',
      'determined-env-cpu',
      'determined-settings',
      'determined-tasks',
    ];
    const priorities = ranked.map((name) => presetNamed(name, documents).spec.priority ?? 0);
    expect(priorities).toEqual(priorities.toSorted((left, right) => right - left));
    expect(new Set(priorities).size).toBe(ranked.length);
    expect(presetNamed('mnist', documents).spec).toMatchObject({ byName: true, onConflict: 'Reject' });
    expect(presetNamed('determined-gpu', documents).spec).toMatchObject({ onConflict: 'Reject' });
  });

  it('of the master configuration are the same with tasks that replace no list of theirs', () => {
    const defaults = master({ gpu_pod_spec: labelled('gpu') });
    const alone = converted([defaults]).presets;
    const together = converted([defaults, experiment('mnist', labelled('own'))]).presets;
    expect(together.slice(0, alone.length)).toEqual(alone);
  });

  it('say apart what the pod spec of a task replaces as a whole', () => {
    const documents = [
      master({ gpu_pod_spec: podSpec({ tolerations: [{ operator: 'Exists' }], nodeSelector: { a: 'b' } }) }),
      experiment('mnist', podSpec({ tolerations: [{ key: 'own', operator: 'Exists' }] })),
    ];
    expect(presetNamed('determined-gpu', documents).spec.pod).toEqual({ nodeSelector: { a: 'b' } });
    expect(presetNamed('determined-gpu-tolerations', documents).spec).toMatchObject({
      matchExpression: expect.stringContaining("in ['mnist']"),
      pod: { tolerations: [{ operator: 'Exists' }] },
    });
  });

  it('name as many tasks as a condition has room for, and say which do not fit', () => {
    const own = podSpec({ tolerations: [{ key: 'own', operator: 'Exists' }] });
    const name = (index: number): string => `experiment-${'x'.repeat(20)}-${index}`;
    const tasks = Array.from({ length: 40 }, (_, index) => experiment(name(index), own));
    const defaults = master({ cpu_pod_spec: podSpec({ tolerations: [{ operator: 'Exists' }] }) });
    const { presets, losses } = converted([defaults, ...tasks]);
    compileAll(presets);
    expect(losses).toMatchObject([
      {
        object: 'preset determined-cpu-tolerations',
        message: expect.stringContaining(`${name(39)}; their tolerations add to the default`),
      },
    ]);
  });

  it('of a GPU pod spec cover GPUs', () => {
    expect(presetNamed('determined-gpu', [master({ gpu_pod_spec: labelled('gpu') })]).spec.covers).toEqual([
      'nvidia.com/gpu',
      'amd.com/gpu',
    ]);
  });
});

describe('the values of the Helm chart', () => {
  it('have the settings of the master configuration in camelCase', () => {
    const values = document({
      taskContainerDefaults: {
        cpuPodSpec: labelled('cpu'),
        gpuPodSpec: labelled('gpu'),
        checkpointGcPodSpec: labelled('gc'),
        dtrainNetworkInterface: 'eth1',
        networkMode: 'host',
      },
      resourcePools: [{ pool_name: 'prod', task_container_defaults: { gpu_pod_spec: labelled('prod') } }],
    });
    const same = {
      ...master(
        {
          cpu_pod_spec: labelled('cpu'),
          gpu_pod_spec: labelled('gpu'),
          checkpoint_gc_pod_spec: labelled('gc'),
          dtrain_network_interface: 'eth1',
          network_mode: 'host',
        },
        { resource_pools: [pool('prod', { gpu_pod_spec: labelled('prod') })] },
      ),
    };
    expect(converted([values])).toEqual(converted([same]));
    expect(converted([values]).losses).toEqual([]);
  });

  it('cannot say a setting in both spellings', () => {
    const values = document({ taskContainerDefaults: { cpuPodSpec: {}, cpu_pod_spec: {} } });
    expect(() => converted([values])).toThrow(
      'values.yaml: taskContainerDefaults.cpuPodSpec and taskContainerDefaults.cpu_pod_spec are the same setting',
    );
  });
});

describe('settings that are not pod specs', () => {
  it('are in a preset for every task', () => {
    const defaults = master({
      environment_variables: ['A=1', 'B', 'A=2=3', 'C=${HOME}'],
      dtrain_network_interface: 'eth1',
      gloo_port_range: '5000:5100',
    });
    expect(presetNamed('determined-settings', [defaults]).spec.containers?.[0]?.env).toEqual([
      { name: 'A', value: '2=3' },
      { name: 'B', value: '' },
      { name: 'C', value: '$${HOME}' },
      { name: 'DET_INTER_NODE_NETWORK_INTERFACE', value: 'eth1' },
      { name: 'GLOO_PORT_RANGE', value: '5000:5100' },
    ]);
  });

  it.each([
    ['image', 'registry.example/train:1', /keep it in the master configuration/],
    ['image', { cpu: 'registry.example/cpu:1', gpu: 'registry.example/gpu:1' }, /keep it in the master/],
    ['force_pull_image', true, /keep it in the master configuration/],
    ['work_dir', '/work', /keep it in the master configuration/],
    ['startup_hook', 'echo hello', /not by a field of the pod/],
    ['log_policies', [{ pattern: 'ECC' }], /not by a field of the pod/],
    ['kubernetes', { max_slots_per_pod: 4 }, /not by a field of the pod/],
    ['preemption_timeout', 60, /not by a field of the pod/],
    ['gpu_podspec', {}, /no setting of task_container_defaults/],
  ])('%s is not carried: %j', (setting, value, message) => {
    expect(converted([master({ [setting]: value })]).losses).toEqual([
      {
        object: 'master.yaml: task_container_defaults',
        path: `task_container_defaults.${setting}`,
        message: expect.stringMatching(message),
      },
    ]);
  });

  it('of Docker and of HPC schedulers do nothing on Kubernetes, so nothing is lost', () => {
    const idle = {
      shm_size_bytes: 4294967296,
      nccl_port_range: '1:2',
      registry_auth: { username: 'u' },
      add_capabilities: ['SYS_PTRACE'],
      drop_capabilities: ['NET_RAW'],
      devices: [{ host_path: '/dev/infiniband', container_path: '/dev/infiniband' }],
      slurm: { slots_per_node: 8 },
      pbs: {},
      network_mode: 'bridge',
    };
    expect(converted([master(idle)])).toEqual(converted([master({})]));
  });

  it.each(['DET_MASTER=x', 'PYTHONUSERBASE=/x'])(
    'a variable that is Determined’s own is lost: %s',
    (variable) => {
      const defaults = master({ environment_variables: ['A=1', variable] });
      const { losses } = converted([defaults]);
      expect(losses.map(({ path }) => path)).toEqual(['task_container_defaults.environment_variables[1]']);
      expect(presetNamed('determined-settings', [defaults]).spec.containers?.[0]?.env).toEqual([
        { name: 'A', value: '1' },
      ]);
    },
  );
});

describe('what is lost', () => {
  const lossesOf = (spec: Fields, metadata?: Fields) =>
    converted([master({ gpu_pod_spec: podSpec(spec, metadata) })]).losses.map(({ path }) =>
      path.replace('task_container_defaults.gpu_pod_spec.', ''),
    );

  it.each<[string, Fields, string[]]>([
    ['where a pod runs', { nodeName: 'node-1' }, ['spec.nodeName']],
    ['what opens the host', { hostPID: true, hostIPC: true }, ['spec.hostPID', 'spec.hostIPC']],
    ['what only running pods have', { ephemeralContainers: [{ name: 'x' }] }, ['spec.ephemeralContainers']],
    ['a number instead of a class', { priority: 5 }, ['spec.priority']],
    [
      'a directory that hands over the node',
      {
        volumes: [{ name: 'docker', hostPath: { path: '/var/lib/docker' } }],
        containers: [
          { name: 'determined-container', volumeMounts: [{ name: 'docker', mountPath: '/docker' }] },
        ],
      },
      ['spec.volumes[0].hostPath.path', 'spec.containers[0].volumeMounts[0]'],
    ],
    ['a sidecar without an image', { containers: [{ name: 'side' }] }, ['spec.containers[side]']],
    [
      'what Determined does not take over into its container',
      { containers: [{ name: 'determined-container', tty: true, resources: { claims: [{ name: 'x' }] } }] },
      ['spec.containers[0].tty', 'spec.containers[0].resources.claims'],
    ],
    [
      'when a sidecar starts again',
      { containers: [{ name: 'side', image: 'registry.example/a:1', restartPolicy: 'OnFailure' }] },
      ['spec.containers[0].restartPolicy'],
    ],
  ])('is named: %s', (_what, spec, paths) => {
    expect(lossesOf(spec)).toEqual(paths);
  });

  it('of metadata is all but labels and annotations, of which Latebind’s own stay in the pod spec', () => {
    const annotations = { 'latebind.dev/presets': 'mnist', 'example.com/owner': 'ml' };
    const metadata = {
      annotations,
      finalizers: ['example.com/x'],
      creationTimestamp: null,
      generateName: '',
    };
    expect(lossesOf({}, metadata)).toEqual([
      'metadata.finalizers',
      'metadata.annotations[latebind.dev/presets]',
    ]);
    const { presets } = converted([master({ gpu_pod_spec: podSpec({}, metadata) })]);
    expect(presets.find(({ spec }) => spec.metadata !== undefined)?.spec.metadata).toEqual({
      annotations: { 'example.com/owner': 'ml' },
    });
  });

  it('is nothing of an empty or absent value, nor of apiVersion, kind and status', () => {
    const nothing = { ...podSpec({ nodeName: '', hostPID: false, priority: null, volumes: [] }), status: {} };
    expect(
      converted([master({ gpu_pod_spec: nothing, cpu_pod_spec: null, checkpoint_gc_pod_spec: {} })]),
    ).toEqual(converted([master({})]));
  });

  it('of a bind mount is a directory that hands over the node', () => {
    const bind_mounts = [{ host_path: '/var/lib/kubelet', container_path: '/kubelet' }];
    expect(converted([master({ bind_mounts })]).losses.map(({ path }) => path)).toEqual([
      'task_container_defaults.bind_mounts[0].host_path',
    ]);
  });
});

describe('a task', () => {
  it('is selected by its name, which is made a valid one', () => {
    const documents = ['MNIST (PyTorch)', 'determined-gpu', '***'].map((name) => ({
      source: 'tasks/train.yaml#2',
      value: experiment(name, labelled('own')).value,
    }));
    expect(namesOf(...documents)).toEqual(['mnist-pytorch', 'task-determined-gpu', 'train-2']);
  });

  it('that has no name, such as a notebook, is called by its description', () => {
    const notebook = document({ description: 'My Notebook', environment: { pod_spec: labelled('own') } });
    expect(namesOf(notebook)).toEqual(['my-notebook']);
  });

  it.each(['mnist', 'MNIST'])('of the same name is the same one where its pod spec is: %s', (name) => {
    expect(namesOf(experiment('mnist', labelled('a')), experiment(name, labelled('a')))).toEqual(['mnist']);
    const other = { ...experiment(name, labelled('b')), source: 'other.yaml' };
    const convert = () => converted([experiment('mnist', labelled('a')), other]);
    expect(convert).toThrow(UserError);
    expect(convert).toThrow(
      'other.yaml: would become the preset mnist, and so would mnist.yaml, which has another pod spec',
    );
  });

  it('that says nothing gives no preset', () => {
    expect(converted([experiment('mnist', podSpec({}))])).toEqual({ presets: [], losses: [] });
  });

  it('may say more about a container of the default, if both are converted together', () => {
    const more = podSpec({ containers: [{ name: 'ship', env: [{ name: 'TO', value: 'b' }] }] });
    expect(converted([experiment('mnist', more)])).toEqual({
      presets: [],
      losses: [
        {
          object: 'mnist.yaml: environment.pod_spec',
          path: 'environment.pod_spec.spec.containers[ship]',
          message: expect.stringContaining('convert it together with the default'),
        },
      ],
    });
    const ship = { name: 'ship', image: 'registry.example/ship:1' };
    const together = [master({ gpu_pod_spec: podSpec({ containers: [ship] }) }), experiment('mnist', more)];
    expect(converted(together).losses).toEqual([]);
    expect(presetNamed('mnist', together).spec.addContainers?.sidecars?.[0]?.container).toEqual({
      ...ship,
      env: [{ name: 'TO', value: 'b' }],
    });
  });

  it('does not get a volume that the defaults define in different ways', () => {
    const data = (path: string): Fields => podSpec({ volumes: [{ name: 'data', hostPath: { path } }] });
    const mounting = forContainer({ volumeMounts: [{ name: 'data', mountPath: '/data' }] });
    expect(
      converted([
        master({ cpu_pod_spec: data('/a'), gpu_pod_spec: data('/b') }),
        experiment('mnist', mounting),
      ]).losses,
    ).toMatchObject([{ path: 'environment.pod_spec.spec.volumes[data]' }]);
  });

  it('is not merged with a container that the defaults define in different ways', () => {
    const ship = (image: string): Fields => podSpec({ containers: [{ name: 'ship', image }] });
    const { losses } = converted([
      master({ cpu_pod_spec: ship('registry.example/a:1'), gpu_pod_spec: ship('registry.example/b:1') }),
      experiment('mnist', ship('registry.example/c:1')),
    ]);
    expect(losses).toMatchObject([{ message: expect.stringContaining('in different ways') }]);
  });
});

describe('what is refused', () => {
  it.each<[string, Fields, string]>([
    ['a list', { task_container_defaults: [] }, 'task_container_defaults is [], wanted an object'],
    [
      'a pod spec that is a text',
      { task_container_defaults: { gpu_pod_spec: 'x' } },
      'task_container_defaults.gpu_pod_spec is "x", wanted an object',
    ],
    [
      'a label that is no text',
      { task_container_defaults: { gpu_pod_spec: podSpec({}, { labels: { a: 1 } }) } },
      'task_container_defaults.gpu_pod_spec.metadata.labels[a] is 1, wanted a text',
    ],
    [
      'a variable without a name',
      { task_container_defaults: { environment_variables: ['=1'] } },
      'task_container_defaults.environment_variables[0] is "=1", wanted NAME=VALUE',
    ],
    [
      'a variable of a name that none can have',
      { task_container_defaults: { environment_variables: { cuda: ['A B=1'] } } },
      'task_container_defaults.environment_variables.cuda[0] is "A B"',
    ],
    [
      'a bind mount at a path that none can have',
      { task_container_defaults: { bind_mounts: [{ host_path: '/a', container_path: '/a:b' }] } },
      'task_container_defaults.bind_mounts[0].container_path is "/a:b"',
    ],
    [
      'a bind mount without a path',
      { task_container_defaults: { bind_mounts: [{ host_path: '/a' }] } },
      'task_container_defaults.bind_mounts[0].container_path is missing',
    ],
    ['a pool without a name', { resource_pools: [{}] }, 'resource_pools[0].pool_name is missing'],
    [
      'two pools of one label',
      { resource_pools: [pool('a b', {}), pool('a_b', {})] },
      'two entries of resource_pools have the label determined.ai/resource_pool: a_b',
    ],
  ])('is named: %s', (_what, value, message) => {
    const convert = () => converted([document(value)]);
    expect(convert).toThrow(UserError);
    expect(convert).toThrow(`values.yaml: ${message}`);
  });

  it.each<[string, Fields, string]>([
    ['a label', podSpec({}, { labels: { 'a b': 'x' } }), 'metadata.labels has "a b"'],
    ['another kind', { ...podSpec({}), kind: 'PodTemplate' }, 'kind is "PodTemplate", wanted Pod'],
    ['another version', { ...podSpec({}), apiVersion: 'apps/v1' }, 'apiVersion is "apps/v1", wanted v1'],
    ['a volume', podSpec({ volumes: [{ name: 'A' }] }), 'spec.volumes[0].name is "A"'],
    [
      'a mount',
      forContainer({ volumeMounts: [{ name: 'a', mountPath: 'x' }] }),
      'spec.containers[determined-container].volumeMounts[0].mountPath is "x"',
    ],
    [
      'a sidecar',
      podSpec({ containers: [{ name: 'A', image: 'registry.example/a:1' }] }),
      'spec.containers[A].name is "A"',
    ],
    [
      'a variable of an init container',
      podSpec({
        initContainers: [
          { name: 'a', image: 'registry.example/a:1' },
          { name: 'b', image: 'registry.example/a:1', restartPolicy: 'Always', env: [{ name: 'A B' }] },
        ],
      }),
      'spec.initContainers[b].env[0].name is "A B"',
    ],
    [
      'a name that is there twice',
      podSpec({ containers: ['a', 'a'].map((name) => ({ name, image: 'registry.example/a:1' })) }),
      'spec adds "a" twice',
    ],
  ])('is named where no pod can have it: %s', (_what, spec, message) => {
    expect(() => converted([experiment('mnist', spec)])).toThrow(
      `mnist.yaml: environment.pod_spec.${message}`,
    );
    expect(() => converted([master({ cpu_pod_spec: spec })])).toThrow(
      `master.yaml: task_container_defaults.cpu_pod_spec.${message}`,
    );
  });

  it('are two master configurations at once', () => {
    expect(() => converted([master({}), { ...master({}), source: 'other.yaml' }])).toThrow(
      'other.yaml: is a second master configuration beside master.yaml',
    );
  });

  it('is a task without a pod spec', () => {
    const documents = { masters: [], experiments: [document({ environment: {} })] };
    expect(() => convertDetermined(documents, { behaviour: 'implemented' })).toThrow(
      'values.yaml: environment.pod_spec is missing',
    );
  });

  it('is one pull secret without a list, but not in the guide’s reading, whose example has it', () => {
    const task = experiment('mnist', podSpec({ imagePullSecrets: { name: 'regcred' } }));
    expect(() => converted([task])).toThrow(
      'mnist.yaml: environment.pod_spec.spec.imagePullSecrets is an object, wanted a list',
    );
    const { presets, losses } = converted([task], { behaviour: 'documented' });
    expect(losses).toEqual([]);
    expect(presets[0]?.spec.pod).toEqual({ imagePullSecrets: [{ name: 'regcred' }] });
  });

  it('is not a field of a pod that is newer than this converter', () => {
    const { presets, losses } = converted([experiment('mnist', podSpec({ newField: { some: ['thing'] } }))]);
    expect(losses).toEqual([]);
    expect(presets[0]?.spec.pod).toEqual({ newField: { some: ['thing'] } });
  });

  it('is not the older name of the service account', () => {
    const { presets, losses } = converted([experiment('mnist', podSpec({ serviceAccount: 'old' }))]);
    expect(losses).toEqual([]);
    expect(presets[0]?.spec.pod).toEqual({ serviceAccountName: 'old' });
  });

  it('is what no preset has room for', () => {
    const environment_variables = Array.from({ length: 2_000 }, (_, index) => `A${index}=1`);
    const convert = () => converted([master({ environment_variables })]);
    expect(convert).toThrow(UserError);
    expect(convert).toThrow(
      'master.yaml: would become the preset determined-settings, which is refused: spec.containers[0].env',
    );
  });
});

describe('the rest of an experiment', () => {
  const saying = (fields: Fields, environment: Fields = {}): SourceDocument => ({
    source: 'mnist.yaml',
    value: { name: 'mnist', ...fields, environment: { pod_spec: labelled('own'), ...environment } },
  });
  const stays = 'Determined itself does it: leave it in the experiment';

  it.each<[string, Fields, Fields]>([
    ['environment.environment_variables', {}, { environment_variables: ['A=1'] }],
    ['bind_mounts', { bind_mounts: [{ host_path: '/a', container_path: '/a' }] }, {}],
  ])('stays there, which is said of what a preset could carry: %s', (path, fields, environment) => {
    const document = saying(fields, environment);
    const { presets, losses } = converted([document]);
    expect(losses).toEqual([{ object: 'mnist.yaml', path, message: stays }]);
    expect(presets).toEqual(converted([saying({})]).presets);
  });

  it('is named where this version does not know it', () => {
    const { losses } = converted([
      saying({ colour: 'red', resources: { wheels: 4 } }, { pod_specs: {}, x: 1 }),
    ]);
    expect(losses.map(({ path }) => path)).toEqual(['colour', 'environment.x', 'resources.wheels']);
    expect(new Set(losses.map(({ message }) => message.split(';')[0]))).toEqual(
      new Set(['is no key of an experiment that this version knows']),
    );
  });

  it('is not named where it is Determined’s to do, or says nothing', () => {
    const fields = {
      entrypoint: 'python3 train.py',
      hyperparameters: { lr: 0.1 },
      searcher: { name: 'single' },
      checkpoint_storage: { type: 's3', bucket: 'b' },
      max_restarts: 0,
      bind_mounts: [],
      resources: { weight: 2, shm_size: '4G', slots: null, slots_per_trial: 8, priority: 7 },
      work_dir: '/a',
    };
    const environment = { add_capabilities: ['X'], image: 'registry.example/a:1', force_pull_image: true };
    expect(converted([saying(fields, environment)]).losses).toEqual([]);
  });
});
