/**
 * What the engine of this program decides about a call of a recording. The recorder asks, too: whether the redacted
 * call still leads to what was answered.
 */
import type { Pod } from '../kube/objects.ts';
import { ANNOTATION, type ReasonCode } from '../names.ts';
import { type AdmitInput, admitPod } from '../preset/admit.ts';
import type { AdmitResult, NodeView } from '../preset/api.ts';
import { bindValues, dependsOnNode, type PresetLookup, planOf } from '../preset/place.ts';
import { judgeNodes, scoreNodes } from '../preset/verdicts.ts';
import type { AdmitOutcome, BindOutcome, PresetOutcome } from './format.ts';

/** undefined: a node that the extender did not know. */
type MaybeNode = NodeView | undefined;

export interface Refusal {
  readonly reason: ReasonCode;
  readonly message: string;
}

const UNKNOWN_NODE: Refusal = { reason: 'NodeUnknown', message: 'the extender did not know this node' };

/** null: the node passes. */
export function decideFilter(pod: Pick<Pod, 'metadata'>, lookup: PresetLookup) {
  const planned = planOf(pod);
  if (!planned.ok) return (): Refusal | null => planned;
  const { plan } = planned;
  if (plan === null || !dependsOnNode(plan, lookup)) return (): Refusal | null => null;
  const judge = judgeNodes(plan, lookup);
  return (node: MaybeNode): Refusal | null => {
    if (node === undefined) return UNKNOWN_NODE;
    const verdict = judge(node);
    return verdict.ok ? null : verdict;
  };
}

export function decideScore(pod: Pick<Pod, 'metadata'>, lookup: PresetLookup) {
  const planned = planOf(pod);
  const score = planned.ok && planned.plan !== null ? scoreNodes(planned.plan, lookup) : () => 0;
  return (node: MaybeNode): number => (node === undefined ? 0 : score(node));
}

export function decideBind(pod: Pick<Pod, 'metadata'>, node: MaybeNode, lookup: PresetLookup): BindOutcome {
  const planned = planOf(pod);
  if (!planned.ok) return { ok: false, reason: planned.reason };
  const { plan } = planned;
  if (plan === null || !dependsOnNode(plan, lookup)) return { ok: true, values: {} };
  if (node === undefined) return { ok: false, reason: 'NodeUnknown' };
  const values = bindValues(plan, node, lookup);
  return values.ok ? boundWith(values.annotations) : { ok: false, reason: values.reason };
}

export function boundWith(annotations: Readonly<Record<string, string>>): BindOutcome {
  const { [ANNOTATION.generation]: _digest, ...values } = annotations;
  return { ok: true, values };
}

export const decideAdmission = (input: AdmitInput): AdmitOutcome => admissionOf(admitPod(input));

export function admissionOf(result: AdmitResult): AdmitOutcome {
  if (!result.admitted) return { admitted: false, reason: result.reason };
  const presets = result.decisions.flatMap(({ preset, result: what, reason }): [string, PresetOutcome][] =>
    what === 'not-matched' ? [] : [[preset, outcomeOf(what, reason)]],
  );
  return { admitted: true, slots: result.slots, presets: Object.fromEntries(presets.sort(byId)) };
}

const outcomeOf = (
  result: 'applied' | 'partly' | 'skipped',
  reason: ReasonCode | undefined,
): PresetOutcome => (result === 'skipped' && reason !== undefined ? `skipped ${reason}` : result);

const byId = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;

export function sameOutcome(left: BindOutcome | AdmitOutcome, right: BindOutcome | AdmitOutcome): boolean {
  return canonical(left) === canonical(right);
}

/** Order of keys means nothing. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(byId))
      : inner,
  );
