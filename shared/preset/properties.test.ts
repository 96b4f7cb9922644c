/** What must hold for any presets and any pod. Names and paths are few, so that nearly every case collides somewhere. */
import fc from 'fast-check';
import jsonPatch from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { nodeView } from '../../test/build/node.ts';
import { pod as buildPod } from '../../test/build/pod.ts';
import { clusterPreset } from '../../test/build/preset.ts';
import type { Container, EnvVar, Pod, VolumeMount } from '../kube/objects.ts';
import { ANNOTATION, BIND_PREFIX, GATE, LABEL } from '../names.ts';
import { type AdmitInput, admitPod } from './admit.ts';
import { type CompiledPreset, compilePreset } from './compile.ts';
import { podPatch } from './patch.ts';
import { bindValues, planOf } from './place.ts';
import { ranking } from './rank.ts';
import { readRecipe } from './recipe.ts';

const RUNS = { numRuns: 2_000 };
const NAMESPACE = { name: 'team-a', labels: {} };

const LITERALS = ['a', 'b', 'a:b', 'b::c', '', '$(X)', '$(GONE):a'];
const LATE = ['${host.nvidia.libraryDir}', '${host.os.id}', 'a:${host.os.id}', '${host.os.id}:c'];
const value = fc.constantFrom(...LITERALS, ...LATE);
const strategy = fc.constantFrom(undefined, undefined, 'Fail', 'KeepExisting', 'Join');

const presetEnv = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('X', 'Y', 'x.y', 'LIST'),
      value,
      strategy,
      separator: fc.constantFrom(undefined, '::'),
    }),
    { selector: ({ name }) => name, maxLength: 3 },
  )
  .map((env) =>
    env.map(({ name, value: text, strategy: how, separator }) => {
      // LIST is only ever joined, so that its value can be foretold.
      const joined = name === 'LIST' || (how === 'Join' && !text.includes('$('));
      const merge = joined
        ? { strategy: 'Join', ...(separator === undefined || name === 'LIST' ? {} : { separator }) }
        : how === undefined || how === 'Join'
          ? undefined
          : { strategy: how };
      return { name, value: text, ...(merge === undefined ? {} : { merge }) };
    }),
  );

const source = fc.constantFrom<Record<string, unknown>>(
  { emptyDir: {} },
  { hostPath: { path: '/data/a' } },
  { hostPath: { path: '/data/b' } },
  { hostPath: { path: '${host.nvidia.libraryDir}' } },
  { hostPath: { path: '/usr/${host.os.id}/lib' } },
  { secret: { secretName: 's' } },
);
const volumeList = (from: fc.Arbitrary<Record<string, unknown>>) =>
  fc
    .uniqueArray(fc.record({ name: fc.constantFrom('v', 'w'), source: from }), {
      selector: ({ name }) => name,
      maxLength: 2,
    })
    .map((list) => list.map(({ name, source: what }) => ({ name, ...what })));
const mountList = fc.uniqueArray(
  fc.record(
    {
      name: fc.constantFrom('v', 'w'),
      mountPath: fc.constantFrom('/m', '/n', '/n/'),
      readOnly: fc.boolean(),
      subPath: fc.constantFrom('sub', '$(X)'),
    },
    { requiredKeys: ['name', 'mountPath'] },
  ),
  { selector: ({ mountPath }) => mountPath.replace(/\/$/, ''), maxLength: 2 },
);
const tolerationList = fc.array(
  fc.constantFrom(
    { key: 'gpu', operator: 'Exists' },
    { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' },
    { key: 'k', value: 'a' },
  ),
  { maxLength: 2 },
);
const envFromList = fc.array(
  fc.constantFrom(
    { configMapRef: { name: 'c' } },
    { prefix: 'P_', configMapRef: { name: 'c' } },
    { secretRef: { name: 'c' } },
  ),
  { maxLength: 2 },
);

const compiled = new Map<string, CompiledPreset>();
const preset = fc
  .record({
    layer: fc.constantFrom('Default', 'Default', 'Override'),
    priority: fc.constantFrom(0, 0, 5),
    onConflict: fc.constantFrom('SkipPreset', 'SkipPreset', 'SkipEntry', 'SkipAll', 'Reject'),
    created: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
    matchExpression: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      '!has(pod.spec.volumes)',
      'has(pod.spec.tolerations)',
    ),
    env: presetEnv,
    volumes: volumeList(source),
    mounts: mountList,
    tolerations: tolerationList,
    envFrom: envFromList,
  })
  .map(({ created, mounts, matchExpression, ...spec }) => ({
    created,
    spec: {
      selector: {},
      ...spec,
      ...(matchExpression === undefined ? {} : { matchExpression }),
      host: { prefer: [{ weight: 1, expression: 'true' }] },
      volumeMounts: mounts.filter(({ name }) => spec.volumes.some((volume) => volume.name === name)),
    },
  }));
