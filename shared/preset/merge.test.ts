import { describe, expect, it } from 'vitest';
import { asSent } from '../../test/build/api-server-pod.ts';
import { PodBuilder, pod } from '../../test/build/pod.ts';
import { clusterPreset } from '../../test/build/preset.ts';
import type { Container, PodSpec } from '../kube/objects.ts';
import { ANNOTATION } from '../names.ts';
import { admitPod } from './admit.ts';
import type { AdmitResult } from './api.ts';
import { compilePreset } from './compile.ts';

/** One preset for each spec, in order of rank. */
function admit(builder: PodBuilder, ...specs: readonly object[]): AdmitResult {
  const presets = specs.map((spec, index) => {
    const object = clusterPreset(`p${index}`)
      .spec({ selector: {}, priority: -index, ...spec })
      .build();
    const result = compilePreset(object);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.preset;
  });
  return admitPod({ pod: builder.build(), namespace: { name: 'team-a', labels: {} }, presets });
}

const main = (fields: object): PodBuilder => pod().spec({ containers: [{ name: 'main', ...fields }] });
const patch = (fields: object): object => ({ containers: [fields] });

describe('a pod that the API server would refuse is a conflict', () => {
  it.each<[string, PodBuilder, object[], object]>([
    [
      'a limit below what the pod requests',
      main({ resources: { requests: { cpu: 1 } } }),
      [patch({ resources: { limits: { cpu: '500m' } } })],
      {
        path: 'spec.containers[main].resources.requests[cpu]',
        other: 'pod',
        seen: '1',
        wanted: 'at most the limit 500m',
      },
    ],
    [
      'a request above the limit of another preset',
      pod(),
      [patch({ resources: { limits: { cpu: '1' } } }), patch({ resources: { requests: { cpu: '2' } } })],
      { other: 'ClusterPodPreset/p0', seen: '2', wanted: 'at most the limit 1' },
    ],
    [
      'a device of which request and limit differ',
      main({ resources: { requests: { 'nvidia.com/gpu': 1 }, limits: { 'nvidia.com/gpu': '1' } } }),
      [{ layer: 'Override', ...patch({ resources: { limits: { 'nvidia.com/gpu': 2 } } }) }],
      { seen: '1', wanted: 'the limit 2' },
    ],
    [
      'a device that is only requested',
      pod(),
      [patch({ resources: { requests: { 'nvidia.com/gpu': 1 } } })],
      { seen: '1', wanted: 'a limit, too' },
    ],
    [
      'a probe of an init container that runs to its end',
      pod().initContainer({ name: 'init' }),
      [patch({ readinessProbe: { exec: { command: ['true'] } } })],
      { path: 'spec.initContainers[init].readinessProbe', seen: 'an init container' },
    ],
  ])('%s', (_, builder, specs, conflict) => {
    const result = admit(builder, ...specs);
    expect(result.conflicts).toEqual([expect.objectContaining(conflict)]);
    expect(result.decisions.at(-1)).toMatchObject({ result: 'skipped', reason: 'Conflict' });
  });

  it('but what the author has is left to the author', () => {
    const builder = main({ resources: { requests: { cpu: 2 }, limits: { cpu: 1 } } });
    const result = admit(builder, patch({ resources: { limits: { memory: '1Gi' } } }));
    expect(result.conflicts).toEqual([]);
  });

  it('and a limit is no conflict with a request below it', () => {
    const result = admit(
      pod(),
      patch({ resources: { limits: { cpu: 2, 'nvidia.com/gpu': 1 } } }),
      patch({ resources: { requests: { cpu: '1500m', 'nvidia.com/gpu': '1' } } }),
    );
    expect(result.conflicts).toEqual([]);
    const [{ resources } = {}] = (result.admitted ? result.pod.spec.containers : []) as Partial<Container>[];
    expect(resources?.requests).toEqual({ cpu: '1500m', 'nvidia.com/gpu': '1' });
  });
});

