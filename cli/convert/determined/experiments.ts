/** Reads experiments (and notebooks, shells and commands) with a pod spec of their own. */
import { UserError } from '../../user-error.ts';
import { Losses } from '../pod-preset-losses.ts';
import { Reader } from '../pod-preset-reader.ts';
import type { Behaviour, SourceDocument } from '../types.ts';
import { mergedContainer } from './merge-containers.ts';
import type { PodChange } from './pod-change.ts';
import { readPodSpec } from './pod-spec.ts';
import { objectName } from './preset-names.ts';
import { definitionsOf } from './replaced-lists.ts';

export interface Experiment {
  /** As an object may be called; several may be called the same. */
  readonly name: string;
  readonly change: PodChange;
  readonly losses: Losses;
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
  const change = readPodSpec(podSpec, behaviour, losses);
  return { name, change: complete(change, defaults, podSpec.path, losses), losses };
}

/** Experiments have a name, other tasks a description. */
function nameOf(root: Reader): string {
  const text = (root.at('name') ?? root.at('description'))?.text() ?? '';
  const file = root.source.replace(/^.*\//, '').replace(/\.(ya?ml|json)(?=$|#)/, '');
  const name = objectName(text) || objectName(file) || 'task';
  return name.startsWith(RESERVED) ? `task-${name}` : name;
}

/** Containers of a default that the pod spec says more about become whole ones. */
function complete(
  change: PodChange,
  defaults: readonly PodChange[],
  path: string,
  losses: Losses,
): PodChange {
  const whole = (of: 'init' | 'sidecars'): PodChange['init'] =>
    change[of].flatMap((container) => {
      const at = {
        path: `${path}.spec.${of === 'init' ? 'initContainers' : 'containers'}[${container.name}]`,
      };
      const found = definitionsOf(of, container.name, defaults);
      const distinct = new Map(found.map((one) => [JSON.stringify(one), one]));
      const [base, second] = distinct.values();
      if (second !== undefined)
        losses.add(at, 'the defaults define this container in different ways, so it is not merged with any');
      const merged =
        base === undefined || second !== undefined ? container : mergedContainer(container, base);
      if (merged.image !== undefined) return [merged];
      losses.add(
        at,
        'has no image, so it is no container; convert it together with the default that it changes',
      );
      return [];
    });
  return { ...change, init: whole('init'), sidecars: whole('sidecars') };
}
