import { describe, expect, it } from 'vitest';
import { nodeView } from '../../test/build/node.ts';
import { type PodBuilder, pod } from '../../test/build/pod.ts';
import { clusterPreset, preset as namespaced, type PresetBuilder } from '../../test/build/preset.ts';
import type { Container, EnvVar, Pod, Volume } from '../kube/objects.ts';
import { ANNOTATION, LABEL } from '../names.ts';
import { type AdmitInput, admitPod } from './admit.ts';
import { type CompiledPreset, compilePreset } from './compile.ts';
import { podPatch } from './patch.ts';
import { provenanceOf } from './provenance.ts';

const NAMESPACE = { name: 'team-a', labels: {} };
const compile = (builder: PresetBuilder): CompiledPreset => {
  const result = compilePreset(builder.build());
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.preset;
};
const run = (builder: PodBuilder, presets: PresetBuilder[], change: Partial<AdmitInput> = {}) =>
  admitPod({ pod: builder.build(), namespace: NAMESPACE, presets: presets.map(compile), ...change });
const accept = (builder: PodBuilder, presets: PresetBuilder[], change: Partial<AdmitInput> = {}) => {
  const result = run(builder, presets, change);
  if (!result.admitted) throw new Error(result.message);
  return result;
};
const all = (name: string): PresetBuilder => clusterPreset(name).spec({ selector: {} });
const env = (name: string, ...variables: EnvVar[]): PresetBuilder => all(name).env(...variables);
const joined = (name: string, value: string): PresetBuilder =>
  all(name).spec({ env: [{ name: 'LD_LIBRARY_PATH', value, merge: { strategy: 'Join' } }] });
const volume = (name: string, source: object, mountPath = '/m', volumeName = 'v'): PresetBuilder =>
  all(name).spec({
    volumes: [{ name: volumeName, ...source }],
    volumeMounts: [{ name: volumeName, mountPath }],
  });
const decisions = (result: { decisions: readonly { preset: string; result: string; reason?: string }[] }) =>
  Object.fromEntries(
    result.decisions.map(({ preset, result: what, reason }) => [preset.split('/').at(-1), reason ?? what]),
  );
const main = (result: { pod: Pod }): Container => result.pod.spec.containers[0] as Container;
const value = (result: { pod: Pod }, name: string): string | undefined =>
  main(result).env?.find((one) => one.name === name)?.value;
const GPU = pod().requests('nvidia.com/gpu', 1);

