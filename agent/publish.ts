import { decodeFacts, encode, FactsError } from '../shared/host-facts/codec.ts';
import type { HostFacts } from '../shared/host-facts/model.ts';
import { summary } from '../shared/host-facts/summary.ts';
import { type Backoff, createBackoff } from '../shared/kube/backoff.ts';
import { CONTENT_TYPE, KubeError, type Transport } from '../shared/kube/http.ts';
import type { Node } from '../shared/kube/objects.ts';
import { ANNOTATION, FIELD_MANAGER } from '../shared/names.ts';

/** Our own Node as the API server last showed it. */
export interface OwnNode {
  readonly uid: string;
  /** What its annotation says; undefined where there is none or it cannot be read. */
  readonly published: HostFacts | undefined;
  readonly hash: string | undefined;
  readonly annotated: boolean;
  readonly summary: string | undefined;
}

export type WriteReason = 'first' | 'changed' | 'repaired';
export type HoldReason = 'unchanged' | 'rate' | 'shrink' | 'incomplete';

export type PublishOutcome =
  | { readonly kind: 'written'; readonly reason: WriteReason; readonly bytes: number }
  | { readonly kind: 'held'; readonly reason: HoldReason; readonly bytes: number }
  | {
      readonly kind: 'failed';
      readonly error: KubeError | FactsError /** milliseconds to wait */;
      readonly retryMs: number;
    };

export type NodeOutcome =
  | { readonly ok: true; readonly node: OwnNode }
  | { readonly ok: false; readonly error: KubeError; readonly retryMs: number };

export interface PublisherOptions {
  readonly transport: Transport;
  readonly nodeName: string;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** 0 ≤ random < 1 */
  readonly random: () => number;
  /** Milliseconds after which the Node is read again although nothing was written, to notice who changed it. */
  readonly recheckMs: number;
  /** Writes in a row before one is due only every WRITE_REFILL_MS. Default 10. */
  readonly burst?: number;
}

export interface Publisher {
  /** The own Node, from memory if it was read recently. */
  ownNode(): Promise<NodeOutcome>;
  /** Writes the facts to the Node if it carries others. Never deletes anything. */
  publish(node: OwnNode, facts: HostFacts): Promise<PublishOutcome>;
}

/** A host that never comes to rest must not load the API server: 30 s between writes once the burst is spent. */
export const WRITE_REFILL_MS = 30_000;
/** Between the two looks that must agree that a GPU is gone. */
export const CONFIRM_MS = 5_000;
const DEFAULT_BURST = 10;

