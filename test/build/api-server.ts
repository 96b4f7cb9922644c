import { type Answer, KubeError, type RequestSpec, type Transport } from '../../shared/kube/http.ts';
import type { Binding, Pod } from '../../shared/kube/objects.ts';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface FakeApiServer {
  readonly transport: Transport;
  /** By namespace/name. */
  readonly pods: Map<string, Pod>;
  readonly namespaces: Map<string, Record<string, string>>;
  readonly sent: Sent[];
  /** Called before a request is served; may throw, or change what is stored. */
  before: (spec: RequestSpec) => void | Promise<void>;
}

/**
 * The few requests that the extender makes, answered as the API server does (pkg/registry/core/pod/storage):
 * a Binding's annotations overwrite the pod's in the write that sets the node, and its uid is a precondition.
 */
export function fakeApiServer(pods: readonly Pod[] = []): FakeApiServer {
  let version = 1000;
  const stored = new Map(pods.map((pod) => [keyOf(pod), structuredClone(pod)]));
  const namespaces = new Map<string, Record<string, string>>();
  const events = new Set<string>();
  const sent: Sent[] = [];

  function serve(spec: RequestSpec): unknown {
    const { method, path } = spec;
    const fail = (status: number, reason: string, message: string): never => {
      throw new KubeError({ method, path, status, reason, message });
    };
    const [, , , , namespace = '', resource, name = '', subresource] = path
      .split('/')
      .map(decodeURIComponent);
    if (resource === undefined) {
      const labels = namespaces.get(namespace);
      return labels === undefined
        ? fail(404, 'NotFound', 'no such namespace')
        : { metadata: { name: namespace, labels } };
    }
    if (resource === 'events') {
      const { metadata } = spec.body as { metadata: { name: string } };
      if (events.has(`${namespace}/${metadata.name}`)) return fail(409, 'AlreadyExists', 'event exists');
      events.add(`${namespace}/${metadata.name}`);
      return spec.body;
    }
    const pod = stored.get(`${namespace}/${name}`);
    if (pod === undefined) return fail(404, 'NotFound', `pods "${name}" not found`);
    version += 1;
    if (method === 'POST' && subresource === 'binding') {
      const binding = spec.body as Binding;
      if (binding.metadata.uid !== undefined && binding.metadata.uid !== pod.metadata.uid) {
        return fail(409, 'Conflict', 'Precondition failed: UID in precondition');
      }
      if (pod.spec.nodeName !== undefined) {
        return fail(409, 'Conflict', `pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
      }
      pod.spec.nodeName = binding.target.name;
      pod.metadata.annotations = { ...pod.metadata.annotations, ...binding.metadata.annotations };
      pod.metadata.resourceVersion = String(version);
      return { kind: 'Status', status: 'Success' };
    }
    if (method === 'PATCH') {
      const { metadata } = spec.body as Partial<Pod>;
      const { uid, resourceVersion } = metadata ?? {};
      if (uid !== pod.metadata.uid || resourceVersion !== pod.metadata.resourceVersion) {
        return fail(409, 'Conflict', 'the object has been modified');
      }
      pod.metadata.annotations = { ...pod.metadata.annotations, ...metadata?.annotations };
      pod.metadata.resourceVersion = String(version);
    }
    return structuredClone(pod);
  }

  const server: FakeApiServer = {
    pods: stored,
    namespaces,
    sent,
    before: () => undefined,
    transport: {
      async request<T>(spec: RequestSpec): Promise<Answer<T>> {
        sent.push({ method: spec.method, path: spec.path, body: structuredClone(spec.body) });
        await server.before(spec);
        spec.signal?.throwIfAborted();
        return { status: 200, headers: {}, body: serve(spec) as T };
      },
      // oxlint-disable-next-line require-yield -- nothing happens in this cluster
      async *stream() {
        return;
      },
      close: () => undefined,
    },
  };
  return server;
}

const keyOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`;
