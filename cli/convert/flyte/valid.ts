import { compilePreset } from '../../../shared/preset/compile.ts';
import { UserError } from '../../user-error.ts';
import type { PresetManifest } from '../types.ts';

/** What presets refuse, such as a host path below /etc/kubernetes, or a label that the API server would not take. */
export function acceptable(source: string, presets: readonly PresetManifest[]): readonly PresetManifest[] {
  for (const preset of presets) {
    const result = compilePreset(preset);
    const [problem] = result.ok ? [] : result.problems;
    if (problem === undefined) continue;
    throw new UserError(
      `${source}: would become the preset ${preset.metadata.name}, which is refused: ${problem.path} ${problem.message}`,
    );
  }
  return presets;
}