/** Owns two annotations of one Node, by server-side apply, so that nobody else's fields are touched. */
export function createPublisher(options: PublisherOptions): Publisher {
  const { transport, now } = options;
  const path = `/api/v1/nodes/${encodeURIComponent(options.nodeName)}`;
  // Two, or a Node that can be read and not written would be written to every second.
  const reads = createBackoff({ random: options.random, minMs: 1000, maxMs: 60_000 });
  const writes = createBackoff({ random: options.random, minMs: 1000, maxMs: 60_000 });
  const burst = options.burst ?? DEFAULT_BURST;
  let known: OwnNode | undefined;
  let knownAt = 0;
  let tokens = burst;
  let refilledAt = now();
  let counted: { readonly gpus: number; readonly at: number } | undefined;

  const retryMs = (backoff: Backoff, error: KubeError | FactsError): number =>
    Math.max(backoff.next(), error instanceof KubeError ? (error.retryAfterSeconds ?? 0) * 1000 : 0);

  function learn(node: Node): OwnNode {
    reads.reset();
    known = ownNodeOf(node);
    knownAt = now();
    return known;
  }

  function takeToken(): boolean {
    const refill = Math.floor((now() - refilledAt) / WRITE_REFILL_MS);
    if (refill > 0) {
      tokens = Math.min(burst, tokens + refill);
      refilledAt += refill * WRITE_REFILL_MS;
    }
    if (tokens === 0) return false;
    tokens -= 1;
    return true;
  }

  /** A GPU may be missing for the moment of a reset, which itself makes the agent look; missing still it is gone. */
  function shrinksUnconfirmed(node: OwnNode, facts: HostFacts): boolean {
    const gpus = facts.gpus?.length ?? 0;
    if (counted?.gpus !== gpus) counted = { gpus, at: now() };
    const sameBoot = node.published !== undefined && node.published.bootId === facts.bootId;
    return sameBoot && gpus < (node.published?.gpus?.length ?? 0) && now() - counted.at < CONFIRM_MS;
  }

  return {
    async ownNode() {
      if (known !== undefined && now() - knownAt < options.recheckMs) return { ok: true, node: known };
      try {
        // From the API server's cache: one of thousands of agents must not cost a read of etcd.
        const answer = await transport.request<Node>({
          method: 'GET',
          path,
          query: { resourceVersion: '0' },
        });
        return { ok: true, node: learn(answer.body) };
      } catch (error) {
        if (!(error instanceof KubeError)) throw error;
        return { ok: false, error, retryMs: retryMs(reads, error) };
      }
    },

    async publish(node, facts) {
      const shrinks = shrinksUnconfirmed(node, facts);
      let encoded: ReturnType<typeof encode>;
      try {
        encoded = encode({ ...facts, nodeUid: node.uid });
      } catch (error) {
        if (!(error instanceof FactsError)) throw error;
        return { kind: 'failed', error, retryMs: retryMs(writes, error) };
      }
      const bytes = encoded.text.length;
      const short = summary(encoded.facts);
      const held = (reason: HoldReason): PublishOutcome => ({ kind: 'held', reason, bytes });
      // Nobody could tell whether such facts are fresh.
      if (facts.bootId === undefined || facts.kernel?.release === undefined) return held('incomplete');
      if (encoded.hash === node.hash && short === node.summary) return held('unchanged');
      if (shrinks) return held('shrink');
      if (!takeToken()) return held('rate');
      const reason: WriteReason = !node.annotated
        ? 'first'
        : node.published === undefined
          ? 'repaired'
          : 'changed';
      try {
        const answer = await transport.request<Node>({
          method: 'PATCH',
          path,
          query: { fieldManager: FIELD_MANAGER.agent, force: true },
          contentType: CONTENT_TYPE.apply,
          body: applied(options.nodeName, node.uid, encoded.text, short),
        });
        learn(answer.body);
        writes.reset();
        return { kind: 'written', reason, bytes };
      } catch (error) {
        if (!(error instanceof KubeError)) throw error;
        // Conflict, another Node of the same name, gone: look at it again before the next try.
        if (error.status >= 400 && error.status < 500 && error.status !== 429) known = undefined;
        return { kind: 'failed', error, retryMs: retryMs(writes, error) };
      }
    },
  };
}

/** The uid makes the API server refuse to create a Node, or to write to a later one of the same name. */
function applied(name: string, uid: string, facts: string, short: string): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid, annotations: { [ANNOTATION.hostFacts]: facts, [ANNOTATION.hostSummary]: short } },
  };
}

function ownNodeOf(node: Node): OwnNode {
  const text = node.metadata.annotations?.[ANNOTATION.hostFacts];
  const decoded = text === undefined ? undefined : decodeOrUndefined(text);
  return {
    uid: node.metadata.uid ?? '',
    published: decoded?.facts,
    hash: decoded?.hash,
    annotated: text !== undefined,
    summary: node.metadata.annotations?.[ANNOTATION.hostSummary],
  };
}

function decodeOrUndefined(text: string): ReturnType<typeof decodeFacts> | undefined {
  try {
    return decodeFacts(text);
  } catch (error) {
    if (error instanceof FactsError) return undefined;
    throw error;
  }
}
