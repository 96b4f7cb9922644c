import type { Nvidia } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { defined, found, type Reading } from './reading.ts';

export type DirectTransferFacts = Pick<Nvidia, 'gdrCopy' | 'gpuDirectStorage' | 'peerMemory'>;

/**
 * GDRCopy (gdrdrv, /dev/gdrdrv), GPUDirect Storage (nvidia_fs, /dev/nvidia-fs<n>) and GPUDirect RDMA
 * (nvidia_peermem, nv_peer_mem before 470). A module alone is not enough: its node is made by user space.
 */
export async function readDirectTransfer(root: HostRoot): Promise<Reading<DirectTransferFacts>> {
  const text = await root.readText('/proc/modules');
  // A kernel without modules; or they are hidden, and then nothing is known.
  const modules = loadedModules(text.ok ? text.value : '');
  if (!modules.has('nvidia')) return found({});
  const usable = async (module: string, node: RegExp): Promise<boolean | undefined> => {
    if (!modules.has(module)) return false;
    const names = await root.list('/dev');
    return names.ok ? names.value.some((name) => node.test(name)) : undefined;
  };
  return found(
    defined<DirectTransferFacts>({
      gdrCopy: await usable('gdrdrv', /^gdrdrv$/),
      gpuDirectStorage: await usable('nvidia_fs', /^nvidia-fs\d+$/),
      peerMemory: modules.has('nvidia_peermem') || modules.has('nv_peer_mem'),
    }),
  );
}

/** "nvidia_fs 245760 0 - Live 0x0000000000000000 (OE)" (kernel/module/procfs.c). */
function loadedModules(text: string): ReadonlySet<string> {
  return new Set(text.split('\n').map((line) => line.slice(0, line.indexOf(' '))));
}
