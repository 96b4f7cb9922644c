/** Which pod spec a pod of Determined gets, and what becomes of several. */
import { describe, expect, it } from 'vitest';
import type { Fields } from '../../shared/json.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import {
  converted,
  experiment,
  forContainer,
  gcTask,
  gpuTask,
  labelled,
  master,
  naming,
  podSpec,
  pool,
  task,
} from '../build/determined.ts';
import type { PodBuilder } from '../build/pod.ts';
import { admitted, containerNamed, lossless } from './harness.ts';

const labelOf = (result: Pod): string | undefined => result.metadata.labels?.['customLabel'];
const taskContainer = (result: Pod) => containerNamed(result, 'determined-container');
const names = (list: readonly { name: string }[] | undefined): string[] =>
  (list ?? []).map(({ name }) => name);
const byName = <T extends { name: string }>(list: readonly T[]): T[] =>
  list.toSorted((left, right) => left.name.localeCompare(right.name));
const inPool = (name: string, builder: PodBuilder): Pod =>
  builder.label('determined.ai/resource_pool', name).build();
const exists = (key: string): Fields => ({ key, operator: 'Exists' });

/** Determined writes it into pods without slots. */
const NO_GPUS = { name: 'NVIDIA_VISIBLE_DEVICES', value: 'void' };
const BOTH = { cpu_pod_spec: labelled('cpu'), gpu_pod_spec: labelled('gpu') };
const classes = lossless(converted([master(BOTH)]));

describe('the kind of task', () => {
  it.each([
    ['without slots', task(), 'cpu'],
    ['with an NVIDIA GPU', gpuTask(), 'gpu'],
    ['with an AMD GPU', task().requests('amd.com/gpu', 2), 'gpu'],
  ])('DT-01 a task %s gets the pod spec of its kind', (_what, builder, label) => {
    expect(labelOf(admitted(classes, builder.build()))).toBe(label);
  });

  it('DT-01 slots that are CPUs count as slots', () => {
    const presets = lossless(converted([master(BOTH, { resource_manager: { slot_type: 'cpu' } })]));
    expect(labelOf(admitted(presets, task().requests('cpu', 2).build()))).toBe('gpu');
    expect(labelOf(admitted(presets, task().build()))).toBe('cpu');
  });

  it('DT-01 pods that are not of Determined get neither', () => {
    const { metadata, spec } = gpuTask().build();
    const foreign = {
      metadata: { ...metadata, labels: {} },
      spec: { ...spec, containers: [{ name: 'main', image: 'registry.example/a:1' }] },
    };
    expect(admitted(classes, foreign)).toEqual(foreign);
  });

  it('DT-02 a garbage collection has a pod spec of its own', () => {
    const presets = lossless(converted([master({ ...BOTH, checkpoint_gc_pod_spec: labelled('gc') })]));
    expect(labelOf(admitted(presets, gcTask().build()))).toBe('gc');
    expect(labelOf(admitted(presets, task().build()))).toBe('cpu');
    expect(labelOf(admitted(presets, gpuTask().build()))).toBe('gpu');
  });

  it('DT-02 without one it gets the GPU pod spec, and in the guide’s reading that of tasks without GPUs', () => {
    const documented = lossless(converted([master(BOTH)], { behaviour: 'documented' }));
    expect(labelOf(admitted(classes, gcTask().build()))).toBe('gpu');
    expect(labelOf(admitted(documented, gcTask().build()))).toBe('cpu');
  });

  it.each([
    ['own', { checkpoint_gc_pod_spec: labelled('pool-gc') }, 'pool-gc'],
    ['own GPU', { gpu_pod_spec: labelled('pool-gpu') }, 'pool-gpu'],
    ['master’s GPU', { cpu_pod_spec: labelled('pool-cpu') }, 'gpu'],
  ])('DT-02 in a pool the %s pod spec counts', (_what, defaults, label) => {
    const presets = lossless(converted([master(BOTH, { resource_pools: [pool('aux', defaults)] })]));
    expect(labelOf(admitted(presets, inPool('aux', gcTask())))).toBe(label);
    expect(labelOf(admitted(presets, inPool('other', gcTask())))).toBe('gpu');
  });

  it('DT-02 a pool without one uses the master’s, even where it has a GPU pod spec', () => {
    const defaults = { ...BOTH, checkpoint_gc_pod_spec: labelled('gc') };
    const pools = [pool('aux', { gpu_pod_spec: labelled('pool-gpu') })];
    const presets = lossless(converted([master(defaults, { resource_pools: pools })]));
    expect(labelOf(admitted(presets, inPool('aux', gcTask())))).toBe('gc');
  });

  it.each([
    ['without slots', task().env(NO_GPUS)],
    ['with a GPU', gpuTask()],
    ['that collects garbage', gcTask().env(NO_GPUS)],
  ])('DT-28 without any pod spec a task %s stays as Determined makes it', (_what, builder) => {
    const before = builder.build();
    const { metadata, spec } = admitted(lossless(converted([master({})])), before);
    expect(spec).toEqual(before.spec);
    expect(metadata.labels).toMatchObject(before.metadata.labels ?? {});
  });
});

