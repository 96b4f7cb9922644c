/** The presets of cpu_pod_spec, gpu_pod_spec and checkpoint_gc_pod_spec, of the whole and of pools. */
import type { Behaviour, Loss } from '../types.ts';
import type { Master, TaskDefaults } from './master.ts';
import type { NamedSpec } from './named-spec.ts';
import { changesNothing, type PodChange } from './pod-change.ts';
import { podSpecPreset } from './pod-spec-preset.ts';
import { PRIORITY } from './priority.ts';
import { partsOf, type TaskPodSpec } from './replaced-lists.ts';
import { EVERYWHERE, NAMES_NONE, namesNoneOf, TASK_CLASSES, type TaskClass, taskClass } from './select.ts';

type PodSpecs = (defaults: TaskDefaults) => PodChange | undefined;

export function podSpecDefaults(
  master: Master,
  tasks: readonly TaskPodSpec[],
  behaviour: Behaviour,
): { presets: NamedSpec[]; losses: Loss[] } {
  const documented = behaviour === 'documented';
  const parts = TASK_CLASSES.flatMap((kind) => {
    const of = podSpecs(kind, master, behaviour);
    return [master.whole, ...master.pools].flatMap((defaults) => {
      const change = of(defaults);
      if (change === undefined) return [];
      const scope = { pool: defaults.pool, except: defaults === master.whole ? poolsWith(of, master) : [] };
      return partsOf(change, documented ? [] : tasks)
        .filter((part) => !changesNothing(part.change))
        .map((part) => ({
          name: [defaults.stem, kind, part.suffix].filter((word) => word !== '').join('-'),
          selectors: taskClass(scope, kind, defaults.slot, conditions(part.replacedBy, behaviour)),
          ...part,
        }));
    });
  });
  return {
    presets: parts.map(({ name, selectors, change, suffix }) => ({
      name,
      spec: {
        ...selectors,
        // A container that is said apart mounts volumes of the default, which must be there before it.
        priority: suffix === '' ? PRIORITY.podSpec : PRIORITY.podSpec - 1,
        ...podSpecPreset(change, documented ? 'replaced' : 'merged'),
      },
    })),
    losses: parts
      .filter(({ addedTo }) => addedTo.length > 0)
      .map(({ name, suffix, addedTo }) => ({
        object: `preset ${name}`,
        path: 'matchExpression',
        message: `has no room for the names of ${addedTo.join(', ')}; their ${suffix} add to the default instead of replacing it`,
      })),
  };
}

/** Every pod spec that a task's own may be merged with. */
export function allPodSpecs({ whole, pools }: Master): PodChange[] {
  return [whole, ...pools].flatMap(({ podSpecs: { cpu, gpu, 'checkpoint-gc': gc } }) =>
    [cpu, gpu, gc].filter((change) => change !== undefined),
  );
}

function poolsWith(of: PodSpecs, { pools }: Master): string[] {
  return pools.flatMap((pool) => (of(pool) === undefined || pool.pool === undefined ? [] : [pool.pool]));
}

/**
 * Without a pod spec of its own, a garbage collection counts as a task with a GPU, since its number of slots is not set; to
 * the guide a task without GPUs is one, whatever it does.
 */
function podSpecs(kind: TaskClass, master: Master, behaviour: Behaviour): PodSpecs {
  if (kind !== 'checkpoint-gc') return ({ podSpecs }) => podSpecs[kind];
  const instead = behaviour === 'documented' ? 'cpu' : 'gpu';
  const everywhere = master.whole.podSpecs['checkpoint-gc'] !== undefined;
  return (defaults) => {
    const own = defaults.podSpecs['checkpoint-gc'];
    const inherits = everywhere && defaults !== master.whole;
    return withoutPriorityClass(own ?? (inherits ? undefined : defaults.podSpecs[instead]));
  };
}

/** It always has Determined's own (gcPriority). */
function withoutPriorityClass(change: PodChange | undefined): PodChange | undefined {
  if (change === undefined) return undefined;
  const { priorityClassName: _overruled, ...pod } = change.pod;
  return { ...change, pod };
}

function conditions(replacedBy: readonly string[], behaviour: Behaviour): string[] {
  if (behaviour === 'documented') return [NAMES_NONE];
  return replacedBy.length === 0 ? [] : [namesNoneOf(replacedBy)];
}

/** Determined's own class for garbage collections goes over what any pod spec says. */
export function gcPriority(): NamedSpec {
  return {
    name: 'determined-checkpoint-gc-priority',
    spec: {
      ...taskClass(EVERYWHERE, 'checkpoint-gc', 'gpu', []),
      layer: 'Override',
      pod: { priorityClassName: 'determined-system-priority' },
    },
  };
}
