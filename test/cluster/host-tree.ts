import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './run.ts';

/**
 * What a node's file system has beside the machine's own: a directory that is laid over `/`, or parts of it, each a file or
 * directory with the path it gets on the node. Files of the machine stay visible where the tree has none.
 *
 * `/proc` cannot be added to. What the tree has below it is put over the nearest entry that is there: `proc/driver/nvidia`
 * takes the place of `/proc/driver`, `proc/cmdline` of `/proc/cmdline`. `proc/modules` on a kernel without modules has no
 * place to go; such paths are named in `ClusterNode.notMounted`.
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
}

/** Copies a host tree into `directory`, links and modes kept. Throws where a source is missing. */
export async function stageHostTree(tree: HostTree | undefined, directory: string): Promise<StagedTree> {
  const staged: StagedTree = {
    root: join(directory, 'root'),
    sys: join(directory, 'sys'),
    proc: join(directory, 'proc'),
    dev: join(directory, 'dev'),
  };
  for (const path of Object.values(staged) as string[]) await mkdir(path, { recursive: true });
  const parts = typeof tree === 'string' ? [{ path: '/', from: tree }] : (tree ?? []);
  for (const part of parts) await copyInto(part, staged);
  return staged;
}

async function copyInto(part: HostTreePart, staged: StagedTree): Promise<void> {
  if (!existsSync(part.from)) throw new Error(`host tree for ${part.path}: there is no ${part.from}`);
  if (part.path === '/') {
    for (const name of await readdir(part.from)) {
      await copyInto({ path: `/${name}`, from: join(part.from, name) }, staged);
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
    if (!existsSync(join(proc, relative))) {
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