describe('which pods a preset selects', () => {
  const one = { name: 'A', value: '1' };
  it.each<[string, PodBuilder, PresetBuilder, boolean]>([
    [
      'PP-03 not those of another namespace',
      pod(),
      namespaced('team-b', 'p').spec({ selector: {} }).env(one),
      false,
    ],
    [
      'PP-04 the namespace of the request counts',
      pod(),
      namespaced('team-a', 'p').spec({ selector: {} }).env(one),
      true,
    ],
    ['PP-05 {} selects every pod', pod(), env('p', one), true],
    [
      'RP-01 one that requests the resource',
      GPU,
      clusterPreset('p').forResource('nvidia.com/gpu').env(one),
      true,
    ],
    [
      'RP-02 all resources must be requested',
      GPU,
      clusterPreset('p').forResource('nvidia.com/gpu', 'a/b').env(one),
      false,
    ],
    [
      'RP-03 by any of its containers',
      GPU.container({ name: 'b', resources: { requests: { 'a/b': 1 } } }),
      clusterPreset('p').forResource('nvidia.com/gpu', 'a/b').env(one),
      true,
    ],
    [
      'RP-04 under limits only',
      pod().container({ name: 'b', resources: { limits: { 'a/b': 1 } } }),
      clusterPreset('p').forResource('a/b').env(one),
      true,
    ],
    [
      'RP-05 labels and resources are ANDed',
      GPU,
      clusterPreset('p')
        .forResource('nvidia.com/gpu')
        .spec({ selector: { matchLabels: { a: 'b' } } })
        .env(one),
      false,
    ],
    [
      'RP-07 not one that does not request it',
      pod(),
      clusterPreset('p').forResource('nvidia.com/gpu').env(one),
      false,
    ],
    [
      'RP-15 more than two: four',
      pod().requests('a/b', 4),
      clusterPreset('p')
        .spec({ resourceExpressions: [{ resource: 'a/b', operator: 'Gt', quantity: '2' }] })
        .env(one),
      true,
    ],
    [
      'RP-15 more than two: two',
      pod().requests('a/b', 2),
      clusterPreset('p')
        .spec({ resourceExpressions: [{ resource: 'a/b', operator: 'Gt', quantity: '2' }] })
        .env(one),
      false,
    ],
    [
      'RP-16 without the resource',
      pod(),
      clusterPreset('p')
        .spec({ resourceExpressions: [{ resource: 'a/b', operator: 'DoesNotExist' }] })
        .env(one),
      true,
    ],
    [
      'a namespace by label',
      pod(),
      clusterPreset('p')
        .spec({ namespaceSelector: { matchLabels: { a: 'b' } } })
        .env(one),
      false,
    ],
    [
      'an expression over a label that is absent',
      pod(),
      clusterPreset('p').spec({ matchExpression: "pod.metadata.labels['a'] == 'b'" }).env(one),
      false,
    ],
    [
      'an expression',
      pod().label('a', 'b'),
      clusterPreset('p').spec({ matchExpression: "pod.metadata.labels['a'] == 'b'" }).env(one),
      true,
    ],
  ])('%s', (_name, builder, preset, selected) => {
    expect(value(accept(builder, [preset]), 'A')).toBe(selected ? '1' : undefined);
  });

  it('a matchExpression that fails skips the preset and says so', () => {
    const result = accept(pod(), [
      all('p').spec({ matchExpression: '1 / 0 == 1' }).env({ name: 'A', value: '1' }),
    ]);
    expect(result.decisions).toMatchObject([{ result: 'skipped', reason: 'ExpressionFailed' }]);
    expect(result.warnings).toHaveLength(1);
  });

  it.each<[string, PodBuilder, boolean]>([
    ['PP-08 one that opted out', pod().annotation(ANNOTATION.exclude, 'true'), false],
    ['PP-08 any other value does not opt out', pod().annotation(ANNOTATION.exclude, 'false'), true],
    ['PP-09 a mirror pod', pod().annotation(ANNOTATION.mirrorPod, 'x'), false],
  ])('is left alone: %s', (_name, builder, touched) => {
    const result = accept(builder, [env('p', { name: 'A', value: '1' })]);
    expect(podPatch(builder.build(), result.pod).length > 0).toBe(touched);
  });
});

