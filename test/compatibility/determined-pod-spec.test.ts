/** What one pod spec does to the pods that Determined makes. */
import { describe, expect, it } from 'vitest';
import type { PresetManifest } from '../../cli/convert/types.ts';
import type { Fields } from '../../shared/json.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import {
  converted,
  type DeterminedOptions,
  forContainer,
  gcTask,
  gpuTask,
  master,
  NODE_DISABLED,
  podSpec,
  pool,
  task,
} from '../build/determined.ts';
import type { PodBuilder } from '../build/pod.ts';
import { clusterPreset } from '../build/preset.ts';
import { admitted, admitWith, containerNamed, lossless } from './harness.ts';

/** Presets of a master configuration with this GPU pod spec. */
const withGpuSpec = (spec: Fields): readonly PresetManifest[] =>
  lossless(converted([master({ gpu_pod_spec: spec })]));

const admittedWith = (spec: Fields, pod: Pod = gpuTask().build()): Pod => admitted(withGpuSpec(spec), pod);
const taskContainer = (result: Pod) => containerNamed(result, 'determined-container');
const names = (list: readonly { name: string }[] | undefined): string[] =>
  (list ?? []).map(({ name }) => name);
const [runsAs] = gpuTask().build().spec.containers;

const lossesOf = (spec: Fields, options?: DeterminedOptions) =>
  converted([master({ gpu_pod_spec: spec })], options).losses.map(({ path, message }) => ({
    path: path.replace('task_container_defaults.gpu_pod_spec.', ''),
    message,
  }));

/** A preset of somebody else for the same pods. */
function another(spec: Fields): PresetManifest {
  const {
    apiVersion: _version,
    kind: _kind,
    ...preset
  } = clusterPreset('another')
    .spec({ selector: {}, ...spec })
    .build();
  return { apiVersion: 'latebind.dev/v1alpha1', kind: 'ClusterPodPreset', ...preset } as PresetManifest;
}

