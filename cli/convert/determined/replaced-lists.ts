/**
 * Lists of a default that the list of a task's pod spec replaces. What Determined itself or somebody else put into the pod
 * must stay, so no strategy of a preset can say it: such a list is a preset of its own, which pods with that pod spec do not get.
 */
import type { Fields } from '../../../shared/json.ts';
import type { Container } from '../../../shared/kube/objects.ts';
import { nested, valueAt, withoutAt } from './fields.ts';
import { NO_CHANGE, type PodChange } from './pod-change.ts';

export interface TaskPodSpec {
  /** Of its preset. */
  readonly name: string;
  readonly change: PodChange;
}

export interface Part {
  /** Behind the name of the default; empty for the default itself. */
  readonly suffix: string;
  readonly change: PodChange;
  /** Presets of which none may be named by the pod. */
  readonly replacedBy: readonly string[];
  /** Those for which there is no more room in the condition. */
  readonly addedTo: readonly string[];
}

const LISTS = [
  { suffix: 'tolerations', of: 'pod', path: ['tolerations'] },
  { suffix: 'readiness-gates', of: 'pod', path: ['readinessGates'] },
  {
    suffix: 'node-affinity',
    of: 'pod',
    path: ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'],
  },
  { suffix: 'env-from', of: 'container', path: ['envFrom'] },
] as const;

export function partsOf(change: PodChange, tasks: readonly TaskPodSpec[]): Part[] {
  const lists = LISTS.map((list) => ({
    ...list,
    value: valueAt(change[list.of], list.path),
    replacedBy: namesOf(tasks, (task) => valueAt(task[list.of], list.path) !== undefined),
  })).filter(({ value, replacedBy }) => value !== undefined && replacedBy.length > 0);
  const containers = (['init', 'sidecars'] as const)
    .flatMap((of) =>
      change[of].map((container) => ({ of, container, replacedBy: adding(of, container, tasks) })),
    )
    .filter(({ replacedBy }) => replacedBy.length > 0);

  const withoutLists = (of: 'pod' | 'container'): Fields =>
    lists.reduce((fields, list) => (list.of === of ? withoutAt(fields, list.path) : fields), change[of]);
  const kept = (one: Container): boolean => !containers.some(({ container }) => container === one);
  const rest = {
    ...change,
    pod: withoutLists('pod'),
    container: withoutLists('container'),
    init: change.init.filter(kept),
    sidecars: change.sidecars.filter(kept),
  };
  const parts = [
    { suffix: '', change: rest, replacedBy: [] },
    ...lists.map(({ suffix, of, path, value, replacedBy }) => ({
      suffix,
      change: { ...NO_CHANGE, [of]: nested(path, value) },
      replacedBy,
    })),
    ...containers.map(({ of, container, replacedBy }) => ({
      suffix: `container-${container.name}`,
      change: { ...NO_CHANGE, [of]: [container] },
      replacedBy,
    })),
  ];
  return parts.map((part) => ({ ...part, ...thatFit(part.replacedBy) }));
}

/** An expression has at most 2,000 characters, of which the kind of task takes some hundred, and lists of 100. */
const ROOM = 1_200;
const MOST = 100;

function thatFit(names: readonly string[]): Pick<Part, 'replacedBy' | 'addedTo'> {
  let room = ROOM;
  const fits = names.map((name, index) => {
    room -= name.length + "'', ".length;
    return room >= 0 && index < MOST;
  });
  return {
    replacedBy: names.filter((_name, index) => fits[index]),
    addedTo: names.filter((_name, index) => !fits[index]),
  };
}

function adding(of: 'init' | 'sidecars', { name }: Container, tasks: readonly TaskPodSpec[]): string[] {
  return namesOf(tasks, (task) => task[of].some((container) => container.name === name));
}

function namesOf(tasks: readonly TaskPodSpec[], replaces: (change: PodChange) => boolean): string[] {
  return tasks.filter(({ change }) => replaces(change)).map(({ name }) => name);
}
