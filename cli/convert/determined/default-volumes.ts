/**
 * Volumes of a default that a task's pod spec mounts without saying them again. The preset of the task comes first, so they
 * must be in it, too; that of the default then finds them there.
 */
import type { Volume, VolumeMount } from '../../../shared/kube/objects.ts';
import type { Place } from './added-containers.ts';
import type { PodChange } from './pod-change.ts';

export function withDefaultVolumes(
  defaults: readonly PodChange[],
  change: PodChange,
  { podSpec, losses }: Place,
): PodChange {
  const own = volumesOf(change).map(({ name }) => name);
  const missing = [...new Set(mountsOf(change).map(({ name }) => name))].filter(
    (name) => !own.includes(name),
  );
  const found = missing.flatMap((name) => {
    const all = defaults.flatMap(volumesOf).filter((volume) => volume.name === name);
    const [volume, second] = new Map(all.map((one) => [JSON.stringify(one), one])).values();
    if (volume === undefined || second === undefined) return volume === undefined ? [] : [volume];
    losses.add(
      { path: `${podSpec}.spec.volumes[${name}]` },
      'is mounted, and the defaults define it in different ways; say here which of them it is',
    );
    return [];
  });
  if (found.length === 0) return change;
  return { ...change, pod: { ...change.pod, volumes: [...volumesOf(change), ...found] } };
}

function volumesOf({ pod }: PodChange): readonly Volume[] {
  return (pod['volumes'] ?? []) as readonly Volume[];
}

function mountsOf({ container, init, sidecars }: PodChange): VolumeMount[] {
  const own = (container['volumeMounts'] ?? []) as readonly VolumeMount[];
  return [...own, ...[...init, ...sidecars].flatMap(({ volumeMounts }) => volumeMounts ?? [])];
}
