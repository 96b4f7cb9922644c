import { compilePreset } from '../../shared/preset/compile.ts';
import { UserError } from '../user-error.ts';
import type { PresetManifest } from './types.ts';

/**
 * What presets refuse, such as a label that the API server would not take, is an original that is not valid. `source`: of the
 * documents that the presets come from.
 */
export function acceptable(source: string, presets: readonly PresetManifest[]): readonly PresetManifest[] {
  const refused = presets.flatMap((preset) => {
    const result = compilePreset(preset);
    return (result.ok ? [] : result.problems).map(
      ({ path, message }) =>
        `${source}: would become the preset ${preset.metadata.name}, which is refused: ${path} ${message}`,
    );
  });
  if (refused.length > 0) throw new UserError(refused.join('\n'));
  return presets;
}
