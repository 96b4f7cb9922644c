import type { HostFacts, Library, Nvidia } from '../../host-facts/model.ts';
import { compareDotted } from '../../host-facts/version.ts';
import { fill } from '../fill.ts';
import type { Failure, HostRoot, Result } from '../host-root.ts';
import { attentive } from './attentive.ts';
import type { DriverRoot } from './driver-roots.ts';
import { parseLdSoCache } from './ld-so-cache.ts';
import { defined, failed, failedAt, found, noAnswer, type Reading } from './reading.ts';

export interface NvidiaLibrariesFacts
  extends Pick<Nvidia, 'root' | 'libraryDir' | 'libraryDirs' | 'libraries' | 'librarySets'> {
  /** Version in the libraries' file names. */
  readonly userVersion?: string;
  /** They are nowhere: every place that could have them has answered. */
  readonly absent?: boolean;
}

/** Where the driver's libraries lie, by the disk; by /etc/ld.so.cache only where no known directory has them. */
export async function readNvidiaLibraries(
  root: HostRoot,
  driverRoots: readonly DriverRoot[],
  /** Of the loaded module: of several installed drivers, its own counts. */
  moduleVersion: string | undefined,
): Promise<Reading<NvidiaLibrariesFacts>> {
  const notes: string[] = [];
  let unanswered: Failure | undefined;
  const watchFor = (result: Result<unknown>): void => {
    if (!result.ok && noAnswer(result)) unanswered ??= result;
  };
  const leftOver = new Set<string>();
  const candidatesIn = async (driverRoot: DriverRoot, order: number) => {
    const view = driverRoot.filesystem === 'own' ? await root.below(driverRoot.path) : root;
    const directories = await searchDirectories(view, driverRoot, watchFor);
    const onDisk = await flatMapped(directories, (directory) =>
      versionsIn(view, directory, watchFor, (version) => leftOver.add(version)),
    );
    const versioned = onDisk.length > 0 ? onDisk : await fromCache(view, driverRoot, notes, watchFor);
    return versioned.map((candidate) => Object.assign(candidate, { driverRoot, view, order }));
  };
  const candidates = (await Promise.all(driverRoots.map(candidatesIn))).flat();
  const best = candidates.sort(
    (a, b) =>
      preference(b, moduleVersion) - preference(a, moduleVersion) ||
      newer(a, b) ||
      // The host's cache may name libraries of another root, whose programs only that root has.
      Number(a.cached) - Number(b.cached) ||
      a.order - b.order,
  )[0];
  if (best === undefined) {
    const other = unanswered === undefined ? await unversioned(root, driverRoots, watchFor) : undefined;
    if (other !== undefined && unanswered === undefined) return other;
    return unanswered === undefined
      ? found({ absent: true }, ['none found', ...notes].join('; '))
      : failedAt({}, unanswered);
  }
  // The loaded module's own libraries, or newer ones, may be where no answer came from.
  if (unanswered !== undefined && best.version !== moduleVersion) return failedAt({}, unanswered);
  const same = candidates.filter(
    (candidate) => candidate.driverRoot === best.driverRoot && candidate.version === best.version,
  );
  const libraryDirs = [...new Set(same.map((candidate) => candidate.directory))];
  const withCuda = same.find((candidate) => candidate.library === 'libcuda')?.directory;
  for (const { version } of candidates) leftOver.add(version);
  leftOver.delete(best.version);
  if (leftOver.size > 0) notes.push(`also on disk: ${[...leftOver].sort(compareDotted).join(' ')}`);
  const listed = await readLibraries(best.view, libraryDirs, best.version);
  const facts = defined<NvidiaLibrariesFacts>({
    root: best.driverRoot.path,
    userVersion: best.version,
    libraryDir: withCuda,
    libraryDirs:
      withCuda === undefined
        ? libraryDirs
        : [withCuda, ...libraryDirs.filter((directory) => directory !== withCuda)],
    // With some of them unread, one may seem to have another soname.
    libraries: listed.ok ? listed.facts : undefined,
    librarySets: listed.ok ? librarySets(listed.facts) : undefined,
  });
  if (!listed.ok) return failed(facts, listed.error, listed.detail);
  return found(facts, notes.length === 0 ? undefined : notes.join('; '));
}

