import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, statfs, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { lockBuild } from './build-lock.ts';
import { createImageArchive } from './images.ts';
import {
  controlPlanePrograms,
  ensurePrograms,
  findProgram,
  nodeBuildPrograms,
  nodePrograms,
} from './programs.ts';
import type { Progress } from './progress.ts';
import { run } from './run.ts';
import { type MultiCallName, multiCallNames, versions } from './versions.ts';

/** What a suite needs: etcd, API server, scheduler and controller manager, or nodes with container runtimes too. */
export type ClusterLevel = 'control-plane' | 'nodes';

/** Where the programs are. */
export interface Binaries {
  path(name: MultiCallName): string;
  /** containerd, its shim, ctr, runc, `cni/`, and `busybox.tar`. Only where level `nodes` was built. */
  readonly runtimeDirectory: string | undefined;
}

const goDirectory = join(import.meta.dirname, 'go');
const multiCallFile = 'latebind-test-cluster';
const neededGo = [1, 26] as const;
const gigabyte = 1e9;

const kubernetesVersionFlags = [
  `gitVersion=${versions.kubernetes}`,
  `gitMajor=${versions.kubernetes.slice(1).split('.')[0]}`,
  `gitMinor=${versions.kubernetes.split('.')[1]}`,
].map((setting) => `-X k8s.io/component-base/version.${setting}`);

// Without a version the API server calls itself v0.0.0, and feature gates are judged by that.
const linkerFlags = `-s -w ${kubernetesVersionFlags.join(' ')}`;

const containerdTags = 'no_btrfs no_devmapper no_zfs no_aufs';

// Without seccomp every pod fails. Static, because a node's libraries may be another machine's.
const runcTags = 'seccomp netgo osusergo';
const runcLinkerFlags = '-s -w -extldflags -static';

/** `$LATEBIND_CACHE/cluster`, by default below ~/.cache/latebind. */
export function cacheDirectory(): string {
  const base = process.env['LATEBIND_CACHE'];
  if (base !== undefined && base !== '') return join(base, 'cluster');
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'latebind', 'cluster');
}

/** Folder that holds, or will hold, the programs built from exactly these inputs. */
export async function cachePath(level: ClusterLevel): Promise<string> {
  const hash = createHash('sha256');
  hash.update(`${JSON.stringify(versions)}\n${await goVersion()}\n${process.arch}\n`);
  if (level === 'control-plane') {
    const files = await readdir(goDirectory, { recursive: true, withFileTypes: true });
    const paths = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths.sort())
      hash.update(`${path.slice(goDirectory.length)}\n`).update(await readFile(path));
    hash.update(linkerFlags);
  } else {
    hash.update(`${containerdTags}\n${runcTags}\n${runcLinkerFlags}\n`);
    hash.update(await readFile(join(import.meta.dirname, 'images.ts')));
  }
  return join(cacheDirectory(), `${level}-${hash.digest('hex').slice(0, 16)}`);
}

/** True where nothing has to be built for this level. */
export async function isBuilt(level: ClusterLevel): Promise<boolean> {
  const levels: ClusterLevel[] = level === 'nodes' ? ['control-plane', 'nodes'] : ['control-plane'];
  if (findProgram('go') === undefined) return false;
  for (const each of levels) if (!existsSync(await cachePath(each))) return false;
  return true;
}

/**
 * Builds what is not built yet: about 7 minutes and 6 GB from nothing on two cores, most of it Go's own caches; then it takes
 * no time. Programs found in `$KUBEBUILDER_ASSETS` are used as they are. Throws where Go, disk or packages are missing, and
 * says which.
 */
export async function ensureBinaries(level: ClusterLevel, progress: Progress): Promise<Binaries> {
  await ensurePrograms(level === 'nodes' ? nodePrograms : controlPlanePrograms, progress);
  const given = process.env['KUBEBUILDER_ASSETS'];
  const isGiven = (name: MultiCallName): boolean =>
    given !== undefined && given !== '' && existsSync(join(given, name));
  const wanted = multiCallNames.filter((name) => level === 'nodes' || name !== 'kubelet');
  const own = wanted.every(isGiven)
    ? undefined
    : await ensureBuilt('control-plane', buildMultiCall, progress);
  const runtimeDirectory = level === 'nodes' ? await ensureBuilt('nodes', buildRuntime, progress) : undefined;
  return {
    runtimeDirectory,
    path(name) {
      if (given !== undefined && isGiven(name)) return join(given, name);
      if (own === undefined) throw new Error(`${name} is not in $KUBEBUILDER_ASSETS (${given})`);
      return join(own, name);
    },
  };
}

