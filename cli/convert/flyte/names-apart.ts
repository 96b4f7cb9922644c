import { UserError } from '../../user-error.ts';
import type { PresetManifest } from '../types.ts';

/** Presets, and the documents they come from. */
export interface Made {
  readonly source: string;
  readonly presets: readonly PresetManifest[];
}

/** Of two presets of one name only one would be in the cluster. */
export function refuseSameNames(all: readonly Made[]): void {
  const sources = new Map<string, string>();
  for (const { source, presets } of all) {
    for (const { kind, metadata } of presets) {
      const preset = [
        kind,
        ...(metadata.namespace === undefined ? [] : [metadata.namespace]),
        metadata.name,
      ].join('/');
      const other = sources.get(preset);
      if (other !== undefined)
        throw new UserError(
          `${other} and ${source} would both become ${preset}; give one of them another name with metadata.name`,
        );
      sources.set(preset, source);
    }
  }
}
