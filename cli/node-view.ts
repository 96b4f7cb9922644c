/** A node from a file: a Node manifest that carries our facts, or the facts alone. */
import { basename } from 'node:path';
import { decodeFacts, encodeFacts, FactsError } from '../shared/host-facts/codec.ts';
import { factsOfNode, type HostFacts } from '../shared/host-facts/node-facts.ts';
import { type Fields, isObject } from '../shared/json.ts';
import type { Node } from '../shared/kube/objects.ts';
import type { NodeView } from '../shared/preset/api.ts';
import type { SourceDocument } from './convert/types.ts';
import { UserError } from './user-error.ts';

export function viewOfNode(node: Node): NodeView {
  const { name = '', uid = '', labels = {} } = node.metadata;
  return { name, uid, labels, facts: factsOfNode(node) };
}

export interface NamedFacts {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly facts: HostFacts;
}

/** Through the very codec, so that they are what an extender would read. */
export function viewOfFacts({ name, labels, facts }: NamedFacts): NodeView {
  const uid = `uid-of-${name}`;
  const text = encodeFacts({ bootId: `boot-of-${name}`, nodeUid: uid, ...facts, schema: 1 });
  return {
    name,
    uid,
    labels: { 'kubernetes.io/hostname': name, ...labels },
    facts: { kind: 'fresh', ...decodeFacts(text) },
  };
}

/** What `--node` names. Facts alone, as `latebind-agent --print` has them, are of a node called like the file. */
export function viewOfDocument({ source, value }: SourceDocument): NodeView {
  if (value['kind'] === 'Node') {
    const { metadata } = value;
    if (!isObject(metadata) || typeof metadata['name'] !== 'string')
      throw new UserError(`${source}: metadata.name is missing`);
    return viewOfNode(value as unknown as Node);
  }
  const { name, labels, facts } = isObject(value['facts']) ? value : { facts: value };
  if (!looksLikeFacts(facts as Fields) || value['kind'] !== undefined) {
    throw new UserError(
      `${source}: is ${String(value['kind'] ?? 'something else')}, wanted a Node, or host facts as in examples/nodes`,
    );
  }
  try {
    return viewOfFacts({
      name: typeof name === 'string' ? name : basename(source).replace(/\.\w+$/, ''),
      ...(isObject(labels) ? { labels: labels as Record<string, string> } : {}),
      facts: facts as HostFacts,
    });
  } catch (error) {
    if (error instanceof FactsError) throw new UserError(`${source}: ${error.message}`);
    throw error;
  }
}

const GROUPS = ['schema', 'os', 'kernel', 'cpu', 'memory', 'gpus', 'nvidia', 'amd', 'intel', 'rdma'];
const looksLikeFacts = (facts: Fields): boolean => GROUPS.some((group) => facts[group] !== undefined);
