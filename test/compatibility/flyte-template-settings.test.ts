/** Flyte's settings at plugins.k8s: what they give to a pod, and in which order they meet it. */
import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../../cli/convert/types.ts';
import { UserError } from '../../cli/user-error.ts';
import type { Fields } from '../../shared/json.ts';
import type { Container, Pod } from '../../shared/kube/objects.ts';
import { convert, handwritten, pattern, settings, taskPod, template } from '../build/flyte.ts';
import { admitted, lossless } from './harness.ts';

interface Setting {
  readonly behaviour?: Behaviour;
  /** Spec and metadata of the default template. */
  readonly spec?: Fields;
  readonly metadata?: Fields;
}

const presetsOf = (k8s: Fields, { behaviour = 'implemented', spec, metadata = {} }: Setting = {}) =>
  lossless(
    spec === undefined
      ? convert({ configs: [settings(k8s)] }, behaviour)
      : convert(
          {
            configs: [settings({ 'default-pod-template-name': 'flyte-template', ...k8s })],
            templates: [template(spec, { metadata })],
          },
          behaviour,
        ),
  );

const after = (k8s: Fields, pod: Pod = taskPod().build(), setting: Setting = {}): Pod =>
  admitted(presetsOf(k8s, setting), pod);
const mainAfter = (
  k8s: Fields,
  main: Partial<Container> = {},
  setting: Setting = {},
): Container | undefined => after(k8s, taskPod(main).build(), setting).spec.containers[0];

const exists = (key: string) => ({ key, operator: 'Exists' });
const required = (...terms: readonly (readonly string[])[]) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: terms.map((keys) => ({ matchExpressions: keys.map(exists) })),
    },
  },
});

describe('interruptible tasks', () => {
  const k8s = {
    'default-tolerations': [exists('flyte')],
    'interruptible-tolerations': [exists('spot')],
    'interruptible-node-selector': { pool: 'spot' },
    'interruptible-node-selector-requirement': exists('spot'),
    'non-interruptible-node-selector-requirement': exists('on-demand'),
  };

  it.each([
    ['the annotation', taskPod().annotation('latebind.dev/interruptible', 'true')],
    ['the label of Flyte 1', taskPod().label('interruptible', 'true')],
  ])('FL-22 a pod that is interruptible by %s gets tolerations, selector and requirement', (_by, pod) => {
    const { spec } = after(k8s, pod.spec({ nodeSelector: { pool: 'own', zone: 'a' } }).build());
    expect(spec.tolerations).toEqual(expect.arrayContaining([exists('flyte'), exists('spot')]));
    expect(spec['nodeSelector']).toEqual({ pool: 'spot', zone: 'a' });
    expect(spec['affinity']).toEqual(required(['spot']));
  });

  it.each([
    ['says nothing', taskPod()],
    ['says false', taskPod().annotation('latebind.dev/interruptible', 'false')],
    [
      'says false in the annotation',
      taskPod().annotation('latebind.dev/interruptible', 'false').label('interruptible', 'true'),
    ],
  ])('FL-22 a pod that %s gets the requirement of the others', (_what, pod) => {
    const { spec } = after(k8s, pod.build());
    expect(spec.tolerations).toEqual([exists('flyte')]);
    expect(spec['nodeSelector']).toBeUndefined();
    expect(spec['affinity']).toEqual(required(['on-demand']));
  });

  it('FL-23 a requirement goes into each of the terms, once', () => {
    const { spec } = after(
      k8s,
      taskPod()
        .spec({ affinity: required(['a'], ['on-demand', 'b']) })
        .build(),
    );
    expect(spec['affinity']).toEqual(required(['a', 'on-demand'], ['on-demand', 'b']));
  });

  it('FL-21 an overlay wins, and its terms get the requirement, too', () => {
    const overlay = handwritten('overlay', {
      selector: {},
      layer: 'Override',
      pod: { schedulerName: 'volcano', affinity: required(['overlay']), tolerations: [exists('overlay')] },
      strategies: [
        {
          path: 'pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution',
          strategy: 'Or',
        },
        { path: 'pod.tolerations', strategy: 'Append' },
      ],
    });
    const pod = taskPod()
      .spec({ schedulerName: 'kueue', affinity: required(['task']), tolerations: [exists('task')] })
      .build();
    const { spec } = admitted([overlay, ...presetsOf({ ...k8s, 'scheduler-name': 'flyte' })], pod);
    expect(spec.schedulerName).toBe('volcano');
    expect(spec['affinity']).toEqual(required(['task', 'on-demand'], ['overlay', 'on-demand']));
    expect(spec.tolerations).toEqual([exists('task'), exists('flyte'), exists('overlay')]);
  });
});

