/**
 * Who wins, told again without the merge engine: of the presets in the layer Override the first, then the author, then the
 * first of the others. 0, false, "" and [] are values as any other.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, inputsOf, specsOf } from '../../../test/build/arbitrary/inputs.ts';
import type { PresetObject } from '../../../test/build/preset.ts';
import { RUNS } from '../../../test/build/runs.ts';
import type { Fields } from '../../json.ts';
import type { Container, EnvVar } from '../../kube/objects.ts';
import { BIND_PREFIX } from '../../names.ts';
import type { CompiledPreset } from '../compile.ts';
import { type ContainerOf, containersOf, primariesOf, selects } from '../container-select.ts';
import { isApiDefault } from '../defaults.ts';
import type { EntryValue } from '../entries.ts';
import { getIn, isPlain } from '../entry-value.ts';
import { LIST_ROWS } from '../fields.ts';
import { chooseByName } from '../named.ts';
import { ranking } from '../rank.ts';
import type { ContainerPatch, Layer, PresetEnvVar, PresetSpec } from '../spec.ts';

/** Only what the layers say: no strategies, nothing that is taken out or protected. */
const layered = inputsOf((presets) =>
  presets.map((objects) =>
    objects.map((object): PresetObject => {
      const { strategies: _s, remove: _r, protect: _p, addContainers: _a, byName: _b, ...spec } = object.spec;
      const text = JSON.stringify({ ...spec, onConflict: 'SkipPreset' }, (key, value: unknown) =>
        key === 'merge' ? undefined : value,
      );
      return { ...object, spec: JSON.parse(text) as Record<string, unknown> };
    }),
  ),
);

/** Lists with rules of their own. */
const LISTS: ReadonlySet<string> = new Set([
  'volumes',
  'tolerations',
  'imagePullSecrets',
  'schedulingGates',
  'readinessGates',
  'resourceClaims',
  'hostAliases',
  'topologySpreadConstraints',
  'affinity',
  'env',
  'envFrom',
  'volumeMounts',
  'ports',
  'capabilities',
]);
/** Of one piece. */
const WHOLE: ReadonlySet<string> = new Set(['livenessProbe', 'preStop', 'postStart', 'seccompProfile']);

interface Given {
  readonly layer: Layer;
  readonly value: unknown;
}

describe('for any presets without strategies and any pod', { timeout: 900_000 }, () => {
  it('a value is that of the first preset of layer Override, or the author’s, or that of the first preset', () => {
    fc.assert(
      fc.property(layered, (input) => {
        const { pod, presets } = input;
        const result = admit(pod, presets);
        fc.pre(result.admitted);
        const applied = new Set(
          result.decisions.filter((one) => one.result === 'applied').map((one) => one.preset),
        );
        const chosen = chooseByName(pod, 'team-a', presets);
        const { compare } = ranking(chosen.ok ? chosen.named : new Map());
        const specs = specsOf(input)
          .filter(({ preset }) => applied.has(preset.id))
          .sort((left, right) => compare(left.preset, right.preset));
        expectValues(specs, 'metadata', pod.metadata, result.pod.metadata, (spec) => [spec.metadata]);
        expectValues(specs, 'pod', pod.spec, result.pod.spec, (spec) => [spec.pod]);
        const primaries = primariesOf(pod);
        for (const one of containersOf(pod)) {
          const after = containersOf(result.pod).find(
            ({ container }) => container.name === one.container.name,
          );
          const patches = (spec: PresetSpec): ContainerPatch[] =>
            (spec.containers ?? []).filter(({ select = {} }) => selects(select, one, primaries));
          expectValues(specs, one, one.container, after?.container, (spec) =>
            patches(spec).map(({ select: _select, ...fields }) => fields),
          );
          expectVariables(specs, one.container, after?.container, (spec) => [
            ...patches(spec).flatMap(({ env = [] }) => env),
            ...(spec.env ?? []),
          ]);
        }
      }),
      RUNS,
    );
  });

  it('of an applied preset every entry is there, under its name', () => {
    fc.assert(
      fc.property(layered, (input) => {
        const result = admit(input.pod, input.presets);
        fc.pre(result.admitted);
        const applied = result.decisions.filter((one) => one.result === 'applied').map((one) => one.preset);
        const specs = specsOf(input).filter(({ preset }) => applied.includes(preset.id));
        const primaries = primariesOf(input.pod);
        for (const { spec } of specs) {
          expectEntries('pod', spec, result.pod.spec);
          if (spec.pod !== undefined) expectEntries('pod', spec.pod, result.pod.spec);
          for (const one of containersOf(input.pod)) {
            const after = containersOf(result.pod).find(
              ({ container }) => container.name === one.container.name,
            );
            expectEntries('container', spec, after?.container ?? {});
            for (const { select = {}, ...patch } of spec.containers ?? [])
              if (selects(select, one, primaries)) expectEntries('container', patch, after?.container ?? {});
          }
        }
      }),
      RUNS,
    );
  });
});

