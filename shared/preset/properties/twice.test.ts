/** Admission again, as the API server does it when another webhook has changed the pod. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSent } from '../../../test/build/api-server-pod.ts';
import { admit, admitted, inputs } from '../../../test/build/arbitrary/inputs.ts';
import { changes } from '../../../test/build/arbitrary/other-webhook.ts';
import { RUNS } from '../../../test/build/runs.ts';
import { unordered } from '../../../test/build/unordered.ts';
import type { Pod } from '../../kube/objects.ts';
import { ANNOTATION, RESERVED_ENV_PREFIX, RESERVED_VOLUME_PREFIX } from '../../names.ts';
import type { AdmitResult } from '../api.ts';
import { podPatch } from '../patch.ts';
import { planOf } from '../place.ts';

describe('for any presets and any pod', { timeout: 900_000 }, () => {
  it('admitting a second and a third time changes nothing', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets }) => {
        const once = admitted(pod, presets);
        const twice = admitted(once, presets);
        expect(podPatch(once, twice)).toEqual([]);
        expect(podPatch(twice, admitted(twice, presets))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('nor does it where the pod has a requirement of its own, which presets leave as it is', () => {
    fc.assert(
      fc.property(inputs, ({ pod: { metadata, ...rest }, presets }) => {
        const own = { [ANNOTATION.require]: "host.os.id == 'ubuntu'" };
        const pod = { ...rest, metadata: { ...metadata, annotations: { ...metadata.annotations, ...own } } };
        const once = admitted(pod, presets);
        expect(podPatch(once, admitted(once, presets))).toEqual([]);
        expect(planOf(once)).toMatchObject({
          plan: { own: { expression: { source: own[ANNOTATION.require] } } },
        });
      }),
      RUNS,
    );
  });

  it('nor does it when the API server has filled in its defaults in between', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets }) => {
        const once = asSent(admitted(asSent(pod), presets));
        // On the network of the host the API server gives the author's own ports a port of the host.
        const ports = once.spec.containers.some((one) => one['ports'] !== undefined);
        fc.pre(!ports || once.spec['hostNetwork'] === asSent(pod).spec['hostNetwork']);
        const twice = asSent(admitted(once, presets));
        // The gate goes behind what came last.
        expect(unordered(twice, once)).toEqual(unordered(once, once));
        expect(twice.metadata.annotations).toEqual(once.metadata.annotations);
        expect(podPatch(twice, asSent(admitted(twice, presets)))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('what another webhook changes in between is as if the author had written it', () => {
    fc.assert(
      fc.property(inputs, changes, ({ pod, presets }, change) => {
        const once = admitted(pod, presets);
        const twice = admitted(change(once), presets);
        expect(podPatch(twice, admitted(twice, presets))).toEqual([]);
        const own = change(pod);
        expect(unordered(twice, own)).toEqual(unordered(admitted(own, presets), own));
      }),
      RUNS,
    );
  });

  it('and what presets gave keeps its place among it', () => {
    fc.assert(
      fc.property(inputs, changes, ({ pod, presets }, change) => {
        const once = admit(pod, presets);
        fc.pre(once.admitted);
        const changed = change(once.pod);
        const again = admit(changed, presets);
        // Where the change does not make another preset apply.
        if (!again.admitted || resultsOf(again) !== resultsOf(once)) return;
        const twice = again.pod;
        const known = listsOf(once.pod);
        for (const [list, names] of listsOf(twice)) {
          // Into a container that came with the change presets put what they have for the first time.
          if (!known.has(list)) continue;
          const before = listsOf(changed).get(list) ?? [];
          const both = new Set(before.filter((name) => names.includes(name)));
          expect([list, names.filter((name) => both.has(name))]).toEqual([
            list,
            before.filter((name) => both.has(name)),
          ]);
        }
      }),
      RUNS,
    );
  });
});

function resultsOf({ decisions }: AdmitResult): string {
  return decisions.map(({ preset, result }) => `${preset} ${result}`).join(', ');
}

/** Names of the entries by path; without the gate and its like, which have a place of their own. */
function listsOf({ spec }: Pod): Map<string, readonly string[]> {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const others = (names: readonly string[]): string[] =>
    names.filter((name) => !name.startsWith(RESERVED_VOLUME_PREFIX) && !name.startsWith(RESERVED_ENV_PREFIX));
  return new Map([
    ['containers', containers.map(({ name }) => name)],
    ['volumes', others((spec.volumes ?? []).map(({ name }) => name))],
    ['tolerations', (spec.tolerations ?? []).map((one) => JSON.stringify(one))],
    ...containers.flatMap(({ name, env = [], volumeMounts = [] }): [string, readonly string[]][] => [
      [`${name}.env`, others(env.map((one) => one.name))],
      [
        `${name}.volumeMounts`,
        volumeMounts.filter((one) => others([one.name]).length > 0).map(({ mountPath }) => mountPath),
      ],
    ]),
  ]);
}