describe('a pool and the master', () => {
  const pools = [pool('prod', { gpu_pod_spec: podSpec({ nodeSelector: { pool: 'prod' } }) }), pool('plain')];
  const defaults = {
    cpu_pod_spec: labelled('cpu'),
    gpu_pod_spec: podSpec({ nodeSelector: { zone: 'a' } }, { labels: { customLabel: 'gpu' } }),
  };
  const presets = lossless(converted([master(defaults, { resource_pools: pools })]));

  it.each([
    ['with its own', 'prod', { pool: 'prod' }, undefined],
    ['without defaults', 'plain', { zone: 'a' }, 'gpu'],
    ['that is not in the configuration', 'default', { zone: 'a' }, 'gpu'],
  ])('DT-05 a pool %s', (_what, name, nodeSelector, label) => {
    const result = admitted(presets, inPool(name, gpuTask()));
    expect(result.spec['nodeSelector']).toEqual(nodeSelector);
    expect(labelOf(result)).toBe(label);
  });

  it('DT-05 what the pool does not set is the master’s', () => {
    expect(labelOf(admitted(presets, inPool('prod', task())))).toBe('cpu');
  });

  it('DT-05 variables are merged by name and bind mounts by path', () => {
    const bind = (host: string, container: string): Fields => ({
      host_path: host,
      container_path: container,
    });
    const merged = lossless(
      converted([
        master(
          {
            environment_variables: ['A=master', 'B=master'],
            bind_mounts: [bind('/mnt/a', '/a'), bind('/mnt/b', '/b')],
          },
          {
            resource_pools: [
              pool('prod', {
                environment_variables: { cpu: ['B=pool'], cuda: ['B=pool', 'C=pool'] },
                bind_mounts: [bind('/mnt/fast', '/a')],
              }),
            ],
          },
        ),
      ]),
    );
    const result = admitted(merged, inPool('prod', gpuTask()));
    const { env, volumeMounts } = taskContainer(result);
    expect(env?.slice(2)).toEqual([
      { name: 'B', value: 'pool' },
      { name: 'C', value: 'pool' },
      { name: 'A', value: 'master' },
    ]);
    const volumes = new Map(result.spec.volumes?.map(({ name, hostPath }) => [name, hostPath?.path]));
    expect(volumeMounts?.slice(1).map(({ name, mountPath }) => [mountPath, volumes.get(name)])).toEqual([
      ['/a', '/mnt/fast'],
      ['/b', '/mnt/b'],
    ]);
    expect(taskContainer(admitted(merged, inPool('other', gpuTask()))).env?.slice(2)).toEqual([
      { name: 'A', value: 'master' },
      { name: 'B', value: 'master' },
    ]);
  });
});

