/** Reads experiments (and notebooks, shells and commands) with a pod spec of their own. */
import { UserError } from '../../user-error.ts';
import { Losses } from '../losses.ts';
import { Reader } from '../reader.ts';
import type { Behaviour, Loss, SourceDocument } from '../types.ts';
import { mergedWith, withImages } from './added-containers.ts';
import { withDefaultVolumes } from './default-volumes.ts';
import { loseOtherFields } from './experiment-fields.ts';
import type { PodChange } from './pod-change.ts';
import { readPodSpec } from './pod-spec.ts';
import { objectName } from './preset-names.ts';
import { refuseInvalid } from './valid.ts';

export interface Experiment {
  readonly source: string;
  /** As an object may be called; several may be called the same. */
  readonly name: string;
  readonly change: PodChange;
  readonly losses: readonly Loss[];
}

/** The presets of the master configuration are called so. */
const RESERVED = 'determined-';

/** `defaults`: those that a pod spec is merged with. */
export function readExperiment(
  document: SourceDocument,
  behaviour: Behaviour,
  defaults: readonly PodChange[],
): Experiment {
  const root = Reader.of(document);
  const podSpec = root.at('environment')?.at('pod_spec');
  if (podSpec === undefined) throw new UserError(`${document.source}: environment.pod_spec is missing`);
  const name = nameOf(root);
  const losses = new Losses(`${document.source}: environment.pod_spec`);
  const place = { podSpec: podSpec.path, losses };
  const own = readPodSpec(podSpec, behaviour, losses);
  const change = withDefaultVolumes(defaults, withImages(mergedWith(defaults, own, place), place), place);
  refuseInvalid(podSpec, change);
  const others = new Losses(document.source);
  loseOtherFields(root, others);
  return { source: document.source, name, change, losses: [...losses.found, ...others.found] };
}

/** Experiments have a name, other tasks a description. */
function nameOf(root: Reader): string {
  const text = (root.at('name') ?? root.at('description'))?.text() ?? '';
  const file = root.source.replace(/^.*\//, '').replace(/\.(ya?ml|json)(?=$|#)/, '');
  const name = objectName(text) || objectName(file) || 'task';
  return name.startsWith(RESERVED) ? `task-${name}` : name;
}
