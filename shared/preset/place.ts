import type { Pod } from '../kube/objects.ts';
import type { BindValues, NodeView, PresetId, Verdict } from './api.ts';
import type { CompiledPreset } from './compile.ts';

/** What admission left to be decided when a node is chosen, read from the pod's annotations. */
export interface PodPlan {
  readonly presets: readonly PresetId[];
  readonly slots: number;
}

export type PlanResult =
  | { readonly ok: true; readonly plan: PodPlan | null }
  | { readonly ok: false; readonly reason: 'RecipeUnreadable'; readonly message: string };

/** null: nothing of this pod depends on the node. */
export function planOf(_pod: Pod): PlanResult {
  throw new Error('being built');
}

export type PresetLookup = (id: PresetId) => CompiledPreset | undefined;

/** Filter: the node's facts are fresh, satisfy host.require of the pod's presets, and can fill every slot. */
export function judgeNode(_plan: PodPlan, _node: NodeView, _lookup: PresetLookup): Verdict {
  throw new Error('being built');
}

/** Prioritize: integer 0..10 from host.prefer. */
export function scoreNode(_plan: PodPlan, _node: NodeView, _lookup: PresetLookup): number {
  throw new Error('being built');
}

/** Bind: every annotation under bind.latebind.dev/ for this node, validated; all of them or a refusal. */
export function bindValues(_plan: PodPlan, _node: NodeView, _lookup: PresetLookup): BindValues {
  throw new Error('being built');
}

/** True when the pod's slots were filled for the node it is bound to. */
export function isFilled(_pod: Pod, _nodeName: string): boolean {
  throw new Error('being built');
}
