import { setTimeout as timer } from 'node:timers/promises';
import { KubeError, type TransportReason } from '../../shared/kube/http.ts';

export interface AttemptsOptions {
  /** Milliseconds for all calls and the pauses between them. */
  readonly deadlineMs: number;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
  /** 0 ≤ random < 1 */
  readonly random?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Calls to the API server that share one deadline. */
export interface Attempts {
  /** Calls again what failed for now, as long as there is time. Fails as the last call did. */
  run<T>(call: (timeoutMs: number) => Promise<T>): Promise<T>;
  /** How often the last thing was called. */
  tries(): number;
}

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 1000;
/** With less left, a call would only be started to be cut off. */
const MIN_CALL_MS = 100;
/** A connection whose other end is gone without a word leaves time for another one. */
const MAX_CALL_MS = 2500;

/** Overload, a server that goes down, and its proxies. */
const PASSING_STATUSES = new Set([429, 500, 502, 503, 504]);
const PASSING_REASONS = new Set<string>([
  'Unreachable',
  'Timeout',
  'Aborted',
] satisfies readonly TransportReason[]);

export function createAttempts(options: AttemptsOptions): Attempts {
  const now = options.now ?? (() => performance.now());
  const random = options.random ?? Math.random;
  const sleep = options.sleep ?? timer;
  const end = now() + options.deadlineMs;
  let tries = 0;

  /** Milliseconds; undefined: it is no use, or too late. */
  function pauseAfter(error: unknown): number | undefined {
    if (!(error instanceof KubeError) || !mayPass(error)) return undefined;
    const own = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)) * (0.5 + random());
    // On top of it: a busy server tells all of them the same, and they must not come back at one moment.
    const pause = (error.retryAfterSeconds ?? 0) * 1000 + own;
    return end - now() - pause < MIN_CALL_MS ? undefined : pause;
  }

  return {
    async run<T>(call: (timeoutMs: number) => Promise<T>): Promise<T> {
      for (tries = 1; ; tries += 1) {
        try {
          return await call(Math.max(1, Math.min(MAX_CALL_MS, end - now())));
        } catch (error) {
          const pause = pauseAfter(error);
          if (pause === undefined) throw error;
          await sleep(pause);
        }
      }
    },
    tries: () => tries,
  };
}

const mayPass = ({ status, reason }: KubeError): boolean =>
  status === 0 ? PASSING_REASONS.has(reason) : PASSING_STATUSES.has(status);