async function ensureBuilt(
  level: ClusterLevel,
  build: (directory: string, progress: Progress) => Promise<void>,
  progress: Progress,
): Promise<string> {
  await requireGo();
  const final = await cachePath(level);
  if (existsSync(final)) return final;
  await mkdir(dirname(final), { recursive: true });
  const unlock = await lockBuild(`${final}.lock`, progress);
  try {
    if (existsSync(final)) return final;
    await requireDisk(dirname(final));
    const temporary = await mkdtemp(`${final}.new-`);
    try {
      await build(temporary, progress);
      await rename(temporary, final);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
    await removeOutdated(level, final);
    return final;
  } finally {
    await unlock();
  }
}

/** Keeps the two newest: switching between two commits should not build each time. */
async function removeOutdated(level: ClusterLevel, current: string): Promise<void> {
  const directory = dirname(current);
  const names = (await readdir(directory)).filter(
    (name) => name.startsWith(`${level}-`) && !name.includes('.'),
  );
  const dated = await Promise.all(
    names.map(async (name) => ({
      path: join(directory, name),
      time: (await stat(join(directory, name))).mtimeMs,
    })),
  );
  const others = dated.filter(({ path }) => path !== current).sort((a, b) => b.time - a.time);
  for (const { path } of others.slice(1)) await rm(path, { recursive: true, force: true });
}

async function buildMultiCall(directory: string, progress: Progress): Promise<void> {
  const what = `etcd, Kubernetes ${versions.kubernetes} and the no-op extender (about 5 minutes on two cores)`;
  await step(progress, what, async () => {
    const output = join(directory, multiCallFile);
    await go(
      ['build', '-trimpath', '-buildvcs=false', '-ldflags', linkerFlags, '-o', output, '.'],
      {},
      goDirectory,
    );
  });
  for (const name of multiCallNames) await symlink(multiCallFile, join(directory, name));
}

async function buildRuntime(directory: string, progress: Progress): Promise<void> {
  await ensurePrograms(nodeBuildPrograms, progress);
  const install = async (
    packages: readonly string[],
    env: Record<string, string>,
    tags = '',
    flags = '-s -w',
  ): Promise<void> => {
    await go(['install', '-trimpath', '-ldflags', flags, '-tags', tags, ...packages], env, directory);
  };
  await step(progress, `containerd ${versions.containerd} (about a minute)`, () => {
    const names = ['containerd', 'containerd-shim-runc-v2', 'ctr'];
    const packages = names.map(
      (name) => `github.com/containerd/containerd/v2/cmd/${name}@${versions.containerd}`,
    );
    return install(packages, { GOBIN: directory }, containerdTags);
  });
  await step(progress, `runc ${versions.runc}`, () => {
    const packages = [`github.com/opencontainers/runc@${versions.runc}`];
    return install(packages, { GOBIN: directory, CGO_ENABLED: '1' }, runcTags, runcLinkerFlags);
  });
  await step(progress, `CNI plugins ${versions.cniPlugins}`, () => {
    const names = ['main/bridge', 'main/loopback', 'ipam/host-local'];
    const packages = names.map(
      (name) => `github.com/containernetworking/plugins/plugins/${name}@${versions.cniPlugins}`,
    );
    return install(packages, { GOBIN: join(directory, 'cni') });
  });
  await step(progress, 'image of busybox', () => createImageArchive(join(directory, 'busybox.tar')));
}

/** Says what is done, that it goes on, and how long it took. */
async function step(progress: Progress, what: string, action: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - start) / 1000)} s`;
  progress(`building ${what}`);
  const heartbeat = setInterval(() => progress(`still building ${what}: ${seconds()}`), 20_000);
  try {
    await action();
  } finally {
    clearInterval(heartbeat);
  }
  progress(`built ${what} in ${seconds()}`);
}

async function go(goArguments: readonly string[], env: Record<string, string>, cwd: string): Promise<string> {
  const program = findProgram('go') ?? 'go';
  // Never fetches another toolchain silently: that is a download of its own, and a build of unknown age.
  const fixed = { GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0' };
  return (await run(program, goArguments, { cwd, env: { ...fixed, ...env } })).stdout;
}

async function goVersion(): Promise<string> {
  return (await go(['env', 'GOVERSION'], {}, '/')).trim();
}

async function requireGo(): Promise<void> {
  const trouble = await goTrouble();
  if (trouble !== undefined) throw new Error(trouble);
}

/** One line, or undefined where a Go that is new enough is there. */
export async function goTrouble(): Promise<string | undefined> {
  const wanted = `Go ${neededGo.join('.')} or newer on PATH`;
  if (findProgram('go') === undefined) return `${wanted}; there is none`;
  const found = await goVersion();
  const [major = 0, minor = 0] = found.replace(/^go/, '').split('.').map(Number.parseFloat);
  const isEnough = major > neededGo[0] || (major === neededGo[0] && minor >= neededGo[1]);
  return isEnough ? undefined : `${wanted}; found ${found}`;
}

async function requireDisk(directory: string): Promise<void> {
  const trouble = await diskTrouble(directory);
  if (trouble !== undefined) throw new Error(trouble);
}

/** One line, or undefined where there is room for what has to be built, Go's caches included. */
export async function diskTrouble(directory = cacheDirectory()): Promise<string | undefined> {
  const [modules = '', builds = ''] = (await go(['env', 'GOMODCACHE', 'GOCACHE'], {}, '/'))
    .trim()
    .split('\n');
  const isFetched = existsSync(join(modules, 'k8s.io', `kubernetes@${versions.kubernetes}`));
  const needed = isFetched ? 5 : 6.5;
  for (const path of [directory, builds]) {
    const existing = closestExisting(path);
    const { bavail, bsize } = await statfs(existing);
    const free = (bavail * bsize) / gigabyte;
    if (free < needed)
      return `${needed} GB of disk to build the cluster, Go's caches included; ${existing} has ${free.toFixed(1)} GB`;
  }
  return undefined;
}

function closestExisting(path: string): string {
  return existsSync(path) ? path : closestExisting(dirname(path));
}
