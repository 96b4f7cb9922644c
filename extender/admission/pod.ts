import { isObject } from '../../shared/json.ts';
import type { Transport } from '../../shared/kube/http.ts';
import type { Log } from '../../shared/kube/log.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { ANNOTATION } from '../../shared/names.ts';
import { outsideNamespace, outsideRequest } from '../../shared/pod-request.ts';
import { reasonText } from '../../shared/reason-text.ts';
import { describe, ProtocolError, type Reply, Unavailable } from '../answer.ts';
import type { Engine } from '../engine.ts';
import type { Metrics } from '../metrics.ts';
import type { ClusterState } from '../state/cluster.ts';
import { findNamespace } from '../state/namespaces.ts';
import { type AdmissionRequest, allow, decodeReview, deny } from './wire.ts';

export interface AdmitPodDeps {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'namespaces'>;
  readonly engine: Pick<Engine, 'admitPod' | 'podPatch' | 'isFilled'>;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Pick<Metrics, 'rejection' | 'slotsFilled' | 'uncovered'>;
  readonly log: Log;
  /** Milliseconds for a live read of the namespace. */
  readonly deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 2000;

/** Applies presets and places slots. Throws a ProtocolError, or Unavailable where the namespace cannot be read. */
export async function admitPodReview(body: unknown, deps: AdmitPodDeps): Promise<Reply> {
  const request = decodeReview(body);
  if (outsideRequest(request) !== undefined) return allow(request);
  const pod = podOf(request);
  const namespaceName = request.namespace ?? pod.metadata.namespace;
  if (namespaceName === undefined) throw new ProtocolError('request.namespace: got nothing, wanted a name');
  const namespace = await readNamespace(namespaceName, deps);
  if (outsideNamespace(namespace) !== undefined) return allow(request);

  const nodeName = pod.spec.nodeName ?? '';
  const node = nodeName === '' ? undefined : deps.state.nodes.get(nodeName);
  const result = deps.engine.admitPod({
    pod,
    namespace,
    presets: deps.state.presets.forNamespace(namespaceName),
    ...(node === undefined ? {} : { node }),
  });
  const about = { namespace: namespaceName, pod: pod.metadata.name ?? pod.metadata.generateName };
  if (!result.admitted) {
    deps.metrics.rejection('admit_pod', result.reason);
    deps.log.info({ ...about, reason: result.reason, why: result.message }, 'pod refused');
    return deny(request, 403, reasonText(result), result.warnings);
  }
  if (!request.dryRun) count(pod, nodeName, result, deps);
  const patch = deps.engine.podPatch(pod, result.pod);
  deps.log.debug({ ...about, slots: result.slots, operations: patch.length }, 'pod admitted');
  return allow(request, patch, result.warnings);
}

function podOf({ object }: AdmissionRequest): Pod {
  if (!isObject(object)) throw new ProtocolError(`request.object: got ${describe(object)}, wanted a pod`);
  const { metadata, spec, kind } = object;
  if (kind !== undefined && kind !== 'Pod') {
    throw new ProtocolError(`request.object.kind: got ${describe(kind)}, wanted "Pod"`);
  }
  if (!isObject(metadata)) {
    throw new ProtocolError(`request.object.metadata: got ${describe(metadata)}, wanted an object`);
  }
  if (!isObject(spec) || !Array.isArray(spec['containers'])) {
    throw new ProtocolError(`request.object.spec: got ${describe(spec)}, wanted one with containers`);
  }
  return object as unknown as Pod;
}

async function readNamespace(name: string, deps: AdmitPodDeps) {
  const signal = AbortSignal.timeout(deps.deadlineMs ?? DEFAULT_DEADLINE_MS);
  try {
    const found = await findNamespace(deps.state.namespaces, deps.transport, name, signal);
    if (found !== undefined) return found;
  } catch (cause) {
    throw new Unavailable(`namespace ${name} cannot be read now`, { cause });
  }
  throw new Unavailable(`namespace ${name} does not exist yet`);
}

function count(
  before: Pod,
  nodeName: string,
  { pod, slots, uncovered }: { pod: Pod; slots: number; uncovered: readonly string[] },
  { engine, metrics }: AdmitPodDeps,
): void {
  if (slots > 0 && nodeName !== '' && engine.isFilled(pod, nodeName)) metrics.slotsFilled('admission', slots);
  // A webhook after us makes the API server call again; what we said the first time is in the pod.
  if (before.metadata.annotations?.[ANNOTATION.uncovered] === undefined) {
    for (const resource of uncovered) metrics.uncovered(resource);
  }
}
