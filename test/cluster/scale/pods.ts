/** Pods of a run: made, watched until they are bound, looked at, removed. */

import type { Pod } from '../../../shared/kube/objects.ts';
import { BIND_PREFIX } from '../../../shared/names.ts';
import type { KubeList, KubeObject } from '../api-client.ts';
import { each, NAMESPACE, type Plane } from './plane.ts';

const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
const WORKERS = 32;

export type LivePod = Pod & KubeObject;

/** All from one template; returned as the API server has them. */
export async function createPods(
  { cluster, pod }: Plane,
  count: number,
  schedulerName = 'default-scheduler',
): Promise<LivePod[]> {
  const created: LivePod[] = [];
  const names = Array.from({ length: count }, (_, index) => `pod-${index}`);
  await each(names, WORKERS, async (name) => {
    const body = { ...pod, metadata: { ...pod.metadata, name }, spec: { ...pod.spec, schedulerName } };
    created.push(await cluster.api<LivePod>('POST', PODS, body));
  });
  return created;
}

export async function listPods({ cluster }: Plane): Promise<LivePod[]> {
  return (await cluster.api<KubeList<LivePod>>('GET', PODS)).items;
}

/** Pods, and the events that the scheduler wrote about them. */
export async function deletePods({ cluster }: Plane): Promise<void> {
  await cluster.api('DELETE', `${PODS}?gracePeriodSeconds=0`);
  await cluster.api('DELETE', `/apis/events.k8s.io/v1/namespaces/${NAMESPACE}/events`);
  await cluster.waitForList(`${PODS}?limit=1`, (pods) => pods.length === 0, { timeoutSeconds: 60 });
}

export interface Bound {
  readonly uid: string;
  readonly pod: LivePod;
  /** performance.now() when the watch said so. */
  readonly at: number;
}

/**
 * Watches pods being bound, in the order in which the API server did it. Resolves `done` once `count` are; stop it
 * in any case. The watch is one connection for all: the events come in the order of etcd's revisions.
 */
export function watchBindings(
  { cluster }: Plane,
  count: number,
  onBound: (bound: Bound) => void = () => {},
): { readonly bound: readonly Bound[]; readonly done: Promise<void>; stop(): void } {
  const stopped = new AbortController();
  const bound: Bound[] = [];
  const seen = new Set<string>();
  const work = async (): Promise<void> => {
    let version = (await cluster.api<KubeList<LivePod>>('GET', `${PODS}?limit=1`)).metadata.resourceVersion;
    while (!stopped.signal.aborted) {
      const path = `${PODS}?watch=1&resourceVersion=${version}&allowWatchBookmarks=true`;
      for await (const { type, object } of cluster.client.watch<LivePod>(path, stopped.signal)) {
        version = object.metadata.resourceVersion ?? version;
        const { uid = '' } = object.metadata;
        if (type !== 'MODIFIED' || object.spec.nodeName === undefined || seen.has(uid)) continue;
        seen.add(uid);
        const entry = { uid, pod: object, at: performance.now() };
        bound.push(entry);
        onBound(entry);
        if (bound.length === count) return;
      }
    }
  };
  const done = work().catch((error: unknown) => {
    if (!stopped.signal.aborted) throw error;
  });
  // It is awaited late; until then a failure is not unhandled.
  done.catch(() => {});
  return { bound, done, stop: () => stopped.abort() };
}

/** The annotations that are written at bind only. */
export function writtenAtBind(pod: Pod): Record<string, string> {
  const all = Object.entries(pod.metadata.annotations ?? {});
  return Object.fromEntries(all.filter(([key]) => key.startsWith(BIND_PREFIX)));
}

export const sameAnnotations = (
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([key, value]) => other[key] === value);
