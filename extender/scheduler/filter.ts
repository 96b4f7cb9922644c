import type { Pod } from '../../shared/kube/objects.ts';
import type { ReasonCode } from '../../shared/names.ts';
import type { Verdict } from '../../shared/preset/api.ts';
import { reasonText } from '../../shared/reason-text.ts';
import type { Reply } from '../answer.ts';
import type { Engine } from '../engine.ts';
import type { Metrics } from '../metrics.ts';
import type { ClusterState } from '../state/cluster.ts';
import { type AskedNodes, nodesNamed } from './asked-nodes.ts';
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
  readonly asked: AskedNodes;
  /** Neighbours among them, as two indexes each: the first one, and the one behind the last. */
  readonly passed: readonly number[];
  /** To the scheduler all of them are unresolvable: eviction frees resources, and no reason of ours is about those. */
  readonly refused: readonly Refused[];
}

/** Nodes that are refused for one reason. */
interface Refused {
  readonly reason: ReasonCode;
  readonly message: string;
  /** Indexes. */
  readonly nodes: number[];
}

/** Which nodes can fill every slot of the pod. Reads memory only and reserves nothing. Throws a ProtocolError. */
export function filter(body: unknown, deps: PlacingDeps): Reply {
  const { pod, nodes } = decodeExtenderArgs(body);
  const asked = nodesNamed(nodes.names, deps.state.nodes);
  if (nodes.form === 'names') return filterNames(pod, asked, deps);
  const decision = decide(pod, asked, deps);
  const items = runsOf(decision.passed, (first, behind) => nodes.items.slice(first, behind)).flat();
  const result: ExtenderFilterResult = {
    Nodes: { metadata: {}, items },
    NodeNames: null,
    ...refusedIn(decision),
  };
  return { status: 200, body: result, result: 'ok' };
}

/** For a scheduler that sends names. */
export const filterNames = (pod: Pod, asked: AskedNodes, deps: PlacingDeps): Reply =>
  new NamesReply(decide(pod, asked, deps));

/** The part of filter that does not depend on how the nodes came. */
export function decide(pod: Pod, asked: AskedNodes, deps: PlacingDeps): Decision {
  const judge = judgeOf(pod, asked, deps);
  const passed: number[] = [];
  const refused = new Map<string, Refused>();
  // Nodes of one kind share their verdict.
  const byVerdict = new Map<Refusal, Refused>();
  const messageOf = createMessages();
  for (let index = 0; index < asked.length; index += 1) {
    const verdict = judge(index);
    if (verdict.ok) {
      if (passed.at(-1) === index) passed[passed.length - 1] = index + 1;
      else passed.push(index, index + 1);
      continue;
    }
    let group = byVerdict.get(verdict);
    if (group === undefined) {
      const message = messageOf(verdict);
      group = refused.get(message) ?? { reason: verdict.reason, message, nodes: [] };
      refused.set(message, group);
      byVerdict.set(verdict, group);
    }
    group.nodes.push(index);
  }
  for (const group of refused.values()) deps.metrics.rejection('filter', group.reason, group.nodes.length);
  return { asked, passed, refused: [...refused.values()] };
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

/**
 * The answer to a scheduler that sends names. A class, because V8 keeps the getter of an object literal, and all that it
 * reaches, in the hidden class of that one object until the next full collection of garbage.
 */
export class NamesReply implements Reply {
  readonly status = 200;
  readonly result = 'ok';
  readonly #decision: Decision;

  constructor(decision: Decision) {
    this.#decision = decision;
  }

  /** For who records the traffic: an object with a key for each node takes as long as all the rest of the answer. */
  get body(): ExtenderFilterResult {
    const { asked, passed } = this.#decision;
    const names = runsOf(passed, (first, behind) =>
      Array.from({ length: behind - first }, (_, index) => asked.name(first + index)),
    );
    return { Nodes: null, NodeNames: names.flat(), ...refusedIn(this.#decision) };
  }

  json(): string {
    const { asked, passed } = this.#decision;
    const names = runsOf(passed, (first, behind) => asked.json(first, behind));
    return `{"Nodes":null,"NodeNames":[${names.join(',')}],${refusedJson(this.#decision)}}`;
  }
}

/** An answer about no node. */
export const NO_NODES: ExtenderFilterResult = {
  Nodes: null,
  NodeNames: [],
  FailedNodes: {},
  FailedAndUnresolvableNodes: {},
  Error: '',
};

/** What `make` makes of the indexes of each run, the second one excluded. */
export function runsOf<T>(passed: Decision['passed'], make: (first: number, behind: number) => T): T[] {
  const made: T[] = [];
  for (let at = 0; at < passed.length; at += 2)
    made.push(make(passed[at] as number, passed[at + 1] as number));
  return made;
}

function refusedIn({ asked, refused }: Decision): Omit<ExtenderFilterResult, 'Nodes' | 'NodeNames'> {
  const failed: FailedNodes = Object.create(null);
  for (const { message, nodes } of refused) for (const index of nodes) failed[asked.name(index)] = message;
  return { FailedNodes: {}, FailedAndUnresolvableNodes: failed, Error: '' };
}

/** What refusedIn() is in JSON, without its braces. */
export function refusedJson({ asked, refused }: Decision): string {
  // `"a":"why","b":"why"`: joined by all that stands between two names, in one go.
  const entries = refused.map(({ message, nodes }) => {
    const why = JSON.stringify(message);
    return `${nodes.map((index) => asked.json(index, index + 1)).join(`:${why},`)}:${why}`;
  });
  return `"FailedNodes":{},"FailedAndUnresolvableNodes":{${entries.join(',')}},"Error":""`;
}
