import type { Node } from '../kube/objects.ts';

/** Placeholder until the generated codec is in place: the message of host-facts.proto. */
export interface HostFacts {
  readonly [field: string]: unknown;
}

/** What a Node says about its host, and whether it can be trusted now. */
export type FactsState =
  | { readonly kind: 'fresh'; readonly facts: HostFacts; /** of the canonical bytes */ readonly hash: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'stale'; readonly field: 'bootID' | 'kernel' | 'nodeUID'; readonly seen: string; readonly wanted: string }
  | { readonly kind: 'unreadable'; readonly error: string };

/** Decodes the annotation of a Node and compares it with node.status.nodeInfo: fresh without clocks. */
export function factsOfNode(_node: Node): FactsState {
  throw new Error('being built');
}
