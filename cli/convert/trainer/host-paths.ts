/** Directories of the host that no preset may mount: their volumes and what mounts these are left out. */
import type { ContainerPatch } from '../../../shared/preset/spec.ts';
import { type Lose, meets } from './patch.ts';
import { type Change, hasSource, hostPathProblem, volumesOf, withVolumes } from './volumes.ts';

export function withoutHostPaths(all: readonly Change[], lose: Lose): Change[] {
  return all.map((change) => {
    const { patch, content } = change;
    const around = all.filter((other) => meets(other.patch, patch)).flatMap((one) => volumesOf(one.content));
    const allowed = around.filter((volume) => hasSource(volume) && hostPathProblem(volume) === undefined);
    const refused = new Set(
      around.filter((volume) => hostPathProblem(volume) !== undefined).map(({ name }) => name),
    );
    for (const { name } of allowed) refused.delete(name);
    loseVolumes(change, lose);
    loseMounts(change, refused, lose);
    const volumes = volumesOf(content).filter((volume) => hostPathProblem(volume) === undefined);
    const { containers } = content;
    return {
      patch,
      content: {
        ...withVolumes(content, volumes),
        ...(containers === undefined
          ? {}
          : { containers: containers.map((one) => withoutMounts(one, refused)) }),
      },
    };
  });
}

function loseVolumes({ patch, content }: Change, lose: Lose): void {
  for (const [index, volume] of volumesOf(content).entries()) {
    const problem = hostPathProblem(volume);
    const at = patch.spec.field('volumes').items()[index]?.field('hostPath', 'path');
    if (problem !== undefined && at !== undefined)
      lose(at, `${problem}; a preset may not mount it, so the volume and its mounts are left out`);
  }
}

function loseMounts({ patch }: Change, refused: ReadonlySet<string>, lose: Lose): void {
  const containers = ['initContainers', 'containers'].flatMap((list) => patch.spec.field(list).items());
  for (const mount of containers.flatMap((one) => one.field('volumeMounts').items())) {
    const name = mount.field('name').text();
    if (refused.has(name)) lose(mount, `mounts the volume ${name}, which is left out`);
  }
}

function withoutMounts(container: ContainerPatch, refused: ReadonlySet<string>): ContainerPatch {
  const { volumeMounts = [], ...others } = container;
  const kept = volumeMounts.filter(({ name }) => !refused.has(name));
  return kept.length === 0 ? others : { ...others, volumeMounts: kept };
}
