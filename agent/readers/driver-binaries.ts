import type { Binary, HostFacts, Nvidia } from '../../shared/host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import type { DriverRoot } from './driver-roots.ts';
import { defined, found, type Reading } from './reading.ts';

/** Those that containers are given (NVIDIA Container Toolkit, pkg/nvcdi). Sorted. */
const NAMES = [
  'nvidia-cuda-mps-control',
  'nvidia-cuda-mps-server',
  'nvidia-debugdump',
  'nvidia-imex',
  'nvidia-imex-ctl',
  'nvidia-persistenced',
  'nvidia-smi',
] as const;

export type DriverBinariesFacts = Pick<Nvidia, 'binaryDir' | 'binaries'>;

/** The driver's programs below the roots, each in the first directory that has it; real paths. */
export function readDriverBinaries(
  root: HostRoot,
  driverRoots: readonly DriverRoot[],
): Reading<DriverBinariesFacts> {
  const binaries: Binary[] = [];
  for (const name of NAMES) {
    const path = locate(root, driverRoots, name);
    if (path !== undefined) binaries.push({ name, path });
  }
  if (binaries.length === 0) return found({}, 'none found');
  const smi = binaries.find((binary) => binary.name === 'nvidia-smi')?.path;
  return found(defined<DriverBinariesFacts>({ binaryDir: smi?.slice(0, smi.lastIndexOf('/')), binaries }));
}

export function recallDriverBinaries(facts: HostFacts): DriverBinariesFacts {
  return defined<DriverBinariesFacts>({
    binaryDir: facts.nvidia?.binaryDir,
    binaries: facts.nvidia?.binaries,
  });
}

function locate(root: HostRoot, driverRoots: readonly DriverRoot[], name: string): string | undefined {
  for (const driverRoot of driverRoots) {
    const view = driverRoot.filesystem === 'own' ? root.below(driverRoot.path) : root;
    const prefix = driverRoot.path === '/' ? '' : driverRoot.path;
    for (const directory of driverRoot.binaries) {
      const path = `${prefix}${directory}/${name}`;
      const stat = view.stat(path);
      if (!stat.ok || stat.value.kind !== 'file' || (stat.value.mode & 0o111) === 0) continue;
      const real = view.resolve(path);
      if (real.ok) return real.value;
    }
  }
  return undefined;
}
