import { ensureBinaries } from './build.ts';
import { progressOnStandardError, timedProgress } from './progress.ts';
import { highestLevel } from './requirements.ts';

/** Before all suites of the project `cluster`: a build takes minutes, and no test's time limit should have to allow for it. */
export async function setup(): Promise<void> {
  const level = await highestLevel();
  if (level !== undefined) await ensureBinaries(level, timedProgress(progressOnStandardError));
}
