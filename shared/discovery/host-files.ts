/**
 * Files of a host, as the few calls that discovery needs: of the disk, of a recording in memory, or one of these
 * with something added (memory of what was asked, a record, faults for tests). Paths are the host's own, absolute.
 */

export interface HostEntry {
  readonly kind: 'file' | 'directory' | 'link' | 'character' | 'block' | 'other';
  /** Permission bits. */
  readonly mode: number;
  /** Of a device node, else 0. */
  readonly major: number;
  readonly minor: number;
  /** Device and inode, where there are such: another one at the same path is another file. */
  readonly inode?: string;
}

/** Every call rejects with a HostFileError and with nothing else. No call follows a link in the last component. */
export interface HostFiles {
  lstat(path: string): Promise<HostEntry>;
  readlink(path: string): Promise<string>;
  /** Names, in any order. */
  readdir(path: string): Promise<readonly string[]>;
  /** The first `limit` bytes of a regular file, less where it is shorter. */
  read(path: string, limit: number): Promise<Buffer>;
  /** Where this machine has the file, for watching and for running it; undefined where it is only a recording. */
  local?(path: string): string;
}

export type FileCall = 'lstat' | 'readlink' | 'readdir' | 'read';

/** The files, each call of which goes through `around`: it asks, or does something else. */
export function aroundCalls(
  files: HostFiles,
  around: <T>(path: string, ask: () => Promise<T>, call: FileCall) => Promise<T>,
): HostFiles {
  return {
    ...files,
    lstat: (path) => around(path, () => files.lstat(path), 'lstat'),
    readlink: (path) => around(path, () => files.readlink(path), 'readlink'),
    readdir: (path) => around(path, () => files.readdir(path), 'readdir'),
    read: (path, limit) => around(path, () => files.read(path, limit), 'read'),
  };
}

/** errno of the failure, or a reason of our own. */
export type FailureReason =
  | 'ENOENT'
  | 'EACCES'
  | 'EIO'
  | 'ENODEV'
  | 'ELOOP'
  /** No answer in time; the call may hang in the kernel for ever. */
  | 'Timeout'
  | 'TooLarge'
  | 'NotAFile'
  | 'Other';

export class HostFileError extends Error {
  override readonly name = 'HostFileError';
  readonly reason: FailureReason;

  constructor(reason: FailureReason) {
    super(reason);
    this.reason = reason;
  }
}

/** The reason for an errno, in the classes that readers tell apart. */
export function reasonOfErrno(code: unknown): FailureReason {
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
      return code;
    case 'EISDIR':
      return 'NotAFile';
    default:
      return 'Other';
  }
}
