import type { Pod } from '../../shared/kube/objects.ts';
import type { ReasonCode } from '../../shared/names.ts';
import type { Verdict } from '../../shared/preset/api.ts';
import { reasonText } from '../../shared/reason-text.ts';
import type { Reply } from '../answer.ts';
import type { Engine } from '../engine.ts';
import type { Metrics } from '../metrics.ts';
import type { ClusterState } from '../state/cluster.ts';
import { judgeOf } from './judge.ts';
import { decodeExtenderArgs, type ExtenderFilterResult, type FailedNodes } from './wire.ts';

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

/** What filter decided about the nodes of a call. */
export interface Decision {
  /** Indexes into their names. */
  readonly passed: readonly number[];
  /** To the scheduler all of them are unresolvable: eviction frees resources, and no reason of ours is about those. */
  readonly refused: readonly Refused[];
}

/** Nodes that are refused for one reason. */
interface Refused {
  readonly reason: ReasonCode;
  readonly message: string;
  readonly names: string[];
}

/** Which nodes can fill every slot of the pod. Reads memory only and reserves nothing. Throws a ProtocolError. */
export function filter(body: unknown, deps: PlacingDeps): Reply {
  const { pod, nodes } = decodeExtenderArgs(body);
  const decision = decide(pod, nodes.names, deps);
  if (nodes.form === 'names') return namesReply(nodes.names, decision);
  const items = pick(nodes.items, decision.passed);
  const result: ExtenderFilterResult = {
    Nodes: { metadata: {}, items },
    NodeNames: null,
    ...refusedIn(decision),
  };
  return { status: 200, body: result, result: 'ok' };
}

/** The part of filter that does not depend on how the nodes came. */
export function decide(pod: Pod, names: readonly string[], deps: PlacingDeps): Decision {
  const judge = judgeOf(pod, deps);
  const passed: number[] = [];
  const refused = new Map<string, Refused>();
  // Nodes of one kind share their verdict.
  const byVerdict = new Map<Refusal, Refused>();
  const messageOf = createMessages();
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    const verdict = judge(name);
    if (verdict.ok) {
      passed.push(index);
      continue;
    }
    let group = byVerdict.get(verdict);
    if (group === undefined) {
      const message = messageOf(verdict);
      group = refused.get(message) ?? { reason: verdict.reason, message, names: [] };
      refused.set(message, group);
      byVerdict.set(verdict, group);
    }
    group.names.push(name);
  }
  for (const group of refused.values()) deps.metrics.rejection('filter', group.reason, group.names.length);
  return { passed, refused: [...refused.values()] };
}

function createMessages(): (refusal: Refusal) => string {
  const texts = new Set<string>();
  return (refusal) => {
    const text = reasonText(refusal);
    if (!texts.has(text) && texts.size >= MAX_TEXTS) return `latebind ${refusal.reason}`;
    texts.add(text);
    return text;
  };
}

/** The answer to a scheduler that sends names. */
export function namesReply(names: readonly string[], decision: Decision): Reply {
  return {
    status: 200,
    // Made for who records the traffic; an object with a key for each node takes as long as all the rest of the answer.
    get body() {
      return namesResult(names, decision);
    },
    json: () =>
      `{"Nodes":null,"NodeNames":${JSON.stringify(pick(names, decision.passed))},${refusedJson(decision)}}`,
    result: 'ok',
  };
}

export function namesResult(names: readonly string[], decision: Decision): ExtenderFilterResult {
  return { Nodes: null, NodeNames: pick(names, decision.passed), ...refusedIn(decision) };
}

function refusedIn({ refused }: Decision): Omit<ExtenderFilterResult, 'Nodes' | 'NodeNames'> {
  const failed: FailedNodes = {};
  for (const { message, names } of refused) for (const name of names) failed[name] = message;
  return { FailedNodes: {}, FailedAndUnresolvableNodes: failed, Error: '' };
}

/** What refusedIn() is in JSON, without its braces. */
export function refusedJson({ refused }: Decision): string {
  const failed = refused.map(entriesOf).join(',');
  return `"FailedNodes":{},"FailedAndUnresolvableNodes":{${failed}},"Error":""`;
}

/** `"a":"why","b":"why"`: joined by all that stands between two names, in one go. */
function entriesOf({ message, names }: Refused): string {
  const why = JSON.stringify(message);
  // A DNS subdomain, which every name of a node is, needs no escapes. One look at all of them.
  return PLAIN.test(names.join(' '))
    ? `"${names.join(`":${why},"`)}":${why}`
    : names.map((name) => `${JSON.stringify(name)}:${why}`).join(',');
}

const PLAIN = /^[-.0-9a-z ]*$/;

function pick<T>(items: readonly T[], indexes: readonly number[]): readonly T[] {
  if (indexes.length === items.length) return items;
  return indexes.map((index) => items[index] as T);
}