describe('what a pod gets', () => {
  it('PP-01, PP-02 env, envFrom and mounts in every container and init container, volumes in the pod', () => {
    const preset = volume('p', { emptyDir: {} }).spec({
      env: [{ name: 'A', value: '1' }],
      envFrom: [{ configMapRef: { name: 'c' } }],
      tolerations: [{ key: 'k', operator: 'Exists' }],
    });
    const { pod: after } = accept(pod().container({ name: 'b' }).initContainer({ name: 'i' }), [preset]);
    for (const one of [...after.spec.containers, ...(after.spec.initContainers ?? [])]) {
      expect(one).toMatchObject({
        env: [{ name: 'A', value: '1' }],
        envFrom: [{ configMapRef: { name: 'c' } }],
        volumeMounts: [{ name: 'v', mountPath: '/m' }],
      });
    }
    expect(after.spec).toMatchObject({
      volumes: [{ name: 'v', emptyDir: {} }],
      tolerations: [{ key: 'k', operator: 'Exists' }],
    });
  });

  it.each<[string, EnvVar[], EnvVar[], string[]]>([
    ['PP-11 an equal variable once', [{ name: 'A', value: '1' }], [{ name: 'A', value: '1' }], ['A=1']],
    [
      'PP-13 names that differ in case are two',
      [{ name: 'a', value: '1' }],
      [{ name: 'A', value: '2' }],
      ['a=1', 'A=2'],
    ],
    [
      'PP-14 new ones behind the pod’s, in order',
      [{ name: 'Z', value: '0' }],
      [
        { name: 'B', value: '1' },
        { name: 'A', value: '2' },
      ],
      ['Z=0', 'B=1', 'A=2'],
    ],
    [
      'RP-11 what the pod says itself is kept',
      [{ name: 'A', value: 'own' }],
      [
        { name: 'A', value: '1' },
        { name: 'B', value: '1' },
      ],
      ['A=own', 'B=1'],
    ],
    ['an empty value is a value', [{ name: 'A', value: '' }], [{ name: 'A', value: '1' }], ['A=']],
  ])('%s', (_name, own, given, wanted) => {
    const result = accept(pod().env(...own), [env('p', ...given)]);
    expect(main(result).env?.map((one) => `${one.name}=${one.value}`)).toEqual(wanted);
    expect(decisions(result)).toEqual({ p: 'applied' });
  });

  it('PP-16 a source that is there is not repeated, whatever it says about being optional', () => {
    const given = {
      envFrom: [
        { configMapRef: { name: 'c' } },
        { prefix: 'P_', configMapRef: { name: 'c' } },
        { secretRef: { name: 'c' } },
      ],
    };
    const own = pod().spec({
      containers: [{ name: 'main', envFrom: [{ configMapRef: { name: 'c', optional: true } }] }],
    });
    expect(main(accept(own, [all('p').spec(given)])).envFrom).toEqual([
      { configMapRef: { name: 'c', optional: true } },
      ...given.envFrom.slice(1),
    ]);
  });

  it.each([
    [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }, 1],
    [{ key: 'a', operator: 'Exists', effect: 'NoExecute' }, 2],
    [{ operator: 'Exists' }, 2],
  ])('RP-23 a toleration %j that is there makes %i', (own, count) => {
    const preset = all('p').spec({ tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }] });
    expect(accept(pod().spec({ tolerations: [own] }), [preset]).pod.spec.tolerations).toHaveLength(count);
  });

  it('a toleration that a preset lists twice is added once', () => {
    const twice = [{ key: 'a' }, { key: 'a', operator: 'Equal' }];
    expect(accept(pod(), [all('p').spec({ tolerations: twice })]).pod.spec.tolerations).toEqual([
      { key: 'a' },
    ]);
  });

  it('of two variables of one name, an Override preset replaces the one that the kubelet takes', () => {
    const own = pod().env({ name: 'A', value: '1' }, { name: 'A', value: '2' });
    expect(
      main(accept(own, [env('p', { name: 'A', value: 'x' }).spec({ layer: 'Override' })])).env?.map(
        (one) => one.value,
      ),
    ).toEqual(['1', 'x']);
  });

  it('PP-10 the presets that were applied are recorded with their generation', () => {
    const { pod: after } = accept(pod(), [env('p', { name: 'A', value: '1' }).metadata({ generation: 7 })]);
    expect(provenanceOf(after)).toMatchObject([
      { preset: 'ClusterPodPreset/p', generation: 7, result: 'applied' },
    ]);
    expect(after.metadata.labels?.[LABEL.managed]).toBeUndefined();
  });

  it('values are settled from the pod', () => {
    expect(
      value(
        accept(GPU, [env('p', { name: 'A', value: "${pod.metadata.name}:${resources['nvidia.com/gpu']}" })]),
        'A',
      ),
    ).toBe('train:1');
  });

  it.each([
    ['/etc/kubernetes', 'PathForbidden'],
    ['/data/../proc', 'PathForbidden'],
    ['/data/x', 'applied'],
  ])('a host path that the pod’s author decides is checked: %s', (path, outcome) => {
    const preset = volume('p', { hostPath: { path: "${pod.metadata.annotations['dir']}" } });
    expect(decisions(accept(pod().annotation('dir', path), [preset]))).toEqual({ p: outcome });
  });

  it('a value that needs a label that is absent skips the preset', () => {
    expect(decisions(accept(pod(), [env('p', { name: 'A', value: "${pod.metadata.labels['x']}" })]))).toEqual(
      { p: 'FactUnknown' },
    );
  });
});

