import type { SmiRequest } from './discover.ts';
import { readNvidiaSmi, type SmiFacts } from './readers/nvidia-smi.ts';
import type { Reading } from './readers/reading.ts';

/**
 * After the first failure; each further one doubles it. One that hangs in the kernel is left behind, and they must
 * not pile up.
 */
const RETRY_MS = 600_000;
/** A mode may be changed without anything else that shows it. */
const EXPIRES_MS = 3_600_000;

/**
 * Its answer is kept for an hour, until another driver or other GPUs are there; a failure is tried again later. Looks that
 * overlap take turns, so that the second one has the answer of the first: it is not safe to be run twice at once
 * (common-workflow-language/cwltool#1910).
 */
export function createSmiAsker(now: () => number): (request: SmiRequest) => Promise<Reading<SmiFacts>> {
  let last: { key: string; again: number; failures: number; reading: Reading<SmiFacts> } | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const ask = async ({ root, binary, libraryDir, key }: SmiRequest): Promise<Reading<SmiFacts>> => {
    const started = now();
    if (last?.key === key && started < last.again) return last.reading;
    const failures = last?.key === key && !last.reading.ok ? last.failures + 1 : 0;
    const reading = await readNvidiaSmi(root, binary, libraryDir);
    last = { key, again: started + (reading.ok ? EXPIRES_MS : RETRY_MS * 2 ** failures), failures, reading };
    return reading;
  };

  return async (request) => {
    const answer = turn.then(() => ask(request));
    // Whoever asked hears of a failure; the next one only waits for its end.
    turn = answer.catch(() => undefined);
    return await answer;
  };
}
