export interface BackoffOptions {
  /** 0 ≤ random < 1 */
  readonly random: () => number;
  readonly minMs: number;
  readonly maxMs: number;
}

export interface Backoff {
  /** Milliseconds to wait now: doubles up to the maximum, half of it is jitter, also the first time. Never less than `minMs`. */
  next(): number;
  reset(): void;
}

/** Many clients that lost one server must not come back at one moment, hence the jitter. */
export function createBackoff({ random, minMs, maxMs }: BackoffOptions): Backoff {
  let attempts = 0;
  return {
    next() {
      const ceiling = Math.min(maxMs, minMs * Math.max(2, 2 ** Math.min(attempts, 30)));
      attempts += 1;
      return Math.max(minMs, ceiling / 2 + random() * (ceiling / 2));
    },
    reset() {
      attempts = 0;
    },
  };
}
