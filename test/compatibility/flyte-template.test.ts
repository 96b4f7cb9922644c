/** Flyte's PodTemplates: which one a pod gets, and how it meets what the pod has. */
import { describe, expect, it } from 'vitest';
import type { PresetManifest, SourceDocument } from '../../cli/convert/types.ts';
import { UserError } from '../../cli/user-error.ts';
import type { Fields } from '../../shared/json.ts';
import type { Container, Pod } from '../../shared/kube/objects.ts';
import {
  convert,
  defaultTemplate,
  handwritten,
  PROJECT,
  pattern,
  settings,
  taskPod,
  template,
} from '../build/flyte.ts';
import { admitted, admitWith, containerNamed, lossless } from './harness.ts';

const NAMED = 'latebind.dev/presets';

const withTemplates = (...templates: readonly SourceDocument[]): readonly PresetManifest[] =>
  lossless(convert({ configs: [defaultTemplate], templates }));

/** The pod after a default template with this spec. */
const after = (spec: Fields, pod: Pod, metadata: Fields = {}): Pod =>
  admitted(withTemplates(template(spec, { metadata })), pod);

/** The main container after a default template with these containers. */
const mainAfter = (containers: readonly Fields[], main: Partial<Container> = {}): Container =>
  containerNamed(after({ containers }, taskPod(main).build()), 'f7c1-n0-0');

describe('which template', () => {
  it('FL-01 without a template a pod stays as it was made', () => {
    const pod = taskPod().build();
    expect(admitted(lossless(convert({ configs: [settings({})] })), pod)).toEqual(pod);
  });

  it('FL-02 the template of the namespace takes the place of the one in the system namespace, whole', () => {
    const presets = withTemplates(
      template({ priorityClassName: 'low', runtimeClassName: 'gvisor' }),
      template({ priorityClassName: 'high' }, { namespace: PROJECT }),
    );
    const { spec } = admitted(presets, taskPod().build());
    expect(spec['priorityClassName']).toBe('high');
    expect(spec['runtimeClassName']).toBeUndefined();
  });

  it('FL-02 one that says nothing does so, too', () => {
    const presets = withTemplates(
      template({ priorityClassName: 'low' }),
      template({}, { namespace: PROJECT }),
    );
    expect(admitted(presets, taskPod().build()).spec['priorityClassName']).toBeUndefined();
  });

  it.each(['flyte', undefined])(
    'FL-03 the template of the system namespace (%s) is for every namespace that has none',
    (namespace) => {
      const presets = withTemplates(
        template(
          { priorityClassName: 'low' },
          namespace === undefined ? { namespace: undefined } : { namespace },
        ),
        template({ priorityClassName: 'high' }, { namespace: 'team-b' }),
      );
      expect(admitted(presets, taskPod().build()).spec['priorityClassName']).toBe('low');
      expect(admitted(presets, taskPod().namespace('team-b').build()).spec['priorityClassName']).toBe('high');
    },
  );

  it('FL-04 a default template that does not exist changes nothing, and convert says that it is missing', () => {
    const { presets, losses } = convert({ configs: [defaultTemplate] });
    const pod = taskPod().build();
    expect(admitted(presets, pod)).toEqual(pod);
    expect(losses).toMatchObject([{ path: 'plugins.k8s.default-pod-template-name' }]);
  });

  it('FL-05 a pod that names a template that does not exist is refused', () => {
    const other = template({ priorityClassName: 'low' }, { name: 'other', namespace: 'team-b' });
    const presets = lossless(convert({ templates: [other] }));
    const pod = taskPod().annotation(NAMED, 'other').build();
    expect(admitWith(presets, pod)).toMatchObject({
      admitted: false,
      reason: 'PresetUnknown',
      message: expect.stringContaining('other') as string,
    });
  });

  const both = withTemplates(
    template({ priorityClassName: 'low', runtimeClassName: 'gvisor' }),
    template({ priorityClassName: 'high' }, { name: 'large-tasks' }),
  );

  it('FL-06 a pod that names a template gets that one only', () => {
    const { spec } = admitted(both, taskPod().annotation(NAMED, 'large-tasks').build());
    expect(spec['priorityClassName']).toBe('high');
    expect(spec['runtimeClassName']).toBeUndefined();
  });

  it('FL-06 a pod that names none gets the default only', () => {
    const { spec } = admitted(both, taskPod().build());
    expect(spec['priorityClassName']).toBe('low');
  });

  it('FL-06 a pod that names a preset that is no template keeps the default', () => {
    const own = handwritten('nccl', { byName: true, env: [{ name: 'NCCL_DEBUG', value: 'INFO' }] });
    const result = admitted([...both, own], taskPod().annotation(NAMED, 'nccl').build());
    expect(result.spec['priorityClassName']).toBe('low');
    expect(result.spec.containers[0]?.env).toEqual([{ name: 'NCCL_DEBUG', value: 'INFO' }]);
  });

  it('pods of Deployments are no tasks, unless Flyte labels them', () => {
    const presets = withTemplates(template({ priorityClassName: 'low' }));
    const served = taskPod().spec({ restartPolicy: 'Always' });
    const { metadata, spec } = served.build();
    const { labels: _labels, ...others } = metadata;
    expect(admitted(presets, { metadata: others, spec }).spec['priorityClassName']).toBeUndefined();
    expect(admitted(presets, served.build()).spec['priorityClassName']).toBe('low');
  });
});

