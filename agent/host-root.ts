/**
 * The only door to the host's files. Every path is the host's own, absolute; every symlink is resolved inside
 * the root, so an absolute link of the host never ends in the agent's own image, and no published path ever
 * carries the place where the host is mounted. Nothing throws: a reader decides what a failure means.
 */

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

/** errno of the failure, or a reason of our own. */
export type FailureReason =
  | 'ENOENT'
  | 'EACCES'
  | 'EIO'
  | 'ENODEV'
  | 'ELOOP'
  | 'TooLarge'
  | 'NotAFile'
  | 'Other';

export interface Failure {
  readonly ok: false;
  readonly reason: FailureReason;
  /** The host path that was asked for. */
  readonly path: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

export interface HostStat {
  readonly kind: 'file' | 'directory' | 'character' | 'block' | 'other';
  /** Of a device node, else 0. */
  readonly major: number;
  readonly minor: number;
  /** Permission bits. */
  readonly mode: number;
}

/** Largest file that is read, in bytes. /etc/ld.so.cache, the largest we want, is below 1 MiB on a full desktop. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** Most entries of a directory that are returned. */
const MAX_ENTRIES = 100_000;
/** As in the kernel (MAXSYMLINKS, include/linux/namei.h). */
const MAX_LINKS = 40;

export interface HostRootOptions {
  /** Where the host's file system is seen from here. */
  readonly root: string;
  /** Where the host's /proc and /sys are seen from here, if not below `root`: both are the kernel's, not the mount namespace's. */
  readonly kernelRoot?: string;
  /** `uname -m`, for kernels before 6.1, which have no file for it. */
  readonly machine?: string;
}

export interface HostRoot {
  readonly machine: string | undefined;
  /** The host path behind all symlinks. */
  readonly resolve: (path: string) => Result<string>;
  readonly readBytes: (path: string) => Result<Buffer>;
  /** The first `count` bytes, of a file of any size. */
  readonly readHead: (path: string, count: number) => Result<Buffer>;
  /** UTF-8, with a final newline removed. */
  readonly readText: (path: string) => Result<string>;
  /** Names in a directory, sorted. */
  readonly list: (path: string) => Result<string[]>;
  /** Of what the path leads to. */
  readonly stat: (path: string) => Result<HostStat>;
  /** Where to read the host path from here, for fs.watch only. Symlinks resolved. */
  readonly localPath: (path: string) => Result<string>;
  /** The tree below `path` as a root of its own, for the file system of a container; its paths begin at `path`. */
  readonly below: (path: string) => HostRoot;
}

export function createHostRoot(options: HostRootOptions): HostRoot {
  const root = realpathOr(options.root);
  const kernelRoot = options.kernelRoot === undefined ? root : realpathOr(options.kernelRoot);
  return makeRoot(root, kernelRoot, options.machine);
}

/** A root that is not there yet is no error: everything below it is then ENOENT. */
function realpathOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function makeRoot(root: string, kernelRoot: string, machine: string | undefined): HostRoot {
  const local = (host: string): string =>
    kernelRoot !== root && /^\/(proc|sys)(\/|$)/.test(host) ? join(kernelRoot, host) : join(root, host);

  const attempt = <T>(path: string, action: () => T): Result<T> => {
    try {
      return { ok: true, value: action() };
    } catch (error) {
      return { ok: false, reason: reasonOf(error), path };
    }
  };

  const resolve = (path: string): Result<string> => attempt(path, () => resolveInside(local, path));

  /** Runs `action` on the local path behind all symlinks. */
  const onResolved = <T>(path: string, action: (localPath: string) => T): Result<T> =>
    attempt(path, () => action(local(resolveInside(local, path))));

  const readBytes = (path: string): Result<Buffer> => onResolved(path, readCapped);

  return {
    machine,
    resolve,
    readBytes,
    readHead: (path, count) =>
      onResolved(path, (localPath) => withFile(localPath, (file) => readUpTo(file, count))),
    readText(path) {
      const bytes = readBytes(path);
      return bytes.ok ? { ok: true, value: bytes.value.toString('utf8').replace(/\n$/, '') } : bytes;
    },
    list: (path) => onResolved(path, (localPath) => readdirSync(localPath).sort().slice(0, MAX_ENTRIES)),
    stat: (path) => onResolved(path, (localPath) => hostStat(lstatSync(localPath))),
    localPath: (path) => onResolved(path, (localPath) => localPath),
    below(prefix) {
      const inner = resolve(prefix);
      const top = local(inner.ok ? inner.value : prefix);
      return prefixed(makeRoot(top, top, machine), prefix);
    },
  };
}

/** Speaks in paths of the outer host: takes and returns prefix + path. */
function prefixed(inner: HostRoot, prefix: string): HostRoot {
  const strip = (path: string): string =>
    path === prefix ? '/' : path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
  const restore = <T>(path: string, result: Result<T>): Result<T> =>
    result.ok ? result : { ...result, path };
  return {
    machine: inner.machine,
    resolve(path) {
      const result = inner.resolve(strip(path));
      return result.ok
        ? { ok: true, value: result.value === '/' ? prefix : prefix + result.value }
        : restore(path, result);
    },
    readBytes: (path) => restore(path, inner.readBytes(strip(path))),
    readHead: (path, count) => restore(path, inner.readHead(strip(path), count)),
    readText: (path) => restore(path, inner.readText(strip(path))),
    list: (path) => restore(path, inner.list(strip(path))),
    stat: (path) => restore(path, inner.stat(strip(path))),
    localPath: (path) => restore(path, inner.localPath(strip(path))),
    below: (path) => prefixed(inner.below(strip(path)), path),
  };
}

/** Walks the path component by component; a link starts again from where it points to, `..` stops at the root. */
function resolveInside(local: (host: string) => string, path: string): string {
  if (path.includes('\0')) throw codeError('ENOENT');
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
    const here = local(`/${next.join('/')}`);
    if (!lstatSync(here).isSymbolicLink()) {
      done = next;
      continue;
    }
    if (++links > MAX_LINKS) throw codeError('ELOOP');
    const target = readlinkSync(here);
    if (target.startsWith('/')) done = [];
    todo.push(...target.split('/').reverse());
  }
  return `/${done.join('/')}`;
}

