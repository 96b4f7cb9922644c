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
  readonly engine: Pick<Engine, 'planOf' | 'judgeNode' | 'scoreNode' | 'dependsOnNode'>;
  readonly metrics: Pick<Metrics, 'rejection'>;
}

/** The scheduler puts the messages of all nodes into one event of 1 KB, joined by equal text. */
const MAX_MESSAGES = 20;

type Refusal = Extract<Verdict, { ok: false }>;

/** What filter decided about the nodes of a call: indexes into their names, and the reason of each that is left out. */
export interface Decision {
  readonly passed: readonly number[];
  readonly failed: FailedNodes;
  readonly unresolvable: FailedNodes;
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
  const unresolvable: FailedNodes = {};
  const messages = new Set<string>();
  const refusals = new Map<ReasonCode, number>();
  for (const [index, name] of names.entries()) {
    const verdict = judge(name);
    if (verdict.ok) {
      passed.push(index);
      continue;
    }
    refusals.set(verdict.reason, (refusals.get(verdict.reason) ?? 0) + 1);
    const message = messageOf(verdict, messages);
    // Preemption frees resources; it does not change a host.
    (isTransient(verdict.reason) ? failed : unresolvable)[name] = message;
  }
  for (const [reason, count] of refusals) deps.metrics.rejection('filter', reason, count);
  return { passed, failed, unresolvable };
}

function messageOf(refusal: Refusal, messages: Set<string>): string {
  const text = reasonText(refusal);
  if (messages.has(text)) return text;
  if (messages.size >= MAX_MESSAGES) return `latebind ${refusal.reason}`;
  messages.add(text);
  return text;
}

/** A node that is not in the cache may be there a moment later. Everything else is about the host. */
const isTransient = (reason: ReasonCode): boolean => reason === 'NodeUnknown';

function resultOf({ nodes }: ExtenderArgs, { passed, failed, unresolvable }: Decision): ExtenderFilterResult {
  const refused = { FailedNodes: failed, FailedAndUnresolvableNodes: unresolvable, Error: '' };
  return nodes.form === 'names'
    ? { Nodes: null, NodeNames: pick(nodes.names, passed), ...refused }
    : { Nodes: { metadata: {}, items: pick(nodes.items, passed) }, NodeNames: null, ...refused };
}

function pick<T>(items: readonly T[], indexes: readonly number[]): readonly T[] {
  if (indexes.length === items.length) return items;
  return indexes.map((index) => items[index] as T);
}
