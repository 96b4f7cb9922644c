import { API_VERSION } from '../../../shared/names.ts';
import { compilePreset } from '../../../shared/preset/compile.ts';
import { UserError } from '../../user-error.ts';
import type { Reader } from '../reader.ts';
import { DETERMINED_CONTAINER } from './advice.ts';
import { changesNothing, type PodChange } from './pod-change.ts';
import { podSpecPreset } from './pod-spec-preset.ts';

/** Refuses what no pod or no preset can have, such as a label that is none, by its place in the original. */
export function refuseInvalid(podSpec: Reader, change: PodChange): void {
  if (changesNothing(change)) return;
  const result = compilePreset({
    apiVersion: API_VERSION,
    kind: 'ClusterPodPreset',
    metadata: { name: 'pod-spec' },
    spec: { selector: {}, ...podSpecPreset(change, 'task') },
  });
  const [problem] = result.ok ? [] : result.problems;
  if (problem === undefined) return;
  throw new UserError(
    `${podSpec.source}: ${podSpec.path}.${originalPath(problem.path, change)} ${problem.message}`,
  );
}

function originalPath(path: string, { init, sidecars }: PodChange): string {
  const ending = init.filter(({ restartPolicy }) => restartPolicy === undefined);
  const beside = [...init.filter((one) => !ending.includes(one)), ...sidecars];
  return path
    .replace(/^spec\.metadata\./, 'metadata.')
    .replace(/^spec\.pod\./, 'spec.')
    .replace(/^spec\.containers\[0\]/, `spec.containers[${DETERMINED_CONTAINER}]`)
    .replace(/^spec\.addContainers$/, 'spec')
    .replace(
      /^spec\.addContainers\.(init|sidecars)\[(\d+)\]\.container/,
      (_all, list: string, index: string) => {
        const container = (list === 'init' ? ending : beside)[Number(index)];
        const field = container !== undefined && init.includes(container) ? 'initContainers' : 'containers';
        return `spec.${field}[${container?.name ?? index}]`;
      },
    );
}
