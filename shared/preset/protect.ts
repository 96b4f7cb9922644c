/** Fields that a preset keeps for itself and for the pod: other presets may not set them. */
import type { PresetId } from './api.ts';
import type { CompiledPreset } from './compile.ts';
import type { Scope } from './fields.ts';
import type { Place } from './work-pod.ts';

export interface CompiledProtection {
  readonly scope: Scope;
  /** Of one container; undefined is every container. */
  readonly container: string | undefined;
  readonly path: readonly string[];
  readonly message: string;
}

export type Protections = readonly { readonly by: CompiledPreset; readonly protection: CompiledProtection }[];

/** Of all presets that match: who protects does not depend on who comes first. */
export function protectionsOf(presets: readonly CompiledPreset[]): Protections {
  return presets.flatMap((by) => by.protections.map((protection) => ({ by, protection })));
}

/** A protected path, one below it or one that would set it as a whole. */
export function protectedBy(
  protections: Protections,
  preset: CompiledPreset,
  place: Place,
  path: readonly string[],
): { by: PresetId; message: string } | undefined {
  const found = protections.find(
    ({ by, protection }) =>
      by !== preset &&
      protection.scope === scopeOf(place) &&
      (protection.container === undefined || protection.container === place.container?.container.name) &&
      overlap(protection.path, path),
  );
  return found && { by: found.by.id, message: found.protection.message };
}

export function scopeOf(place: Place): Scope {
  if (place.container !== undefined) return 'container';
  return place.path === 'metadata' ? 'metadata' : 'pod';
}

function overlap(left: readonly string[], right: readonly string[]): boolean {
  return left.every((key, index) => index >= right.length || right[index] === key);
}
