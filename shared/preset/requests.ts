/**
 * What a pod requests, as the scheduler computes it: the sum over app containers and sidecars, or the largest moment
 * of initialisation, whichever is more (component-helpers resource.PodRequests; KEP-753 for sidecars; KEP-2837 for
 * pod-level resources; KEP-688 for the overhead of a runtime class). Limits stand in for missing requests; zero is not a request.
 */
import type { Container, Pod, ResourceRequirements } from '../kube/objects.ts';
import { parseQuantity } from './quantity.ts';

/** Resource name → nano units, only what is above zero. */
export type Requests = ReadonlyMap<string, bigint>;

export function effectiveRequests(pod: Pod): Requests {
  const total = new Map<string, bigint>();
  for (const container of pod.spec.containers) addTo(total, requestsOf(container));
  const sidecars = new Map<string, bigint>();
  const peak = new Map<string, bigint>();
  for (const container of pod.spec.initContainers ?? []) {
    const own = requestsOf(container);
    if (isSidecar(container)) {
      addTo(total, own);
      addTo(sidecars, own);
      raiseTo(peak, sidecars);
    } else {
      const moment = new Map(sidecars);
      addTo(moment, own);
      raiseTo(peak, moment);
    }
  }
  raiseTo(total, peak);
  // A limit of the pod stands in only for what no container requests (defaultPodRequests of core/v1).
  for (const [name, amount] of read({ limits: pod.spec.resources?.limits ?? {} })) {
    if (!total.has(name)) total.set(name, amount);
  }
  for (const [name, amount] of read({ requests: pod.spec.resources?.requests ?? {} }))
    total.set(name, amount);
  addTo(total, read({ requests: (pod.spec['overhead'] ?? {}) as Record<string, string> }));
  for (const [name, amount] of total) if (amount <= 0n) total.delete(name);
  return total;
}

/** An init container that keeps running (KEP-753). */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

function requestsOf(container: Container): Map<string, bigint> {
  return read(container.resources);
}

function read(resources: ResourceRequirements | undefined): Map<string, bigint> {
  const amounts = new Map<string, bigint>();
  for (const [name, quantity] of Object.entries({ ...resources?.limits, ...resources?.requests })) {
    amounts.set(name, parseQuantity(quantity) ?? 0n);
  }
  return amounts;
}

function addTo(sum: Map<string, bigint>, more: ReadonlyMap<string, bigint>): void {
  for (const [name, amount] of more) sum.set(name, (sum.get(name) ?? 0n) + amount);
}

function raiseTo(sum: Map<string, bigint>, floor: ReadonlyMap<string, bigint>): void {
  for (const [name, amount] of floor) if (amount > (sum.get(name) ?? 0n)) sum.set(name, amount);
}

/** Extended resources are those a device plugin or an admin adds (pkg/apis/core/v1/helper IsExtendedResourceName). */
export function isExtendedResource(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.');
}

/** Pattern: a name, or a name that ends in "*"; "*" alone is every extended resource. */
export function matchesResource(pattern: string, name: string): boolean {
  if (pattern === '*') return isExtendedResource(name);
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
