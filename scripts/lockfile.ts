/**
 * npm leaves an optional package out of the lockfile when the registry it talks to does not have it, which is
 * common for binaries of other platforms on a mirror; `npm ci` then refuses the lockfile, everywhere. This adds
 * the missing entries: the version comes from the package that wants it, the platform from its name.
 */

export interface LockEntry {
  version?: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  /** A list, or a single name. */
  os?: string[] | string;
  cpu?: string[] | string;
  libc?: string[] | string;
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  packages: Record<string, LockEntry>;
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS: Readonly<Record<string, string>> = {
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'x64',
};

interface Missing {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly dev: boolean;
}

export function missingEntries({ packages }: Lockfile): Missing[] {
  const missing = new Map<string, Missing>();
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isInstalled(packages, path, name)) continue;
      missing.set(name, { path: `node_modules/${name}`, name, version, dev: entry.dev === true });
    }
  }
  return [...missing.values()];
}

/** Node's way of finding a package: next to the one that wants it, then one level up, to the top. */
function isInstalled(packages: Lockfile['packages'], from: string, name: string): boolean {
  for (let base = from; ; base = base.slice(0, Math.max(base.lastIndexOf('/node_modules/'), 0))) {
    if (packages[`${base === '' ? '' : `${base}/`}node_modules/${name}`] !== undefined) return true;
    if (base === '') return false;
  }
}

/** @scope/binding-linux-x64-musl → linux, x64, musl. Throws where a name says no platform. */
export function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } {
  const words = name.split(/[-/]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = words.map((word) => PROCESSORS[word]).find((processor) => processor !== undefined);
  if (os === undefined || cpu === undefined) throw new Error(`${name} does not name its platform`);
  if (os !== 'linux') return { os: [os], cpu: [cpu] };
  const isMusl = words.some((word) => word.startsWith('musl'));
  return { os: [os], cpu: [cpu], libc: [isMusl ? 'musl' : 'glibc'] };
}

/** In npm's order: packages sorted by path, the project itself first. */
export function completeLockfile<T extends Lockfile>(lockfile: T): T {
  const added = missingEntries(lockfile).map(({ path, name, version, dev }): [string, LockEntry] => {
    const { os, cpu, libc } = platformOf(name);
    return [path, { version, cpu, ...(dev ? { dev } : {}), ...(libc ? { libc } : {}), optional: true, os }];
  });
  const packages = [...Object.entries(lockfile.packages), ...added].toSorted(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  return { ...lockfile, packages: Object.fromEntries(packages) };
}
