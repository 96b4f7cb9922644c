import type { Pod } from '../shared/kube/objects.ts';
import { provenanceOf } from '../shared/preset/provenance.ts';
import type { SkippedPreset } from './events.ts';

/** Presets that admission left out, whole or in part, because of a conflict; from the pod's provenance. */
export function skippedPresets(pod: Pod): readonly SkippedPreset[] {
  let provenance: ReturnType<typeof provenanceOf>;
  try {
    provenance = provenanceOf(pod);
  } catch {
    // Edited by hand. Nothing is reported rather than something wrong; filter and bind say RecipeUnreadable.
    return [];
  }
  return provenance.flatMap(({ preset, result, reason, detail }) =>
    result === 'applied' || reason === undefined
      ? []
      : [{ preset, reason, partly: result === 'partly', ...(detail === undefined ? {} : { detail }) }],
  );
}
