import type { Pod } from '../../shared/kube/objects.ts';
import type { Verdict } from '../../shared/preset/api.ts';
import type { Engine } from '../engine.ts';
import { UNKNOWN_NODE } from '../node-values.ts';
import type { ClusterState } from '../state/cluster.ts';
import type { AskedNodes } from './asked-nodes.ts';

export interface JudgeDeps {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'plainPods'>;
  readonly engine: Pick<Engine, 'planOf' | 'judgeNodes' | 'dependsOnNode'>;
}

/** Whether a pod may be placed on the node at an index of those asked about. Reads memory only. */
export type Judge = (index: number) => Verdict;

/** For one pod and many nodes: filter and preempt. */
export function judgeOf(pod: Pod, asked: Pick<AskedNodes, 'place'>, { state, engine }: JudgeDeps): Judge {
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
  return (index) => {
    const place = asked.place(index);
    const node = state.nodes.at(place);
    return node === undefined ? UNKNOWN_NODE : judge(node, place, state.nodes.serialAt(place));
  };
}
