/** Volumes of a patch and what mounts them. */
import { isObject } from '../../../shared/json.ts';
import type { Volume, VolumeMount } from '../../../shared/kube/objects.ts';
import { literalPathProblem } from '../../../shared/preset/paths.ts';
import type { Patch } from './patch.ts';
import type { PodChange } from './pod-patch.ts';

export interface Change {
  readonly patch: Patch;
  readonly content: PodChange;
}

export function volumesOf({ pod }: PodChange): readonly Volume[] {
  return (pod?.['volumes'] ?? []) as readonly Volume[];
}

export function mountsOf({ containers = [] }: PodChange): readonly VolumeMount[] {
  return containers.flatMap(({ volumeMounts = [] }) => volumeMounts);
}

/** A pod of which nothing else is said goes with the last volume. */
export function withVolumes(change: PodChange, volumes: readonly Volume[]): PodChange {
  const { volumes: _before, ...others } = change.pod ?? {};
  const { pod: _pod, ...rest } = change;
  const pod = { ...others, ...(volumes.length === 0 ? {} : { volumes }) };
  if (Object.keys(pod).length === 0) return rest;
  return change.pod === undefined ? { pod, ...rest } : { ...change, pod };
}

export function hasSource(volume: Volume): boolean {
  return Object.keys(volume).length > 1;
}

/** Why no preset may mount the directory of the host that the volume shows; undefined when nothing stands against it. */
export function hostPathProblem({ hostPath }: Volume): string | undefined {
  return isObject(hostPath) && typeof hostPath.path === 'string'
    ? literalPathProblem(hostPath.path)
    : undefined;
}