describe('how it meets the pod', () => {
  it('FL-07 a value of the task wins, the template fills what it leaves open', () => {
    const { spec } = after(
      { priorityClassName: 'low', schedulerName: 'volcano', terminationGracePeriodSeconds: 90 },
      taskPod().spec({ schedulerName: 'kueue' }).build(),
    );
    expect(spec).toMatchObject({
      priorityClassName: 'low',
      schedulerName: 'kueue',
      terminationGracePeriodSeconds: 90,
    });
  });

  it('FL-08 lists of the template come before those of the pod', () => {
    const volume = (name: string) => ({ name, emptyDir: {} });
    const mount = (name: string) => ({ name, mountPath: `/${name}` });
    const toleration = (key: string) => ({ key, operator: 'Exists' });
    const { spec } = after(
      {
        volumes: [volume('scratch')],
        tolerations: [toleration('spot')],
        imagePullSecrets: [{ name: 'platform' }],
        containers: [
          pattern('default', {
            volumeMounts: [mount('scratch')],
            env: [{ name: 'BASE', value: '/scratch' }],
            envFrom: [{ configMapRef: { name: 'platform' } }],
          }),
        ],
      },
      taskPod({
        volumeMounts: [mount('data')],
        env: [{ name: 'OUT', value: '$(BASE)/out' }],
        envFrom: [{ configMapRef: { name: 'task' } }],
      })
        .spec({
          volumes: [volume('data')],
          tolerations: [toleration('gpu')],
          imagePullSecrets: [{ name: 'task' }],
        })
        .build(),
    );
    expect(spec).toMatchObject({
      volumes: [volume('scratch'), volume('data')],
      tolerations: [toleration('spot'), toleration('gpu')],
      imagePullSecrets: [{ name: 'platform' }, { name: 'task' }],
      containers: [
        {
          volumeMounts: [mount('scratch'), mount('data')],
          env: [{ name: 'BASE' }, { name: 'OUT' }],
          envFrom: [{ configMapRef: { name: 'platform' } }, { configMapRef: { name: 'task' } }],
        },
      ],
    });
  });

  it('FL-08 a variable of the template refers to those of the template, also where the task has its own', () => {
    const env = [
      { name: 'A', value: 't' },
      { name: 'B', value: '$(A)/x' },
    ];
    const patterns = [
      pattern('default', { env }),
      pattern('primary', { env: [{ name: 'C', value: '$(B)/y' }] }),
    ];
    const main = mainAfter(patterns, {
      env: [
        { name: 'A', value: 'p' },
        { name: 'OUT', value: '$(C)/out' },
      ],
    });
    expect(main.env).toEqual([
      { name: 'B', value: 't/x' },
      { name: 'C', value: 't/x/y' },
      { name: 'A', value: 'p' },
      { name: 'OUT', value: '$(C)/out' },
    ]);
  });

  it('FL-08 a pattern for one container refers to what is certain only', () => {
    const variables = (...entries: readonly [string, string][]) => ({
      env: entries.map(([name, value]) => ({ name, value })),
    });
    const main = mainAfter([
      pattern('default', variables(['A', 'default'], ['B', 'default'])),
      pattern('primary', variables(['A', 'primary'])),
      pattern('f7c1-n0-0', variables(['C', '$(A) $(B)'])),
    ]);
    expect(main.env).toContainEqual({ name: 'C', value: '$(A) default' });
  });

  it('FL-08 a volume without a source is an empty directory, as for the API server', () => {
    const { spec } = after({ volumes: [{ name: 'volume' }] }, taskPod().build());
    expect(spec.volumes).toEqual([{ name: 'volume', emptyDir: {} }]);
  });

  it('FL-09 maps are united, and the task wins key by key', () => {
    const { metadata, spec } = after(
      { nodeSelector: { pool: 'tasks', zone: 'a' } },
      taskPod()
        .label('team', 'vision')
        .spec({ nodeSelector: { zone: 'b' } })
        .build(),
      { labels: { team: 'platform', cost: '42' } },
    );
    expect(spec['nodeSelector']).toEqual({ pool: 'tasks', zone: 'b' });
    expect(metadata.labels).toMatchObject({ team: 'vision', cost: '42' });
  });

  it('FL-16 the image of a template never counts', () => {
    expect(mainAfter([pattern('default', { terminationMessagePath: '/dev/foo' })])).toMatchObject({
      image: 'registry.example/task:1',
      terminationMessagePath: '/dev/foo',
    });
  });

  it('FL-17 false, zero and empty values of a task are values', () => {
    const { metadata, spec } = after(
      {
        automountServiceAccountToken: true,
        terminationGracePeriodSeconds: 5,
        containers: [
          pattern('default', { env: [{ name: 'MODE', value: 'x' }], securityContext: { runAsUser: 5 } }),
        ],
      },
      taskPod({ env: [{ name: 'MODE', value: '' }], securityContext: { runAsUser: 0 } })
        .label('team', '')
        .spec({ automountServiceAccountToken: false, terminationGracePeriodSeconds: 0 })
        .build(),
      { labels: { team: 'platform' } },
    );
    expect(metadata.labels?.['team']).toBe('');
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [{ env: [{ name: 'MODE', value: '' }], securityContext: { runAsUser: 0 } }],
    });
  });

  it('FL-18 the command of the task stays as it is', () => {
    const main = { command: ['pyflyte-execute'], args: ['--inputs', 's3://in'] };
    expect(mainAfter([pattern('default', { command: ['sh'], args: ['-c', 'true'] })], main)).toMatchObject(
      main,
    );
    expect(mainAfter([pattern('default', { command: ['sh'] })], { args: ['x'] })).toMatchObject({
      command: ['sh'],
      args: ['x'],
    });
  });

  it('FL-19 of a variable, a toleration or a volume on both sides one is left, and a differing one is the task’s', () => {
    const { spec } = after(
      {
        tolerations: [{ key: 'gpu', operator: 'Exists' }],
        volumes: [{ name: 'cache', emptyDir: {} }],
        containers: [pattern('default', { env: [{ name: 'MODE', value: 'slow' }] })],
      },
      taskPod({ env: [{ name: 'MODE', value: 'fast' }] })
        .spec({
          tolerations: [{ key: 'gpu', operator: 'Exists' }],
          volumes: [{ name: 'cache', hostPath: { path: '/mnt/cache' } }],
        })
        .build(),
    );
    expect(spec.tolerations).toEqual([{ key: 'gpu', operator: 'Exists' }]);
    expect(spec.volumes).toEqual([{ name: 'cache', hostPath: { path: '/mnt/cache' } }]);
    expect(spec.containers[0]?.env).toEqual([{ name: 'MODE', value: 'fast' }]);
  });

  const required = (...terms: readonly (readonly string[])[]) => ({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: terms.map((keys) => ({
          matchExpressions: keys.map((key) => ({ key, operator: 'Exists' })),
        })),
      },
    },
  });

  it('FL-20 what the template requires of a node and what the task requires must both hold', () => {
    const { spec } = after(
      { affinity: required(['pool']) },
      taskPod()
        .spec({ affinity: required(['ssd'], ['nvme']) })
        .build(),
    );
    expect(spec['affinity']).toEqual(required(['ssd', 'pool'], ['nvme', 'pool']));
  });

  it('FL-24 a preference is a term of its own', () => {
    const preferred = (...keys: readonly string[]) => ({
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: keys.map((key) => ({
          weight: 10,
          preference: { matchExpressions: [{ key, operator: 'Exists' }] },
        })),
      },
    });
    const { spec } = after(
      { affinity: preferred('pool') },
      taskPod()
        .spec({ affinity: preferred('ssd') })
        .build(),
    );
    expect(spec['affinity']).toEqual(preferred('ssd', 'pool'));
  });

  it('FL-38 labels and annotations of the template are merged as all maps are', () => {
    const { metadata } = after({}, taskPod().annotation('team', 'vision').build(), {
      annotations: { team: 'platform', sidecar: 'no' },
    });
    expect(metadata.annotations).toMatchObject({ team: 'vision', sidecar: 'no' });
  });

  it('FL-39 a changed template counts for the next pod', () => {
    const changed = after({ priorityClassName: 'high' }, taskPod().build());
    expect(after({ priorityClassName: 'low' }, taskPod().build()).spec['priorityClassName']).toBe('low');
    expect(changed.spec['priorityClassName']).toBe('high');
  });

  it('FL-40 a field that this version does not know is carried', () => {
    const { spec } = after(
      { podOfTheFuture: { mode: 'x' }, containers: [pattern('default', { containerOfTheFuture: 3 })] },
      taskPod().build(),
    );
    expect(spec).toMatchObject({
      podOfTheFuture: { mode: 'x' },
      containers: [{ containerOfTheFuture: 3 }],
    });
  });

  it('text that looks like an expression stays text', () => {
    expect(mainAfter([pattern('default', { env: [{ name: 'HOME_OF', value: '${USER}' }] })]).env).toEqual([
      { name: 'HOME_OF', value: '${USER}' },
    ]);
  });
});