describe('what is only for pods that say nothing', () => {
  it('FL-25 the default affinity is for tasks that have none at all', () => {
    const k8s = { 'default-affinity': required(['flyte']) };
    expect(after(k8s).spec['affinity']).toEqual(required(['flyte']));
    const preferred = { podAntiAffinity: {} };
    expect(after(k8s, taskPod().spec({ affinity: preferred }).build()).spec['affinity']).toEqual(preferred);
  });

  it('FL-25 the requirement of a template is added to it', () => {
    const k8s = { 'default-affinity': required(['flyte']) };
    expect(after(k8s, undefined, { spec: { affinity: required(['template']) } }).spec['affinity']).toEqual(
      required(['flyte', 'template']),
    );
  });

  it('FL-26 scheduler, service account and restart policy of the task are kept', () => {
    const spec = { schedulerName: 'kueue', serviceAccountName: 'own', restartPolicy: 'OnFailure' };
    const given = { serviceAccountName: 'template', restartPolicy: 'Never' };
    const pod = after({ 'scheduler-name': 'volcano' }, taskPod().spec(spec).build(), { spec: given });
    expect(pod.spec).toMatchObject(spec);
  });

  it('FL-26 where the task leaves them open they are filled', () => {
    const { restartPolicy: _policy, ...open } = taskPod().build().spec;
    const spec = { serviceAccountName: 'template', restartPolicy: 'OnFailure' };
    const pod = after({ 'scheduler-name': 'volcano' }, { ...taskPod().build(), spec: open }, { spec });
    expect(pod.spec).toMatchObject({ ...spec, schedulerName: 'volcano' });
  });

  it('the scheduler that the API server fills in is as good as none', () => {
    const pod = taskPod().spec({ schedulerName: 'default-scheduler' }).build();
    expect(after({ 'scheduler-name': 'volcano' }, pod).spec.schedulerName).toBe('volcano');
  });

  it('the default node selector fills keys that the pod does not have', () => {
    const pod = taskPod()
      .spec({ nodeSelector: { zone: 'b' } })
      .build();
    expect(
      after({ 'default-node-selector': { pool: 'flyte', zone: 'a' } }, pod).spec['nodeSelector'],
    ).toEqual({
      pool: 'flyte',
      zone: 'b',
    });
  });

  it.each<[string, Fields, Partial<Pod['spec']>, Fields]>([
    [
      'default-pod-security-context',
      { runAsUser: 1000 },
      { securityContext: { fsGroup: 5 } },
      { runAsUser: 1000 },
    ],
    [
      'default-pod-dns-config',
      { nameservers: ['10.0.0.1'] },
      { dnsConfig: { searches: ['a'] } },
      { nameservers: ['10.0.0.1'] },
    ],
  ])('%s is all or nothing', (setting, value, own, whole) => {
    const [field = ''] = Object.keys(own);
    expect(after({ [setting]: value }).spec[field]).toEqual(whole);
    expect(
      after(
        { [setting]: value },
        taskPod()
          .spec({ [field]: {} })
          .build(),
      ).spec[field],
    ).toEqual(field === 'dnsConfig' ? {} : whole);
    expect(after({ [setting]: value }, taskPod().spec(own).build()).spec[field]).toEqual(own[field]);
  });

  it('the default security context is for the primary container, all or nothing', () => {
    const k8s = { 'default-security-context': { runAsNonRoot: true } };
    const side: Container = { name: 'side', image: 'registry.example/side:1' };
    const { spec } = after(k8s, taskPod().container(side).build());
    expect(spec.containers.map(({ securityContext }) => securityContext)).toEqual([
      { runAsNonRoot: true },
      undefined,
    ]);
    expect(mainAfter(k8s, { securityContext: { runAsUser: 5 } })).toMatchObject({
      securityContext: { runAsUser: 5 },
    });
  });

  it('the primary container is the one that the pod names', () => {
    const side: Container = { name: 'side', image: 'registry.example/side:1' };
    const pod = taskPod({ securityContext: { runAsUser: 5 } })
      .container(side)
      .annotation('primary_container_name', 'side')
      .build();
    const { spec } = after({ 'default-security-context': { runAsNonRoot: true } }, pod);
    expect(spec.containers.map(({ securityContext }) => securityContext)).toEqual([
      { runAsUser: 5 },
      { runAsNonRoot: true },
    ]);
  });

  it.each<[string, Container['resources'], Container['resources']]>([
    ['nothing', undefined, { requests: { cpu: '500m' }, limits: { cpu: '500m' } }],
    ['a request', { requests: { cpu: '2' } }, { requests: { cpu: '2' }, limits: { cpu: '2' } }],
    ['a limit', { limits: { cpu: '2' } }, { requests: { cpu: '2' }, limits: { cpu: '2' } }],
    [
      'both',
      { requests: { cpu: '1' }, limits: { cpu: '2' } },
      { requests: { cpu: '1' }, limits: { cpu: '2' } },
    ],
  ])('default-cpus with %s', (_what, own, expected) => {
    const main: Partial<Container> = own === undefined ? {} : { resources: own };
    expect(mainAfter({ 'default-cpus': '500m' }, main)?.resources).toEqual(expected);
  });

  it('default-memory may be a number', () => {
    expect(mainAfter({ 'default-memory': 1024 })?.resources).toEqual({
      requests: { memory: '1024' },
      limits: { memory: '1024' },
    });
  });

  it('image-pull-policy goes over that of a template and below that of the pod', () => {
    const spec = { containers: [pattern('default', { imagePullPolicy: 'Never' })] };
    const k8s = { 'image-pull-policy': 'Always' };
    expect(mainAfter(k8s, {}, { spec })?.['imagePullPolicy']).toBe('Always');
    expect(mainAfter(k8s, { imagePullPolicy: 'Never' }, { spec })?.['imagePullPolicy']).toBe('Never');
  });
});