/** Libraries of another version than before have nothing to do with those of before. */
export function mergeNvidiaLibraries(
  before: NvidiaLibrariesFacts,
  found: NvidiaLibrariesFacts,
): NvidiaLibrariesFacts {
  const isOther = found.userVersion !== undefined && found.userVersion !== before.userVersion;
  return isOther ? found : fill(before, found);
}

export function recallNvidiaLibraries(facts: HostFacts): NvidiaLibrariesFacts {
  const { root, libraryDir, libraryDirs, libraries, librarySets, driver } = facts.nvidia ?? {};
  return defined<NvidiaLibrariesFacts>({
    root,
    libraryDir,
    libraryDirs,
    libraries,
    librarySets,
    userVersion: driver?.userVersion,
    absent: facts.nvidia?.present === false ? true : undefined,
  });
}

/**
 * Jetson and WSL have a libcuda whose name tells no version: the driver is there, its version is unknown. Their
 * libcuda.so.1 leads to libcuda.so.1.1, or on WSL is a file itself.
 */
async function unversioned(
  root: HostRoot,
  driverRoots: readonly DriverRoot[],
  onResult: OnResult,
): Promise<Reading<NvidiaLibrariesFacts> | undefined> {
  for (const driverRoot of driverRoots) {
    const view = driverRoot.filesystem === 'own' ? await root.below(driverRoot.path) : root;
    for (const directory of await searchDirectories(view, driverRoot, onResult)) {
      const real = await view.resolve(`${directory}/libcuda.so.1`);
      onResult(real);
      if (!real.ok || (await is32Bit(view, real.value, onResult))) continue;
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

type OnResult = (result: Result<unknown>) => void;

interface Versioned {
  /** Real directory, host path. */
  readonly directory: string;
  readonly library: 'libcuda' | 'libnvidia-ml';
  readonly version: string;
  /** By /etc/ld.so.cache, not by a known directory. */
  readonly cached: boolean;
}

/** Real directories without repetition: on merged-usr hosts /lib64 and /usr/lib64 are one. */
async function searchDirectories(
  view: HostRoot,
  driverRoot: DriverRoot,
  onResult: OnResult,
): Promise<string[]> {
  const prefix = driverRoot.path === '/' ? '' : driverRoot.path;
  const directories = new Set<string>();
  for (const directory of driverRoot.libraries) {
    const real = await view.resolve(prefix + directory);
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

async function versionsIn(
  view: HostRoot,
  directory: string,
  onResult: OnResult,
  onLeftOver: (version: string) => void,
): Promise<Versioned[]> {
  const names = await view.list(directory);
  onResult(names);
  if (!names.ok) return [];
  return await flatMapped(names.value, async (name) => {
    const match = VERSIONED.exec(name);
    const version = match?.[2];
    if (match?.[1] === undefined || version === undefined) return [];
    const path = `${directory}/${name}`;
    const real = await view.resolve(path);
    onResult(real);
    if (!real.ok || (await is32Bit(view, path, onResult))) return [];
    const library = match[1] as Versioned['library'];
    const soname = await view.resolve(`${directory}/${library}.so.1`);
    onResult(soname);
    // Who loads the library gets another version: that one counts.
    if (soname.ok && soname.value !== real.value) {
      onLeftOver(version);
      return [];
    }
    // On NixOS a directory of links; a container that is given it finds none of what they lead to.
    const holder = real.value.slice(0, real.value.lastIndexOf('/'));
    const beside = await view.resolve(`${holder}/${library}.so.1`);
    onResult(beside);
    if (!beside.ok && noAnswer(beside)) return [];
    return [{ directory: beside.ok ? holder : directory, library, version, cached: false }];
  });
}

/** e_ident[EI_CLASS] of ELF(5). What is no ELF file is left to fail elsewhere. */
async function is32Bit(view: HostRoot, path: string, onResult: OnResult): Promise<boolean> {
  const head = await view.readHead(path, 5);
  onResult(head);
  return head.ok && head.value.toString('latin1', 0, 4) === '\x7fELF' && head.value[4] === 1;
}

/** Entries of the loader's cache that lead to a versioned file; what it names and the disk lacks is stale. */
async function fromCache(
  view: HostRoot,
  driverRoot: DriverRoot,
  notes: string[],
  onResult: OnResult,
): Promise<Versioned[]> {
  const prefix = driverRoot.path === '/' ? '' : driverRoot.path;
  const bytes = await view.readBytes(`${prefix}/etc/ld.so.cache`);
  onResult(bytes);
  const entries = bytes.ok ? parseLdSoCache(bytes.value) : [];
  if (entries === undefined) notes.push(`${prefix}/etc/ld.so.cache malformed`);
  const versioned: Versioned[] = [];
  for (const { soname, path } of entries ?? []) {
    if (soname !== 'libcuda.so.1' && soname !== 'libnvidia-ml.so.1') continue;
    const real = await view.resolve(prefix + path);
    onResult(real);
    if (!real.ok) {
      if (real.reason === 'ENOENT') notes.push(`ld.so.cache stale: ${path}`);
      continue;
    }
    const slash = real.value.lastIndexOf('/');
    const match = VERSIONED.exec(real.value.slice(slash + 1));
    if (match?.[1] === undefined || match[2] === undefined) continue;
    versioned.push({
      directory: real.value.slice(0, slash),
      library: match[1] as Versioned['library'],
      version: match[2],
      cached: true,
    });
  }
  return versioned;
}

/** The loaded module's own libraries first; then those that can run CUDA. */
function preference(candidate: Versioned, moduleVersion: string | undefined): number {
  return (moduleVersion === candidate.version ? 2 : 0) + (candidate.library === 'libcuda' ? 1 : 0);
}

const newer = (a: Versioned, b: Versioned): number => compareDotted(b.version, a.version);

/** All libraries of one version in these directories. */
async function readLibraries(
  outer: HostRoot,
  directories: readonly string[],
  version: string,
): Promise<Reading<Library[]>> {
  const view = attentive(outer);
  const libraries = await flatMapped(directories, (directory) => librariesIn(view, directory, version));
  return view.reading(libraries.sort(bySoname));
}

/** Each with the soname under which the loader finds it. */
async function librariesIn(view: HostRoot, directory: string, version: string): Promise<Library[]> {
  const names = await view.list(directory);
  if (!names.ok) return [];
  const suffix = `.so.${version}`;
  const sonames = new Map<string, string>();
  for (const name of names.value) {
    // libcuda.so.1 and the like; libcuda.so is for linkers.
    if (!/^lib[^/]+\.so\.\d+$/.test(name)) continue;
    const real = await view.resolve(`${directory}/${name}`);
    if (real.ok && real.value.endsWith(suffix)) sonames.set(real.value, name);
  }
  return await flatMapped(names.value, async (name) => {
    if (!name.startsWith('lib') || !name.endsWith(suffix)) return [];
    const real = await view.resolve(`${directory}/${name}`);
    if (!real.ok) return [];
    // Most of the driver's libraries have their whole file name as soname.
    return [{ soname: sonames.get(real.value) ?? name, path: real.value }];
  });
}

/** What each kind is known by, by the name before ".so"; packages leave out whole kinds (headless, compute only). */
const SETS: Readonly<Record<string, string>> = {
  libcuda: 'compute',
  libEGL_nvidia: 'graphics',
  libGLX_nvidia: 'graphics',
  'libnvidia-nscq': 'nscq',
  'libnvidia-ml': 'nvml',
  libnvoptix: 'optix',
  libnvcuvid: 'video',
  'libnvidia-encode': 'video',
};

function librarySets(libraries: readonly Library[]): string[] {
  const sets = libraries.flatMap(({ soname = '' }) => SETS[soname.slice(0, soname.indexOf('.so'))] ?? []);
  return [...new Set(sets)].sort();
}

async function flatMapped<T, U>(
  items: readonly T[],
  change: (item: T) => Promise<readonly U[]>,
): Promise<U[]> {
  return (await Promise.all(items.map(change))).flat();
}

const bySoname = (a: Library, b: Library): number => {
  const [left, right] = [`${a.soname} ${a.path}`, `${b.soname} ${b.path}`];
  return left < right ? -1 : left > right ? 1 : 0;
};
