import type { HostFacts, Library, Nvidia } from '../../shared/host-facts/model.ts';
import { compareDotted } from '../../shared/host-facts/version.ts';
import type { Failure, HostRoot, Result } from '../host-root.ts';
import type { DriverRoot } from './driver-roots.ts';
import { parseLdSoCache } from './ld-so-cache.ts';
import { defined, failedAt, found, noAnswer, type Reading } from './reading.ts';

export interface NvidiaLibrariesFacts
  extends Pick<Nvidia, 'root' | 'libraryDir' | 'libraryDirs' | 'libraries'> {
  /** Version in the libraries' file names. */
  readonly userVersion?: string;
}

/** Where the driver's libraries lie, by the disk; by /etc/ld.so.cache only where no known directory has them. */
export function readNvidiaLibraries(
  root: HostRoot,
  driverRoots: readonly DriverRoot[],
  /** Of the loaded module: of several installed drivers, its own counts. */
  moduleVersion: string | undefined,
): Reading<NvidiaLibrariesFacts> {
  const notes: string[] = [];
  let unanswered: Failure | undefined;
  const watchFor = (result: Result<unknown>): void => {
    if (!result.ok && noAnswer(result)) unanswered ??= result;
  };
  const candidates = driverRoots.flatMap((driverRoot, order) => {
    const view = driverRoot.filesystem === 'own' ? root.below(driverRoot.path) : root;
    const directories = searchDirectories(view, driverRoot, watchFor);
    const onDisk = directories.flatMap((directory) => versionsIn(view, directory, watchFor));
    const versioned = onDisk.length > 0 ? onDisk : fromCache(view, driverRoot, notes);
    return versioned.map((candidate) => Object.assign(candidate, { driverRoot, view, order }));
  });
  const best = candidates.sort(
    (a, b) => preference(b, moduleVersion) - preference(a, moduleVersion) || newer(a, b) || a.order - b.order,
  )[0];
  if (best === undefined) {
    const other = unversioned(root, driverRoots);
    if (other !== undefined) return other;
    return unanswered === undefined
      ? found({}, ['none found', ...notes].join('; '))
      : failedAt({}, unanswered);
  }
  const same = candidates.filter(
    (candidate) => candidate.driverRoot === best.driverRoot && candidate.version === best.version,
  );
  const libraryDirs = [...new Set(same.map((candidate) => candidate.directory))];
  const withCuda = same.find((candidate) => candidate.library === 'libcuda')?.directory;
  const others = new Set(
    candidates.map((candidate) => candidate.version).filter((version) => version !== best.version),
  );
  if (others.size > 0) notes.push(`also on disk: ${[...others].sort(compareDotted).join(' ')}`);
  const facts = defined<NvidiaLibrariesFacts>({
    root: best.driverRoot.path,
    userVersion: best.version,
    libraryDir: withCuda,
    libraryDirs:
      withCuda === undefined
        ? libraryDirs
        : [withCuda, ...libraryDirs.filter((directory) => directory !== withCuda)],
    libraries: libraryDirs
      .flatMap((directory) => librariesIn(best.view, directory, best.version))
      .sort(bySoname),
  });
  // The loaded module's own libraries may be where no answer came from.
  if (unanswered !== undefined && moduleVersion !== undefined && best.version !== moduleVersion) {
    return failedAt(facts, unanswered);
  }
  return found(facts, notes.length === 0 ? undefined : notes.join('; '));
}

export function recallNvidiaLibraries(facts: HostFacts): NvidiaLibrariesFacts {
  const { root, libraryDir, libraryDirs, libraries, driver } = facts.nvidia ?? {};
  return defined<NvidiaLibrariesFacts>({
    root,
    libraryDir,
    libraryDirs,
    libraries,
    userVersion: driver?.userVersion,
  });
}

/**
 * Jetson and WSL have a libcuda whose name tells no version: the driver is there, its version is unknown. Their
 * libcuda.so.1 leads to libcuda.so.1.1, or on WSL is a file itself.
 */
function unversioned(
  root: HostRoot,
  driverRoots: readonly DriverRoot[],
): Reading<NvidiaLibrariesFacts> | undefined {
  for (const driverRoot of driverRoots) {
    const view = driverRoot.filesystem === 'own' ? root.below(driverRoot.path) : root;
    for (const directory of searchDirectories(view, driverRoot)) {
      const real = view.resolve(`${directory}/libcuda.so.1`);
      if (!real.ok || is32Bit(view, real.value)) continue;
      const holder = real.value.slice(0, real.value.lastIndexOf('/'));
      return found(
        {
          root: driverRoot.path,
          libraryDir: holder,
          libraryDirs: [holder],
          libraries: [{ soname: 'libcuda.so.1', path: real.value }],
        },
        'no version in file names',
      );
    }
  }
  return undefined;
}