describe('a conflict', () => {
  const own = pod().spec({
    containers: [{ name: 'main', volumeMounts: [{ name: 'own', mountPath: '/m' }] }],
    volumes: [{ name: 'own', emptyDir: {} }],
  });
  const culprit = volume('culprit', { emptyDir: {} }).env({ name: 'A', value: '1' });
  const innocent = env('innocent', { name: 'B', value: '1' });

  it.each<[string, PodBuilder, PresetBuilder]>([
    [
      'PP-12 another value, where the entry says Fail',
      pod().env({ name: 'A', value: 'own' }),
      all('p').spec({ env: [{ name: 'A', value: '1', merge: { strategy: 'Fail' } }] }),
    ],
    ['PP-17 a mount at a path that is taken', own, volume('p', { emptyDir: {} })],
    ['PP-17 a slash at the end makes no other path', own, volume('p', { emptyDir: {} }, '/m/')],
    [
      'PP-19 a volume of the same name with another source',
      own,
      volume('p', { hostPath: { path: '/opt' } }, '/n', 'own'),
    ],
    [
      'joining with valueFrom',
      pod().env({ name: 'LD_LIBRARY_PATH', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }),
      joined('p', '/a'),
    ],
  ])('is %s', (_name, builder, preset) => {
    const result = accept(builder, [preset]);
    expect(decisions(result)).toEqual({ p: 'Conflict' });
    expect(result.conflicts).toMatchObject([{ preset: 'ClusterPodPreset/p', other: 'pod' }]);
    expect(result.warnings[0]).toContain('was not applied');
    expect(result.pod.spec).toEqual(builder.build().spec);
  });

  it('PP-19 is none where only the API server’s defaults differ', () => {
    const secret: Volume = { name: 'v', secret: { secretName: 's', defaultMode: 420 } };
    const result = accept(pod().spec({ volumes: [secret] }), [volume('p', { secret: { secretName: 's' } })]);
    expect(decisions(result)).toEqual({ p: 'applied' });
    expect(result.pod.spec.volumes).toEqual([secret]);
  });

  it.each([
    ['SkipPreset', { culprit: 'Conflict', innocent: 'applied' }, ['B']],
    ['SkipEntry', { culprit: 'Conflict', innocent: 'applied' }, ['A', 'B']],
    ['SkipAll', { culprit: 'Conflict', innocent: 'DroppedWithSet' }, undefined],
  ])('with %s', (onConflict, wanted, names) => {
    const result = accept(own, [culprit.spec({ onConflict }), innocent]);
    expect(decisions(result)).toEqual(wanted);
    expect(main(result).env?.map(({ name }) => name)).toEqual(names);
    expect(main(result).volumeMounts).toEqual([{ name: 'own', mountPath: '/m' }]);
    expect(result.pod.metadata.labels?.[LABEL.managed]).toBe('true');
  });

  it('with Reject refuses the pod and names the preset and the field', () => {
    expect(run(own, [culprit.spec({ onConflict: 'Reject' })])).toMatchObject({
      admitted: false,
      reason: 'Rejected',
      message: expect.stringMatching(
        /ClusterPodPreset\/culprit.*spec\.containers\[main\]\.volumeMounts\[\/m\]/,
      ),
    });
  });

  it('PP-21 in one of several containers keeps the preset from all of them', () => {
    const result = accept(own.container({ name: 'b' }).initContainer({ name: 'i' }), [culprit]);
    expect(result.pod.spec.containers[1]).toEqual({ name: 'b' });
    expect(result.pod.spec.initContainers).toEqual([{ name: 'i' }]);
  });

  it('SkipEntry leaves out the mounts of a volume that it leaves out', () => {
    const preset = volume('p', { hostPath: { path: '/opt' } }, '/n', 'own').spec({ onConflict: 'SkipEntry' });
    const result = accept(own, [preset]);
    expect(main(result).volumeMounts).toEqual([{ name: 'own', mountPath: '/m' }]);
    expect(result.decisions).toMatchObject([{ result: 'partly', reason: 'Conflict' }]);
  });

  it('an Override preset has none with the pod: its value, volume and mount win', () => {
    const given = volume('p', { hostPath: { path: '/opt' } }, '/m', 'own').spec({ layer: 'Override' });
    expect(accept(own, [given]).pod.spec.volumes).toEqual([{ name: 'own', hostPath: { path: '/opt' } }]);
  });

  it.each<[string, PresetBuilder, PresetBuilder, string, Record<string, string>]>([
    [
      'equal rank',
      env('a', { name: 'A', value: '1' }),
      env('b', { name: 'A', value: '2' }),
      '1',
      { a: 'applied', b: 'Conflict' },
    ],
    [
      'by priority',
      env('a', { name: 'A', value: '1' }),
      env('b', { name: 'A', value: '2' }).spec({ priority: 1 }),
      '2',
      { b: 'applied', a: 'applied' },
    ],
    [
      'by layer',
      env('a', { name: 'A', value: '1' }).spec({ priority: 9 }),
      env('b', { name: 'A', value: '2' }).spec({ layer: 'Override' }),
      '2',
      { b: 'applied', a: 'applied' },
    ],
    [
      'by age',
      env('a', { name: 'A', value: '1' }).metadata({ creationTimestamp: '2026-02-01T00:00:00Z' }),
      env('b', { name: 'A', value: '2' }).metadata({ creationTimestamp: '2026-01-01T00:00:00Z' }),
      '2',
      { b: 'applied', a: 'Conflict' },
    ],
    [
      'what the pod says is said for both',
      env('a', { name: 'X', value: 'own' }),
      env('b', { name: 'X', value: '2' }),
      'own',
      { a: 'applied', b: 'applied' },
    ],
  ])('between two presets: %s', (_name, a, b, wanted, outcome) => {
    const result = accept(pod().env({ name: 'X', value: 'own' }), [a, b]);
    expect(value(result, 'A') ?? value(result, 'X')).toBe(wanted);
    expect(decisions(result)).toEqual(outcome);
  });
});

