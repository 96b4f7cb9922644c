import type { Failure, HostRoot, Result } from '../host-root.ts';
import { failedAt, found, noAnswer, type Reading } from './reading.ts';

export interface AttentiveRoot extends HostRoot {
  /** Found, unless a call had no answer: then these facts may be less than there is. */
  readonly reading: <F>(facts: F, detail?: string) => Reading<F>;
}

/**
 * For readers that count or list: one file without an answer makes the list shorter than the truth, so the reading
 * fails for as long as that is so.
 */
export function attentive(root: HostRoot, matters: (failure: Failure) => boolean = noAnswer): AttentiveRoot {
  let unanswered: Failure | undefined;
  const noting =
    <A extends readonly unknown[], T>(call: (...args: A) => Promise<Result<T>>) =>
    async (...args: A): Promise<Result<T>> => {
      const result = await call(...args);
      if (!result.ok && matters(result)) unanswered ??= result;
      return result;
    };
  return {
    ...root,
    resolve: noting(root.resolve),
    readBytes: noting(root.readBytes),
    readHead: noting(root.readHead),
    readText: noting(root.readText),
    list: noting(root.list),
    stat: noting(root.stat),
    reading: (facts, detail) =>
      unanswered === undefined ? found(facts, detail) : failedAt(facts, unanswered),
  };
}