interface Versioned {
  /** Real directory, host path. */
  readonly directory: string;
  readonly library: 'libcuda' | 'libnvidia-ml';
  readonly version: string;
}

/** Real directories without repetition: on merged-usr hosts /lib64 and /usr/lib64 are one. */
function searchDirectories(
  view: HostRoot,
  driverRoot: DriverRoot,
  onResult: (result: Result<unknown>) => void = () => {},
): string[] {
  const prefix = driverRoot.path === '/' ? '' : driverRoot.path;
  const directories = new Set<string>();
  for (const directory of driverRoot.libraries) {
    const real = view.resolve(prefix + directory);
    onResult(real);
    if (real.ok) directories.add(real.value);
  }
  return [...directories];
}

/**
 * Files named by their version. On Tegra it is 1.1, which is no version of the driver but of the interface; a
 * driver's has three digits in front since 304 (2012).
 */
const VERSIONED = /^(libcuda|libnvidia-ml)\.so\.(\d{3,}(?:\.\d+){1,3})$/;

function versionsIn(
  view: HostRoot,
  directory: string,
  onResult: (result: Result<unknown>) => void,
): Versioned[] {
  const names = view.list(directory);
  onResult(names);
  if (!names.ok) return [];
  return names.value.flatMap((name) => {
    const match = VERSIONED.exec(name);
    if (match?.[1] === undefined || match[2] === undefined) return [];
    const path = `${directory}/${name}`;
    const real = view.resolve(path);
    onResult(real);
    if (!real.ok || is32Bit(view, path)) return [];
    return [{ directory, library: match[1] as Versioned['library'], version: match[2] }];
  });
}

/** e_ident[EI_CLASS] of ELF(5). What is no ELF file is left to fail elsewhere. */
function is32Bit(view: HostRoot, path: string): boolean {
  const head = view.readHead(path, 5);
  return head.ok && head.value.toString('latin1', 0, 4) === '\x7fELF' && head.value[4] === 1;
}

/** Entries of the loader's cache that lead to a versioned file; what it names and the disk lacks is stale. */
function fromCache(view: HostRoot, driverRoot: DriverRoot, notes: string[]): Versioned[] {
  const prefix = driverRoot.path === '/' ? '' : driverRoot.path;
  const bytes = view.readBytes(`${prefix}/etc/ld.so.cache`);
  const entries = bytes.ok ? parseLdSoCache(bytes.value) : [];
  if (entries === undefined) notes.push(`${prefix}/etc/ld.so.cache malformed`);
  const versioned: Versioned[] = [];
  for (const { soname, path } of entries ?? []) {
    if (soname !== 'libcuda.so.1' && soname !== 'libnvidia-ml.so.1') continue;
    const real = view.resolve(prefix + path);
    if (!real.ok) {
      notes.push(`ld.so.cache stale: ${path}`);
      continue;
    }
    const slash = real.value.lastIndexOf('/');
    const match = VERSIONED.exec(real.value.slice(slash + 1));
    if (match?.[1] === undefined || match[2] === undefined) continue;
    versioned.push({
      directory: real.value.slice(0, slash),
      library: match[1] as Versioned['library'],
      version: match[2],
    });
  }
  return versioned;
}

/** The loaded module's own libraries first; then those that can run CUDA. */
function preference(candidate: Versioned, moduleVersion: string | undefined): number {
  return (moduleVersion === candidate.version ? 2 : 0) + (candidate.library === 'libcuda' ? 1 : 0);
}

const newer = (a: Versioned, b: Versioned): number => compareDotted(b.version, a.version);

/** All libraries of one version in a directory, each with the soname under which the loader finds it. */
function librariesIn(view: HostRoot, directory: string, version: string): Library[] {
  const names = view.list(directory);
  if (!names.ok) return [];
  const suffix = `.so.${version}`;
  const sonames = new Map<string, string>();
  for (const name of names.value) {
    // libcuda.so.1 and the like; libcuda.so is for linkers.
    if (!/^lib[^/]+\.so\.\d+$/.test(name)) continue;
    const real = view.resolve(`${directory}/${name}`);
    if (real.ok && real.value.endsWith(suffix)) sonames.set(real.value, name);
  }
  return names.value.flatMap((name) => {
    if (!name.startsWith('lib') || !name.endsWith(suffix)) return [];
    const real = view.resolve(`${directory}/${name}`);
    if (!real.ok) return [];
    // Most of the driver's libraries have their whole file name as soname.
    return [{ soname: sonames.get(real.value) ?? name, path: real.value }];
  });
}

const bySoname = (a: Library, b: Library): number => {
  const [left, right] = [`${a.soname} ${a.path}`, `${b.soname} ${b.path}`];
  return left < right ? -1 : left > right ? 1 : 0;
};
