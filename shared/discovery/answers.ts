import { aroundCalls, type FailureReason, HostFileError, type HostFiles } from './host-files.ts';

/** A call to which the host gave no answer. */
export interface NoAnswer {
  readonly path: string;
  readonly reason: FailureReason;
}

/**
 * Whether it may be there all the same: the host gave no answer. What an ordinary user may not see is as good as
 * absent; waiting for it would keep an old reading for ever.
 */
export const isNoAnswer = (reason: FailureReason): boolean =>
  reason === 'EIO' || reason === 'ENODEV' || reason === 'Timeout' || reason === 'Other';

/** Tells of the first call without an answer, whatever the reader makes of it. */
export function watchAnswers(files: HostFiles): {
  readonly files: HostFiles;
  readonly unanswered: () => NoAnswer | undefined;
} {
  let first: NoAnswer | undefined;
  const watched = aroundCalls(files, async (path, ask) => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof HostFileError && isNoAnswer(error.reason))
        first ??= { path, reason: error.reason };
      throw error;
    }
  });
  return { unanswered: () => first, files: watched };
}
