/** What the webhook on pods would answer, and with a node what its Binding would bring: by the functions they call. */
import type { Pod } from '../shared/kube/objects.ts';
import { outsideNamespace, outsideRequest, type PodRequest } from '../shared/pod-request.ts';
import { admitPod } from '../shared/preset/admit.ts';
import type {
  AdmitReport,
  Conflict,
  NamespaceView,
  NodeView,
  PresetDecision,
  PresetId,
} from '../shared/preset/api.ts';
import type { CompiledPreset } from '../shared/preset/compile.ts';
import { bindValues, planOf } from '../shared/preset/place.ts';

export interface Question {
  /** With its namespace. */
  readonly pod: Pod;
  readonly namespace: NamespaceView;
  readonly request: PodRequest;
  /** All there are, of whatever namespace. */
  readonly presets: readonly CompiledPreset[];
  /** The node that the pod was created on, where it is known. */
  readonly ownNode?: NodeView;
  /** The node to bind it to. */
  readonly target?: NodeView;
}

export type Answer = {
  /** As it would be stored; as it came where it was refused. */
  readonly pod: Pod;
  readonly presets: readonly PresetAnswer[];
  readonly conflicts: readonly Conflict[];
  readonly uncovered: readonly string[];
  readonly warnings: readonly string[];
  readonly node?: NodeAnswer;
} & (
  | { readonly admitted: true }
  | { readonly admitted: false; readonly reason: string; readonly message: string }
);

export interface PresetAnswer {
  readonly name: string;
  /** Of a PodPreset; a ClusterPodPreset has none. */
  readonly namespace?: string;
  readonly result: PresetDecision['result'];
  readonly reason?: string;
  readonly detail?: string;
}

export type NodeAnswer =
  | { readonly name: string; readonly fits: true }
  | {
      readonly name: string;
      readonly fits: false;
      readonly reason: string;
      readonly message: string;
      readonly detail: string;
    };

export function answer({ pod, namespace, request, presets, ownNode, target }: Question): Answer {
  const outside = outsideRequest(request) ?? outsideNamespace(namespace);
  if (outside !== undefined) return untouched(pod, presets, outside);
  // Those that the extender's cache would give; the others are told only here.
  const candidates = presets.filter((preset) => (preset.namespace ?? namespace.name) === namespace.name);
  const others = presets.filter((preset) => !candidates.includes(preset));
  const result = admitPod({
    pod,
    namespace,
    presets: candidates,
    ...(ownNode === undefined ? {} : { node: ownNode }),
  });
  const report = reportOf(result, others, namespace);
  if (!result.admitted) {
    return { admitted: false, reason: result.reason, message: result.message, pod, ...report };
  }
  if (target === undefined) return { admitted: true, pod: result.pod, ...report };
  const placed = place(result.pod, target, candidates);
  return { admitted: true, pod: placed.pod, ...report, node: placed.node };
}

function untouched(pod: Pod, presets: readonly CompiledPreset[], detail: string): Answer {
  return {
    admitted: true,
    pod,
    presets: presets.map(({ id }) => ({ ...nameOf(id), result: 'not-matched', reason: 'Excluded', detail })),
    conflicts: [],
    uncovered: [],
    warnings: [],
  };
}

function reportOf(
  { decisions, conflicts, uncovered, warnings }: AdmitReport,
  others: readonly CompiledPreset[],
  namespace: NamespaceView,
): Omit<AdmitReport, 'decisions'> & { presets: PresetAnswer[] } {
  const elsewhere = others.map(
    (preset): PresetDecision => ({
      preset: preset.id,
      result: 'not-matched',
      reason: 'NotMatched',
      detail: `is of namespace ${preset.namespace}, the pod of ${namespace.name}`,
    }),
  );
  const presets = [...decisions, ...elsewhere].map(({ preset, ...decision }) => ({
    ...nameOf(preset),
    ...decision,
  }));
  return { presets, conflicts, uncovered, warnings };
}

/** "ClusterPodPreset/nvidia", "PodPreset/team-a/nvidia" */
function nameOf(id: PresetId): { name: string; namespace?: string } {
  const [, ...parts] = id.split('/');
  const [namespace, name] = parts;
  return namespace !== undefined && name !== undefined ? { name, namespace } : { name: namespace ?? id };
}

/** What the API server does with the Binding that the extender sends. */
function place(pod: Pod, node: NodeView, presets: readonly CompiledPreset[]): { pod: Pod; node: NodeAnswer } {
  const refuse = (verdict: { reason: string; message: string; detail: string }) => {
    const { reason, message, detail } = verdict;
    return { pod, node: { name: node.name, fits: false as const, reason, message, detail } };
  };
  const planned = planOf(pod);
  if (!planned.ok) return refuse({ ...planned, detail: planned.message });
  const lookup = (id: PresetId): CompiledPreset | undefined => presets.find((preset) => preset.id === id);
  const values =
    planned.plan === null ? { ok: true as const, annotations: {} } : bindValues(planned.plan, node, lookup);
  if (!values.ok) return refuse(values);
  const annotations = { ...pod.metadata.annotations, ...values.annotations };
  return {
    pod: {
      ...pod,
      metadata: { ...pod.metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
      spec: { ...pod.spec, nodeName: node.name },
    },
    node: { name: node.name, fits: true },
  };
}
