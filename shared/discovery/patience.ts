import { HostFileError, type HostFiles } from './host-files.ts';

/** A reader whose files hang is not to wait for each of them. */
const PATIENCE = 2;

/** Asks no more after two paths that hung: one source that hangs costs a look twice the deadline, not more. */
export function impatientFiles(files: HostFiles): HostFiles {
  const hung = new Set<string>();
  const guard = async <T>(path: string, call: () => Promise<T>): Promise<T> => {
    if (hung.size >= PATIENCE) throw new HostFileError('Timeout');
    try {
      return await call();
    } catch (error) {
      if (error instanceof HostFileError && error.reason === 'Timeout') hung.add(path);
      throw error;
    }
  };
  return {
    ...files,
    lstat: (path) => guard(path, () => files.lstat(path)),
    readlink: (path) => guard(path, () => files.readlink(path)),
    readdir: (path) => guard(path, () => files.readdir(path)),
    read: (path, limit) => guard(path, () => files.read(path, limit)),
  };
}
