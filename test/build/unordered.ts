/** A pod for comparison where order cannot be the same: entries by their text, and no note of who did what. */
import type { Container, Pod } from '../../shared/kube/objects.ts';
import { ANNOTATION } from '../../shared/names.ts';
import { withoutEmpty } from './without-empty.ts';

/** Containers that `own` does not have are compared by name only: others may have changed them since they were added. */
export function unordered(given: Pod, own: Pod): unknown {
  const pod = withoutEmpty(given);
  const names = new Set(containersOf(own).map(({ name }) => name));
  const { labels = {}, annotations = {}, ...metadata } = pod.metadata;
  const { [ANNOTATION.applied]: _applied, [ANNOTATION.slots]: slots, ...noted } = annotations;
  const comparable = (container: Container): unknown =>
    names.has(container.name) ? container : { name: container.name };
  return sorted({
    ...pod,
    metadata: { ...metadata, labels, annotations: noted, slots: JSON.parse(slots ?? 'null') },
    spec: {
      ...pod.spec,
      containers: pod.spec.containers.map(comparable),
      initContainers: (pod.spec.initContainers ?? []).map(comparable),
    },
  });
}

function containersOf({ spec }: Pod): Container[] {
  return [...spec.containers, ...(spec.initContainers ?? [])];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value
      .map((item: unknown) => sorted(item))
      .sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, sorted(item)] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}
