import type { Binary, HostFacts, Nvidia } from '../../shared/host-facts/model.ts';
import type { Failure, HostRoot } from '../host-root.ts';
import type { DriverRoot } from './driver-roots.ts';
import { defined, failedAt, found, noAnswer, type Reading } from './reading.ts';

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
  let unanswered: Failure | undefined;
  for (const name of NAMES) {
    const path = locate(root, driverRoots, name, (failure) => {
      unanswered ??= failure;
    });
    if (path !== undefined) binaries.push({ name, path });
  }
  const facts = binaries.length === 0 ? {} : factsOf(binaries);
  if (unanswered !== undefined) return failedAt(facts, unanswered);
  return found(facts, binaries.length === 0 ? 'none found' : undefined);
}

function factsOf(binaries: readonly Binary[]): DriverBinariesFacts {
  const smi = binaries.find((binary) => binary.name === 'nvidia-smi')?.path;
  return defined<DriverBinariesFacts>({ binaryDir: smi?.slice(0, smi.lastIndexOf('/')), binaries });
}

/** What was found now, and of what was not, where it was before. */
export function mergeDriverBinaries(
  last: DriverBinariesFacts,
  partial: DriverBinariesFacts,
): DriverBinariesFacts {
  const all = [...(partial.binaries ?? []), ...(last.binaries ?? [])];
  const binaries = NAMES.flatMap((name) => all.find((binary) => binary.name === name) ?? []);
  return binaries.length === 0 ? {} : factsOf(binaries);
}

export function recallDriverBinaries(facts: HostFacts): DriverBinariesFacts {
  return defined<DriverBinariesFacts>({
    binaryDir: facts.nvidia?.binaryDir,
    binaries: facts.nvidia?.binaries,
  });
}

function locate(
  root: HostRoot,
  driverRoots: readonly DriverRoot[],
  name: string,
  onNoAnswer: (failure: Failure) => void,
): string | undefined {
  for (const driverRoot of driverRoots) {
    const view = driverRoot.filesystem === 'own' ? root.below(driverRoot.path) : root;
    const prefix = driverRoot.path === '/' ? '' : driverRoot.path;
    for (const directory of driverRoot.binaries) {
      const path = `${prefix}${directory}/${name}`;
      const stat = view.stat(path);
      if (!stat.ok && noAnswer(stat)) onNoAnswer(stat);
      if (!stat.ok || stat.value.kind !== 'file' || (stat.value.mode & 0o111) === 0) continue;
      const real = view.resolve(path);
      if (real.ok) return real.value;
    }
  }
  return undefined;
}
