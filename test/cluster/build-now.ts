/**
 * Builds what the cluster is made of, or says that it is built: `node test/cluster/build-now.ts`. Where that cannot be done it
 * says what is needed, as the suites do: a failure only where CI=true.
 */
import { cachePath, ensureBinaries } from './build.ts';
import { progressOnStandardError, timedProgress } from './progress.ts';
import { highestLevel } from './requirements.ts';

const level = await highestLevel();
if (level !== undefined) {
  await ensureBinaries(level, timedProgress(progressOnStandardError));
  progressOnStandardError(`ready in ${await cachePath(level)}`);
}
