import type { Binary, HostFacts, Nvidia } from '../../host-facts/model.ts';
import type { Failure, HostRoot, Result } from '../host-root.ts';
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
export async function readDriverBinaries(
  root: HostRoot,
  driverRoots: readonly DriverRoot[],
): Promise<Reading<DriverBinariesFacts>> {
  const binaries: Binary[] = [];
  let unanswered: Failure | undefined;
  const watchFor = (result: Result<unknown>): void => {
    if (!result.ok && noAnswer(result)) unanswered ??= result;
  };
  const places = await searchPlaces(root, driverRoots, watchFor);
  for (const name of NAMES) {
    const path = await locate(places, name, watchFor);
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

interface Place {
  readonly view: HostRoot;
  /** Real directory, host path. */
  readonly directory: string;
}

/** Without repetition: on most hosts /bin and /usr/bin are one, and most of the others do not exist. */
async function searchPlaces(
  root: HostRoot,
  driverRoots: readonly DriverRoot[],
  onResult: (result: Result<unknown>) => void,
): Promise<readonly Place[]> {
  const places = new Map<string, Place>();
  for (const driverRoot of driverRoots) {
    const view = driverRoot.filesystem === 'own' ? await root.below(driverRoot.path) : root;
    const prefix = driverRoot.path === '/' ? '' : driverRoot.path;
    for (const path of driverRoot.binaries) {
      const real = await view.resolve(prefix + path);
      onResult(real);
      if (!real.ok) continue;
      const directory = real.value;
      const key = `${driverRoot.filesystem === 'own' ? prefix : ''} ${directory}`;
      if (!places.has(key)) places.set(key, { view, directory });
    }
  }
  return [...places.values()];
}

async function locate(
  places: readonly Place[],
  name: string,
  onResult: (result: Result<unknown>) => void,
): Promise<string | undefined> {
  for (const { view, directory } of places) {
    const path = `${directory}/${name}`;
    const stat = await view.stat(path);
    onResult(stat);
    if (!stat.ok || stat.value.kind !== 'file' || (stat.value.mode & 0o111) === 0) continue;
    const real = await view.resolve(path);
    if (real.ok && !(await isEmpty(view, real.value))) return real.value;
  }
  return undefined;
}

/** What a container runtime leaves where it mounted a program over nothing; GPU Operator's validator looks for it, too. */
async function isEmpty(view: HostRoot, path: string): Promise<boolean> {
  const head = await view.readHead(path, 1);
  return head.ok && head.value.length === 0;
}
