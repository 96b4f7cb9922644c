/** A host that never comes to rest must not load the API server, and every watcher of its Node. */

/** Writes in a row before one is due only every REFILL_MS. */
const BURST = 3;
export const REFILL_MS = 30_000;
/** More than so many in an hour: no more than one in SLOW_MS. */
const PER_HOUR = 20;
const HOUR_MS = 3_600_000;
export const SLOW_MS = 600_000;

export interface WriteBudget {
  /** Whether one may be made now; if so, it counts. */
  take(): boolean;
}

export function createWriteBudget(now: () => number): WriteBudget {
  let tokens = BURST;
  let refilledAt = now();
  let lastHour: number[] = [];
  return {
    take() {
      const at = now();
      const refill = Math.floor((at - refilledAt) / REFILL_MS);
      tokens = Math.min(BURST, tokens + refill);
      refilledAt += refill * REFILL_MS;
      lastHour = lastHour.filter((time) => at - time < HOUR_MS);
      const last = lastHour.at(-1);
      const slow = lastHour.length >= PER_HOUR && last !== undefined && at - last < SLOW_MS;
      if (tokens === 0 || slow) return false;
      tokens -= 1;
      lastHour.push(at);
      return true;
    },
  };
}
