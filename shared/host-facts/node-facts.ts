import type { Node } from '../kube/objects.ts';
import { ANNOTATION } from '../names.ts';
import { type DecodeMessage, decodeFacts, FactsError } from './codec.ts';
import type { HostFacts } from './model.ts';

export type { HostFacts } from './model.ts';

/** What a Node says about its host, and whether it can be trusted now. */
export type FactsState =
  | { readonly kind: 'fresh'; readonly facts: HostFacts /** of the canonical bytes */; readonly hash: string }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'stale';
      readonly field: 'bootID' | 'kernel' | 'nodeUID';
      readonly seen: string;
      readonly wanted: string;
    }
  | { readonly kind: 'unreadable'; readonly error: string };

/** Decodes the annotation of a Node and compares it with node.status.nodeInfo: fresh without clocks. */
export function factsOfNode(node: Node, decode?: DecodeMessage): FactsState {
  const text = node.metadata.annotations?.[ANNOTATION.hostFacts];
  if (text === undefined) return { kind: 'missing' };
  let decoded: ReturnType<typeof decodeFacts>;
  try {
    decoded = decodeFacts(text, decode);
  } catch (error) {
    if (error instanceof FactsError) return { kind: 'unreadable', error: error.message };
    throw error;
  }
  const { facts, hash } = decoded;
  const info = node.status?.nodeInfo;
  return (
    staleness('nodeUID', facts.nodeUid, node.metadata.uid) ??
    staleness('bootID', facts.bootId, info?.bootID) ??
    staleness('kernel', facts.kernel?.release, info?.kernelVersion) ?? { kind: 'fresh', facts, hash }
  );
}

/** What neither side knows is not confirmed, so it is stale as well. */
function staleness(
  field: 'bootID' | 'kernel' | 'nodeUID',
  seen: string | undefined,
  wanted: string | undefined,
): FactsState | undefined {
  if (seen !== undefined && seen !== '' && seen === wanted) return undefined;
  return { kind: 'stale', field, seen: seen ?? '', wanted: wanted ?? '' };
}
