/** What the agent says about its host where people look first: `kubectl describe node`. */

import type { HostFacts, Problem } from '../shared/host-facts/model.ts';
import type { Transport } from '../shared/kube/http.ts';
import type { Log } from '../shared/kube/log.ts';
import { FIELD_MANAGER, HOST_PROBLEMS, type HostProblem } from '../shared/names.ts';
import type { OwnNode } from './publish.ts';

/** held: more changes than may be said; what is still true is said later. */
export type EventResult = 'created' | 'failed' | 'held';

export interface EventReporterOptions {
  readonly transport: Pick<Transport, 'request'>;
  readonly nodeName: string;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: Pick<Log, 'warn'>;
  readonly count: (result: EventResult) => void;
}

export interface EventReporter {
  /**
   * Says what is new about the host since the last time. `node` as it was before these facts were written to it. Never
   * fails and never waits.
   */
  report(node: Pick<OwnNode, 'uid' | 'published'>, facts: HostFacts): void;
  /** Resolves when nothing is under way; for tests and the end of the process. */
  idle(): Promise<void>;
}

/** A host that never comes to rest says so five times, and then once a minute. */
const BURST = 5;
const REFILL_MS = 60_000;
const TIMEOUT_MS = 5000;

/** Worst first: the first that is new gives the event its reason. */
const WORST_FIRST: readonly string[] = Object.keys(HOST_PROBLEMS);

const nextStep = (code: string): string | undefined =>
  Object.hasOwn(HOST_PROBLEMS, code) ? HOST_PROBLEMS[code as HostProblem].next : undefined;

/**
 * One event a change, however many problems came with it. What stands on the Node when the agent starts has been said,
 * so that a new version of the agent on thousands of nodes says nothing.
 */
export function createEventReporter(options: EventReporterOptions): EventReporter {
  const { transport, nodeName, now, clock, log, count } = options;
  let said: ReadonlySet<string> | undefined;
  let tokens = BURST;
  let refilledAt = now();
  let sending: Promise<void> | undefined;

  function takeToken(): boolean {
    const refill = Math.floor((now() - refilledAt) / REFILL_MS);
    tokens = Math.min(BURST, tokens + refill);
    refilledAt += refill * REFILL_MS;
    if (tokens === 0) return false;
    tokens -= 1;
    return true;
  }

  async function send(uid: string, words: Words): Promise<void> {
    try {
      await transport.request({
        method: 'POST',
        path: `/api/v1/namespaces/${NAMESPACE}/events`,
        body: eventObject(nodeName, uid, words, clock()),
        timeoutMs: TIMEOUT_MS,
      });
      count('created');
    } catch (error) {
      // Not again: metrics and facts say the same, and do not get lost.
      count('failed');
      const text = error instanceof Error ? error.message : String(error);
      log.warn({ error: text, reason: words.reason }, 'event was not created');
    } finally {
      sending = undefined;
    }
  }

  return {
    report(node, facts) {
      said ??= new Set((node.published?.problems ?? []).map(keyOf));
      const before = said;
      const problems = facts.problems ?? [];
      const current = new Set(problems.map(keyOf));
      const fresh = problems.filter((problem) => !before.has(keyOf(problem)));
      // Where nothing could be compared nobody knows whether the problems are gone.
      const cured = current.size === 0 && before.size > 0;
      if (cured && facts.healthy !== true) return;
      if (fresh.length === 0 && !cured) {
        said = current;
        return;
      }
      if (sending !== undefined) return;
      if (!takeToken()) return count('held');
      said = current;
      sending = send(node.uid, fresh.length > 0 ? warning(fresh) : HEALTHY);
    },
    async idle() {
      await sending;
    },
  };
}

const keyOf = ({ code, detail }: Problem): string => `${code} ${detail}`;

interface Words {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

const HEALTHY: Words = {
  type: 'Normal',
  reason: 'HostHealthy',
  message: 'latebind: what was wrong with the accelerators of this host is so no more',
};

/** Details of one problem that are told, of perhaps hundreds. */
const MAX_DETAILS = 3;
/** The API server's limits. */
const MAX_MESSAGE = 1024;
const MAX_NAME = 253;

function warning(problems: readonly Problem[]): Words {
  const byCode = Map.groupBy(problems, ({ code = 'Unknown' }) => code);
  const rank = (code: string): number => WORST_FIRST.indexOf(code) + 1 || Infinity;
  const codes = [...byCode.keys()].sort((a, b) => rank(a) - rank(b));
  const message = codes.map((code) => sentence(code, byCode.get(code) ?? [])).join('; ');
  return {
    type: 'Warning',
    reason: codes[0] ?? 'Unknown',
    message: shortened(`latebind: ${message}`),
  };
}

function sentence(code: string, problems: readonly Problem[]): string {
  const details = problems.slice(0, MAX_DETAILS).map(({ detail = '' }) => detail);
  const more = problems.length - details.length;
  const next = nextStep(code);
  return [
    `${code}: ${details.join(', ')}`,
    more > 0 ? ` and ${more} more` : '',
    next === undefined ? '' : `; next: ${next}`,
  ].join('');
}

const shortened = (text: string): string =>
  text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE - 1).toWellFormed()}…` : text;

/** Where events about what has no namespace must be. */
const NAMESPACE = 'default';

function eventObject(nodeName: string, uid: string, words: Words, at: number): object {
  const time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  const suffix = `.${at.toString(16)}`;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: nodeName.slice(0, MAX_NAME - suffix.length).replace(/[-.]+$/, '') + suffix,
      namespace: NAMESPACE,
    },
    involvedObject: { apiVersion: 'v1', kind: 'Node', name: nodeName, uid },
    ...words,
    source: { component: FIELD_MANAGER.agent, host: nodeName },
    reportingComponent: FIELD_MANAGER.agent,
    reportingInstance: nodeName.slice(0, 128),
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}