describe('what the pod has as a preset of higher rank sets it', () => {
  const override = (spec: object): object => ({ layer: 'Override', ...spec });
  const volume = (source: object): object => ({ volumes: [{ name: 'v', ...source }] });

  it.each<[string, PodBuilder, object, object, (pod: PodSpec) => unknown, unknown]>([
    [
      'a variable',
      main({ env: [{ name: 'X', value: 'a' }] }),
      override({ env: [{ name: 'X', value: 'a' }] }),
      override({ env: [{ name: 'X', value: 'b' }] }),
      ({ containers: [one] }) => one?.env,
      [{ name: 'X', value: 'a' }],
    ],
    [
      'a value',
      pod().spec({ terminationGracePeriodSeconds: 60 }),
      override({ pod: { terminationGracePeriodSeconds: 60 } }),
      override({ pod: { terminationGracePeriodSeconds: 0 } }),
      (spec) => spec['terminationGracePeriodSeconds'],
      60,
    ],
    [
      'a volume',
      pod().spec({ volumes: [{ name: 'v', emptyDir: {} }] }),
      volume({ emptyDir: {} }),
      {
        ...volume({ hostPath: { path: '/data' } }),
        strategies: [{ path: 'pod.volumes', strategy: 'Override' }],
      },
      (spec) => spec.volumes,
      [{ name: 'v', emptyDir: {} }],
    ],
    [
      'an entry that another one takes out',
      main({ env: [{ name: 'X', value: 'a' }] }),
      override({ env: [{ name: 'X', value: 'a' }] }),
      { remove: { env: ['X'] } },
      ({ containers: [one] }) => one?.env,
      [{ name: 'X', value: 'a' }],
    ],
  ])('stays: %s', (_, builder, higher, lower, what, expected) => {
    const result = admit(builder, higher, lower);
    expect(result.admitted && what(result.pod.spec)).toEqual(expected);
    expect(result.decisions.map((one) => one.result)).toEqual(['applied', 'applied']);
  });

  it('does not count as changed by the preset', () => {
    const result = admit(main({ command: ['a'] }), override(patch({ command: ['a'] })));
    expect(result.admitted && result.pod.metadata.annotations?.[ANNOTATION.applied]).not.toContain('added');
  });
});

it('a pull policy that presets give stays when they change the image, too', () => {
  const policy = patch({ imagePullPolicy: 'IfNotPresent' });
  const image = patch({ image: 'registry.example/train:2' });
  for (const specs of [
    [policy, image],
    [image, policy],
  ]) {
    const result = admit(pod(), ...specs.map((spec) => ({ layer: 'Override', ...spec })));
    expect(result.admitted && result.pod.spec.containers[0]?.['imagePullPolicy']).toBe('IfNotPresent');
  }
});

it('an alternative for no node stays one for no node when requirements are added', () => {
  const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
  const affinity = (...nodeSelectorTerms: object[]): { affinity: object } => ({
    affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms } } },
  });
  const [zone, disk] = ['zone', 'disk'].map((key) => ({ key, operator: 'Exists' }));
  const after = (own: object, added: object): unknown => {
    const result = admit(pod().spec(own), { pod: added });
    return result.admitted && result.pod.spec['affinity'];
  };
  const ofDisk = { matchExpressions: [disk] };
  expect(after(affinity({}), affinity(ofDisk))).toEqual(affinity({}).affinity);
  expect(after(affinity({}, { matchExpressions: [zone] }), affinity(ofDisk))).toEqual(
    affinity({ matchExpressions: [zone, disk] }).affinity,
  );
});

it('a preset that says And or Or leaves room for others', () => {
  const path = 'pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution';
  const requires = (key: string): object => ({
    pod: {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'Exists' }] }],
          },
        },
      },
    },
  });
  for (const strategy of ['And', 'Or']) {
    const result = admit(pod(), { ...requires('a'), strategies: [{ path, strategy }] }, requires('b'));
    expect(result.decisions.map((one) => one.result)).toEqual(['applied', 'applied']);
    expect(JSON.stringify(result.admitted && result.pod.spec['affinity'])).toMatch(/"a".*"b"/);
  }
});

