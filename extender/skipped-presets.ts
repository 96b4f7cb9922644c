import type { Pod } from '../shared/kube/objects.ts';
import type { SkippedPreset } from './events.ts';

/** Presets that admission did not apply because of a conflict, from the pod's provenance annotation. */
export function skippedPresets(_pod: Pod): readonly SkippedPreset[] {
  return [];
}