describe('determined-container', () => {
  it('DT-06 what the pod spec says about it goes into the container of the task', () => {
    const fields = {
      env: [{ name: 'A', value: '1' }],
      envFrom: [{ secretRef: { name: 'tokens' } }],
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
      volumeDevices: [{ name: 'raw', devicePath: '/dev/raw0' }],
      resources: { requests: { memory: '8Gi' }, limits: { memory: '16Gi' } },
      securityContext: { privileged: true },
    };
    const volumes = ['data', 'raw'].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
    const container = taskContainer(admittedWith(forContainer(fields, { volumes })));
    expect(container).toMatchObject({
      envFrom: fields.envFrom,
      volumeDevices: fields.volumeDevices,
      resources: { requests: { memory: '8Gi' }, limits: { memory: '16Gi' } },
      securityContext: { privileged: true },
    });
    expect(container.env).toEqual([...(runsAs?.env ?? []), ...fields.env]);
    expect(container.volumeMounts).toEqual([...(runsAs?.volumeMounts ?? []), ...fields.volumeMounts]);
  });

  it('DT-06 texts with ${ stay texts', () => {
    const result = admittedWith(forContainer({ env: [{ name: 'A', value: '${HOME}/x' }] }));
    expect(taskContainer(result).env).toContainEqual({ name: 'A', value: '${HOME}/x' });
  });

  it('DT-09 of two variables of one name that of the pod spec is effective', () => {
    const before = gpuTask().env({ name: 'LEVEL', value: 'experiment' }).build();
    const { env } = taskContainer(
      admittedWith(
        forContainer({
          env: [
            { name: 'LEVEL', value: 'pod spec' },
            { name: 'NEW', value: '1' },
          ],
        }),
        before,
      ),
    );
    expect(env?.filter(({ name }) => name === 'LEVEL')).toEqual([{ name: 'LEVEL', value: 'pod spec' }]);
    expect(env?.at(-1)).toEqual({ name: 'NEW', value: '1' });
  });

  it('DT-09 of two of one name in the pod spec the later is effective', () => {
    const env = ['1', '2'].map((value) => ({ name: 'A', value }));
    expect(
      taskContainer(admittedWith(forContainer({ env }))).env?.filter(({ name }) => name === 'A'),
    ).toEqual([{ name: 'A', value: '2' }]);
  });

  it('DT-10 the number of GPUs stays, other resources are added', () => {
    const wanted = { 'nvidia.com/gpu': 8, cpu: '4' };
    const result = admittedWith(forContainer({ resources: { requests: wanted, limits: wanted } }));
    const had = { 'nvidia.com/gpu': 1, cpu: '4' };
    expect(taskContainer(result).resources).toEqual({ requests: had, limits: had });
  });

  it('DT-11 its security context counts, but for user and group', () => {
    const securityContext = {
      runAsUser: 0,
      runAsGroup: 0,
      capabilities: { add: ['IPC_LOCK'] },
      runAsNonRoot: false,
    };
    const { presets, losses } = converted([master({ gpu_pod_spec: forContainer({ securityContext }) })]);
    expect(taskContainer(admitted(presets, gpuTask().build()))['securityContext']).toEqual({
      runAsUser: 1000,
      runAsGroup: 1000,
      capabilities: { add: ['IPC_LOCK'] },
      runAsNonRoot: false,
    });
    expect(losses).toEqual(
      ['runAsUser', 'runAsGroup'].map((field) => ({
        object: 'master.yaml: task_container_defaults',
        path: `task_container_defaults.gpu_pod_spec.spec.containers[0].securityContext.${field}`,
        message: 'use det user link-with-agent-user',
      })),
    );
  });

  it.each([
    ['image', 'registry.example/own:1', /environment\.image/],
    ['command', ['sleep'], /entrypoint/],
    ['args', ['1'], /entrypoint/],
    ['workingDir', '/work', /work_dir/],
    ['ports', [{ containerPort: 80 }], /proxy_ports/],
    ['livenessProbe', { exec: { command: ['true'] } }, /sidecar/],
    ['readinessProbe', { exec: { command: ['true'] } }, /sidecar/],
    ['startupProbe', { exec: { command: ['true'] } }, /sidecar/],
    ['lifecycle', { preStop: { exec: { command: ['true'] } } }, /sidecar/],
    ['terminationMessagePath', '/tmp/end', /sidecar/],
    ['terminationMessagePolicy', 'FallbackToLogsOnError', /sidecar/],
    ['imagePullPolicy', 'Always', /force_pull_image/],
  ])('DT-16 its %s is not carried, and the advice says where it belongs', (field, value, advice) => {
    const { presets } = converted([master({ gpu_pod_spec: forContainer({ [field]: value }) })]);
    expect(lossesOf(forContainer({ [field]: value }))).toEqual([
      { path: `spec.containers[0].${field}`, message: expect.stringMatching(advice) },
    ]);
    expect(taskContainer(admitted(presets, gpuTask().build()))[field]).toEqual(runsAs?.[field]);
  });

  it('DT-16 nor may another preset set them', () => {
    const intruder = another({ layer: 'Override', containers: [{ image: 'registry.example/other:1' }] });
    const result = admitWith([...lossless(converted([master({})])), intruder], gpuTask().build());
    expect(result.conflicts).toMatchObject([
      {
        path: 'spec.containers[determined-container].image',
        preset: 'ClusterPodPreset/another',
        other: 'ClusterPodPreset/determined-tasks',
        seen: expect.stringContaining('environment.image'),
      },
    ]);
    expect(result).toMatchObject({ admitted: true, pod: { spec: gpuTask().build().spec } });
  });

  it('DT-17 its variables and security context are carried, but not in the guide’s reading', () => {
    const fields = {
      env: [{ name: 'A', value: '1' }],
      envFrom: [{ configMapRef: { name: 'more' } }],
      securityContext: { privileged: true },
    };
    expect(lossesOf(forContainer(fields))).toEqual([]);
    const options = { behaviour: 'documented' } as const;
    expect(lossesOf(forContainer(fields), options)).toEqual([
      { path: 'spec.containers[0].env', message: expect.stringContaining('environment_variables') },
      { path: 'spec.containers[0].envFrom', message: expect.stringContaining('environment_variables') },
      { path: 'spec.containers[0].securityContext', message: 'use det user link-with-agent-user' },
    ]);
    const { presets } = converted([master({ gpu_pod_spec: forContainer(fields) })], options);
    expect(taskContainer(admitted(presets, gpuTask().build()))).toEqual(runsAs);
  });

  it('DT-12 without a GPU it sees none', () => {
    const presets = lossless(converted([master({})]));
    const seen = { name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' };
    const none = { name: 'NVIDIA_VISIBLE_DEVICES', value: 'void' };
    expect(taskContainer(admitted(presets, task().env(seen).build())).env).toEqual([
      ...(taskContainer(task().build()).env ?? []),
      none,
    ]);
    expect(taskContainer(admitted(presets, gpuTask().env(seen).build())).env).toContainEqual(seen);
    for (const builder of [gpuTask(), task().requests('amd.com/gpu', 1)])
      expect(taskContainer(admitted(presets, builder.build())).env).not.toContainEqual(none);
  });

  it('DT-12 a pod spec goes over that', () => {
    const seen = { name: 'NVIDIA_VISIBLE_DEVICES', value: 'none' };
    const presets = lossless(converted([master({ cpu_pod_spec: forContainer({ env: [seen] }) })]));
    expect(taskContainer(admitted(presets, task().build())).env).toContainEqual(seen);
  });
});

describe('other containers', () => {
  const sidecar = (name: string, more: Fields = {}): Fields => ({
    name,
    image: 'registry.example/side:1',
    ...more,
  });

  it('DT-07 become sidecars in front of the container of the task, in their order', () => {
    const { containers } = admittedWith(
      podSpec({ containers: [sidecar('first'), { name: 'determined-container' }, sidecar('second')] }),
    ).spec;
    expect(names(containers)).toEqual(['first', 'second', 'determined-container']);
  });

  it('DT-08 init containers run before that of Determined, in their order', () => {
    const native = sidecar('proxy', { restartPolicy: 'Always' });
    const { initContainers } = admittedWith(podSpec({ initContainers: [sidecar('fetch'), native] })).spec;
    expect(names(initContainers)).toEqual(['fetch', 'proxy', 'determined-init-container']);
    expect(initContainers?.[1]?.restartPolicy).toBe('Always');
  });

  it('DT-08 an init container that keeps running comes after the others, which is said', () => {
    const spec = podSpec({
      initContainers: [sidecar('proxy', { restartPolicy: 'Always' }), sidecar('fetch')],
    });
    expect(lossesOf(spec)).toEqual([
      {
        path: 'spec.initContainers[0]',
        message: expect.stringContaining('starts after the other init containers'),
      },
    ]);
    const { presets } = converted([master({ gpu_pod_spec: spec })]);
    expect(names(admitted(presets, gpuTask().build()).spec.initContainers)).toEqual([
      'fetch',
      'proxy',
      'determined-init-container',
    ]);
  });

  it('DT-18 may set everything', () => {
    const everything = sidecar('side', {
      command: ['sleep'],
      args: ['inf'],
      workingDir: '/work',
      ports: [{ containerPort: 80 }],
      env: [{ name: 'A', value: '1' }],
      envFrom: [{ configMapRef: { name: 'more' } }],
      livenessProbe: { exec: { command: ['true'] } },
      lifecycle: { preStop: { exec: { command: ['true'] } } },
      terminationMessagePath: '/tmp/end',
      imagePullPolicy: 'Always',
      securityContext: { runAsUser: 0 },
    });
    for (const behaviour of ['implemented', 'documented'] as const) {
      const presets = lossless(
        converted([master({ gpu_pod_spec: podSpec({ containers: [everything] }) })], { behaviour }),
      );
      expect(containerNamed(admitted(presets, gpuTask().build()), 'side')).toEqual(everything);
    }
  });

  it.each([
    [
      [{ name: 'determined-container' }, { image: 'registry.example/side:1' }],
      'containers[1].name is missing',
    ],
    [[sidecar('a'), sidecar('b', { env: { A: '1' } })], 'containers[1].env is an object, wanted a list'],
    [
      [sidecar('a', { ports: [{ containerPort: '80' }] })],
      'containers[0].ports[0].containerPort is string 80, wanted an integer',
    ],
  ])('DT-19 an error in a container names its place: %#', (containers, message) => {
    expect(() => withGpuSpec(podSpec({ containers }))).toThrow(
      `master.yaml: task_container_defaults.gpu_pod_spec.spec.${message}`,
    );
  });
});

describe('the pod', () => {
  it('DT-13 volumes of the pod spec come first, then those of Determined', () => {
    const { volumes } = admittedWith(podSpec({ volumes: [{ name: 'a', emptyDir: {} }, { name: 'b' }] })).spec;
    expect(names(volumes)).toEqual(['a', 'b', 'det-shm-volume', 'archive-volume']);
  });

  it('DT-13 shared memory is always there', () => {
    const { metadata, spec } = gpuTask().build();
    const [container] = spec.containers;
    const { volumeMounts: _mounts, ...bare } = container ?? { name: 'determined-container' };
    const without = { metadata, spec: { ...spec, volumes: [], containers: [bare] } };
    const result = admitted(lossless(converted([master({})])), without);
    expect(result.spec.volumes).toEqual([{ name: 'det-shm-volume', emptyDir: { medium: 'Memory' } }]);
    expect(taskContainer(result).volumeMounts).toEqual([{ name: 'det-shm-volume', mountPath: '/dev/shm' }]);
  });

  it('DT-13 a volume of the name of one of Determined’s is refused', () => {
    const spec = podSpec({ volumes: [{ name: 'archive-volume', emptyDir: {} }] });
    const documented = converted([master({ gpu_pod_spec: spec })], { behaviour: 'documented' });
    expect(admitWith(lossless(documented), gpuTask().build())).toMatchObject({
      admitted: false,
      reason: 'Rejected',
    });
  });

  it('DT-14 labels of Determined win', () => {
    const labels = { 'determined.ai/task_type': 'MINE', determined: 'mine', team: 'ml' };
    expect(admittedWith(podSpec({}, { labels })).metadata.labels).toMatchObject({
      'determined.ai/task_type': 'TRIAL',
      determined: 'alloc-1',
      team: 'ml',
    });
  });

  it.each([
    ['a plain.value_1', 'a_plain.value_1'],
    ['-%4-simple0', '4-simple0'],
    [`a${'b'.repeat(61)}-c`, `a${'b'.repeat(61)}`],
    ['${x}', 'x'],
    ['-', ''],
    ['', ''],
  ])('DT-14 the value %j of a label becomes %j', (value, label) => {
    expect(admittedWith(podSpec({}, { labels: { team: value } })).metadata.labels).toMatchObject({
      team: label,
    });
  });

  it.each([
    ['GPU pool (A100)!', 'GPU_pool__A100'],
    ['-%4-simple0', '4-simple0'],
    [`a${'b'.repeat(61)}-c`, `a${'b'.repeat(61)}`],
  ])('DT-14 the pool %s is known by its label %s', (name, label) => {
    const pools = [pool(name, { gpu_pod_spec: podSpec({ nodeSelector: { pool: 'own' } }) })];
    const presets = lossless(converted([master({}, { resource_pools: pools })]));
    const result = admitted(presets, gpuTask().label('determined.ai/resource_pool', label).build());
    expect(result.spec['nodeSelector']).toEqual({ pool: 'own' });
  });

  it.each([
    ['metadata.name', podSpec({}, { name: 'mine' }), /names each pod itself/],
    ['metadata.namespace', podSpec({}, { namespace: 'mine' }), /chooses the namespace/],
    ['spec.hostNetwork', podSpec({ hostNetwork: true }), /network_mode: host/],
    ['spec.restartPolicy', podSpec({ restartPolicy: 'OnFailure' }), /always sets Never/],
  ])('DT-15 %s is not carried', (path, spec, advice) => {
    expect(lossesOf(spec)).toEqual([{ path, message: expect.stringMatching(advice) }]);
    const { presets } = converted([master({ gpu_pod_spec: spec })]);
    const before = gpuTask().build();
    const { metadata, spec: after } = admitted(presets, before);
    expect(after).toEqual(before.spec);
    expect(metadata).toMatchObject(before.metadata);
  });

  it('DT-15 what Determined sets anyway is no loss', () => {
    expect(lossesOf(podSpec({ restartPolicy: 'Never', hostNetwork: false }))).toEqual([]);
  });

  it.each([
    ['pod', { hostNetwork: true }, 'spec.hostNetwork'],
    ['pod', { restartPolicy: 'OnFailure' }, 'spec.restartPolicy'],
  ])('DT-15 nor may another preset set it: %s %j', (_scope, pod, path) => {
    const presets = [...lossless(converted([master({})])), another({ layer: 'Override', pod })];
    expect(admitWith(presets, gpuTask().build()).conflicts).toMatchObject([{ path }]);
  });

  it('DT-15 host network is a setting of the master configuration, or of a pool', () => {
    const pools = [pool('host', { network_mode: 'host' }), pool('silent', {})];
    const presets = lossless(converted([master({ network_mode: 'host' }, { resource_pools: pools })]));
    const inPool = (name: string) =>
      admitted(presets, gpuTask().label('determined.ai/resource_pool', name).build()).spec['hostNetwork'];
    expect(inPool('default')).toBe(true);
    expect(inPool('host')).toBe(true);
    // Defaults of a pool that do not say host mean bridge.
    expect(inPool('silent')).toBeUndefined();
    const intruder = another({ layer: 'Override', pod: { hostNetwork: true } });
    const silent = gpuTask().label('determined.ai/resource_pool', 'silent').build();
    expect(admitWith([...presets, intruder], silent).conflicts).toMatchObject([{ path: 'spec.hostNetwork' }]);
  });

  it('DT-20 without a priority class in the pod spec that of Determined stays', () => {
    const { spec } = admittedWith(podSpec({ nodeSelector: { a: 'b' } }));
    expect(spec).toMatchObject({ priorityClassName: 'determined-medium-priority', priority: 50 });
  });

  it.each([
    ['a default', [master({ gpu_pod_spec: podSpec({ nodeSelector: { a: 'b' } }) })], gpuTask()],
    ['no pod spec', [master({})], task()],
  ])('DT-20 a pod without one gets the medium one, with %s', (_what, documents, builder) => {
    const { priorityClassName: _class, ...spec } = builder.build().spec;
    // The number that the API server fills in for a pod without a class.
    const before = { ...builder.build(), spec: { ...spec, priority: 0 } };
    const result = admitted(lossless(converted(documents)), before).spec;
    expect(result['priorityClassName']).toBe('determined-medium-priority');
    expect(result['priority']).toBeUndefined();
  });

  it('DT-20 a pod without one gets that of its pod spec, and a garbage collection not the medium one', () => {
    const presets = lossless(converted([master({ gpu_pod_spec: podSpec({ priorityClassName: 'urgent' }) })]));
    const without = (builder: PodBuilder): Pod => {
      const { priorityClassName: _class, priority: _priority, ...spec } = builder.build().spec;
      return { ...builder.build(), spec };
    };
    const classOf = (builder: PodBuilder) => admitted(presets, without(builder)).spec['priorityClassName'];
    expect(classOf(gpuTask())).toBe('urgent');
    expect(classOf(task())).toBe('determined-medium-priority');
    expect(classOf(gcTask())).toBe('determined-system-priority');
    const nothing = lossless(converted([master({})]));
    expect(admitted(nothing, without(gcTask())).spec['priorityClassName']).toBeUndefined();
  });

  it('DT-20 one that is set stays, and the API server finds its number', () => {
    const { spec } = admittedWith(podSpec({ priorityClassName: 'urgent', schedulerName: 'own' }));
    expect(spec).toMatchObject({ priorityClassName: 'urgent', schedulerName: 'own' });
    expect(spec['priority']).toBeUndefined();
  });

  it.each(['gpu_pod_spec', 'checkpoint_gc_pod_spec'])(
    'DT-20 a garbage collection has the system one, whatever %s says',
    (setting) => {
      const presets = lossless(
        converted([
          master({ [setting]: podSpec({ priorityClassName: 'urgent', nodeSelector: { a: 'b' } }) }),
        ]),
      );
      expect(admitted(presets, gcTask().build()).spec).toMatchObject({
        priorityClassName: 'determined-system-priority',
        nodeSelector: { a: 'b' },
      });
    },
  );

  const nodes = (...terms: readonly Fields[]): Fields => ({
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
    },
  });
  const inZone = (zone: string): Fields => ({ key: 'zone', operator: 'In', values: [zone] });

  it('DT-21 nodes that the task shall avoid stay excluded', () => {
    const avoided = { key: 'metadata.name', operator: 'NotIn', values: ['broken-1'] };
    const before = gpuTask()
      .spec(nodes({ matchExpressions: [NODE_DISABLED], matchFields: [avoided] }))
      .build();
    const { spec } = admittedWith(podSpec(nodes({ matchExpressions: [inZone('a')] })), before);
    expect(spec).toMatchObject(
      nodes({ matchExpressions: [NODE_DISABLED, inZone('a')], matchFields: [avoided] }),
    );
  });

  it('DT-22 disabled nodes are excluded in each of several terms', () => {
    const { spec } = admittedWith(
      podSpec(nodes({ matchExpressions: [inZone('a')] }, { matchExpressions: [inZone('b')] })),
    );
    expect(spec).toMatchObject(
      nodes(
        { matchExpressions: [NODE_DISABLED, inZone('a')] },
        { matchExpressions: [NODE_DISABLED, inZone('b')] },
      ),
    );
  });

  it('DT-23 bind mounts become volumes of the host, with their flag and propagation', () => {
    const bind_mounts = [
      { host_path: '/mnt/data', container_path: '/data', read_only: true },
      { host_path: '/mnt/shared', container_path: '/shared', propagation: 'rshared' },
      { host_path: '/mnt/slave', container_path: '/slave', propagation: 'rslave' },
      { host_path: '/mnt/own', container_path: '/own', propagation: 'private' },
      { host_path: '/mnt/usual', container_path: 'usual', propagation: 'rprivate' },
    ];
    const result = admitted(lossless(converted([master({ bind_mounts })])), task().build());
    const volumes = new Map(result.spec.volumes?.map((volume) => [volume.name, volume.hostPath]));
    const mounts = taskContainer(result).volumeMounts?.slice(1) ?? [];
    expect(mounts.map(({ name, ...mount }) => ({ ...mount, host: volumes.get(name)?.path }))).toEqual([
      { mountPath: '/data', readOnly: true, host: '/mnt/data' },
      { mountPath: '/shared', mountPropagation: 'Bidirectional', host: '/mnt/shared' },
      { mountPath: '/slave', mountPropagation: 'HostToContainer', host: '/mnt/slave' },
      { mountPath: '/own', mountPropagation: 'None', host: '/mnt/own' },
      { mountPath: '/run/determined/workdir/usual', host: '/mnt/usual' },
    ]);
  });

  it('DT-23 what the pod mounts there already stays', () => {
    const bind_mounts = [{ host_path: '/mnt/shm', container_path: '/dev/shm' }];
    const result = admitted(lossless(converted([master({ bind_mounts })])), gpuTask().build());
    expect(taskContainer(result).volumeMounts).toEqual(runsAs?.volumeMounts);
  });

  it('DT-26 keys of labels stay as they are written', () => {
    const labels = { 'example.com/CostCenter': '7' };
    expect(admittedWith(podSpec({}, { labels })).metadata.labels).toMatchObject(labels);
  });

  it('DT-27 any other field goes into the pod as it is', () => {
    const spec = {
      tolerations: [{ key: 'gpu', operator: 'Equal', value: 'true', effect: 'NoSchedule' }],
      nodeSelector: { zone: 'a' },
      imagePullSecrets: [{ name: 'regcred' }],
      serviceAccountName: 'checkpoints',
      securityContext: { fsGroup: 100 },
      dnsConfig: { searches: ['example.com'] },
      terminationGracePeriodSeconds: 0,
      shareProcessNamespace: true,
      runtimeClassName: 'nvidia',
    };
    const affinity = {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'noisy' } } },
        ],
      },
    };
    const metadata = { labels: { team: 'ml' }, annotations: { 'example.com/owner': 'ml' } };
    const before = gpuTask().build();
    const result = admittedWith(podSpec({ ...spec, affinity }, metadata), before);
    expect(result.spec).toMatchObject(spec);
    expect(result.spec['affinity']).toEqual({ ...(before.spec['affinity'] as Fields), ...affinity });
    expect(result.metadata).toMatchObject(metadata);
  });
});
