import { expect, it } from 'vitest';
import { pod } from '../test/build/pod.ts';
import { skippedPresets } from './skipped-presets.ts';

const of = (text: string) => skippedPresets(pod().annotation('latebind.dev/applied', text).build());
const skipping = (preset: string, detail = 'env A'): string =>
  JSON.stringify([{ preset, generation: 1, result: 'skipped', reason: 'Conflict', detail }]);
const SKIPPED = { reason: 'Conflict', partly: false, detail: 'env A' };

it('presets that were skipped are those of the text, also after more texts than are kept', () => {
  for (let at = 0; at < 600; at += 1) {
    const preset = `ClusterPodPreset/p-${at % 300}`;
    expect(of(skipping(preset))).toEqual([{ ...SKIPPED, preset }]);
  }
  const detail = 'x'.repeat(100_000);
  for (const preset of ['a', 'b', 'a'])
    expect(of(skipping(preset, detail))).toEqual([{ ...SKIPPED, preset, detail }]);
});

it('the pods of a workload share theirs, which nobody can change', () => {
  const presets = of(skipping('ClusterPodPreset/a'));
  expect(of(skipping('ClusterPodPreset/a'))).toBe(presets);
  expect(Object.isFrozen(presets)).toBe(true);
});

it('of a pod without provenance, or with one that cannot be read, there are none', () => {
  expect(skippedPresets(pod().build())).toEqual([]);
  for (const text of ['{', '{}', '[null]', '{']) expect(of(text)).toEqual([]);
});
