import { encodeFacts } from '../../shared/host-facts/codec.ts';
import type { FactsState, HostFacts } from '../../shared/host-facts/node-facts.ts';
import type { Node } from '../../shared/kube/objects.ts';
import { ANNOTATION } from '../../shared/names.ts';
import type { NodeView } from '../../shared/preset/api.ts';

export class NodeBuilder {
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
  }

  #metadata(change: Partial<Node['metadata']>): NodeBuilder {
    return new NodeBuilder({ ...this.#node, metadata: { ...this.#node.metadata, ...change } });
  }

  uid(uid: string): NodeBuilder {
    return this.#metadata({ uid });
  }

  resourceVersion(resourceVersion: string): NodeBuilder {
    return this.#metadata({ resourceVersion });
  }

  label(key: string, value: string): NodeBuilder {
    return this.#metadata({ labels: { ...this.#node.metadata.labels, [key]: value } });
  }

  annotation(key: string, value: string): NodeBuilder {
    return this.#metadata({ annotations: { ...this.#node.metadata.annotations, [key]: value } });
  }

  /** The encoded annotation, as the agent writes it. */
  facts(encoded: string): NodeBuilder {
    return this.annotation(ANNOTATION.hostFacts, encoded);
  }

  /** Fresh facts of this node, as its agent would write them. */
  withFacts(facts: HostFacts): NodeBuilder {
    const { metadata, status } = this.#node;
    return this.facts(
      encodeFacts({
        schema: 1,
        bootId: status?.nodeInfo?.bootID ?? '',
        nodeUid: metadata.uid ?? '',
        kernel: { release: status?.nodeInfo?.kernelVersion ?? '' },
        ...facts,
      }),
    );
  }

  booted(bootID: string, kernelVersion = '6.8.0-generic'): NodeBuilder {
    return new NodeBuilder({
      ...this.#node,
      status: { ...this.#node.status, nodeInfo: { bootID, kernelVersion } },
    });
  }

  build(): Node {
    return structuredClone(this.#node);
  }
}

export const node = (name = 'gpu-1'): NodeBuilder =>
  new NodeBuilder({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: `uid-of-${name}`,
      resourceVersion: '1',
      labels: { 'kubernetes.io/hostname': name },
    },
    status: { nodeInfo: { bootID: `boot-of-${name}`, kernelVersion: '6.8.0-generic' } },
  });

/** A node as the engine sees it, with facts that need no decoding. */
export function nodeView(name: string, facts: FactsState | HostFacts = { kind: 'missing' }): NodeView {
  return {
    name,
    uid: `uid-of-${name}`,
    labels: { 'kubernetes.io/hostname': name },
    facts: isState(facts) ? facts : { kind: 'fresh', facts, hash: JSON.stringify(facts) },
  };
}

const isState = (facts: FactsState | HostFacts): facts is FactsState =>
  'kind' in facts && ['fresh', 'missing', 'stale', 'unreadable'].includes(facts.kind);
