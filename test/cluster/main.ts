/**
 * `npm run cluster`: two nodes with different drivers and Latebind installed, kept until Ctrl-C. Latebind's programs run as
 * processes of this machine (test/e2e/latebind.ts).
 */
import { dirname } from 'node:path';
import { DRIVER_PRESET, startWorld } from '../e2e/fixture.ts';
import { apply } from '../e2e/latebind.ts';
import { progressOnStandardError as progress } from './progress.ts';
import { clusterRequirements } from './requirements.ts';

const requirements = await clusterRequirements('nodes');
if (!requirements.ok) {
  console.error(`npm run cluster needs ${requirements.needs}`);
  process.exit(1);
}
const world = await startWorld({ progress });
const { cluster } = world;
await apply(cluster, [DRIVER_PRESET]);
progress(`logs: ${cluster.logs}`);
process.stdout.write(`
export KUBECONFIG=${cluster.kubeconfig} PATH=${dirname(cluster.binaries.path('kubectl'))}:$PATH

Paste that into another terminal, then try:
  kubectl get nodes -o custom-columns='NODE:.metadata.name,HOST:.metadata.annotations.latebind\\.dev/host-summary'
  kubectl get clusterpodpresets
  kubectl run try --image=latebind.test/busybox:1 --restart=Never --overrides='{"spec":{"containers":[{"name":"try","image":"latebind.test/busybox:1","command":["sh","-c","env; ls -l /usr/local/nvidia/lib64"],"resources":{"limits":{"nvidia.com/gpu":1}}}]}}'
  kubectl logs try

Ctrl-C ends the cluster and leaves nothing behind.
`);
// Ctrl-C is how this ends, and no failure: nothing stays, logs included.
cluster.workspace.leaveSignals();
const ended = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
});
// Signals alone do not keep a process alive.
const alive = setInterval(() => {}, 3_600_000);
await ended;
clearInterval(alive);
await world.stop();
