import type { Nvidia } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { defined, found, type Reading } from './reading.ts';

export type NvidiaDaemonsFacts = Pick<Nvidia, 'persistencedSocket' | 'mpsDir'>;

/** Where MPS has its pipes unless CUDA_MPS_PIPE_DIRECTORY says otherwise. */
const MPS = '/tmp/nvidia-mps';

/** Where the driver's daemons are reached. A file may outlive its daemon: it says where, not that somebody listens. */
export async function readNvidiaDaemons(root: HostRoot): Promise<Reading<NvidiaDaemonsFacts>> {
  const mps = await root.stat(MPS);
  return found(
    defined<NvidiaDaemonsFacts>({
      persistencedSocket: await daemonSocket(root, 'nvidia-persistenced'),
      mpsDir: mps.ok && mps.value.kind === 'directory' ? MPS : undefined,
    }),
  );
}

/** The socket of a daemon of the driver, by the name of its directory. */
export async function daemonSocket(root: HostRoot, daemon: string): Promise<string | undefined> {
  for (const directory of ['/run', '/var/run']) {
    const path = `${directory}/${daemon}/socket`;
    const stat = await root.stat(path);
    // A container engine that was told to mount a socket that is not there leaves a directory.
    if (stat.ok && stat.value.kind !== 'directory') return path;
  }
  return undefined;
}
