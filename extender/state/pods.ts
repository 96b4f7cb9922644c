import { KubeError, type Transport } from '../../shared/kube/http.ts';
import type { ObjectMeta, Pod, PodSpec } from '../../shared/kube/objects.ts';
import type { RawObject } from '../../shared/kube/reflector.ts';
import { ANNOTATION, GROUP } from '../../shared/names.ts';

/**
 * Pods that carry the label latebind.dev/managed: what placing and repairing need of them. `containers` is empty:
 * the recipe in the annotations is complete.
 */
export interface PodStore {
  byUid(uid: string): Pod | undefined;
  byName(namespace: string, name: string): Pod | undefined;
  values(): Iterable<Pod>;
  onUpsert(listener: (pod: Pod) => void): void;
  onDelete(listener: (pod: Pod) => void): void;
  readonly upsert: (pod: Pod) => void;
  readonly delete: (pod: Pod) => void;
}

export function createPodStore(): PodStore {
  const byUid = new Map<string, Pod>();
  const byName = new Map<string, Pod>();
  const upsertListeners: ((pod: Pod) => void)[] = [];
  const deleteListeners: ((pod: Pod) => void)[] = [];
  return {
    byUid: (uid) => byUid.get(uid),
    byName: (namespace, name) => byName.get(`${namespace}/${name}`),
    values: () => byUid.values(),
    onUpsert(listener) {
      upsertListeners.push(listener);
    },
    onDelete(listener) {
      deleteListeners.push(listener);
    },
    upsert(pod) {
      byUid.set(pod.metadata.uid ?? '', pod);
      byName.set(nameOf(pod), pod);
      for (const listener of upsertListeners) listener(pod);
    },
    delete(pod) {
      byUid.delete(pod.metadata.uid ?? '');
      if (byName.get(nameOf(pod))?.metadata.uid === pod.metadata.uid) byName.delete(nameOf(pod));
      for (const listener of deleteListeners) listener(pod);
    },
  };
}

const nameOf = ({ metadata }: Pod): string => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;

/** Annotations that are read of a watched pod. */
export const isPodAnnotationRead = (key: string): boolean => key === ANNOTATION.mirrorPod || isKept(key);

/** Below latebind.dev/ or a part of it such as bind.latebind.dev/. */
function isKept(key: string): boolean {
  const start = key.indexOf('/') - GROUP.length;
  return start >= 0 && key.startsWith(GROUP, start) && (start === 0 || key[start - 1] === '.');
}

/**
 * For the watch. Keeps nothing of a finished pod, which needs nothing any more, nor of a mirror pod: what is written on
 * it did not come from our admission.
 */
export function projectWatched(raw: RawObject): Pod | undefined {
  const { phase } = (raw['status'] ?? {}) as { phase?: string };
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  return raw.metadata.annotations?.[ANNOTATION.mirrorPod] === undefined ? projectPod(raw) : undefined;
}

export function projectPod(raw: RawObject | Pod): Pod {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels } =
    raw.metadata;
  const annotations: Record<string, string> = {};
  const given = raw.metadata.annotations;
  for (const key in given) {
    const value = given[key];
    if (value !== undefined && isKept(key)) annotations[key] = value;
  }
  // Field by field: to spread a condition for each takes three times as long.
  const metadata: ObjectMeta = {};
  if (name !== undefined) metadata.name = name;
  if (namespace !== undefined) metadata.namespace = namespace;
  if (uid !== undefined) metadata.uid = uid;
  if (resourceVersion !== undefined) metadata.resourceVersion = resourceVersion;
  if (creationTimestamp !== undefined) metadata.creationTimestamp = creationTimestamp;
  if (deletionTimestamp !== undefined) metadata.deletionTimestamp = deletionTimestamp;
  if (labels !== undefined) metadata.labels = labels;
  metadata.annotations = annotations;
  const { nodeName } = (raw['spec'] ?? {}) as Partial<PodSpec>;
  return { metadata, spec: nodeName === undefined ? { containers: [] } : { nodeName, containers: [] } };
}

/** One live read. undefined where there is no such pod; else fails with a KubeError. */
export async function readPod(
  transport: Pick<Transport, 'request'>,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<Pod | undefined> {
  try {
    const { body } = await transport.request<Pod | undefined>({
      method: 'GET',
      path: podPath(namespace, name),
      signal,
    });
    return body?.metadata === undefined ? undefined : projectPod(body);
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return undefined;
    throw error;
  }
}

export const podPath = (namespace: string, name: string): string =>
  `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