describe('labels and annotations', () => {
  const k8s = {
    'default-labels': { of: 'settings', bar: 'settings' },
    'default-annotations': { of: 'settings', baz: 'settings' },
  };
  const setting = {
    spec: {},
    metadata: { labels: { of: 'template' }, annotations: { of: 'template', bar: 'template' } },
  };

  it('FL-27 implemented: they are below those of the template and of the task', () => {
    const task = taskPod().label('bar', 'task').build();
    expect(after(k8s, task, setting).metadata.labels).toMatchObject({ of: 'template', bar: 'task' });
    expect(after(k8s, task, setting).metadata.annotations).toMatchObject({ of: 'template', bar: 'template' });
  });

  it('FL-27 documented: they go over those of the template and of the task', () => {
    const task = taskPod().label('bar', 'task').build();
    const pod = after(k8s, task, { ...setting, behaviour: 'documented' });
    expect(pod.metadata.labels).toMatchObject({ of: 'settings', bar: 'settings' });
    expect(pod.metadata.annotations).toMatchObject({ of: 'settings', bar: 'template', baz: 'settings' });
  });

  it.each(['implemented', 'documented'] as const)(
    'FL-42 %s: those that a template does not have are added',
    (behaviour) => {
      const { metadata } = after(k8s, undefined, { ...setting, behaviour });
      expect(metadata.labels?.['bar']).toBe('settings');
      expect(metadata.annotations?.['baz']).toBe('settings');
    },
  );

  it('FL-41 documented: settings go over the task, the task over a template, a named template over the default', () => {
    const presets = lossless(
      convert(
        {
          configs: [
            settings({ 'default-pod-template-name': 'flyte-template', 'default-labels': { a: 'settings' } }),
          ],
          templates: [
            template(
              {},
              { metadata: { labels: { a: 'default', b: 'default', c: 'default', d: 'default' } } },
            ),
            template({}, { name: 'named', metadata: { labels: { a: 'named', b: 'named', c: 'named' } } }),
          ],
        },
        'documented',
      ),
    );
    const task = taskPod().label('a', 'task').label('b', 'task').annotation('latebind.dev/presets', 'named');
    const { labels } = admitted(presets, task.build()).metadata;
    expect(labels).toMatchObject({ a: 'settings', b: 'task', c: 'named' });
    expect(labels).not.toHaveProperty('d');
  });
});

