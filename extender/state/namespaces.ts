import { KubeError, type Transport } from '../../shared/kube/http.ts';
import type { ObjectMeta } from '../../shared/kube/objects.ts';
import type { RawObject } from '../../shared/kube/reflector.ts';
import type { NamespaceView } from '../../shared/preset/api.ts';

export interface NamespaceStore {
  get(name: string): NamespaceView | undefined;
  readonly project: (raw: RawObject) => NamespaceView;
  readonly upsert: (namespace: NamespaceView) => void;
  readonly delete: (namespace: NamespaceView) => void;
}

export function createNamespaceStore(): NamespaceStore {
  const namespaces = new Map<string, NamespaceView>();
  return {
    get: (name) => namespaces.get(name),
    project: ({ metadata }) => ({ name: metadata.name ?? '', labels: metadata.labels ?? {} }),
    upsert(namespace) {
      namespaces.set(namespace.name, namespace);
    },
    delete(namespace) {
      namespaces.delete(namespace.name);
    },
  };
}

/**
 * From the cache, else from the API server: the first pod of a namespace often comes right behind it.
 * Fails with a KubeError; undefined where the namespace does not exist.
 */
export async function findNamespace(
  store: Pick<NamespaceStore, 'get'>,
  transport: Pick<Transport, 'request'>,
  name: string,
  signal: AbortSignal,
): Promise<NamespaceView | undefined> {
  const known = store.get(name);
  if (known !== undefined) return known;
  try {
    const { body } = await transport.request<{ metadata?: ObjectMeta } | undefined>({
      method: 'GET',
      path: `/api/v1/namespaces/${encodeURIComponent(name)}`,
      signal,
    });
    return { name, labels: body?.metadata?.labels ?? {} };
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return undefined;
    throw error;
  }
}
