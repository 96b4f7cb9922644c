import { API_VERSION } from '../../../shared/names.ts';
import { compilePreset } from '../../../shared/preset/compile.ts';
import { UserError } from '../../user-error.ts';
import type { Patch } from './patch.ts';
import type { PodChange } from './pod-patch.ts';
import { hasSource, hostPathProblem, volumesOf, withVolumes } from './volumes.ts';

/** Refuses what no pod or no preset can have, such as a label that is none, by its place in the TrainJob. */
export function refuseInvalid(patch: Patch, content: PodChange): void {
  const volumes = volumesOf(content).map((volume) =>
    hasSource(volume) && hostPathProblem(volume) === undefined ? volume : { name: volume.name, emptyDir: {} },
  );
  const result = compilePreset({
    apiVersion: API_VERSION,
    kind: 'PodPreset',
    metadata: { name: patch.name },
    spec: { selector: {}, ...withVolumes(content, volumes) },
  });
  const [problem] = result.ok ? [] : result.problems;
  if (problem === undefined) return;
  throw new UserError(`${patch.spec.source}: ${originalPath(problem.path, patch)}: ${problem.message}`);
}

function originalPath(path: string, { metadata, spec }: Patch): string {
  const init = spec.field('initContainers').items().length;
  const place = path.replace(/^spec\.containers\[(\d+)\]/, (_all, position: string) => {
    const index = Number(position);
    return `spec.pod.${index < init ? `initContainers[${index}]` : `containers[${index - init}]`}`;
  });
  if (place.startsWith('spec.metadata.')) return place.replace('spec.metadata', metadata.path);
  return place.replace(/\.select\.names\[0\]$/, '.name').replace(/^spec(?:\.pod)?(?=\.|$)/, spec.path);
}
