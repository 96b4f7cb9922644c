/**
 * The JSON of kube-scheduler's extender API v1. Its Go types have no JSON tags, so the names on the wire are
 * PascalCase; Go decodes any case and so do we. The Kubernetes objects inside keep their own names.
 */

import { type Fields, isObject } from '../../shared/json.ts';
import type { Node, Pod } from '../../shared/kube/objects.ts';
import { describe, ProtocolError } from '../answer.ts';

/** The message of one refused node, by its name. */
export type FailedNodes = Record<string, string>;

export interface ExtenderFilterResult {
  readonly Nodes: { readonly metadata: object; readonly items: readonly Node[] } | null;
  readonly NodeNames: readonly string[] | null;
  readonly FailedNodes: FailedNodes;
  readonly FailedAndUnresolvableNodes: FailedNodes;
  readonly Error: string;
}

export interface HostPriority {
  readonly Host: string;
  /** Integer, 0..10: a fraction makes the scheduler drop the whole answer. */
  readonly Score: number;
}

export interface ExtenderBindingResult {
  readonly Error: string;
}

/** Pods of one node that would have to go, by uid. */
export interface MetaVictims {
  readonly Pods: readonly { readonly UID: string }[];
  readonly NumPDBViolations: number;
}

export interface ExtenderPreemptionResult {
  readonly NodeNameToMetaVictims: Readonly<Record<string, MetaVictims>>;
}

export interface ExtenderArgs {
  readonly pod: Pod;
  /** Exactly one way, as in the request: names with nodeCacheCapable, else whole nodes. */
  readonly nodes:
    | { readonly form: 'names'; readonly names: readonly string[] }
    | { readonly form: 'objects'; readonly names: readonly string[]; readonly items: readonly Node[] };
}

export interface ExtenderPreemptionArgs {
  readonly pod: Pod;
  /** By the name of the node; the same, whether the scheduler sent whole pods or uids. */
  readonly victims: ReadonlyMap<string, MetaVictims>;
}

export interface ExtenderBindingArgs {
  readonly podName: string;
  readonly podNamespace: string;
  readonly podUid: string;
  readonly node: string;
}

/** Throws a ProtocolError. */
export function decodeExtenderArgs(body: unknown): ExtenderArgs {
  const args = anyCase('ExtenderArgs', body);
  const pod = decodePod('ExtenderArgs.Pod', args('Pod'));
  const names = args('NodeNames');
  if (names !== undefined && names !== null) {
    return { pod, nodes: { form: 'names', names: strings('ExtenderArgs.NodeNames', names) } };
  }
  const list = args('Nodes');
  if (list !== undefined && list !== null) {
    const items = isObject(list) ? anyCase('ExtenderArgs.Nodes', list)('items') : undefined;
    if (!Array.isArray(items)) {
      throw new ProtocolError(`ExtenderArgs.Nodes.items: got ${describe(items)}, wanted an array of nodes`);
    }
    return {
      pod,
      nodes: { form: 'objects', names: items.map(nameOfNode), items: items as Node[] },
    };
  }
  throw new ProtocolError('ExtenderArgs: got neither NodeNames nor Nodes, wanted one of them');
}

/** Throws a ProtocolError. */
export function decodePreemptionArgs(body: unknown): ExtenderPreemptionArgs {
  const args = anyCase('ExtenderPreemptionArgs', body);
  const pod = decodePod('ExtenderPreemptionArgs.Pod', args('Pod'));
  // With nodeCacheCapable uids, else whole pods; Go sends the other one as null.
  for (const field of ['NodeNameToMetaVictims', 'NodeNameToVictims']) {
    const value = args(field);
    if (value === undefined || value === null) continue;
    const what = `ExtenderPreemptionArgs.${field}`;
    if (!isObject(value)) {
      throw new ProtocolError(`${what}: got ${describe(value)}, wanted victims by the name of their node`);
    }
    const uidOf = field === 'NodeNameToVictims' ? uidOfPod : uidOfMetaPod;
    const victims = Object.entries(value).map(
      ([node, entry]) => [node, decodeVictims(`${what}[${JSON.stringify(node)}]`, entry, uidOf)] as const,
    );
    return { pod, victims: new Map(victims) };
  }
  throw new ProtocolError(
    'ExtenderPreemptionArgs: got neither NodeNameToVictims nor NodeNameToMetaVictims, wanted one of them',
  );
}

