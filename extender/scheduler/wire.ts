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

export interface ExtenderArgs {
  readonly pod: Pod;
  /** Exactly one way, as in the request: names with nodeCacheCapable, else whole nodes. */
  readonly nodes:
    | { readonly form: 'names'; readonly names: readonly string[] }
    | { readonly form: 'objects'; readonly names: readonly string[]; readonly items: readonly Node[] };
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
  const podValue = args('Pod');
  if (!isObject(podValue)) {
    throw new ProtocolError(`ExtenderArgs.Pod: got ${describe(podValue)}, wanted a pod`);
  }
  const pod = decodePod(podValue);
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
  const fields = new Map(Object.keys(body).map((key) => [key.toLowerCase(), key]));
  return (field) => {
    const key = Object.hasOwn(body, field) ? field : fields.get(field.toLowerCase());
    return key === undefined ? undefined : body[key];
  };
}

function decodePod(value: Fields): Pod {
  const { metadata } = value;
  if (!isObject(metadata) || typeof metadata['name'] !== 'string' || metadata['name'] === '') {
    throw new ProtocolError(`ExtenderArgs.Pod.metadata: got ${describe(metadata)}, wanted one with a name`);
  }
  for (const field of ['annotations', 'labels']) {
    const map = metadata[field];
    if (map !== undefined && map !== null && !isStringMap(map)) {
      throw new ProtocolError(`ExtenderArgs.Pod.metadata.${field}: wanted an object of strings`);
    }
  }
  const { spec } = value;
  return { ...value, metadata, spec: isObject(spec) ? spec : { containers: [] } } as unknown as Pod;
}

const isStringMap = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((entry) => typeof entry === 'string');

function strings(what: string, value: unknown): string[] {
  if (!Array.isArray(value))
    throw new ProtocolError(`${what}: got ${describe(value)}, wanted an array of names`);
  return value.map((entry: unknown) => {
    if (typeof entry !== 'string') throw new ProtocolError(`${what}: got ${describe(entry)}, wanted a name`);
    return entry;
  });
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
