import { itemsAt, type WorkPod } from './work-pod.ts';

export interface BrokenMount {
  /** spec.containers[main].volumeMounts[/data] */
  readonly path: string;
  readonly volume: string;
}

/** Mounts of volumes that the pod does not have. */
export function brokenMounts(work: WorkPod): BrokenMount[] {
  const volumes = new Set(namesIn(work, 'spec.volumes', work.author.spec.volumes));
  return work.containers.flatMap(({ container, path, owner }) => {
    if (owner === 'hole') return [];
    const list = `${path}.volumeMounts`;
    const mounts = itemsAt(work, list)?.map(({ value }) => value) ?? container.volumeMounts ?? [];
    return mounts
      .filter(({ name }) => !volumes.has(String(name)))
      .map(({ name, mountPath }) => ({ path: `${list}[${String(mountPath)}]`, volume: String(name) }));
  });
}

function namesIn(work: WorkPod, path: string, before: readonly { name: string }[] | undefined): string[] {
  return (
    itemsAt(work, path)?.map(({ value }) => String(value['name'])) ?? (before ?? []).map(({ name }) => name)
  );
}
