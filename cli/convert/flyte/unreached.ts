import type { PresetManifest } from '../types.ts';
import type { PodTask } from './pod-task.ts';

/** Containers that one preset adds are not changed by others; with Flyte they are in the pod from the start. */
export function loseForAddedContainers(tasks: readonly PodTask[], others: readonly PresetManifest[]): void {
  for (const { preset, losses } of tasks) {
    const { init = [], sidecars = [] } = preset.spec.addContainers ?? {};
    const names = [...init, ...sidecars].map(({ container }) => container.name);
    const missed = others.filter((other) => !other.spec.byName && reaches(other, names));
    if (names.length === 0 || missed.length === 0) continue;
    losses.add(
      { path: 'pod_spec' },
      `has containers that the preset adds (${names.join(', ')}); presets do not change what another one adds, so write into them what they need of ${missed.map(({ metadata }) => metadata.name).join(', ')}`,
    );
  }
}

/** It gives something to containers of these names. */
function reaches(
  { spec: { env, envFrom, volumeMounts, containers = [] } }: PresetManifest,
  names: readonly string[],
): boolean {
  return (
    [env, envFrom, volumeMounts].some((list) => list !== undefined && list.length > 0) ||
    containers.some(
      ({ select = {} }) =>
        select.primary !== true &&
        (select.names === undefined || select.names.some((name) => names.includes(name))),
    )
  );
}
