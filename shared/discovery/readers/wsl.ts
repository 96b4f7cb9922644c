import type { Wsl } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { failedAt, found, noAnswer, type Reading } from './reading.ts';

/** Windows' driver packages, of all devices, as WSL mounts them. */
const DRIVERS = '/usr/lib/wsl/drivers';

/**
 * Which of Windows' driver packages is NVIDIA's: nv_dispi.inf_amd64_…, nvlt.inf_amd64_…, and which has CUDA
 * (NVIDIA Container Toolkit, pkg/nvcdi/driver-wsl.go). Windows keeps packages that it no longer uses, and only
 * its graphics kernel knows which one it does; of several none is told.
 */
export async function readWsl(root: HostRoot): Promise<Reading<Wsl>> {
  const names = await root.list(DRIVERS);
  if (!names.ok) return names.reason === 'ENOENT' ? found({}) : failedAt({}, names);
  const stores: string[] = [];
  for (const name of names.value) {
    if (!/^nv\w*\.inf_/i.test(name)) continue;
    const cuda = await root.resolve(`${DRIVERS}/${name}/libcuda.so.1.1`);
    if (cuda.ok) stores.push(`${DRIVERS}/${name}`);
    else if (noAnswer(cuda)) return failedAt({}, cuda);
  }
  const [storeDir, ...others] = stores;
  if (storeDir === undefined) return found({});
  return others.length === 0 ? found({ storeDir }) : found({}, `${stores.length} driver packages with CUDA`);
}
