import { UserError } from '../../user-error.ts';
import type { Reader } from '../reader.ts';

/**
 * The settings of a section by their names in the master configuration. The values of the Helm chart have the same ones in
 * camelCase: gpuPodSpec is gpu_pod_spec.
 */
export function settingsOf(section: Reader): ReadonlyMap<string, Reader> {
  const settings = new Map<string, Reader>();
  for (const key of section.keys()) {
    const found = section.at(key);
    if (found === undefined) continue;
    const name = masterName(key);
    const twin = settings.get(name);
    if (twin !== undefined)
      throw new UserError(
        `${section.source}: ${twin.path} and ${found.path} are the same setting, wanted one of them`,
      );
    settings.set(name, found);
  }
  return settings;
}

function masterName(key: string): string {
  return key
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