describe('roles of containers', () => {
  const sidecar: Container = { name: 'sidecar', image: 'registry.example/sidecar:1' };
  const prepare: Container = { name: 'prepare', image: 'registry.example/prepare:1' };
  const download: Container = { name: 'download', image: 'registry.example/download:1' };
  const several = taskPod()
    .container(sidecar)
    .initContainer(download)
    .initContainer(prepare)
    .annotation('primary_container_name', 'f7c1-n0-0')
    .annotation('latebind.dev/primary-init-container', 'prepare')
    .build();
  const paths = (containers: readonly Fields[], initContainers: readonly Fields[] = []): unknown => {
    const { spec } = after({ containers, initContainers }, several);
    return [...(spec.initContainers ?? []), ...spec.containers].map(
      (container) => container['terminationMessagePath'],
    );
  };
  const path = (name: string): Fields => pattern(name, { terminationMessagePath: `/${name}` });

  it('FL-10 default is the base of every container', () => {
    expect(paths([path('default')])).toEqual([undefined, undefined, '/default', '/default']);
  });

  it('FL-11 primary goes over default', () => {
    expect(paths([path('default'), path('primary')])).toEqual([undefined, undefined, '/primary', '/default']);
  });

  it('FL-11 lists of default come before those of primary', () => {
    const env = (...names: readonly string[]) => names.map((name) => ({ name, value: 'x' }));
    const { spec } = after(
      {
        containers: [
          pattern('default', { env: env('A', 'B') }),
          pattern('primary', { env: [{ name: 'B', value: 'primary' }, ...env('C')] }),
        ],
      },
      several,
    );
    expect(spec.containers[1]?.env).toEqual(env('A', 'B'));
    expect(new Map(spec.containers[0]?.env?.map(({ name, value }) => [name, value]))).toEqual(
      new Map([
        ['A', 'x'],
        ['B', 'primary'],
        ['C', 'x'],
      ]),
    );
    const without = after(
      { containers: [pattern('default', { env: env('A') }), pattern('primary', { env: env('C') })] },
      several,
    );
    expect(without.spec.containers[0]?.env).toEqual(env('A', 'C'));
  });

  it('FL-12 default-init and primary-init do the same for init containers', () => {
    expect(paths([], [path('default-init')])).toEqual([
      '/default-init',
      '/default-init',
      undefined,
      undefined,
    ]);
    expect(paths([], [path('primary-init'), path('default-init')])).toEqual([
      '/default-init',
      '/primary-init',
      undefined,
      undefined,
    ]);
  });

  it('FL-12 an init container that keeps running is one of them', () => {
    const pod = taskPod()
      .initContainer({ ...download, restartPolicy: 'Always' })
      .annotation('latebind.dev/primary-init-container', 'download')
      .build();
    const { spec } = after({ initContainers: [path('primary-init')] }, pod);
    expect(spec.initContainers?.[0]?.['terminationMessagePath']).toBe('/primary-init');
  });

  it('FL-13 a container of the same name goes over default and primary', () => {
    expect(paths([path('default'), path('sidecar')])).toEqual([undefined, undefined, '/default', '/sidecar']);
    expect(paths([path('f7c1-n0-0'), path('primary'), path('default')])).toEqual([
      undefined,
      undefined,
      '/f7c1-n0-0',
      '/default',
    ]);
    expect(paths([], [path('download'), path('default-init')])).toEqual([
      '/download',
      '/default-init',
      undefined,
      undefined,
    ]);
  });

  it('FL-14 a template adds no containers', () => {
    const { spec } = after(
      { containers: [path('default'), path('log-shipper')], initContainers: [path('fetch')] },
      several,
    );
    expect([...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name)).toEqual([
      'download',
      'prepare',
      'f7c1-n0-0',
      'sidecar',
    ]);
  });

  it('FL-15 a task container that is itself called primary is merged once', () => {
    const pod = taskPod({ name: 'primary', env: [{ name: 'OWN', value: '1' }] })
      .annotation('primary_container_name', 'primary')
      .build();
    const { spec } = after({ containers: [pattern('primary', { env: [{ name: 'A', value: '1' }] })] }, pod);
    expect(spec.containers[0]?.env?.map(({ name }) => name)).toEqual(['A', 'OWN']);
  });
});