describe('settings and templates', () => {
  it.each([
    [true, { hostNetwork: false }, true],
    [true, {}, true],
    [false, { hostNetwork: true }, false],
  ])('FL-28 enable-host-networking-pod: %s is forced on pod and template', (value, own, expected) => {
    const k8s = { 'enable-host-networking-pod': value };
    expect(after(k8s, taskPod().spec(own).build()).spec['hostNetwork']).toBe(expected);
    expect(after(k8s, undefined, { spec: own }).spec['hostNetwork'] ?? false).toBe(expected);
  });

  it('other settings are written before the template is merged, so they go over it', () => {
    const k8s = {
      'scheduler-name': 'settings',
      'default-node-selector': { pool: 'settings' },
      'default-pod-security-context': { runAsUser: 1 },
      'default-env-vars': { MODE: 'settings' },
    };
    const spec = {
      schedulerName: 'template',
      nodeSelector: { pool: 'template', zone: 'template' },
      securityContext: { runAsUser: 2, fsGroup: 2 },
      containers: [pattern('default', { env: [{ name: 'MODE', value: 'template' }] })],
    };
    expect(after(k8s, undefined, { spec }).spec).toMatchObject({
      schedulerName: 'settings',
      nodeSelector: { pool: 'settings', zone: 'template' },
      securityContext: { runAsUser: 1, fsGroup: 2 },
      containers: [{ env: [{ name: 'MODE', value: 'settings' }] }],
    });
  });
});

describe('tolerations of resources', () => {
  const gpu = { key: 'gpu', operator: 'Exists' };
  const k8s = { 'resource-tolerations': { 'nvidia.com/gpu': [gpu], memory: [exists('memory')] } };

  it.each<[string, Container['resources']]>([
    ['requests', { requests: { 'nvidia.com/gpu': '1' } }],
    ['limits', { limits: { 'nvidia.com/gpu': '1' } }],
  ])('FL-29 a pod that %s a resource gets its tolerations once', (_how, resources) => {
    const pod = taskPod(resources === undefined ? {} : { resources })
      .container({ name: 'second', image: 'registry.example/second:1', ...(resources && { resources }) })
      .spec({ tolerations: [gpu] });
    expect(after(k8s, pod.build()).spec.tolerations).toEqual([gpu]);
    expect(after(k8s).spec.tolerations).toBeUndefined();
  });

  const toleration = (key: string) => ({ key, operator: 'Exists', effect: 'NoSchedule' });
  const automatic = { 'add-tolerations-for-extended-resources': ['nvidia.com/gpu', 'example.com/fpga'] };

  it('FL-30 requested extended resources of the list are tolerated, in order of name, once', () => {
    const pod = taskPod({ resources: { requests: { 'nvidia.com/gpu': '1', 'amd.com/gpu': '1' } } })
      .initContainer({
        name: 'fetch',
        image: 'registry.example/fetch:1',
        resources: { requests: { 'example.com/fpga': '1' } },
      })
      .spec({ tolerations: [exists('own'), toleration('nvidia.com/gpu')] })
      .build();
    expect(after(automatic, pod).spec.tolerations).toEqual([
      exists('own'),
      toleration('nvidia.com/gpu'),
      toleration('example.com/fpga'),
    ]);
    expect(after(automatic).spec.tolerations).toBeUndefined();
  });

  it('FL-30 a resource that is not extended is tolerated where the list has it', () => {
    const k8s = { 'add-tolerations-for-extended-resources': ['memory'] };
    const pod = taskPod({ resources: { requests: { memory: '1Gi' } } }).build();
    expect(after(k8s, pod).spec.tolerations).toEqual([toleration('memory')]);
  });

  it.each<[string, Container['resources']]>([
    ['in limits only', { limits: { 'nvidia.com/gpu': '1' } }],
    ['in requests only', { requests: { 'nvidia.com/gpu': '1' } }],
  ])('FL-43 a resource %s counts, for tolerations and for placement', (_where, resources) => {
    const pod = taskPod(resources === undefined ? {} : { resources })
      .annotation('latebind.dev/accelerator', '{"device": "A100"}')
      .build();
    const { spec } = after({ ...k8s, ...automatic }, pod);
    expect(spec.tolerations?.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['gpu', 'nvidia.com/gpu', 'k8s.amazonaws.com/accelerator']),
    );
    expect(spec['affinity']).toBeDefined();
  });

  it('FL-43 zero of a resource is none', () => {
    const pod = taskPod({ resources: { limits: { 'nvidia.com/gpu': '0' } } }).build();
    expect(after({ ...k8s, ...automatic }, pod).spec.tolerations).toBeUndefined();
  });
});

