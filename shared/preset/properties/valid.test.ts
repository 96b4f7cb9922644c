/** What comes out of an admission is a pod that the API server takes. */
import fc from 'fast-check';
import jsonPatch from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { asSent } from '../../../test/build/api-server-pod.ts';
import { admitted, inputs } from '../../../test/build/arbitrary/inputs.ts';
import { podProblems } from '../../../test/build/pod-problems.ts';
import type { PresetObject } from '../../../test/build/preset.ts';
import { RUNS } from '../../../test/build/runs.ts';
import type { Container, Pod } from '../../kube/objects.ts';
import { podPatch } from '../patch.ts';
import type { FieldStrategy, PresetSpec } from '../spec.ts';

describe('for any presets and any pod', { timeout: 900_000 }, () => {
  it('the pod to begin with is valid', () => {
    fc.assert(
      fc.property(inputs, ({ pod }) => {
        expect(podProblems(pod)).toEqual([]);
        expect(podProblems(asSent(pod))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('the result is a valid pod', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets }) => {
        expect(podProblems(asSent(admitted(pod, presets)))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('the pod that was given is not modified, and the patch gives the pod that was made', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets }) => {
        const before = structuredClone(pod);
        const after = admitted(pod, presets);
        expect(pod).toEqual(before);
        const patched = jsonPatch.applyPatch(
          structuredClone(pod),
          podPatch(pod, after) as jsonPatch.Operation[],
          true,
        ).newDocument;
        expect(podPatch(patched, after)).toEqual([]);
        expect(patched).toEqual(JSON.parse(JSON.stringify(after)));
      }),
      RUNS,
    );
  });

  it('what the author has and nobody took out or replaced stays in its order', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets, objects }) => {
        const after = admitted(pod, presets);
        const stays = (list: List, what: (of: Pod) => readonly string[]): void => {
          const gone = taken(objects, list);
          if (gone === 'all') return;
          const before = what(pod).filter((name) => !gone.has(name));
          const left = what(after).filter((name) => before.includes(name));
          expect(left).toEqual(before.filter((name) => left.includes(name)));
        };
        stays('volumes', ({ spec }) => namesOf(spec.volumes));
        stays('imagePullSecrets', ({ spec }) => namesOf(spec['imagePullSecrets'] as Named[] | undefined));
        const own = new Set(namesOf(containersOf(pod)));
        expect(namesOf(containersOf(after)).filter((name) => own.has(name))).toEqual([...own]);
        for (const name of own) {
          const same = (of: Pod): Container | undefined => containersOf(of).find((one) => one.name === name);
          stays('env', (of) => namesOf(same(of)?.env));
          stays('volumeMounts', (of) =>
            (same(of)?.volumeMounts ?? []).map(({ mountPath }) => plain(mountPath)),
          );
        }
      }),
      RUNS,
    );
  });
});

type List = 'volumes' | 'imagePullSecrets' | 'env' | 'volumeMounts';

interface Named {
  readonly name: string;
}

/** What presets take out by name; everything where one replaces the list. */
function taken(objects: readonly PresetObject[], list: List): ReadonlySet<string> | 'all' {
  const specs = objects.map(({ spec }) => spec as Partial<PresetSpec>);
  const path = list === 'env' || list === 'volumeMounts' ? `containers.${list}` : `pod.${list}`;
  // A mount that is the same by its volume comes to another path.
  const replaces = ({ path: at, strategy, key }: FieldStrategy): boolean =>
    at === path && (strategy === 'Replace' || key === 'name+mountPath');
  if (specs.some(({ strategies = [] }) => strategies.some(replaces))) return 'all';
  return new Set(specs.flatMap(({ remove }) => remove?.[list] ?? []).map(plain));
}

/** Paths with and without a slash at the end are the same. */
function plain(name: string): string {
  return name.replace(/(?<=.)\/+$/, '');
}

function containersOf({ spec }: Pod): Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

function namesOf(list: readonly Named[] = []): string[] {
  return list.map(({ name }) => name);
}
