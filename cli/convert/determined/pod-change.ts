import type { Fields } from '../../../shared/json.ts';
import type { Container } from '../../../shared/kube/objects.ts';

/** What a pod spec of Determined changes in the pods that it makes. */
export interface PodChange {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Fields of the pod's spec. */
  readonly pod: Fields;
  /** Fields of determined-container. */
  readonly container: Fields;
  readonly init: readonly Container[];
  readonly sidecars: readonly Container[];
}

export const NO_CHANGE: PodChange = {
  labels: {},
  annotations: {},
  pod: {},
  container: {},
  init: [],
  sidecars: [],
};

export function changesNothing(change: PodChange): boolean {
  return Object.values(change).every((part) => Object.keys(part as object).length === 0);
}
