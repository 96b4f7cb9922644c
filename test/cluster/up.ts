/**
 * Starts a cluster of two nodes for a look around and keeps it until Ctrl-C:
 *
 *     node test/cluster/up.ts [HOST-TREE-OF-NODE-A [HOST-TREE-OF-NODE-B]]
 */
import { dirname } from 'node:path';
import { startCluster } from './cluster.ts';
import { progressOnStandardError } from './progress.ts';

const [treeA, treeB] = process.argv.slice(2);
const cluster = await startCluster({
  nodes: [
    {
      name: 'node-a',
      ...(treeA === undefined ? {} : { hostTree: treeA }),
      resources: { 'nvidia.com/gpu': 2 },
    },
    {
      name: 'node-b',
      ...(treeB === undefined ? {} : { hostTree: treeB }),
      resources: { 'nvidia.com/gpu': 2 },
    },
  ],
  progress: progressOnStandardError,
});
process.stdout.write(
  `export KUBECONFIG=${cluster.kubeconfig}\nexport PATH=${dirname(cluster.binaries.path('kubectl'))}:$PATH\n`,
);
progressOnStandardError(`logs: ${cluster.logs}; Ctrl-C ends it`);
setInterval(() => {}, 3_600_000);