describe('several presets join a variable', () => {
  it('RP-14 in order of priority, age and name, before the pod’s own', () => {
    const own = pod().env({ name: 'LD_LIBRARY_PATH', value: '/own:/a::' });
    const presets = [joined('c', '/c'), joined('b', '/b:/a'), joined('p', '/p').spec({ priority: 1 })];
    expect(value(accept(own, presets), 'LD_LIBRARY_PATH')).toBe('/p:/b:/c:/own:/a');
  });

  it('a preset that sets it without Join wins or conflicts by rank', () => {
    const set = env('s', { name: 'LD_LIBRARY_PATH', value: '/s' });
    expect(decisions(accept(pod(), [joined('j', '/j'), set]))).toEqual({ j: 'applied', s: 'Conflict' });
    expect(decisions(accept(pod(), [joined('j', '/j'), set.spec({ priority: 1 })]))).toEqual({
      s: 'applied',
      j: 'applied',
    });
  });
});

describe('a second admission', () => {
  const again = (first: Pod, presets: PresetBuilder[]) =>
    admitPod({ pod: first, namespace: NAMESPACE, presets: presets.map(compile) });
  const same = (builder: PodBuilder, ...presets: PresetBuilder[]): Pod => {
    const first = accept(builder, presets).pod;
    const second = again(first, presets);
    expect(second.admitted && podPatch(first, second.pod)).toEqual([]);
    return first;
  };

  it('PP-28 changes nothing', () => {
    same(
      GPU.env({ name: 'LD_LIBRARY_PATH', value: '/own' }),
      joined('j', '${host.nvidia.libraryDir}'),
      volume('v', { hostPath: { path: '${host.nvidia.libraryDir}' } }),
    );
  });

  it('does not take what preset A set for the pod’s own, with which B would agree', () => {
    const first = same(
      pod(),
      env('a', { name: 'A', value: '1' }),
      env('b', { name: 'A', value: '2' }, { name: 'B', value: '2' }),
    );
    expect(first.spec.containers[0]?.env).toEqual([{ name: 'A', value: '1' }]);
  });

  it('keeps the place of a late variable among literals', () => {
    same(
      pod().env({ name: 'A', value: 'own' }, { name: 'Z', value: '' }),
      env('p', { name: 'L', value: '${node.name}' }, { name: 'M', value: '1' }),
      env('o', { name: 'A', value: '${node.name}' }).spec({ layer: 'Override' }),
    );
  });

  it('sees the pod of its author, not what was injected', () => {
    same(
      pod(),
      env('m', { name: 'A', value: '1' }).spec({ matchExpression: '!has(pod.spec.volumes)' }),
      volume('v', { emptyDir: {} }),
    );
  });

  it('restores a value that an Override preset replaced when that preset is gone', () => {
    const own = pod().env({ name: 'A', value: 'own' });
    const { pod: first } = accept(own, [env('o', { name: 'A', value: 'x' }).spec({ layer: 'Override' })]);
    const second = again(first, []);
    expect(second.admitted && second.pod.spec.containers[0]?.env).toEqual([{ name: 'A', value: 'own' }]);
  });

  it('keeps what somebody changed in between', () => {
    const presets = [joined('j', '/j')];
    const first = structuredClone(accept(pod().env({ name: 'LD_LIBRARY_PATH', value: '/own' }), presets).pod);
    const variable = first.spec.containers[0]?.env?.[0] as EnvVar;
    variable.value = `${variable.value}:/agent`;
    const second = again(first, presets);
    expect(second.admitted && second.pod.spec.containers[0]?.env?.[0]?.value).toBe('/j:/own:/agent');
  });

  it('knows its own entries after the API server defaulted them', () => {
    const presets = [volume('v', { secret: { secretName: 's' } }).spec({ tolerations: [{ key: 'k' }] })];
    const first = structuredClone(accept(pod(), presets).pod);
    first.spec.volumes = [{ name: 'v', secret: { secretName: 's', defaultMode: 420 } }];
    first.spec.tolerations = [{ key: 'k', operator: 'Equal' }];
    const second = again(first, presets);
    expect(second.decisions).toMatchObject([{ result: 'applied' }]);
    expect(second.admitted && second.pod.spec.volumes).toHaveLength(1);
    expect(second.admitted && second.pod.spec.tolerations).toHaveLength(1);
  });

  it('knows slots and late mounts in a copy that lost its annotations', () => {
    const presets = [
      volume('v', { hostPath: { path: '${host.nvidia.libraryDir}' } }).env({
        name: 'L',
        value: '${node.name}',
      }),
    ];
    const first = accept(pod(), presets).pod;
    const { annotations, ...metadata } = first.metadata;
    const second = again({ ...first, metadata }, presets);
    expect(annotations).toBeDefined();
    expect(second.admitted && podPatch(first, second.pod)).toEqual([]);
  });
});

