import type { Pod } from '../kube/objects.ts';
import type { AdmitResult, NamespaceView, NodeView } from './api.ts';
import type { CompiledPreset } from './compile.ts';

export interface AdmitInput {
  /** As the AdmissionReview has it; metadata.namespace may be missing. Never modified. */
  readonly pod: Pod;
  readonly namespace: NamespaceView;
  /** All presets of the cluster and of the pod's namespace, in any order. */
  readonly presets: readonly CompiledPreset[];
  /** The node of a pod that was created with spec.nodeName, when it is known. */
  readonly node?: NodeView;
}

/** What the pod webhook answers: the pod with presets applied and slots placed, or a refusal. Idempotent. */
export function admitPod(_input: AdmitInput): AdmitResult {
  throw new Error('being built');
}
