import type { Pod } from '../../shared/kube/objects.ts';
import type { ReasonCode } from '../../shared/names.ts';
import type { Verdict } from '../../shared/preset/api.ts';
import { reasonText } from '../../shared/reason-text.ts';
import type { Reply } from '../answer.ts';
import type { Engine } from '../engine.ts';
import type { Metrics } from '../metrics.ts';
import type { ClusterState } from '../state/cluster.ts';
import { judgeOf } from './judge.ts';
import {
  decodeExtenderArgs,
  type ExtenderArgs,
  type ExtenderFilterResult,
  type FailedNodes,
} from './wire.ts';

export interface PlacingDeps {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'plainPods'>;
  readonly engine: Pick<Engine, 'planOf' | 'judgeNodes' | 'scoreNodes' | 'dependsOnNode'>;
  readonly metrics: Pick<Metrics, 'rejection'>;
}

/**
 * The scheduler puts the messages of all nodes into one event of 1 KB, joined by equal text. With the bare codes of a node,
 * of which there are ten, a call has at most 20 different ones.
 */
const MAX_TEXTS = 10;

type Refusal = Extract<Verdict, { ok: false }>;

/** What filter decided about the nodes of a call: indexes into their names, and the reason of each that is left out. */
export interface Decision {
  readonly passed: readonly number[];
  /** To the scheduler all of them are unresolvable: eviction frees resources, and no reason of ours is about those. */
  readonly failed: FailedNodes;
}

/** Which nodes can fill every slot of the pod. Reads memory only and reserves nothing. Throws a ProtocolError. */
export function filter(body: unknown, deps: PlacingDeps): Reply {
  const args = decodeExtenderArgs(body);
  return { status: 200, body: resultOf(args, decide(args.pod, args.nodes.names, deps)), result: 'ok' };
}

/** The part of filter that does not depend on how the nodes came. */
export function decide(pod: Pod, names: readonly string[], deps: PlacingDeps): Decision {
  const judge = judgeOf(pod, deps);
  const passed: number[] = [];
  const failed: FailedNodes = {};
  const messageOf = createMessages();
  const refusals = new Map<ReasonCode, number>();
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    const verdict = judge(name);
    if (verdict.ok) {
      passed.push(index);
      continue;
    }
    refusals.set(verdict.reason, (refusals.get(verdict.reason) ?? 0) + 1);
    failed[name] = messageOf(verdict);
  }
  for (const [reason, count] of refusals) deps.metrics.rejection('filter', reason, count);
  return { passed, failed };
}

function createMessages(): (refusal: Refusal) => string {
  const texts = new Set<string>();
  // Nodes of one kind share their verdict.
  const known = new Map<Refusal, string>();
  const make = (refusal: Refusal): string => {
    const text = reasonText(refusal);
    if (!texts.has(text) && texts.size >= MAX_TEXTS) return `latebind ${refusal.reason}`;
    texts.add(text);
    return text;
  };
  return (refusal) => {
    const text = known.get(refusal) ?? make(refusal);
    known.set(refusal, text);
    return text;
  };
}

function resultOf({ nodes }: ExtenderArgs, decision: Decision): ExtenderFilterResult {
  return nodes.form === 'names'
    ? namesResult(nodes.names, decision)
    : {
        Nodes: { metadata: {}, items: pick(nodes.items, decision.passed) },
        NodeNames: null,
        ...refusedIn(decision),
      };
}

export function namesResult(names: readonly string[], decision: Decision): ExtenderFilterResult {
  return { Nodes: null, NodeNames: pick(names, decision.passed), ...refusedIn(decision) };
}

export const refusedIn = ({ failed }: Decision): Omit<ExtenderFilterResult, 'Nodes' | 'NodeNames'> => ({
  FailedNodes: {},
  FailedAndUnresolvableNodes: failed,
  Error: '',
});

function pick<T>(items: readonly T[], indexes: readonly number[]): readonly T[] {
  if (indexes.length === items.length) return items;
  return indexes.map((index) => items[index] as T);
}