it('MergeByKey keeps one source of a resource claim', () => {
  const claims = (claim: object): object => ({ pod: { resourceClaims: [{ name: 'x', ...claim }] } });
  const strategies = [{ path: 'pod.resourceClaims', strategy: 'MergeByKey' }];
  const merging = { ...claims({ resourceClaimTemplateName: 'b' }), strategies };
  const result = admit(pod(), claims({ resourceClaimName: 'a' }), merging);
  expect(result.admitted && result.pod.spec['resourceClaims']).toEqual([
    { name: 'x', resourceClaimName: 'a' },
  ]);
});

it('of two presets that take out what is not there the first is named to a third that gives it', () => {
  const remove = { priority: 0, remove: { labels: ['a'] } };
  const result = admit(pod(), remove, remove, { priority: 0, metadata: { labels: { a: 'x' } } });
  expect(result.conflicts).toEqual([
    expect.objectContaining({ preset: 'ClusterPodPreset/p2', other: 'ClusterPodPreset/p0' }),
  ]);
});

it('a preset that is skipped does not get the place of a container that another one has added', () => {
  const log = { name: 'log', image: 'registry.example/log:1' };
  const specs = [
    {
      containers: [{ volumeMounts: [{ name: 'gone', mountPath: '/gone' }] }],
      addContainers: { sidecars: [{ container: log, position: 'First' }], receivePatches: true },
    },
    { addContainers: { sidecars: [{ container: log }] } },
  ];
  const once = admit(pod(), ...specs);
  expect(once.conflicts[0]).toMatchObject({ path: 'spec.containers[log].volumeMounts[/gone]' });
  const twice = once.admitted ? admit(new PodBuilder(once.pod), ...specs) : once;
  expect(twice).toEqual(once);
});

it('what the API server has computed from a preset’s value stands in no other preset’s way', () => {
  const specs = [
    { layer: 'Override', priority: 0, ...patch({ image: 'registry.example/train' }) },
    {
      layer: 'Override',
      priority: 0,
      ...patch({ imagePullPolicy: 'Never', volumeMounts: [{ name: 'v', mountPath: '/m' }] }),
    },
  ];
  const once = admit(new PodBuilder(asSent(pod().build())), ...specs);
  expect(once.conflicts).toEqual([
    expect.objectContaining({ path: 'spec.containers[main].volumeMounts[/m]' }),
  ]);
  const twice = once.admitted ? admit(new PodBuilder(asSent(once.pod)), ...specs) : undefined;
  expect(twice?.conflicts).toEqual(once.conflicts);
});

it('where all variables are joined, a reference is met as the layer says', () => {
  const valueFrom = { fieldRef: { fieldPath: 'metadata.name' } };
  const env = [
    { name: 'X', valueFrom },
    { name: 'Y', valueFrom },
    { name: 'Z', value: 'a' },
  ];
  const result = admit(
    main({
      env: [
        { name: 'X', value: 'own' },
        { name: 'Z', value: 'b' },
      ],
    }),
    { env, strategies: [{ path: 'containers.env', strategy: 'Join' }] },
  );
  expect(result.admitted && result.pod.spec.containers[0]?.env).toEqual([
    { name: 'X', value: 'own' },
    { name: 'Z', value: 'a:b' },
    { name: 'Y', valueFrom },
  ]);
});

it('a mount that is merged by its volume stays at its path, so no other one gets there', () => {
  const w = { name: 'w', emptyDir: {} };
  const result = admit(
    pod().spec({
      volumes: [w],
      containers: [{ name: 'main', volumeMounts: [{ name: 'w', mountPath: '/n' }] }],
    }),
    {
      volumes: [w],
      volumeMounts: [
        { name: 'w', mountPath: '/m', readOnly: true },
        { name: 'w', mountPath: '/n/', readOnly: true },
      ],
      strategies: [{ path: 'containers.volumeMounts', strategy: 'MergeByKey', key: 'name+mountPath' }],
    },
  );
  const paths = result.admitted && result.pod.spec.containers[0]?.volumeMounts?.map((one) => one.mountPath);
  expect(paths).toEqual(['/n']);
});