describe('a task with a pod spec of its own', () => {
  const secret = { name: 'data', secret: { secretName: 'production' } };
  const gpu_pod_spec = podSpec(
    {
      nodeSelector: { zone: 'a', gpu: 'a100' },
      tolerations: [exists('default')],
      priorityClassName: 'default',
      volumes: [secret, { name: 'logs', emptyDir: {} }],
      containers: [
        {
          name: 'determined-container',
          env: [
            { name: 'LEVEL', value: 'default' },
            { name: 'KEPT', value: 'default' },
          ],
          envFrom: [{ configMapRef: { name: 'default' } }],
          volumeMounts: [
            { name: 'data', mountPath: '/data', readOnly: true },
            { name: 'logs', mountPath: '/logs' },
          ],
        },
        {
          name: 'ship',
          image: 'registry.example/ship:1',
          command: ['ship'],
          env: [{ name: 'TO', value: 'a' }],
        },
        { name: 'watch', image: 'registry.example/watch:1' },
      ],
    },
    { labels: { customLabel: 'gpu', team: 'ml' } },
  );
  const own = podSpec(
    {
      nodeSelector: { zone: 'b' },
      tolerations: [exists('own')],
      priorityClassName: 'own',
      volumes: [{ name: 'scratch', emptyDir: {} }],
      containers: [
        {
          name: 'determined-container',
          env: [{ name: 'LEVEL', value: 'own' }],
          envFrom: [{ configMapRef: { name: 'own' } }],
          volumeMounts: [{ name: 'scratch', mountPath: '/data' }],
        },
        { name: 'ship', env: [{ name: 'TO', value: 'b' }] },
      ],
    },
    { labels: { customLabel: 'own' } },
  );
  const documents = [master({ gpu_pod_spec }), experiment('mnist', own)];
  const merged = lossless(converted(documents));
  const pods = naming(gpuTask(), 'mnist');

  it('DT-03 replaces the default entirely in the guide’s reading', () => {
    const complete = podSpec({ nodeSelector: { zone: 'b' } });
    const replaced = lossless(
      converted([master({ gpu_pod_spec: labelled('gpu') }), experiment('mnist', complete)], {
        behaviour: 'documented',
      }),
    );
    const result = admitted(replaced, pods.build());
    expect(result.spec['nodeSelector']).toEqual({ zone: 'b' });
    expect(labelOf(result)).toBeUndefined();
    const other = admitted(replaced, gpuTask().build());
    expect(other.spec['nodeSelector']).toBeUndefined();
    expect(labelOf(other)).toBe('gpu');
  });

  it('DT-04 wins key by key over the default, and leaves what it does not mention', () => {
    const { metadata, spec } = admitted(merged, pods.build());
    expect(metadata.labels).toMatchObject({ customLabel: 'own', team: 'ml', determined: 'alloc-1' });
    expect(spec['nodeSelector']).toEqual({ zone: 'b', gpu: 'a100' });
    expect(spec['priorityClassName']).toBe('own');
  });

  it('DT-04 variables are merged by name', () => {
    const { env = [] } = taskContainer(admitted(merged, pods.build()));
    expect(byName(env.slice(2))).toEqual([
      { name: 'KEPT', value: 'default' },
      { name: 'LEVEL', value: 'own' },
    ]);
  });

  it('DT-04 mounts are merged by path, field by field', () => {
    const { volumeMounts = [] } = taskContainer(admitted(merged, pods.build()));
    expect(byName(volumeMounts.slice(1))).toEqual([
      { name: 'logs', mountPath: '/logs' },
      { name: 'scratch', mountPath: '/data', readOnly: true },
    ]);
  });

  it('DT-04 it may mount volumes of the default', () => {
    const more = { volumeMounts: [{ name: 'logs', mountPath: '/more-logs' }] };
    const presets = lossless(
      converted([
        master({ gpu_pod_spec }),
        experiment(
          'mnist',
          podSpec({
            containers: [
              { name: 'determined-container', ...more },
              { name: 'ship', ...more },
            ],
          }),
        ),
      ]),
    );
    const { spec } = admitted(presets, pods.build());
    expect(spec.volumes?.filter(({ name }) => name === 'logs')).toEqual([{ name: 'logs', emptyDir: {} }]);
    for (const container of spec.containers.filter(({ name }) => name !== 'watch'))
      expect(container.volumeMounts).toContainEqual(more.volumeMounts[0]);
  });

  it('DT-04 containers are merged by name', () => {
    const { containers } = admitted(merged, pods.build()).spec;
    expect(names(containers).toSorted()).toEqual(['determined-container', 'ship', 'watch']);
    expect(containers.find(({ name }) => name === 'ship')).toEqual({
      name: 'ship',
      image: 'registry.example/ship:1',
      command: ['ship'],
      env: [{ name: 'TO', value: 'b' }],
    });
  });

  it('DT-04 tolerations and sources of variables replace those of the default, not those of the pod', () => {
    const before = pods.spec({ tolerations: [{ key: 'pod', operator: 'Exists' }] }).build();
    const result = admitted(merged, before);
    expect(result.spec.tolerations).toEqual([exists('pod'), exists('own')]);
    expect(taskContainer(result).envFrom).toEqual([{ configMapRef: { name: 'own' } }]);
  });

  it('DT-04 terms of affinity replace those of the default, not those of Determined', () => {
    const inZone = (zone: string): Fields => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }] }],
          },
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: { matchExpressions: [{ key: zone, operator: 'Exists' }] } },
          ],
        },
      },
    });
    const presets = lossless(
      converted([
        master({ gpu_pod_spec: podSpec(inZone('default')) }),
        experiment('mnist', podSpec(inZone('own'))),
      ]),
    );
    const { nodeAffinity } = admitted(presets, pods.build()).spec['affinity'] as { nodeAffinity: Fields };
    expect(nodeAffinity).toEqual({
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: 'cluster-1', operator: 'DoesNotExist' },
              { key: 'zone', operator: 'In', values: ['own'] },
            ],
          },
        ],
      },
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, preference: { matchExpressions: [{ key: 'own', operator: 'Exists' }] } },
      ],
    });
  });

  it('DT-04 other tasks keep the whole default', () => {
    const { spec } = admitted(merged, gpuTask().build());
    expect(spec.tolerations).toEqual([exists('default')]);
    expect(spec.containers.find(({ name }) => name === 'ship')?.env).toEqual([{ name: 'TO', value: 'a' }]);
    expect(spec['nodeSelector']).toEqual({ zone: 'a', gpu: 'a100' });
  });

  it('DT-24 containers of the default stay where it does not mention containers', () => {
    const presets = lossless(
      converted([master({ gpu_pod_spec }), experiment('mnist', podSpec({ nodeSelector: { zone: 'b' } }))]),
    );
    const { containers } = admitted(presets, pods.build()).spec;
    expect(names(containers)).toEqual(['ship', 'watch', 'determined-container']);
  });

  it('DT-24 nor do nulls take anything out of the default', () => {
    const presets = lossless(
      converted([
        master({ gpu_pod_spec }),
        experiment('mnist', podSpec({ containers: null, tolerations: null, nodeSelector: { zone: null } })),
      ]),
    );
    const { spec } = admitted(presets, gpuTask().build());
    expect(names(spec.containers)).toEqual(['ship', 'watch', 'determined-container']);
    expect(spec['nodeSelector']).toEqual({ zone: 'a', gpu: 'a100' });
  });

  it('DT-25 a volume that it gives another source has that one only', () => {
    const presets = lossless(
      converted([
        master({ gpu_pod_spec }),
        experiment('mnist', podSpec({ volumes: [{ name: 'data', emptyDir: { sizeLimit: '1Gi' } }] })),
      ]),
    );
    const { volumes } = admitted(presets, pods.build()).spec;
    expect(volumes?.find(({ name }) => name === 'data')).toEqual({
      name: 'data',
      emptyDir: { sizeLimit: '1Gi' },
    });
    const other = admitted(presets, gpuTask().build());
    expect(other.spec.volumes?.find(({ name }) => name === 'data')).toEqual(secret);
  });

  it('DT-04 is merged with the default of its pool', () => {
    const presets = lossless(
      converted([
        master(
          { gpu_pod_spec: labelled('gpu') },
          {
            resource_pools: [
              pool('prod', { gpu_pod_spec: forContainer({ env: [{ name: 'POOL', value: 'prod' }] }) }),
            ],
          },
        ),
        experiment('mnist', podSpec({ nodeSelector: { zone: 'b' } })),
      ]),
    );
    const result = admitted(presets, inPool('prod', pods));
    expect(labelOf(result)).toBeUndefined();
    expect(result.spec['nodeSelector']).toEqual({ zone: 'b' });
    expect(taskContainer(result).env).toContainEqual({ name: 'POOL', value: 'prod' });
  });
});
