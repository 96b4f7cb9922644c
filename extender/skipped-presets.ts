import type { Pod } from '../shared/kube/objects.ts';
import { ANNOTATION } from '../shared/names.ts';
import { readProvenance } from '../shared/preset/provenance.ts';
import { rememberByText } from '../shared/preset/recent.ts';
import type { SkippedPreset } from './events.ts';

const NONE: readonly SkippedPreset[] = Object.freeze([]);

/** Presets that admission left out, whole or in part, because of a conflict; from the pod's provenance. */
export function skippedPresets(pod: Pod): readonly SkippedPreset[] {
  const text = pod.metadata.annotations?.[ANNOTATION.applied];
  return text === undefined ? NONE : skippedIn(text);
}

/** Each event of a pod asks, and the pods of a workload carry the same text. */
const skippedIn = rememberByText(read, { maxEntries: 200, maxCharacters: 64 * 1_024 });

function read(text: string): readonly SkippedPreset[] {
  let provenance: ReturnType<typeof readProvenance>;
  try {
    provenance = readProvenance(text);
  } catch {
    // Edited by hand. Nothing is reported rather than something wrong; filter and bind say RecipeUnreadable.
    return NONE;
  }
  const skipped = provenance.flatMap(({ preset, result, reason, detail }) =>
    result === 'applied' || reason === undefined
      ? []
      : [{ preset, reason, partly: result === 'partly', ...(detail === undefined ? {} : { detail }) }],
  );
  return skipped.length === 0 ? NONE : Object.freeze(skipped);
}
