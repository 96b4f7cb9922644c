/**
 * The only door to the host's files. Every path is the host's own, absolute; every symlink is resolved inside
 * the root, so an absolute link of the host never ends in the agent's own image, and no published path ever
 * carries the place where the host is mounted. Nothing throws: a reader decides what a failure means.
 */

import { type FailureReason, type HostEntry, HostFileError, type HostFiles } from './host-files.ts';

export interface Failure {
  readonly ok: false;
  readonly reason: FailureReason;
  /** The host path that was asked for. */
  readonly path: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

/** Largest file that is read, in bytes. /etc/ld.so.cache, the largest we want, is below 1 MiB on a full desktop. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** Most entries of a directory that are returned. */
const MAX_ENTRIES = 100_000;
/** As in the kernel (MAXSYMLINKS, include/linux/namei.h). */
const MAX_LINKS = 40;

export interface HostRoot {
  /** `uname -m`, for kernels before 6.1, which have no file for it. */
  readonly machine: string | undefined;
  /** The host path behind all symlinks. */
  readonly resolve: (path: string) => Promise<Result<string>>;
  readonly readBytes: (path: string) => Promise<Result<Buffer>>;
  /** The first `count` bytes, of a file of any size. */
  readonly readHead: (path: string, count: number) => Promise<Result<Buffer>>;
  /** UTF-8, with a final newline removed. */
  readonly readText: (path: string) => Promise<Result<string>>;
  /** Names in a directory, sorted. */
  readonly list: (path: string) => Promise<Result<string[]>>;
  /** Of what the path leads to. */
  readonly stat: (path: string) => Promise<Result<HostEntry>>;
  /** Where this machine has what the path leads to, for watching and running it; ENOENT in a recording. */
  readonly localPath: (path: string) => Promise<Result<string>>;
  /** The tree below `path` as a root of its own, for the file system of a container; its paths begin at `path`. */
  readonly below: (path: string) => Promise<HostRoot>;
}

export function createHostRoot(files: HostFiles, machine?: string): HostRoot {
  return makeRoot(files, machine, '');
}

/** `prefix` is the real path of the root: '' or /run/nvidia/driver. */
function makeRoot(files: HostFiles, machine: string | undefined, prefix: string): HostRoot {
  const attempt = async <T>(path: string, action: () => Promise<T>): Promise<Result<T>> => {
    try {
      return { ok: true, value: await action() };
    } catch (error) {
      if (error instanceof HostFileError) return { ok: false, reason: error.reason, path };
      throw error;
    }
  };

  /** Runs `action` on the path behind all symlinks. */
  const onResolved = <T>(path: string, action: (real: string) => Promise<T>): Promise<Result<T>> =>
    attempt(path, async () => {
      const real = await resolveInside(files, prefix, path);
      return await action(real === '/' && prefix !== '' ? prefix : prefix + real);
    });

  const readUpTo = (path: string, count: number): Promise<Result<Buffer>> =>
    onResolved(path, (real) => files.read(real, count));

  const readBytes = async (path: string): Promise<Result<Buffer>> => {
    const bytes = await readUpTo(path, MAX_FILE_BYTES + 1);
    return bytes.ok && bytes.value.length > MAX_FILE_BYTES ? { ok: false, reason: 'TooLarge', path } : bytes;
  };

  return {
    machine,
    resolve: (path) => attempt(path, async () => await resolveInside(files, prefix, path)),
    readBytes,
    readHead: readUpTo,
    async readText(path) {
      const bytes = await readBytes(path);
      return bytes.ok ? { ok: true, value: bytes.value.toString('utf8').replace(/\n$/, '') } : bytes;
    },
    list: (path) =>
      onResolved(path, async (real) => [...(await files.readdir(real))].sort().slice(0, MAX_ENTRIES)),
    stat: (path) => onResolved(path, (real) => files.lstat(real)),
    localPath: (path) =>
      onResolved(path, async (real) => {
        // Resolving looks at every component; the root itself has none.
        await files.lstat(real);
        const local = files.local?.(real);
        if (local === undefined) throw new HostFileError('ENOENT');
        return local;
      }),
    async below(path) {
      const real = await attempt(path, async () => await resolveInside(files, prefix, path));
      return speaking(path, makeRoot(files, machine, prefix + (real.ok ? real.value : path)));
    },
  };
}

/** Speaks in paths of the outer host: takes and returns prefix + path. */
function speaking(prefix: string, inner: HostRoot): HostRoot {
  const strip = (path: string): string =>
    path === prefix ? '/' : path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
  const restore = <T>(path: string, result: Result<T>): Result<T> =>
    result.ok ? result : { ...result, path };
  return {
    machine: inner.machine,
    async resolve(path) {
      const result = await inner.resolve(strip(path));
      return result.ok
        ? { ok: true, value: result.value === '/' ? prefix : prefix + result.value }
        : restore(path, result);
    },
    readBytes: async (path) => restore(path, await inner.readBytes(strip(path))),
    readHead: async (path, count) => restore(path, await inner.readHead(strip(path), count)),
    readText: async (path) => restore(path, await inner.readText(strip(path))),
    list: async (path) => restore(path, await inner.list(strip(path))),
    stat: async (path) => restore(path, await inner.stat(strip(path))),
    localPath: async (path) => restore(path, await inner.localPath(strip(path))),
    below: async (path) => speaking(path, await inner.below(strip(path))),
  };
}

/** Walks the path component by component; a link starts again from where it points to, `..` stops at the root. */
async function resolveInside(files: HostFiles, prefix: string, path: string): Promise<string> {
  if (path.includes('\0')) throw new HostFileError('ENOENT');
  const todo = path.split('/').reverse();
  let done: string[] = [];
  let links = 0;
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      done.pop();
      continue;
    }
    const next = [...done, part];
    const here = `${prefix}/${next.join('/')}`;
    if ((await files.lstat(here)).kind !== 'link') {
      done = next;
      continue;
    }
    if (++links > MAX_LINKS) throw new HostFileError('ELOOP');
    const target = await files.readlink(here);
    if (target.startsWith('/')) done = [];
    todo.push(...target.split('/').reverse());
  }
  return `/${done.join('/')}`;
}
