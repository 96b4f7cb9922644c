import { isObject } from '../../shared/json.ts';
import type { Transport } from '../../shared/kube/http.ts';
import type { Log } from '../../shared/kube/log.ts';
import type { Binding, Pod } from '../../shared/kube/objects.ts';
import { BIND_PREFIX, type ReasonCode } from '../../shared/names.ts';
import { escapePointer, type PatchOperation } from '../../shared/preset/patch.ts';
import { reasonText } from '../../shared/reason-text.ts';
import { describe, ProtocolError, type Reply, Unavailable } from '../answer.ts';
import type { Engine } from '../engine.ts';
import type { Metrics } from '../metrics.ts';
import { valuesOn } from '../node-values.ts';
import type { ClusterState } from '../state/cluster.ts';
import { readPod } from '../state/pods.ts';
import { type AdmissionRequest, allow, decodeReview, deny } from './wire.ts';

export interface AdmitBindingDeps {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'pods'>;
  readonly engine: Pick<Engine, 'planOf' | 'bindValues' | 'dependsOnNode'>;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Pick<Metrics, 'rejection' | 'slotsFilled'>;
  readonly log: Log;
  /** Milliseconds for a live read of the pod. */
  readonly deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 2000;

/**
 * The net under every binder that is not our bind verb: whoever assigns a pod to a node, the Binding leaves with
 * the values of that node, and with no other annotation of ours. Throws a ProtocolError, or Unavailable.
 */
export async function admitBindingReview(body: unknown, deps: AdmitBindingDeps): Promise<Reply> {
  const request = decodeReview(body);
  const isBinding = request.resource === 'pods/binding' || request.resource === 'bindings';
  if (request.group !== '' || !isBinding || request.operation !== 'CREATE') return allow(request);
  const binding = bindingOf(request);
  const namespace = request.namespace ?? binding.metadata.namespace;
  // A create of `bindings` has the pod's name in the object only.
  const name = binding.metadata.name ?? request.name;
  if (namespace === undefined || name === undefined) {
    throw new ProtocolError('request: got a Binding without namespace or name, wanted both');
  }
  const { target } = binding;
  if (target.kind !== undefined && target.kind !== '' && target.kind !== 'Node') return allow(request);

  const pod = await findPod(namespace, name, binding.metadata.uid, deps);
  // The API server says it better than we: not found, or a conflict of uids. The old `bindings` does not look at the
  // uid, so nothing of ours is let through here.
  if (pod === undefined) return allow(request, annotationPatch(binding, {}));
  const about = { namespace, pod: name, node: target.name };
  const refuse = (reason: ReasonCode, message: string, detail: string): Reply => {
    deps.metrics.rejection('admit_binding', reason);
    deps.log.info({ ...about, reason, detail }, 'binding refused');
    return deny(request, 409, reasonText({ reason, message }));
  };

  const planned = deps.engine.planOf(pod);
  if (!planned.ok) return refuse(planned.reason, planned.message, planned.message);
  const { plan } = planned;
  if (plan === null) return allow(request, annotationPatch(binding, {}));
  const values = valuesOn(plan, target.name, deps);
  if (!values.ok) return refuse(values.reason, values.message, values.detail);

  const patch = annotationPatch(binding, values.annotations);
  // Without a patch our bind verb has been here.
  if (patch.length > 0 && plan.slots > 0 && !request.dryRun)
    deps.metrics.slotsFilled('binding_webhook', plan.slots);
  return allow(request, patch);
}

function bindingOf({ object }: AdmissionRequest): Binding {
  if (!isObject(object)) throw new ProtocolError(`request.object: got ${describe(object)}, wanted a Binding`);
  const { metadata, target } = object;
  if (!isObject(metadata)) {
    throw new ProtocolError(`request.object.metadata: got ${describe(metadata)}, wanted an object`);
  }
  if (!isObject(target) || typeof target['name'] !== 'string' || target['name'] === '') {
    throw new ProtocolError(`request.object.target: got ${describe(target)}, wanted one with a name`);
  }
  return object as unknown as Binding;
}

async function findPod(
  namespace: string,
  name: string,
  uid: string | undefined,
  { state, transport, deadlineMs }: AdmitBindingDeps,
): Promise<Pod | undefined> {
  const cached = state.pods.byName(namespace, name);
  // Without a uid the cache could hold the pod that had this name before.
  if (cached !== undefined && uid !== undefined && cached.metadata.uid === uid) return cached;
  let pod: Pod | undefined;
  try {
    const signal = AbortSignal.timeout(deadlineMs ?? DEFAULT_DEADLINE_MS);
    pod = await readPod(transport, namespace, name, signal);
  } catch (cause) {
    throw new Unavailable(`pod ${namespace}/${name} cannot be read now`, { cause });
  }
  return pod === undefined || (uid !== undefined && pod.metadata.uid !== uid) ? undefined : pod;
}

/** Makes the keys below our prefix exactly those of `wanted`; leaves all others alone. */
export function annotationPatch(
  binding: Binding,
  wanted: Readonly<Record<string, string>>,
): PatchOperation[] {
  const { annotations } = binding.metadata;
  const keys = Object.keys(wanted).sort();
  if (!isObject(annotations)) {
    return keys.length === 0 ? [] : [{ op: 'add', path: '/metadata/annotations', value: { ...wanted } }];
  }
  const operations: PatchOperation[] = [];
  for (const key of Object.keys(annotations).sort()) {
    if (key.startsWith(BIND_PREFIX) && !Object.hasOwn(wanted, key)) {
      operations.push({ op: 'remove', path: pointer(key) });
    }
  }
  for (const key of keys) {
    // "add" replaces a member that is there (RFC 6902 §4.1).
    if (annotations[key] !== wanted[key])
      operations.push({ op: 'add', path: pointer(key), value: wanted[key] });
  }
  return operations;
}

const pointer = (key: string): string => `/metadata/annotations/${escapePointer(key)}`;