function expectEntries(scope: 'pod' | 'container', given: object, after: object): void {
  for (const row of LIST_ROWS.filter((one) => one.scope === scope)) {
    const ids = (fields: object): string[] => {
      const entries = (fields as Fields)[row.field] as EntryValue[] | undefined;
      return (entries ?? []).map(row.identity);
    };
    expect(ids(after)).toEqual(expect.arrayContaining(ids(given)));
  }
}

type Applied = readonly { readonly preset: CompiledPreset; readonly spec: PresetSpec }[];

function expectValues(
  applied: Applied,
  scope: 'metadata' | 'pod' | ContainerOf,
  before: unknown,
  after: unknown,
  fieldsOf: (spec: PresetSpec) => readonly (Fields | undefined)[],
): void {
  const given = applied.flatMap(({ preset, spec }) =>
    fieldsOf(spec).flatMap((fields) =>
      leavesOf(fields ?? {}).map(([path, value]) => ({ layer: preset.layer, path, value })),
    ),
  );
  for (const { path } of given) {
    const own = getIn(before, path);
    const said = own !== undefined && !(scope !== 'metadata' && isDefault(scope, path, own));
    const here = given.filter((other) => other.path.join() === path.join());
    expect({ path, value: getIn(after, path) }).toEqual({
      path,
      value: winner(here, said ? own : undefined),
    });
  }
}

function isDefault(scope: 'pod' | ContainerOf, path: readonly string[], value: unknown): boolean {
  return scope === 'pod'
    ? isApiDefault('pod', path, value)
    : isApiDefault('container', path, value, scope.container);
}

function winner(given: readonly Given[], own: unknown): unknown {
  return (given.find(({ layer }) => layer === 'Override') ?? (own === undefined ? given[0] : { value: own }))
    ?.value;
}

function leavesOf(fields: Fields, at: readonly string[] = []): [path: readonly string[], value: unknown][] {
  return Object.entries(fields).flatMap(([key, value]): [readonly string[], unknown][] => {
    const path = [...at, key];
    if (LISTS.has(key)) return [];
    if (isPlain(value) && !WHOLE.has(key)) return leavesOf(value, path);
    return [[path, settled(value)]];
  });
}

/** The only expressions there are. */
function settled(value: unknown): unknown {
  return typeof value === 'string'
    ? value.replace('${pod.metadata.name}', 'train').replace('${pod.metadata.namespace}', 'team-a')
    : value;
}

function expectVariables(
  applied: Applied,
  before: Container,
  after: Container | undefined,
  variablesOf: (spec: PresetSpec) => readonly PresetEnvVar[],
): void {
  const given = applied.flatMap(({ preset, spec }) =>
    variablesOf(spec).map((variable) => ({ layer: preset.layer, value: variable })),
  );
  for (const name of new Set(given.map(({ value }) => value.name))) {
    const own = before.env?.findLast((variable) => variable.name === name);
    const here = given.filter(({ value }) => value.name === name);
    const expected = winner(here, own) as EnvVar;
    const got = after?.env?.findLast((variable) => variable.name === name);
    const { value = '' } = expected;
    if (value.includes('${host.'))
      expect(got?.valueFrom?.fieldRef?.fieldPath).toContain(`['${BIND_PREFIX}env.`);
    else expect({ value: '', ...got }).toEqual({ ...expected, value: settled(value) });
  }
}
