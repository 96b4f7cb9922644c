/** Which requests presets are for: the webhook and `latebind admit` go by the same rules. */
import { LABEL } from './names.ts';
import type { NamespaceView } from './preset/api.ts';

export interface PodRequest {
  /** API group. */
  readonly group: string;
  /** "pods", or with its subresource "pods/status". */
  readonly resource: string;
  readonly operation: string;
}

/** Why a request is let through as it is; undefined when presets are for it. */
export function outsideRequest({ group, resource, operation }: PodRequest): string | undefined {
  if (group !== '' || resource !== 'pods') {
    return `the request is about ${group === '' ? resource : `${resource}.${group}`}, presets are for pods`;
  }
  if (operation !== 'CREATE')
    return `the operation is ${operation}, presets are applied when a pod is created`;
  return undefined;
}

/** As in deploy/50-webhooks.yaml: a cluster must be able to start, and to start us, while we are down. */
export const NAMESPACES_LEFT_OUT: readonly string[] = ['kube-system', 'kube-node-lease', 'latebind-system'];

/** Why pods of a namespace are let through as they are; undefined when presets are for them. */
export function outsideNamespace({ name, labels }: NamespaceView): string | undefined {
  if (NAMESPACES_LEFT_OUT.includes(name)) return `namespace ${name} is always left out`;
  if (labels[LABEL.injection] === 'disabled') return `namespace ${name} has ${LABEL.injection}=disabled`;
  return undefined;
}