function readCapped(path: string): Buffer {
  return withFile(path, (file) => {
    const bytes = readUpTo(file, MAX_FILE_BYTES + 1);
    if (bytes.length > MAX_FILE_BYTES) throw codeError('TooLarge');
    return bytes;
  });
}

function withFile<T>(path: string, action: (file: number) => T): T {
  // Neither a link that appeared meanwhile nor a pipe that blocks.
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw codeError('NotAFile');
    return action(file);
  } finally {
    closeSync(file);
  }
}

/** To the end of the file or to `limit` bytes: sizes in /proc and /sys are not true. */
function readUpTo(file: number, limit: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < limit) {
    const chunk = Buffer.allocUnsafe(Math.min(64 * 1024, limit - total));
    const count = readSync(file, chunk, 0, chunk.length, null);
    if (count === 0) break;
    total += count;
    chunks.push(chunk.subarray(0, count));
  }
  return Buffer.concat(chunks);
}

function hostStat(stats: Stats): HostStat {
  const kind = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'directory'
      : stats.isCharacterDevice()
        ? 'character'
        : stats.isBlockDevice()
          ? 'block'
          : 'other';
  const device = kind === 'character' || kind === 'block' ? stats.rdev : 0;
  return {
    kind,
    // glibc's gnu_dev_major and gnu_dev_minor, for majors below 4096.
    major: (device >>> 8) & 0xfff,
    minor: (device & 0xff) | ((device >>> 12) & 0xfff00),
    mode: stats.mode & 0o7777,
  };
}

const codeError = (code: string): Error => Object.assign(new Error(code), { code });

function reasonOf(error: unknown): FailureReason {
  const code = (error as { code?: unknown }).code;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'ENOENT';
    case 'EACCES':
    case 'EPERM':
      return 'EACCES';
    case 'EIO':
    case 'EINVAL':
      // sysfs says EINVAL for an attribute whose device does not answer.
      return 'EIO';
    case 'ENODEV':
    case 'ENXIO':
      return 'ENODEV';
    case 'ELOOP':
    case 'TooLarge':
    case 'NotAFile':
      return code;
    case 'EISDIR':
      return 'NotAFile';
    default:
      return 'Other';
  }
}

/** Whether `root` holds a kernel's /proc. */
export function hasKernelFiles(root: string): boolean {
  try {
    statSync(join(root, 'proc/sys/kernel/osrelease'));
    return true;
  } catch {
    return false;
  }
}