describe('what is not carried', () => {
  const lossesOf = (spec: Fields, metadata: Fields = {}) =>
    convert({ configs: [defaultTemplate], templates: [template(spec, { metadata })] }).losses;

  it.each([
    ['template.spec.nodeName', { nodeName: 'gpu-1' }, {}],
    ['template.spec.hostPID', { hostPID: true }, {}],
    ['template.metadata.finalizers', {}, { finalizers: ['example.com/hold'] }],
  ])('%s is named', (path, spec, metadata) => {
    expect(lossesOf(spec, metadata)).toMatchObject([{ object: 'PodTemplate/flyte/flyte-template', path }]);
  });

  it('directories of the host that no preset may mount are named, as are their mounts', () => {
    const mount = { name: 'kubelet', mountPath: '/kubelet' };
    const { presets, losses } = convert({
      configs: [defaultTemplate],
      templates: [
        template({
          priorityClassName: 'low',
          containers: [pattern('default', { volumeMounts: [mount], terminationMessagePath: '/dev/foo' })],
          volumes: [{ name: 'kubelet', hostPath: { path: '/var/lib/kubelet' } }],
        }),
      ],
    });
    expect(losses.map(({ path }) => path)).toEqual([
      'template.spec.volumes[0].hostPath.path',
      'template.spec.containers[0].volumeMounts[0]',
    ]);
    const { spec } = admitted(presets, taskPod().build());
    expect(spec.volumes).toBeUndefined();
    expect(spec).toMatchObject({
      priorityClassName: 'low',
      containers: [{ terminationMessagePath: '/dev/foo' }],
    });
    expect(spec.containers[0]?.volumeMounts).toBeUndefined();
  });

  it('what has no effect is not', () => {
    expect(lossesOf({ hostPID: false, nodeName: '' }, { creationTimestamp: null })).toEqual([]);
  });

  it.each<[string, Fields]>([
    [
      'template.spec.containers[0].command is string echo',
      { containers: [pattern('default', { command: 'echo' })] },
    ],
    ['template.spec.tolerations[0].value is number 1', { tolerations: [{ key: 'num-gpus', value: 1 }] }],
    ['template.spec.init_containers', { init_containers: [] }],
    ['template.spec.containers[0].name is missing', { containers: [{ image: 'registry.example/noop:1' }] }],
  ])('%s is refused', (message, spec) => {
    expect(() => lossesOf(spec)).toThrow(UserError);
    expect(() => lossesOf(spec)).toThrow(message);
    expect(() => lossesOf(spec)).toThrow('flyte-template.yaml: ');
  });
});
