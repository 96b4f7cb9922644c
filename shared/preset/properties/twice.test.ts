/** Admission again, as the API server does it when another webhook has changed the pod. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSent } from '../../../test/build/api-server-pod.ts';
import { admitted, inputs, RUNS } from '../../../test/build/arbitrary/inputs.ts';
import { changes } from '../../../test/build/arbitrary/other-webhook.ts';
import { unordered } from '../../../test/build/unordered.ts';
import { podPatch } from '../patch.ts';

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
});
