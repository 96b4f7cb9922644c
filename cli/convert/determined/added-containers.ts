/** Containers besides Determined's own: those of a task's pod spec may be a part of what a default says. */
import type { Losses } from '../losses.ts';
import { mergedContainer } from './merge-containers.ts';
import type { PodChange } from './pod-change.ts';

/** `podSpec`: its path in the original. */
export interface Place {
  readonly podSpec: string;
  readonly losses: Losses;
}

const LISTS = [
  ['init', 'initContainers'],
  ['sidecars', 'containers'],
] as const;

/** Containers of a default that the task says more about become whole ones. */
export function mergedWith(defaults: readonly PodChange[], change: PodChange, place: Place): PodChange {
  return everyList(change, place, (container, of, path) => {
    const found = defaults.flatMap((one) => one[of]).filter(({ name }) => name === container.name);
    const [base, second] = new Map(found.map((one) => [JSON.stringify(one), one])).values();
    if (base === undefined) return [container];
    if (second === undefined) return [mergedContainer(container, base)];
    place.losses.add(
      { path },
      'the defaults define this container in different ways, so it is not merged with any',
    );
    return [container];
  });
}

export function withImages(change: PodChange, place: Place): PodChange {
  return everyList(change, place, (container, _of, path) => {
    if (container.image !== undefined) return [container];
    place.losses.add(
      { path },
      'has no image, so it cannot be added; convert it together with the default that it says more about',
    );
    return [];
  });
}

type List = (typeof LISTS)[number][0];
type Containers = PodChange[List];

function everyList(
  change: PodChange,
  { podSpec }: Place,
  of: (container: Containers[number], list: List, path: string) => Containers,
): PodChange {
  const lists = LISTS.map(([list, field]) => [
    list,
    change[list].flatMap((one) => of(one, list, `${podSpec}.spec.${field}[${one.name}]`)),
  ]);
  return { ...change, ...(Object.fromEntries(lists) as Pick<PodChange, List>) };
}
