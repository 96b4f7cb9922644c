/** Which containers of a pod an entry of `containers` is for. Decided on the pod as it came in. */
import type { Container, Pod } from '../kube/objects.ts';
import { ANNOTATION } from '../names.ts';
import { parseQuantity } from './quantity.ts';
import { isSidecar, matchesResource } from './requests.ts';
import type { ContainerSelect, ContainerType } from './spec.ts';

export interface ContainerOf {
  readonly container: Container;
  readonly type: ContainerType;
}

export function containersOf(pod: Pod): ContainerOf[] {
  return [
    ...(pod.spec.initContainers ?? []).map(
      (container): ContainerOf => ({ container, type: isSidecar(container) ? 'Sidecar' : 'Init' }),
    ),
    ...pod.spec.containers.map((container): ContainerOf => ({ container, type: 'App' })),
  ];
}

/** What the platforms call their main container, where the pod does not say. */
const PRIMARY_NAMES = ['determined-container', 'node'];

export interface Primaries {
  readonly app: string | undefined;
  readonly init: string | undefined;
}

/** Names of the primary containers. A name that the pod gives and does not have is none: better nothing than the wrong one. */
export function primariesOf({ metadata, spec }: Pod): Primaries {
  const { annotations = {} } = metadata;
  const given = annotations[ANNOTATION.defaultContainer] ?? annotations[ANNOTATION.flytePrimary];
  const names = spec.containers.map(({ name }) => name);
  const app = given ?? PRIMARY_NAMES.find((name) => names.includes(name)) ?? names[0];
  return { app, init: annotations[ANNOTATION.primaryInit] };
}

export function selects(
  select: ContainerSelect,
  { container, type }: ContainerOf,
  primaries: Primaries,
): boolean {
  const { types, names, except, primary = false, requesting } = select;
  if (types !== undefined && !types.includes(type)) return false;
  if (names !== undefined && !names.includes(container.name)) return false;
  if (except?.includes(container.name) === true) return false;
  if (primary && !isPrimary(container, type, types, primaries)) return false;
  return requesting === undefined || requests(container, requesting);
}

function isPrimary(
  { name }: Container,
  type: ContainerType,
  types: ContainerSelect['types'],
  primaries: Primaries,
): boolean {
  if (type === 'App') return name === primaries.app;
  return types !== undefined && name === primaries.init;
}

function requests({ resources }: Container, pattern: string): boolean {
  return Object.entries({ ...resources?.limits, ...resources?.requests }).some(
    ([name, quantity]) => (parseQuantity(quantity) ?? 0n) > 0n && matchesResource(pattern, name),
  );
}

/** For messages. */
export function describe({ types, names, except, primary, requesting }: ContainerSelect): string {
  const parts = [
    ...(primary === true ? ['primary'] : []),
    ...(types ?? []),
    ...(requesting === undefined ? [] : [`requesting ${requesting}`]),
    ...(names === undefined ? [] : [`called ${names.join(' or ')}`]),
    ...(except === undefined ? [] : [`not called ${except.join(' or ')}`]),
  ];
  return `a container (${parts.join(', ')})`;
}

/** What a select with `required` wants and the pod does not have; undefined when nothing is missing. */
export function missingContainer(
  select: ContainerSelect,
  containers: readonly ContainerOf[],
  primaries: Primaries,
): string | undefined {
  if (select.required !== true) return undefined;
  const { names, ...others } = select;
  const there = new Set(
    containers.filter((one) => selects(others, one, primaries)).map(({ container }) => container.name),
  );
  if (names === undefined) return there.size > 0 ? undefined : describe(select);
  return names.find((name) => !there.has(name));
}
