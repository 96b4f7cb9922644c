/** The files of the machine this runs on, or of a tree on its disk. A call that hangs is given up, not waited for. */

import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type HostEntry, HostFileError, type HostFiles, reasonOfErrno } from './host-files.ts';

export interface DiskFilesOptions {
  /** Where the host's file system is seen from here. */
  readonly root: string;
  /** Where the host's /proc and /sys are seen from here, if not below `root`: both are the kernel's, not the mount namespace's. */
  readonly kernelRoot?: string;
  /** Of libuv's pool, in which calls wait for the kernel. Default 4, as is its own. */
  readonly threads?: number;
  /** After which a call is given up. Default 5 s. */
  readonly deadlineMs?: number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/** A call that was given up and has not come back. */
export interface HangingCall {
  readonly path: string;
  readonly seconds: number;
}

export interface DiskFiles extends HostFiles {
  local(path: string): string;
  hanging(): readonly HangingCall[];
}

interface HangingSince {
  readonly path: string;
  readonly started: number;
}

const DEADLINE_MS = 5_000;
/**
 * A call that hangs holds a thread until the kernel lets go. Nothing is asked below a path that hangs, and nothing at
 * all once no more than these are left.
 */
const THREADS_TO_KEEP = 2;

export function createDiskFiles(options: DiskFilesOptions): DiskFiles {
  const {
    root,
    kernelRoot = root,
    threads = 4,
    deadlineMs = DEADLINE_MS,
    now = () => performance.now(),
  } = options;
  const local = (path: string): string =>
    kernelRoot !== root && /^\/(proc|sys)(\/|$)/.test(path) ? join(kernelRoot, path) : join(root, path);
  const hanging = new Set<HangingSince>();
  const mostHanging = Math.max(1, threads - THREADS_TO_KEEP);

  const hangs = (path: string): boolean => {
    if (hanging.size === 0) return false;
    if (hanging.size >= mostHanging) return true;
    for (const stuck of hanging) if (path === stuck.path || path.startsWith(`${stuck.path}/`)) return true;
    return false;
  };

  async function call<T>(path: string, action: (localPath: string) => Promise<T>): Promise<T> {
    if (hangs(path)) throw new HostFileError('Timeout');
    const own: HangingSince = { path, started: now() };
    return await new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        hanging.add(own);
        reject(new HostFileError('Timeout'));
      }, deadlineMs);
      const settle = (): void => {
        clearTimeout(timer);
        hanging.delete(own);
      };
      action(local(path)).then(
        (value) => {
          settle();
          resolve(value);
        },
        (error: unknown) => {
          settle();
          reject(
            error instanceof HostFileError
              ? error
              : new HostFileError(reasonOfErrno((error as { code?: unknown }).code)),
          );
        },
      );
    });
  }

  return {
    local,
    lstat: (path) => call(path, async (localPath) => entryOf(await lstat(localPath))),
    readlink: (path) => call(path, (localPath) => readlink(localPath)),
    readdir: (path) => call(path, (localPath) => readdir(localPath)),
    read: (path, limit) => call(path, (localPath) => readFile(localPath, limit)),
    hanging: () =>
      [...hanging].map(({ path, started }) => ({ path, seconds: Math.round((now() - started) / 1000) })),
  };
}

/** To the end of the file or to `limit` bytes: sizes in /proc and /sys are not true. */
async function readFile(path: string, limit: number): Promise<Buffer> {
  // Neither a link that appeared meanwhile nor a pipe that blocks.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new HostFileError('NotAFile');
    const chunks: Buffer[] = [];
    let total = 0;
    let chunk = Buffer.allocUnsafe(Math.min(4 * 1024, limit));
    while (total < limit) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, null);
      if (bytesRead === 0) break;
      total += bytesRead;
      chunks.push(chunk.subarray(0, bytesRead));
      chunk = Buffer.allocUnsafe(Math.min(64 * 1024, limit - total));
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

function entryOf(stats: Stats): HostEntry {
  const kind = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'directory'
      : stats.isSymbolicLink()
        ? 'link'
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
    inode: `${stats.dev}:${stats.ino}`,
  };
}
