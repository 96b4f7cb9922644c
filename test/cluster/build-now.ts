/** Builds what the cluster is made of, or says that it is built: `node test/cluster/build-now.ts [control-plane|nodes]`. */
import { type ClusterLevel, cachePath, ensureBinaries } from './build.ts';
import { progressOnStandardError, timedProgress } from './progress.ts';
import { clusterRequirements } from './requirements.ts';

const level: ClusterLevel = process.argv[2] === 'control-plane' ? 'control-plane' : 'nodes';
const requirements = await clusterRequirements(level);
if (!requirements.ok) {
  progressOnStandardError(requirements.needs);
  process.exit(1);
}
await ensureBinaries(level, timedProgress(progressOnStandardError));
progressOnStandardError(`ready in ${await cachePath(level)}`);
