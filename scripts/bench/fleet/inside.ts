/**
 * Loaded into the extender by --import: how long its event loop stood still, and a service account as a pod has it, since a
 * kubeconfig would load a client library of 40 MB that no pod has in memory. LATEBIND_BENCH_ACCOUNT is the directory.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { SERVICE_ACCOUNT_DIRECTORY } from '../../../shared/kube/in-cluster.ts';

const directory = process.env['LATEBIND_BENCH_ACCOUNT'] ?? '';
const { readFileSync, statSync } = fs;
const moved = <T>(path: T): T | string =>
  typeof path === 'string' ? path.replace(SERVICE_ACCOUNT_DIRECTORY, directory) : path;
Object.assign(fs, {
  readFileSync: (path: fs.PathOrFileDescriptor, options: BufferEncoding) =>
    readFileSync(moved(path), options),
  statSync: (path: fs.PathLike, options: fs.StatSyncOptions) => statSync(moved(path), options),
});
syncBuiltinESMExports();

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
/** Every question is answered with the longest stall since the one before, in milliseconds. */
process.on('message', () => {
  process.send?.(delay.max / 1e6);
  delay.reset();
});
process.on('disconnect', () => process.exit());