const presets = fc.array(preset, { maxLength: 4 }).map((list) =>
  list.map(({ created, spec }, index): CompiledPreset => {
    const object = clusterPreset(`p${index}`).metadata({ creationTimestamp: created }).spec(spec).build();
    const text = JSON.stringify(object);
    const known = compiled.get(text);
    if (known !== undefined) return known;
    const result = compilePreset(object);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    compiled.set(text, result.preset);
    return result.preset;
  }),
);

const podEnv = fc.array(
  fc.oneof(
    fc.record({ name: fc.constantFrom('X', 'Y', 'x.y', 'Z', 'LIST'), value: fc.constantFrom(...LITERALS) }),
    fc.constant<EnvVar>({ name: 'X', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }),
  ),
  { maxLength: 3 },
);
const container = (name: string) =>
  fc.record({ env: fc.option(podEnv), mounts: mountList, envFrom: envFromList }).map(
    ({ env, mounts, envFrom }): Container => ({
      name,
      ...(env === null ? {} : { env }),
      ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
      ...(envFrom.length === 0 ? {} : { envFrom }),
    }),
  );
const LITERAL_SOURCES = fc.constantFrom<Record<string, unknown>>(
  { emptyDir: {} },
  { hostPath: { path: '/data/a', type: '' } },
);
const pods = fc
  .record({
    main: container('main'),
    side: fc.option(container('side')),
    init: fc.option(container('init')),
    volumes: volumeList(LITERAL_SOURCES),
    tolerations: fc.option(tolerationList),
    forged: fc.boolean(),
  })
  .map(({ main, side, init, volumes, tolerations, forged }): Pod => {
    const valid = (one: Container): Container => ({
      ...one,
      ...(one.volumeMounts === undefined
        ? {}
        : {
            volumeMounts: one.volumeMounts.filter(({ name }) =>
              volumes.some((volume) => volume.name === name),
            ),
          }),
    });
    const built = buildPod()
      .spec({
        containers: [valid(main), ...(side === null ? [] : [valid(side)])],
        ...(init === null ? {} : { initContainers: [valid(init)] }),
        ...(volumes.length === 0 ? {} : { volumes }),
        ...(tolerations === null ? {} : { tolerations }),
      })
      .build();
    if (forged)
      built.metadata.annotations = { [`${BIND_PREFIX}env.X`]: 'evil', [ANNOTATION.slots]: '{}', own: 'kept' };
    // As from the wire: no object is there twice.
    return JSON.parse(JSON.stringify(built)) as Pod;
  });

const inputs = fc.record({ pod: pods, presets });

function admit(pod: Pod, list: readonly CompiledPreset[], change: Partial<AdmitInput> = {}) {
  return admitPod({ pod, namespace: NAMESPACE, presets: list, ...change });
}

/** The pod after admission; cases that are refused say nothing about it. */
function admitted(pod: Pod, list: readonly CompiledPreset[]): Pod {
  const result = admit(pod, list);
  fc.pre(result.admitted);
  return result.pod;
}

const containersOf = ({ spec }: Pod): Container[] => [...(spec.initContainers ?? []), ...spec.containers];

