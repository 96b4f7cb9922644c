/** What the requests and answers of the scheduler's verbs say, read again for a recording. Throws what the decoders throw. */
import { type Fields, isObject } from '../../shared/json.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { REASONS, type ReasonCode } from '../../shared/names.ts';
import type { FilterOutcome } from '../../shared/traffic/format.ts';
import type { Exchange } from '../answer.ts';
import { decodeBindingArgs, decodeExtenderArgs, decodePreemptionArgs } from '../scheduler/wire.ts';

export interface Placing<T> {
  readonly pod: Pod;
  readonly names: readonly string[];
  readonly outcomeOf: (name: string) => T;
}

/** undefined for a call that was not answered. */
export function filterCall({ request, reply }: Exchange): Placing<FilterOutcome> | undefined {
  const { body } = reply;
  if (!isObject(body) || body['Error'] !== '') return undefined;
  const messages = [fieldsOf(body['FailedNodes']), fieldsOf(body['FailedAndUnresolvableNodes'])];
  // A handful for hundreds of nodes.
  const reasons = new Map<unknown, ReasonCode>();
  return {
    ...podAndNames(request),
    outcomeOf(name) {
      const failed = messages.find((map) => Object.hasOwn(map, name));
      if (failed === undefined) return null;
      const message = failed[name];
      const reason = reasons.get(message) ?? reasonIn(message) ?? 'NodeUnknown';
      reasons.set(message, reason);
      return reason;
    },
  };
}

export function preemptCall({ request, reply }: Exchange): Placing<boolean> | undefined {
  const { body } = reply;
  if (!isObject(body)) return undefined;
  const { pod, victims } = decodePreemptionArgs(request);
  const kept = fieldsOf(body['NodeNameToMetaVictims']);
  return { pod, names: [...victims.keys()], outcomeOf: (name) => Object.hasOwn(kept, name) };
}

export function prioritizeCall({ request, reply }: Exchange): Placing<number> | undefined {
  if (!Array.isArray(reply.body)) return undefined;
  const scores = new Map(
    reply.body.filter(isObject).map(({ Host, Score }): [unknown, number] => [Host, Number(Score)]),
  );
  return { ...podAndNames(request), outcomeOf: (name) => scores.get(name) ?? 0 };
}

export interface Bind {
  readonly podUid: string;
  readonly node: string;
  /** Why it was refused, where the pod or the node was the cause. */
  readonly refused: ReasonCode | undefined;
}

export function bindCall({ request, reply }: Exchange): Bind | undefined {
  if (!isObject(reply.body)) return undefined;
  const { podUid, node } = decodeBindingArgs(request);
  return { podUid, node, refused: reasonIn(reply.body['Error']) };
}

function podAndNames(request: unknown): Pick<Placing<unknown>, 'pod' | 'names'> {
  const { pod, nodes } = decodeExtenderArgs(request);
  return { pod, names: nodes.names };
}

const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});

/** Of a message that reasonText() made. */
function reasonIn(message: unknown): ReasonCode | undefined {
  const code = typeof message === 'string' ? /^latebind (\w+)\b/.exec(message)?.[1] : undefined;
  return code !== undefined && Object.hasOwn(REASONS, code) ? (code as ReasonCode) : undefined;
}
