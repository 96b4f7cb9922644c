import { type Dirent, existsSync, statSync } from 'node:fs';
import { mkdir, open, readdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findProgram } from './programs.ts';
import { run } from './run.ts';

/**
 * What a node's file system has beside the machine's own: a directory that is laid over `/`, or parts of it, each a file or
 * directory with the path it gets on the node. Files of the machine stay visible where the tree has none.
 *
 * `/proc` cannot be added to. What the tree has below it is put over the nearest entry that is there: `proc/driver/nvidia`
 * takes the place of `/proc/driver`, `proc/cmdline` of `/proc/cmdline`. `proc/modules` on a kernel without modules has no
 * place to go; such paths are named in `ClusterNode.notMounted`. So is `proc/sys/kernel/osrelease`: a kubelet asks the kernel
 * itself, and a host with two answers is none. And so are stand-ins for the machine's own programs and libraries, such as an empty
 * `libc.so.6`: the node's programs run on the real ones.
 */
export type HostTree = string | readonly HostTreePart[];

export interface HostTreePart {
  /** Absolute path on the node. */
  readonly path: string;
  /** File or directory here. */
  readonly from: string;
}

/** A host tree on its way into a node, sorted by how it gets there. */
export interface StagedTree {
  /** Laid over `/`. */
  readonly root: string;
  /** Laid over `/sys`. */
  readonly sys: string;
  /** Bound over parts of `/proc`. */
  readonly proc: string;
  /** Copied into the node's own `/dev`. */
  readonly dev: string;
  /** Absolute paths that were left out because the node itself needs the machine's file there. */
  readonly leftOut: readonly string[];
}

type StagedFolders = Omit<StagedTree, 'leftOut'>;

/** Copies a host tree into `directory`, links and modes kept. Throws where a source is missing. */
export async function stageHostTree(tree: HostTree | undefined, directory: string): Promise<StagedTree> {
  const staged: StagedFolders = {
    root: join(directory, 'root'),
    sys: join(directory, 'sys'),
    proc: join(directory, 'proc'),
    dev: join(directory, 'dev'),
  };
  for (const path of Object.values(staged)) await mkdir(path, { recursive: true });
  const parts = typeof tree === 'string' ? [{ path: '/', from: tree }] : (tree ?? []);
  for (const part of parts) await copyInto(part, staged);
  return { ...staged, leftOut: await removeStandIns(staged.root) };
}

async function copyInto(part: HostTreePart, staged: StagedFolders): Promise<void> {
  if (!existsSync(part.from)) throw new Error(`host tree for ${part.path}: there is no ${part.from}`);
  if (part.path === '/') {
    for (const entry of await readdir(part.from, { withFileTypes: true })) {
      const path = await machinePath(entry);
      if (path !== undefined) await copyInto({ path, from: join(part.from, entry.name) }, staged);
    }
    return;
  }
  const [, top = '', rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(part.path) ?? [];
  if (top === '') throw new Error(`host tree: ${part.path} is not an absolute path`);
  const isOwn = top === 'sys' || top === 'proc' || top === 'dev';
  const target = isOwn ? join(staged[top], rest) : join(staged.root, part.path);
  await mkdir(dirname(target), { recursive: true });
  const isDirectory = (await stat(part.from)).isDirectory();
  if (isDirectory) await mkdir(target, { recursive: true });
  // "/." merges into a directory that another part has made.
  await run('cp', ['-a', isDirectory ? `${part.from}/.` : part.from, target]);
}

/**
 * Where an entry of the tree's top folder goes. With /usr merged, /lib is a link: a folder put in its place would hide every
 * library of the machine, and a link in place of a folder does the same elsewhere.
 */
async function machinePath(entry: Dirent): Promise<string | undefined> {
  const path = `/${entry.name}`;
  if (entry.isSymbolicLink()) return existsSync(path) ? undefined : path;
  return entry.isDirectory() && existsSync(path) ? await realpath(path) : path;
}

/** Takes away what would replace a program or library of the machine by something that is none. */
async function removeStandIns(root: string, folder = '/'): Promise<string[]> {
  const removed: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (existsSync(path)) removed.push(...(await removeStandIns(root, path)));
    } else if ((await isProgram(path)) && (entry.isSymbolicLink() || !(await isProgram(join(root, path))))) {
      await rm(join(root, path));
      removed.push(path);
    }
  }
  return removed;
}

const elfMagic = Buffer.from('\x7fELF', 'latin1');

async function isProgram(path: string): Promise<boolean> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(elfMagic.length), 0, elfMagic.length, 0);
    return bytesRead === elfMagic.length && buffer.equals(elfMagic);
  } finally {
    await file.close();
  }
}

/**
 * With a linker cache of another machine the node's programs would load that machine's libraries, or what stands in for
 * them. The folders of the real ones come first in this environment; empty where the tree has no cache.
 */
export async function loaderEnvironment(staged: StagedTree): Promise<Record<string, string>> {
  if (!existsSync(join(staged.root, 'etc/ld.so.cache'))) return {};
  const { stdout } = await run('ldd', [findProgram('mount') ?? '/usr/bin/mount']);
  const folders = new Set([...stdout.matchAll(/=> (\/\S+)\/[^/\s]+ \(/g)].map(([, folder = '']) => folder));
  return { LD_LIBRARY_PATH: [...folders].join(':') };
}

/** Paths relative to /proc that a tree cannot change for all who ask. */
const fixedProc = ['sys/kernel/osrelease'];

export interface ProcMounts {
  /** Paths relative to /proc that are bound over. */
  readonly mounted: readonly string[];
  /** Absolute paths with no place on this machine. */
  readonly notMounted: readonly string[];
}

/** Where the files of `tree` can be bound over `proc`: as deep as everything in the tree has a counterpart. */
export async function planProcMounts(tree: string, proc = '/proc'): Promise<ProcMounts> {
  const mounted: string[] = [];
  const notMounted: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    const source = join(tree, relative);
    if (!existsSync(join(proc, relative)) || fixedProc.includes(relative)) {
      notMounted.push(join('/proc', relative));
      return;
    }
    if (!statSync(source).isDirectory()) {
      mounted.push(relative);
      return;
    }
    const names = await readdir(source);
    const isTop = relative === '';
    const fits = names.every((name) => existsSync(join(proc, relative, name)));
    if (fits || isTop) for (const name of names) await visit(join(relative, name));
    else mounted.push(relative);
  };
  await visit('');
  return { mounted, notMounted };
}