/** Throws a ProtocolError. */
export function decodeBindingArgs(body: unknown): ExtenderBindingArgs {
  const args = anyCase('ExtenderBindingArgs', body);
  const text = (field: string): string => {
    const value = args(field);
    if (typeof value !== 'string' || value === '') {
      throw new ProtocolError(`ExtenderBindingArgs.${field}: got ${describe(value)}, wanted a name`);
    }
    return value;
  };
  return {
    podName: text('PodName'),
    podNamespace: text('PodNamespace'),
    podUid: text('PodUID'),
    node: text('Node'),
  };
}

function anyCase(what: string, body: unknown): (field: string) => unknown {
  if (!isObject(body)) throw new ProtocolError(`${what}: got ${describe(body)}, wanted an object`);
  return (field) => {
    // As Go itself writes them.
    if (Object.hasOwn(body, field)) return body[field];
    const wanted = field.toLowerCase();
    const key = Object.keys(body).findLast((candidate) => candidate.toLowerCase() === wanted);
    return key === undefined ? undefined : body[key];
  };
}

/** Nodes that in-tree would need no victim on come with an empty list, or null. */
function decodeVictims(what: string, value: unknown, uidOf: (pod: Fields) => unknown): MetaVictims {
  const args = anyCase(what, value);
  const pods = args('Pods') ?? [];
  if (!Array.isArray(pods)) {
    throw new ProtocolError(`${what}.Pods: got ${describe(pods)}, wanted an array of pods`);
  }
  const count = args('NumPDBViolations') ?? 0;
  if (typeof count !== 'number' || !Number.isSafeInteger(count)) {
    throw new ProtocolError(`${what}.NumPDBViolations: got ${describe(count)}, wanted an integer`);
  }
  return {
    Pods: pods.map((pod: unknown, index) => {
      const uid = isObject(pod) ? uidOf(pod) : undefined;
      if (typeof uid !== 'string' || uid === '') {
        throw new ProtocolError(`${what}.Pods[${index}]: got ${describe(pod)} without a uid, wanted a pod`);
      }
      return { UID: uid };
    }),
    NumPDBViolations: count,
  };
}

const uidOfMetaPod = (pod: Fields): unknown => anyCase('MetaPod', pod)('UID');

function uidOfPod({ metadata }: Fields): unknown {
  return isObject(metadata) ? metadata['uid'] : undefined;
}

/** Throws a ProtocolError. */
export function decodePod(what: string, value: unknown): Pod {
  if (!isObject(value)) throw new ProtocolError(`${what}: got ${describe(value)}, wanted a pod`);
  const { metadata } = value;
  if (!isObject(metadata) || typeof metadata['name'] !== 'string' || metadata['name'] === '') {
    throw new ProtocolError(`${what}.metadata: got ${describe(metadata)}, wanted one with a name`);
  }
  const maps: Record<string, unknown> = {};
  for (const field of ['annotations', 'labels']) {
    const map = metadata[field];
    if (map === undefined) continue;
    // Some clients say null for none; the engine knows only absent.
    if (map !== null && !isStringMap(map)) {
      throw new ProtocolError(`${what}.metadata.${field}: wanted an object of strings`);
    }
    maps[field] = map ?? undefined;
  }
  const { spec } = value;
  return {
    ...value,
    metadata: { ...metadata, ...maps },
    spec: isObject(spec) ? spec : { containers: [] },
  } as unknown as Pod;
}

const isStringMap = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((entry) => typeof entry === 'string');

function strings(what: string, value: unknown): readonly string[] {
  if (!Array.isArray(value))
    throw new ProtocolError(`${what}: got ${describe(value)}, wanted an array of names`);
  for (const entry of value) {
    if (typeof entry !== 'string') throw new ProtocolError(`${what}: got ${describe(entry)}, wanted a name`);
  }
  return value as readonly string[];
}

function nameOfNode(node: unknown): string {
  const metadata = isObject(node) ? node['metadata'] : undefined;
  const name = isObject(metadata) ? metadata['name'] : undefined;
  if (typeof name !== 'string' || name === '') {
    throw new ProtocolError(
      `ExtenderArgs.Nodes.items: got ${describe(node)} without metadata.name, wanted a node`,
    );
  }
  return name;
}