describe('names of ours', () => {
  it.each<[string, PodBuilder]>([
    ['a variable', pod().env({ name: 'LATEBIND_X', value: '1' })],
    ['a volume', pod().spec({ volumes: [{ name: 'latebind-x', emptyDir: {} }] })],
    [
      'the place of the gate',
      pod().container({ name: 'b', volumeMounts: [{ name: 'v', mountPath: '/run/latebind/gate/' }] }),
    ],
  ])('a pod that uses them is refused: %s', (_name, builder) => {
    expect(run(builder, [])).toMatchObject({ admitted: false, reason: 'ReservedName' });
  });

  it('annotations and the label that somebody forged are taken away', () => {
    const forged = [
      ANNOTATION.applied,
      ANNOTATION.slots,
      ANNOTATION.uncovered,
      ANNOTATION.generation,
      ANNOTATION.node,
      'bind.latebind.dev/env.X',
    ];
    const builder = forged.reduce(
      (one, key) => one.annotation(key, '[]'),
      pod().annotation('own', 'x').label(LABEL.managed, 'true'),
    );
    expect(accept(builder, []).pod.metadata).toMatchObject({ annotations: { own: 'x' }, labels: {} });
    expect(Object.keys(accept(builder, []).pod.metadata.annotations ?? {})).toEqual(['own']);
  });

  it('a forged record cannot bring in a reserved name', () => {
    const was = { name: 'LATEBIND_X', value: '1' };
    const record = [
      {
        preset: 'p',
        generation: 1,
        result: 'applied',
        added: { 'spec.containers[main].env': [['x', was]], 'spec.volumes': 'no list' },
      },
    ];
    const result = accept(pod().annotation(ANNOTATION.applied, JSON.stringify(record)), []);
    expect(main(result).env).toBeUndefined();
  });

  it('a variable of the author may read which node filled the pod', () => {
    const own: EnvVar = {
      name: 'NODE_OF_FACTS',
      valueFrom: { fieldRef: { fieldPath: `metadata.annotations['${ANNOTATION.node}']` } },
    };
    expect(main(accept(pod().env(own), [])).env).toEqual([own]);
  });
});