describe('for any presets and any pod', { timeout: 120_000 }, () => {
  it('admitting a second and a third time changes nothing', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets: list }) => {
        const once = admitted(pod, list);
        const twice = admitted(once, list);
        expect(podPatch(once, twice)).toEqual([]);
        expect(podPatch(twice, admitted(twice, list))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('what another webhook adds in between is kept, and admitting again changes nothing more', () => {
    const added = fc.record({ env: podEnv, first: fc.boolean(), extra: fc.option(container('extra')) });
    fc.assert(
      fc.property(inputs, added, ({ pod, presets: list }, { env, first, extra }) => {
        const once = structuredClone(admitted(pod, list));
        const [main] = once.spec.containers;
        if (main === undefined) throw new Error('no container');
        main.env = first ? [...env, ...(main.env ?? [])] : [...(main.env ?? []), ...env];
        if (extra !== null) once.spec.containers.push({ ...extra, volumeMounts: [] });
        const twice = admitted(once, list);
        expect(podPatch(twice, admitted(twice, list))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('without presets a pod that was admitted is its author’s pod again', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets: list }) => {
        const once = admitted(pod, list);
        const without = admitted(once, []);
        const author = admitted(pod, []);
        const empty = (one: Pod): unknown =>
          JSON.parse(JSON.stringify(one), (key, item: unknown) =>
            Array.isArray(item) && item.length === 0
              ? undefined
              : ['labels', 'annotations'].includes(key) && Object.keys(item as object).length === 0
                ? undefined
                : item,
          );
        expect(empty(without)).toEqual(empty(author));
      }),
      RUNS,
    );
  });

  it('the order in which presets are listed does not matter', () => {
    const shuffled = inputs.chain(({ pod, presets: list }) =>
      fc.record({
        pod: fc.constant(pod),
        list: fc.constant(list),
        other: fc.shuffledSubarray(list, { minLength: list.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ pod, list, other }) => {
        expect(admit(pod, other)).toEqual(admit(pod, list));
      }),
      RUNS,
    );
  });

  it('a preset that is skipped leaves no trace but the note about it', () => {
    const bare = (pod: Pod): Pod => {
      const copy = structuredClone(pod);
      delete copy.metadata.annotations?.[ANNOTATION.applied];
      if (Object.keys(copy.metadata.annotations ?? {}).length === 0) delete copy.metadata.annotations;
      delete copy.metadata.labels?.[LABEL.managed];
      if (Object.keys(copy.metadata.labels ?? {}).length === 0) delete copy.metadata.labels;
      return copy;
    };
    fc.assert(
      fc.property(inputs, ({ pod, presets: list }) => {
        const result = admit(pod, list);
        fc.pre(result.admitted);
        const skipped = result.decisions
          .filter(({ reason }) => reason === 'Conflict' || reason === 'NotMatched')
          .map(({ preset: id }) => id);
        const rest = list.filter(
          ({ id, onConflict }) => !(skipped.includes(id) && onConflict === 'SkipPreset'),
        );
        expect(bare(admitted(pod, rest))).toEqual(bare(admitted(pod, list)));
      }),
      RUNS,
    );
  });

  it('the pod that was given is not modified, and the patch gives the pod that was made', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets: list }) => {
        const before = structuredClone(pod);
        const after = admitted(pod, list);
        expect(pod).toEqual(before);
        const patched = jsonPatch.applyPatch(
          structuredClone(pod),
          podPatch(pod, after) as jsonPatch.Operation[],
          true,
        ).newDocument;
        expect(podPatch(patched, after)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('the result is a valid pod', () => {
    const QUALIFIED = /^(?:[a-z0-9.-]+\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
    const repeated = (names: readonly string[]): string[] =>
      names.filter((name, index) => names.indexOf(name) !== index);
    fc.assert(
      fc.property(inputs, ({ pod, presets: list }) => {
        const after = admitted(pod, list);
        const volumes = (after.spec.volumes ?? []).map(({ name }) => name);
        expect(repeated(volumes)).toEqual([]);
        const slots = after.metadata.annotations?.[ANNOTATION.slots];
        const keys = slots === undefined ? [] : Object.keys(readRecipe(slots).slots);
        for (const key of Object.keys(after.metadata.annotations ?? {})) expect(key).toMatch(QUALIFIED);
        for (const [index, one] of containersOf(after).entries()) {
          const before = containersOf(pod)[index];
          expect(repeated((one.env ?? []).map(({ name }) => name)).sort()).toEqual(
            repeated((before?.env ?? []).map(({ name }) => name)).sort(),
          );
          expect(
            repeated((one.volumeMounts ?? []).map(({ mountPath }) => mountPath.replace(/\/$/, ''))),
          ).toEqual([]);
          for (const { name, subPath, subPathExpr } of one.volumeMounts ?? []) {
            expect(volumes).toContain(name);
            expect(subPath === undefined || subPathExpr === undefined).toBe(true);
          }
          for (const { valueFrom } of one.env ?? []) {
            const key = /^metadata\.annotations\['bind\.latebind\.dev\/(.*)'\]$/.exec(
              valueFrom?.fieldRef?.fieldPath ?? '',
            )?.[1];
            if (key === undefined) continue;
            expect(['generation', ...keys]).toContain(key);
            expect(`${BIND_PREFIX}${key}`).toMatch(QUALIFIED);
          }
        }
      }),
      RUNS,
    );
  });

  const nodes = fc
    .record({
      libraryDir: fc.constantFrom('/usr/lib/nvidia', '/opt/nvidia/lib64'),
      id: fc.constantFrom('ubuntu', 'a', 'b', 'a:c', 'c::d'),
    })
    .map(({ libraryDir, id }) => nodeView('gpu-1', { nvidia: { libraryDir }, os: { id } }));

  it('after the bind every container sees the parts of its joined variable, and no container starts before it', () => {
    fc.assert(
      fc.property(inputs, nodes, ({ pod, presets: list }, node) => {
        const result = admit(pod, list);
        fc.pre(result.admitted);
        const after = result.pod;
        const planned = planOf(after);
        if (!planned.ok) throw new Error(planned.message);
        const applied = new Set(
          result.decisions
            .filter((one) => one.result === 'applied' || one.result === 'partly')
            .map((one) => one.preset),
        );
        const contributors = [...list].sort(ranking().compare).filter(({ id }) => applied.has(id));
        const values = planned.plan === null ? undefined : bindValues(planned.plan, node, () => undefined);
        if (values !== undefined && !values.ok) throw new Error(values.detail);
        const host = node.facts.kind === 'fresh' ? node.facts.facts : {};
        const fill = (text: string): string =>
          text
            .replaceAll('${host.nvidia.libraryDir}', host.nvidia?.libraryDir ?? '')
            .replaceAll('${host.os.id}', host.os?.id ?? '');
        for (const [index, one] of containersOf(after).entries()) {
          const own = containersOf(pod)[index]?.env?.findLast(({ name }) => name === 'LIST');
          const late = (one.env ?? []).some(({ valueFrom }) =>
            valueFrom?.fieldRef?.fieldPath.includes(BIND_PREFIX),
          );
          const gate = one.volumeMounts?.find(({ name }) => name === GATE.volume);
          expect(gate !== undefined).toBe(late);
          if (gate !== undefined) {
            expect(subPath(gate, environment(one, after, {}))).toBeUndefined();
            const bound = environment(one, after, values?.annotations ?? {});
            for (const mount of one.volumeMounts ?? []) expect(subPath(mount, bound)).toBeDefined();
          }
          const sources = contributors.flatMap(({ content }) =>
            content.statements
              .flatMap((statement) =>
                statement.kind === 'entries' && statement.row.field === 'env' ? statement.entries : [],
              )
              .filter((entry) => entry['name'] === 'LIST')
              .map((entry) =>
                fill(typeof entry['value'] === 'string' ? entry['value'] : sourceOf(entry['value'])),
              ),
          );
          if (sources.length === 0) continue;
          const seen = environment(one, after, values?.annotations ?? {}).get('LIST') ?? '';
          const parts = [...sources, own?.value ?? ''].map((text) =>
            text.split(':').filter((part) => part !== ''),
          );
          const shown = seen === '' ? [] : seen.split(':');
          // The kubelet expands references after the parts were told apart.
          if ([...sources, own?.value ?? ''].some((text) => text.includes('$('))) continue;
          expect(shown).toEqual([...new Set(shown)]);
          expect([...shown].sort()).toEqual([...new Set(parts.flat())].sort());
          const unique = parts
            .flat()
            .filter((part, _at, all) => all.filter((other) => other === part).length === 1);
          expect(shown.filter((part) => unique.includes(part))).toEqual(unique);
        }
      }),
      RUNS,
    );
  });
});

function sourceOf(template: unknown): string {
  return (template as { source?: string } | undefined)?.source ?? '';
}

/** The kubelet: in order, an expansion sees earlier variables only; a missing annotation is empty. */
function environment(one: Container, pod: Pod, bound: Readonly<Record<string, string>>): Map<string, string> {
  const seen = new Map<string, string>();
  for (const { name, value: text, valueFrom } of one.env ?? []) {
    const path = valueFrom?.fieldRef?.fieldPath;
    const key = /^metadata\.annotations\['(.*)'\]$/.exec(path ?? '')?.[1];
    if (valueFrom === undefined)
      seen.set(
        name,
        expand(text ?? '', (variable) => seen.get(variable) ?? `$(${variable})`),
      );
    else
      seen.set(
        name,
        key === undefined ? (pod.metadata.name ?? '') : (bound[key] ?? pod.metadata.annotations?.[key] ?? ''),
      );
  }
  return seen;
}

/** third_party/forked/golang/expansion/expand.go */
function expand(text: string, variable: (name: string) => string): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (_all, name: string | undefined) =>
    name === undefined ? '$' : variable(name),
  );
}

/** undefined: the container does not start (CreateContainerConfigError). */
function subPath(
  { subPath: fixed, subPathExpr }: VolumeMount,
  seen: ReadonlyMap<string, string>,
): string | undefined {
  if (subPathExpr === undefined) return fixed ?? '';
  let missing = false;
  const path = expand(subPathExpr, (name) => {
    const text = seen.get(name) ?? '';
    if (text === '') missing = true;
    return text;
  });
  return missing || path.startsWith('/') || path.split('/').includes('..') ? undefined : path;
}
