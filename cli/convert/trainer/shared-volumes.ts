/**
 * Volumes that a patch names and another one gives. Trainer makes one pod of all patches and then looks for the volumes; a
 * preset finds those of the pod and of presets before it. So what it needs of an earlier patch is in it, too.
 */
import type { Volume } from '../../../shared/kube/objects.ts';
import type { Behaviour } from '../types.ts';
import { meets, type Patch } from './patch.ts';
import { type Change, hasSource, mountsOf, volumesOf, withVolumes } from './volumes.ts';

export function withSharedVolumes(all: readonly Change[], behaviour: Behaviour): Change[] {
  if (behaviour === 'documented') return all.map(({ patch, content }) => completed(patch, content, all));
  return all.map(({ patch, content }) => {
    const own = volumesOf(content).filter(hasSource);
    return completed(patch, withVolumes(content, own), all);
  });
}

function completed(patch: Patch, content: Change['content'], all: readonly Change[]): Change {
  // What the guide replaces as a whole is an empty directory when it has no source.
  const own = volumesOf(content).map((volume) => (hasSource(volume) ? volume : emptied(volume)));
  const named = new Set(mountsOf(content).map(({ name }) => name));
  for (const { name } of own) named.delete(name);
  const earlier = all.filter((other) => other.patch.index < patch.index && covers(other.patch, patch));
  const found = [...named].flatMap((name) => sourcesOf(name, earlier).slice(-1));
  return { patch, content: withVolumes(content, [...own, ...found]) };
}

/**
 * A volume without a source is that of the runtime or of another patch. Where there is none, the API server makes an empty
 * directory of it.
 */
export function emptyVolumes(all: readonly Change[], index: number): Change[] {
  return all.flatMap(({ patch, content }) =>
    volumesOf(content).flatMap((volume, place): Change[] => {
      if (hasSource(volume)) return [];
      const given = all.filter(
        (other) => meets(other.patch, patch) && sourcesOf(volume.name, [other]).length > 0,
      );
      const jobs = patch.jobs.filter((job) => !given.some((other) => other.patch.jobs.includes(job)));
      if (jobs.length === 0) return [];
      return [
        {
          patch: { ...patch, name: `${patch.name}.volume-${place + 1}`, jobs, index },
          content: { pod: { volumes: [emptied(volume)] } },
        },
      ];
    }),
  );
}

function sourcesOf(name: string, changes: readonly Change[]): Volume[] {
  return changes
    .toSorted((left, right) => left.patch.index - right.patch.index)
    .flatMap(({ content }) =>
      volumesOf(content).filter((volume) => volume.name === name && hasSource(volume)),
    );
}

function covers(one: Patch, other: Patch): boolean {
  return other.jobs.every((job) => one.jobs.includes(job));
}

const emptied = ({ name }: Volume): Volume => ({ name, emptyDir: {} });
