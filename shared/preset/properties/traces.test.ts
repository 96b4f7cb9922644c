/** Detect before apply: what a preset does, and what it does not leave behind. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, admitted, type Input, inputs } from '../../../test/build/arbitrary/inputs.ts';
import { RUNS } from '../../../test/build/runs.ts';
import { withoutEmpty } from '../../../test/build/without-empty.ts';
import type { Pod } from '../../kube/objects.ts';
import { ANNOTATION, BIND_PREFIX, LABEL } from '../../names.ts';
import { stripPod } from '../strip.ts';

describe('for any presets and any pod', { timeout: 900_000 }, () => {
  it('a preset that is skipped leaves no trace but the note about it', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets }) => {
        const result = admit(pod, presets);
        fc.pre(result.admitted);
        const skipped = new Set(
          result.decisions
            .filter(({ reason }) => reason === 'Conflict' || reason === 'NotMatched')
            .map((one) => one.preset),
        );
        const partly = new Set(
          result.decisions.filter((one) => one.result === 'partly').map((one) => one.preset),
        );
        const named = new Set(namesIn(pod));
        const rest = presets.filter(
          (preset) =>
            !skipped.has(preset.id) ||
            partly.has(preset.id) ||
            // One that drops all does so on purpose; what is protected stays so; a name of a preset may be there or hide another.
            preset.onConflict === 'SkipAll' ||
            preset.protections.length > 0 ||
            named.has(preset.name) ||
            preset.namespace !== undefined,
        );
        expect(bare(admitted(pod, rest))).toEqual(bare(result.pod));
      }),
      RUNS,
    );
  });

  it('with onConflict SkipAll and a conflict the pod is as its author wrote it', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets }) => {
        const all = presets.map((preset) => ({ ...preset, onConflict: 'SkipAll' as const }));
        const result = admit(pod, all);
        if (!result.admitted || !result.decisions.some(({ reason }) => reason === 'Conflict')) return;
        expect(result.conflicts).not.toEqual([]);
        expect(withoutEmpty(bare(result.pod))).toEqual(withoutEmpty(pod));
        expect(result.decisions.filter((one) => one.result === 'applied')).toEqual([]);
      }),
      RUNS,
    );
  });

  it('the order in which presets are listed does not matter', () => {
    const shuffled = inputs.chain((input) =>
      fc
        .shuffledSubarray([...input.presets], { minLength: input.presets.length })
        .map((other): Input & { other: Input['presets'] } => ({ ...input, other })),
    );
    fc.assert(
      fc.property(shuffled, ({ pod, presets, other }) => {
        expect(admit(pod, other)).toEqual(admit(pod, presets));
      }),
      RUNS,
    );
  });

  it('what an admission recorded gives the author’s pod back', () => {
    fc.assert(
      fc.property(inputs, ({ pod, presets }) => {
        const after = admitted(pod, presets);
        expect(withoutEmpty(stripPod(after).pod)).toEqual(withoutEmpty(pod));
      }),
      RUNS,
    );
  });
});

function namesIn({ metadata }: Pod): string[] {
  return (metadata.annotations?.[ANNOTATION.requested] ?? '').split(',');
}

/** Without the notes of an admission. */
function bare(pod: Pod): Pod {
  const { labels = {}, annotations = {}, ...metadata } = pod.metadata;
  const notes: readonly string[] = [ANNOTATION.applied, ANNOTATION.uncovered];
  const keep = (key: string): boolean => !notes.includes(key) && !key.startsWith(BIND_PREFIX);
  return {
    ...pod,
    metadata: {
      ...metadata,
      labels: Object.fromEntries(Object.entries(labels).filter(([key]) => key !== LABEL.managed)),
      annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => keep(key))),
    },
  };
}
