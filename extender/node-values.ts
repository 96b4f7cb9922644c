import type { BindValues, Verdict } from '../shared/preset/api.ts';
import type { PodPlan } from '../shared/preset/place.ts';
import { problemOfBindAnnotations } from './bind-annotations.ts';
import type { Engine } from './engine.ts';
import type { ClusterState } from './state/cluster.ts';

export interface NodeValuesDeps {
  readonly state: Pick<ClusterState, 'nodes' | 'presets'>;
  readonly engine: Pick<Engine, 'bindValues' | 'dependsOnNode'>;
}

type Refusal = Extract<Verdict, { ok: false }>;

/** A node that is not in the cache may be there a moment later. */
export const UNKNOWN_NODE: Refusal = {
  ok: false,
  reason: 'NodeUnknown',
  message: 'the extender does not know this node yet',
  detail: 'the node is not in the cache',
};

/**
 * What a pod is to be bound to a node with, or why it may not be: the one way to values for the bind verb, the webhook on
 * Bindings and the repair. None for a pod that is indifferent to nodes, known or not.
 */
export function valuesOn(plan: PodPlan, nodeName: string, { state, engine }: NodeValuesDeps): BindValues {
  const { lookup } = state.presets;
  if (!engine.dependsOnNode(plan, lookup)) return { ok: true, annotations: {} };
  const node = state.nodes.get(nodeName);
  if (node === undefined) return UNKNOWN_NODE;
  const values = engine.bindValues(plan, node, lookup);
  const problem = values.ok ? problemOfBindAnnotations(values.annotations) : undefined;
  return problem === undefined
    ? values
    : { ok: false, reason: 'ValueInvalid', message: problem, detail: problem };
}