describe('what is said to the author of the pod', () => {
  it('RP-17 an extended resource that no applied preset covers', () => {
    const result = accept(GPU.requests('cpu', 1).requests('a/b', 1), [
      clusterPreset('p').forResource('a/b').env({ name: 'A', value: '1' }),
    ]);
    expect(result.uncovered).toEqual(['nvidia.com/gpu']);
    expect(result.pod.metadata.annotations?.[ANNOTATION.uncovered]).toBe('nvidia.com/gpu');
    expect(result.warnings).toHaveLength(1);
  });

  it.each([
    ['restricted', 1],
    ['baseline', 1],
    ['privileged', 0],
  ])('a hostPath in a namespace that enforces %s makes %i warnings', (level, count) => {
    const namespace = { name: 'team-a', labels: { 'pod-security.kubernetes.io/enforce': level } };
    expect(accept(pod(), [volume('p', { hostPath: { path: '/opt' } })], { namespace }).warnings).toHaveLength(
      count,
    );
  });
});

describe('a pod that is created on a node', () => {
  const late = env('p', { name: 'OS', value: '${host.os.id}' });
  const on = pod().onNode('gpu-1');
  it('gets its values at once', () => {
    const { annotations } = accept(on, [late], { node: nodeView('gpu-1', { os: { id: 'ubuntu' } }) }).pod
      .metadata;
    expect(annotations).toMatchObject({
      'bind.latebind.dev/env.OS': 'ubuntu',
      [ANNOTATION.node]: 'gpu-1',
      [ANNOTATION.generation]: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });

  it.each<[string, Partial<AdmitInput>]>([
    ['unknown', {}],
    ['without facts', { node: nodeView('gpu-1') }],
  ])('waits behind the gate when the node is %s', (_name, change) => {
    const result = accept(on, [late], change);
    expect(result.pod.metadata.annotations?.[ANNOTATION.generation]).toBeUndefined();
    expect(result.warnings[0]).toContain('its containers wait');
  });

  it('is refused where only a requirement is not met, since nothing would hold it', () => {
    const preset = env('p', { name: 'A', value: '1' }).requires("host.os.id == 'x'", 'needs x');
    expect(run(on, [preset], { node: nodeView('gpu-1', { os: { id: 'ubuntu' } }) })).toMatchObject({
      admitted: false,
      reason: 'RequireNotMet',
    });
    expect(run(on, [preset])).toMatchObject({ admitted: false, reason: 'NodeUnknown' });
  });
});