describe('variables', () => {
  it('FL-36 variables, ConfigMaps and Secrets reach every container', () => {
    const pod = taskPod()
      .container({ name: 'side', image: 'registry.example/side:1' })
      .initContainer({ name: 'fetch', image: 'registry.example/fetch:1' })
      .build();
    const { spec } = after(
      {
        'default-env-vars': { REGION: 'eu', HOME_OF: '${USER}' },
        'default-env-from-configmaps': ['flyte'],
        'default-env-from-secrets': ['flyte-keys'],
      },
      pod,
    );
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
      expect(container).toMatchObject({
        env: [
          { name: 'REGION', value: 'eu' },
          { name: 'HOME_OF', value: '${USER}' },
        ],
        envFrom: expect.arrayContaining([
          { configMapRef: { name: 'flyte', optional: true } },
          { secretRef: { name: 'flyte-keys', optional: true } },
        ]) as unknown,
      });
    }
  });

  it('FL-36 of a variable that the task sets, too, one is left: the last one that Flyte writes', () => {
    const main = {
      env: [
        { name: 'REGION', value: 'us' },
        { name: 'URL', value: 'https://$(REGION)' },
      ],
    };
    expect(mainAfter({ 'default-env-vars': { REGION: 'eu' } }, main)?.env).toEqual([
      { name: 'REGION', value: 'eu' },
      { name: 'URL', value: 'https://$(REGION)' },
    ]);
  });
});

describe('what is not carried', () => {
  it.each<[string, unknown]>([
    ['co-pilot', { name: 'flyte-copilot-', image: 'registry.example/copilot:1' }],
    ['create-container-error-grace-period', '3m'],
    ['create-container-config-error-grace-period', '3m'],
    ['image-pull-backoff-grace-period', '3m'],
    ['pod-pending-timeout', '1h'],
    ['inject-finalizer', true],
    ['delete-resource-on-finalize', true],
    ['default-env-vars-from-env', { REGION: 'AWS_REGION' }],
    ['default-pod-template-resync', '30s'],
    ['disable-inject-owner-references', true],
    ['enable-distributed-error-aggregation', true],
    ['send-object-events', true],
    ['update-backoff-retries', 5],
    ['update-base-backoff-duration', 10],
    ['a-setting-of-the-future', 'x'],
  ])('%s is named', (setting, value) => {
    expect(convert({ configs: [settings({ [setting]: value })] }).losses).toMatchObject([
      { object: 'config.yaml: plugins.k8s', path: `plugins.k8s.${setting}` },
    ]);
  });

  it('what is switched off is not', () => {
    const off = {
      'inject-finalizer': false,
      'co-pilot': {},
      'pod-pending-timeout': '',
      'default-labels': {},
    };
    expect(convert({ configs: [settings(off)] }).losses).toEqual([]);
  });

  it.each<[string, Fields]>([
    ['plugins.k8s.default-labels is ["a"], wanted an object', { 'default-labels': ['a'] }],
    ['plugins.k8s.default-labels[a] is 1, wanted a text', { 'default-labels': { a: 1 } }],
    [
      'would become the preset flyte-default-labels, which is refused: spec.metadata.labels.a',
      { 'default-labels': { a: 'not a label' } },
    ],
    ['plugins.k8s.default-cpus is "lots", wanted a quantity', { 'default-cpus': 'lots' }],
    ['plugins.k8s.default-tolerations[0].key is number 3', { 'default-tolerations': [{ key: 3 }] }],
    [
      'plugins.k8s.enable-host-networking-pod is "yes", wanted true or false',
      { 'enable-host-networking-pod': 'yes' },
    ],
  ])('%s is refused', (message, k8s) => {
    expect(() => presetsOf(k8s)).toThrow(UserError);
    expect(() => presetsOf(k8s)).toThrow(`config.yaml: ${message}`);
  });

  it('of several files the later one goes over the earlier one', () => {
    const { presets } = convert({
      configs: [
        settings({ 'scheduler-name': 'first', 'default-labels': { a: '1', b: '1' } }),
        settings({ 'scheduler-name': 'second', 'default-labels': { b: '2' } }),
      ],
    });
    const { metadata, spec } = admitted(presets, taskPod().build());
    expect(spec.schedulerName).toBe('second');
    expect(metadata.labels).toMatchObject({ a: '1', b: '2' });
  });
});
