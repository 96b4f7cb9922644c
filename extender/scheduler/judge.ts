import type { Pod } from '../../shared/kube/objects.ts';
import type { Verdict } from '../../shared/preset/api.ts';
import type { Engine } from '../engine.ts';
import { UNKNOWN_NODE } from '../node-values.ts';
import type { ClusterState } from '../state/cluster.ts';

export interface JudgeDeps {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'plainPods'>;
  readonly engine: Pick<Engine, 'planOf' | 'judgeNodes' | 'dependsOnNode'>;
}

/** Whether a pod may be placed on the node of a name. Reads memory only. */
export type Judge = (nodeName: string) => Verdict;

/** For one pod and many nodes: filter and preempt. */
export function judgeOf(pod: Pod, { state, engine }: JudgeDeps): Judge {
  const planned = engine.planOf(pod);
  if (!planned.ok) {
    const { reason, message } = planned;
    return () => ({ ok: false, reason, message, detail: message });
  }
  const { plan } = planned;
  if (plan === null || !engine.dependsOnNode(plan, state.presets.lookup)) {
    const { uid, namespace, name } = pod.metadata;
    if (uid !== undefined && name !== undefined) state.plainPods.add(uid, namespace ?? 'default', name);
    return () => ({ ok: true });
  }
  const judge = engine.judgeNodes(plan, state.presets.lookup);
  return (name) => {
    const node = state.nodes.get(name);
    return node === undefined ? UNKNOWN_NODE : judge(node);
  };
}
