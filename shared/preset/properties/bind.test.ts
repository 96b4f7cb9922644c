/** What containers see once a node is chosen, and that none of them starts before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, inputs, inputsOf } from '../../../test/build/arbitrary/inputs.ts';
import { environment, subPath } from '../../../test/build/kubelet.ts';
import { nodeView } from '../../../test/build/node.ts';
import { RUNS } from '../../../test/build/runs.ts';
import type { Container, EnvVar, Pod } from '../../kube/objects.ts';
import { ANNOTATION, BIND_PREFIX, GATE } from '../../names.ts';
import type { NodeView } from '../api.ts';
import type { CompiledPreset } from '../compile.ts';
import { type ContainerOf, containersOf, primariesOf, selects } from '../container-select.ts';
import { chooseByName } from '../named.ts';
import { bindValues, planOf } from '../place.ts';
import { ranking } from '../rank.ts';
import { readRecipe } from '../recipe.ts';

const QUALIFIED = /^(?:[a-z0-9.-]+\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

const nodes = fc
  .record({
    libraryDir: fc.constantFrom('/usr/lib/nvidia', '/opt/nvidia/lib64'),
    id: fc.constantFrom('ubuntu', 'a', 'b', 'a:c', 'c::d'),
  })
  .map(({ libraryDir, id }) => nodeView('gpu-1', { nvidia: { libraryDir }, os: { id } }));

const parts = fc.constantFrom(
  'a',
  'b:a',
  '',
  '${host.os.id}',
  'c:${host.os.id}',
  '${host.nvidia.libraryDir}',
);

/** Every preset joins to LIST, of which the value can be foretold. */
const joining = inputsOf((presets) =>
  fc.tuple(presets, fc.array(parts, { minLength: 4, maxLength: 4 })).map(([objects, values]) =>
    objects.map((object, index) => {
      const { strategies: _s, remove: _r, protect: _p, env = [], ...spec } = object.spec;
      const others = (env as EnvVar[]).filter(({ name }) => name !== 'LIST');
      const list = { name: 'LIST', value: values[index], merge: { strategy: 'Join' } };
      return { ...object, spec: { ...spec, env: [...others, list] } };
    }),
  ),
);

describe('for any presets, any pod and any node', { timeout: 900_000 }, () => {
  it('no container with a late value starts before the bind, and every one starts after it', () => {
    fc.assert(
      fc.property(inputs, nodes, ({ pod, presets }, node) => {
        const result = admit(pod, presets);
        fc.pre(result.admitted);
        const bound = bind(result.pod, node);
        for (const { container } of containersOf(result.pod)) {
          const late = keysIn(container).length > 0;
          const gate = container.volumeMounts?.find(({ name }) => name === GATE.volume);
          expect(gate !== undefined).toBe(late);
          if (gate === undefined) continue;
          expect(subPath(gate, environment(container, result.pod, {}))).toBeUndefined();
          const after = environment(container, result.pod, bound);
          for (const mount of container.volumeMounts ?? []) expect(subPath(mount, after)).toBeDefined();
        }
      }),
      RUNS,
    );
  });

  it('every slot that a container reads is in the recipe, under a name that an annotation may have', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets }) => {
        const result = admit(pod, presets);
        fc.pre(result.admitted);
        const slots = result.pod.metadata.annotations?.[ANNOTATION.slots];
        const known = slots === undefined ? [] : Object.keys(readRecipe(slots).slots);
        const read = new Set(containersOf(result.pod).flatMap(({ container }) => keysIn(container)));
        for (const key of read) expect(`${BIND_PREFIX}${key}`).toMatch(QUALIFIED);
        read.delete('generation');
        expect([...read].filter((key) => !known.includes(key))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('every container sees the parts of its joined variable once, those of presets first', () => {
    fc.assert(
      fc.property(joining, nodes, ({ pod, presets }, node) => {
        const result = admit(pod, presets);
        fc.pre(result.admitted);
        const bound = bind(result.pod, node);
        const applied = new Set(
          result.decisions
            .filter((one) => one.result === 'applied' || one.result === 'partly')
            .map((one) => one.preset),
        );
        const chosen = chooseByName(pod, 'team-a', presets);
        const contributors = presets
          .filter(({ id }) => applied.has(id))
          .sort(ranking(chosen.ok ? chosen.named : new Map()).compare);
        for (const one of containersOf(pod)) {
          const after = containersOf(result.pod).find(
            ({ container }) => container.name === one.container.name,
          );
          const sources = contributors.flatMap((preset) => partsOf(preset, one, pod, node));
          if (sources.length === 0 || after === undefined) continue;
          const own = one.container.env?.findLast(({ name }) => name === 'LIST')?.value ?? '';
          // The kubelet expands references after the parts were told apart.
          if ([...sources, own].some((text) => text.includes('$('))) continue;
          const seen = environment(after.container, result.pod, bound).get('LIST') ?? '';
          const shown = seen === '' ? [] : seen.split(':');
          const parts = [...sources, own].flatMap((text) => text.split(':').filter((part) => part !== ''));
          expect(shown).toEqual([...new Set(shown)]);
          expect([...shown].sort()).toEqual([...new Set(parts)].sort());
          const unique = parts.filter((part) => parts.filter((other) => other === part).length === 1);
          expect(shown.filter((part) => unique.includes(part))).toEqual(unique);
        }
      }),
      RUNS,
    );
  });
});

/** Annotations of the Binding. */
function bind(pod: Pod, node: NodeView): Readonly<Record<string, string>> {
  const planned = planOf(pod);
  if (!planned.ok) throw new Error(planned.message);
  if (planned.plan === null) return {};
  const values = bindValues(planned.plan, node, () => undefined);
  if (!values.ok) throw new Error(values.detail);
  return values.annotations;
}

/** Keys of the slots that it reads. */
function keysIn({ env = [] }: Container): string[] {
  return env.flatMap(({ valueFrom }) => {
    const path = valueFrom?.fieldRef?.fieldPath ?? '';
    const key = /^metadata\.annotations\['bind\.latebind\.dev\/(.*)'\]$/.exec(path)?.[1];
    return key === undefined ? [] : [key];
  });
}

/** What a preset contributes to LIST in a container. */
function partsOf({ content }: CompiledPreset, container: ContainerOf, pod: Pod, node: NodeView): string[] {
  const host = node.facts.kind === 'fresh' ? node.facts.facts : {};
  const fill = (text: string): string =>
    text
      .replaceAll('${host.nvidia.libraryDir}', host.nvidia?.libraryDir ?? '')
      .replaceAll('${host.os.id}', host.os?.id ?? '')
      .replaceAll('${pod.metadata.name}', pod.metadata.name ?? '');
  return content.statements.flatMap((statement) => {
    if (statement.kind !== 'entries' || statement.row.field !== 'env') return [];
    if (statement.where.scope !== 'container') return [];
    if (!selects(statement.where.select, container, primariesOf(pod))) return [];
    return statement.entries
      .filter((entry) => entry['name'] === 'LIST')
      .map(({ value }) => fill(typeof value === 'string' ? value : sourceOf(value)));
  });
}

function sourceOf(template: unknown): string {
  return (template as { source?: string } | undefined)?.source ?? '';
}
