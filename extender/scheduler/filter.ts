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

/** What filter decided about the nodes of a call: indexes into their names. */
export interface Decision {
  readonly passed: readonly number[];
  /** With the reason of each. To the scheduler all of them are unresolvable: eviction frees resources, and no reason of ours is about those. */
  readonly refused: readonly Refused[];
}

interface Refused {
  readonly index: number;
  readonly message: Message;
}

/** Shared by all the nodes that have it. */
interface Message {
  readonly text: string;
  readonly json: string;
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
    ...refusedIn(nodes.names, decision),
  };
  return { status: 200, body: result, result: 'ok' };
}

/** The part of filter that does not depend on how the nodes came. */
export function decide(pod: Pod, names: readonly string[], deps: PlacingDeps): Decision {
  const judge = judgeOf(pod, deps);
  const passed: number[] = [];
  const refused: Refused[] = [];
  const messageOf = createMessages();
  const counts = new Map<ReasonCode, number>();
  for (let index = 0; index < names.length; index += 1) {
    const verdict = judge(names[index] as string);
    if (verdict.ok) {
      passed.push(index);
      continue;
    }
    counts.set(verdict.reason, (counts.get(verdict.reason) ?? 0) + 1);
    refused.push({ index, message: messageOf(verdict) });
  }
  for (const [reason, count] of counts) deps.metrics.rejection('filter', reason, count);
  return { passed, refused };
}

function createMessages(): (refusal: Refusal) => Message {
  const texts = new Set<string>();
  // Nodes of one kind share their verdict.
  const known = new Map<Refusal, Message>();
  const make = (refusal: Refusal): string => {
    const text = reasonText(refusal);
    if (!texts.has(text) && texts.size >= MAX_TEXTS) return `latebind ${refusal.reason}`;
    texts.add(text);
    return text;
  };
  return (refusal) => {
    let message = known.get(refusal);
    if (message === undefined) {
      const text = make(refusal);
      message = { text, json: JSON.stringify(text) };
      known.set(refusal, message);
    }
    return message;
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
      `{"Nodes":null,"NodeNames":${JSON.stringify(pick(names, decision.passed))},${refusedJson(names, decision)}}`,
    result: 'ok',
  };
}

export function namesResult(names: readonly string[], decision: Decision): ExtenderFilterResult {
  return { Nodes: null, NodeNames: pick(names, decision.passed), ...refusedIn(names, decision) };
}

function refusedIn(
  names: readonly string[],
  { refused }: Decision,
): Omit<ExtenderFilterResult, 'Nodes' | 'NodeNames'> {
  const failed: FailedNodes = {};
  for (const { index, message } of refused) failed[names[index] as string] = message.text;
  return { FailedNodes: {}, FailedAndUnresolvableNodes: failed, Error: '' };
}

/** What refusedIn() is in JSON, without its braces. */
export function refusedJson(names: readonly string[], { refused }: Decision): string {
  let failed = '';
  for (const { index, message } of refused)
    failed += `${failed === '' ? '' : ','}${quoted(names[index] as string)}:${message.json}`;
  return `"FailedNodes":{},"FailedAndUnresolvableNodes":{${failed}},"Error":""`;
}

/** A DNS subdomain, which every name of a node is, needs no escapes. */
const quoted = (name: string): string => (/^[-.0-9a-z]+$/.test(name) ? `"${name}"` : JSON.stringify(name));

function pick<T>(items: readonly T[], indexes: readonly number[]): readonly T[] {
  if (indexes.length === items.length) return items;
  return indexes.map((index) => items[index] as T);
}
