import { decodeFacts, encode, FactsError } from '../shared/host-facts/codec.ts';
import { type KubeletCounts, withHealth } from '../shared/host-facts/health.ts';
import { hostLabels } from '../shared/host-facts/labels.ts';
import type { HostFacts } from '../shared/host-facts/model.ts';
import { isSmaller } from '../shared/host-facts/smaller.ts';
import { summary } from '../shared/host-facts/summary.ts';
import { type Backoff, createBackoff } from '../shared/kube/backoff.ts';
import { CONTENT_TYPE, KubeError, type Transport } from '../shared/kube/http.ts';
import type { Node } from '../shared/kube/objects.ts';
import { ANNOTATION, FIELD_MANAGER, HOST_LABEL_PREFIX } from '../shared/names.ts';
import { createWriteBudget } from './write-budget.ts';

/** Our own Node as the API server last showed it. */
export interface OwnNode {
  readonly uid: string;
  /** What its annotation says; undefined where there is none or it cannot be read. */
  readonly published: HostFacts | undefined;
  readonly hash: string | undefined;
  readonly annotated: boolean;
  readonly summary: string | undefined;
  /** Of ours. */
  readonly labels: Readonly<Record<string, string>>;
  readonly kubelet: KubeletCounts;
}

export type WriteReason = 'first' | 'changed' | 'repaired';
export type HoldReason = 'unchanged' | 'rate' | 'shrink' | 'incomplete';

export type PublishOutcome =
  | { readonly kind: 'written'; readonly reason: WriteReason; readonly bytes: number; readonly hash: string }
  | { readonly kind: 'held'; readonly reason: HoldReason; readonly bytes: number; readonly hash: string }
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
}

export interface Publisher {
  /** The own Node, from memory if it was read recently. */
  ownNode(): Promise<NodeOutcome>;
  /** Reads it anew the next time. */
  forget(): void;
  /** Writes the facts, as completeFacts() made them, to the Node if it carries others. Never deletes anything. */
  publish(node: OwnNode, facts: HostFacts): Promise<PublishOutcome>;
}

/** Whatever an API server says of itself, it is asked again after ten minutes. */
const MAX_RETRY_MS = 600_000;
/** Between the two looks that must agree that something is gone. */
export const CONFIRM_MS = 5_000;
/** Looks that agree that something is gone, but never on what: it is, whatever else changes. */
const CONFIRM_ANYHOW_MS = 300_000;

/** What discovery found, with what only the Node says of it. */
export const completeFacts = (facts: HostFacts, node: OwnNode): HostFacts => ({
  ...withHealth(facts, node.kubelet),
  nodeUid: node.uid,
});

/** Owns two annotations and some labels of one Node, by server-side apply, so that nobody else's fields are touched. */
export function createPublisher(options: PublisherOptions): Publisher {
  const { transport, now } = options;
  const path = `/api/v1/nodes/${encodeURIComponent(options.nodeName)}`;
  // Two, or a Node that can be read and not written would be written to every second.
  const reads = createBackoff({ random: options.random, minMs: 1000, maxMs: 60_000 });
  const writes = createBackoff({ random: options.random, minMs: 1000, maxMs: 60_000 });
  const budget = createWriteBudget(now);
  let known: OwnNode | undefined;
  let notOurs: ReadonlySet<string> = new Set();
  let knownAt = 0;
  let smaller: { readonly hash: string; readonly at: number; readonly since: number } | undefined;

  const retryMs = (backoff: Backoff, error: KubeError | FactsError): number =>
    Math.min(
      Math.max(backoff.next(), error instanceof KubeError ? (error.retryAfterSeconds ?? 0) * 1000 : 0),
      MAX_RETRY_MS,
    );

  function learn(node: Node): OwnNode {
    reads.reset();
    known = ownNodeOf(node);
    knownAt = now();
    return known;
  }

  /**
   * A GPU may be missing for the moment of a reset, which itself makes the agent look, and a file be half written;
   * missing still, and the same otherwise, it is gone.
   */
  function shrinksUnconfirmed(node: OwnNode, facts: HostFacts, hash: string): boolean {
    const before = node.published;
    if (before === undefined || before.bootId !== facts.bootId || !isSmaller(before, facts)) {
      smaller = undefined;
      return false;
    }
    const at = now();
    if (smaller?.hash !== hash) smaller = { hash, at, since: smaller?.since ?? at };
    return at - smaller.at < CONFIRM_MS && at - smaller.since < CONFIRM_ANYHOW_MS;
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

    forget() {
      known = undefined;
    },

    async publish(node, facts) {
      let encoded: ReturnType<typeof encode>;
      try {
        encoded = encode(facts);
      } catch (error) {
        if (!(error instanceof FactsError)) throw error;
        return { kind: 'failed', error, retryMs: retryMs(writes, error) };
      }
      const { hash } = encoded;
      const bytes = encoded.text.length;
      const short = summary(encoded.facts);
      const labels = hostLabels(encoded.facts);
      const held = (reason: HoldReason): PublishOutcome => ({ kind: 'held', reason, bytes, hash });
      const shrinks = shrinksUnconfirmed(node, encoded.facts, hash);
      // Nobody could tell whether such facts are fresh.
      if (facts.bootId === undefined || facts.kernel?.release === undefined) return held('incomplete');
      const carried = Object.fromEntries(Object.entries(node.labels).filter(([key]) => !notOurs.has(key)));
      if (hash === node.hash && short === node.summary && sameEntries(labels, carried))
        return held('unchanged');
      if (shrinks) return held('shrink');
      if (!budget.take()) return held('rate');
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
          body: applied(options.nodeName, node.uid, labels, {
            [ANNOTATION.hostFacts]: encoded.text,
            [ANNOTATION.hostSummary]: short,
          }),
        });
        const after = learn(answer.body);
        writes.reset();
        // Somebody else holds them, too: they do not go by our not applying them.
        notOurs = new Set(Object.keys(after.labels).filter((key) => labels[key] === undefined));
        return { kind: 'written', reason, bytes, hash };
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
function applied(
  name: string,
  uid: string,
  labels: Record<string, string>,
  annotations: Record<string, string>,
): Node {
  // Ours that are not in it are removed.
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, uid, labels, annotations } };
}

const sameEntries = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([key, value]) => b[key] === value);

function ownNodeOf(node: Node): OwnNode {
  const text = node.metadata.annotations?.[ANNOTATION.hostFacts];
  const decoded = text === undefined ? undefined : decodeOrUndefined(text);
  return {
    uid: node.metadata.uid ?? '',
    published: decoded?.facts,
    hash: decoded?.hash,
    annotated: text !== undefined,
    summary: node.metadata.annotations?.[ANNOTATION.hostSummary],
    labels: Object.fromEntries(
      Object.entries(node.metadata.labels ?? {}).filter(([key]) => key.startsWith(HOST_LABEL_PREFIX)),
    ),
    kubelet: { capacity: node.status?.capacity ?? {}, allocatable: node.status?.allocatable ?? {} },
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
