/** What the requests and answers of the scheduler's verbs say, read again for a recording. */
import { type Fields, isObject } from '../../shared/json.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { REASONS, type ReasonCode } from '../../shared/names.ts';
import type { FilterOutcome } from '../../shared/traffic/format.ts';
import type { Exchange } from '../answer.ts';

export interface Placing<T> {
  readonly pod: Pod;
  readonly names: readonly string[];
  readonly outcomeOf: (name: string) => T;
}

/** undefined for a call that was not answered. */
export function filterCall({ request, reply }: Exchange): Placing<FilterOutcome> | undefined {
  const asked = podAndNames(request);
  const { body } = reply;
  if (asked === undefined || !isObject(body) || body['Error'] !== '') return undefined;
  const messages = [fieldsOf(body['FailedNodes']), fieldsOf(body['FailedAndUnresolvableNodes'])];
  // A handful for hundreds of nodes.
  const reasons = new Map<unknown, ReasonCode>();
  return {
    ...asked,
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
  const ask = anyCase(request);
  const pod = ask('Pod');
  const candidates = [ask('NodeNameToMetaVictims'), ask('NodeNameToVictims')].find(isObject);
  const { body } = reply;
  if (!isPod(pod) || candidates === undefined || !isObject(body)) return undefined;
  const kept = fieldsOf(body['NodeNameToMetaVictims']);
  return { pod, names: Object.keys(candidates), outcomeOf: (name) => Object.hasOwn(kept, name) };
}

export function prioritizeCall({ request, reply }: Exchange): Placing<number> | undefined {
  const asked = podAndNames(request);
  if (asked === undefined || !Array.isArray(reply.body)) return undefined;
  const scores = new Map(
    reply.body.filter(isObject).map(({ Host, Score }): [unknown, number] => [Host, Number(Score)]),
  );
  return { ...asked, outcomeOf: (name) => scores.get(name) ?? 0 };
}

export interface Bind {
  readonly podUid: string;
  readonly node: string;
  /** Why it was refused, where the pod or the node was the cause. */
  readonly refused: ReasonCode | undefined;
}

export function bindCall({ request, reply }: Exchange): Bind | undefined {
  const ask = anyCase(request);
  const [podUid, node] = [ask('PodUID'), ask('Node')];
  if (typeof podUid !== 'string' || typeof node !== 'string' || !isObject(reply.body)) return undefined;
  return { podUid, node, refused: reasonIn(reply.body['Error']) };
}

function podAndNames(request: unknown): { pod: Pod; names: string[] } | undefined {
  const ask = anyCase(request);
  const [pod, names] = [ask('Pod'), ask('NodeNames')];
  if (!isPod(pod) || !Array.isArray(names)) return undefined;
  return { pod, names: names.filter((name): name is string => typeof name === 'string') };
}

const isPod = (value: unknown): value is Pod => isObject(value) && isObject(value['metadata']);

const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});

/** The scheduler's names are PascalCase; other callers are answered whatever their case. */
function anyCase(request: unknown): (field: string) => unknown {
  if (!isObject(request)) return () => undefined;
  return (field) => {
    if (Object.hasOwn(request, field)) return request[field];
    const key = Object.keys(request).find((name) => name.toLowerCase() === field.toLowerCase());
    return key === undefined ? undefined : request[key];
  };
}

/** Of a message that reasonText() made. */
function reasonIn(message: unknown): ReasonCode | undefined {
  const code = typeof message === 'string' ? /^latebind (\w+)\b/.exec(message)?.[1] : undefined;
  return code !== undefined && Object.hasOwn(REASONS, code) ? (code as ReasonCode) : undefined;
}
