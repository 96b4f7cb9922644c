import { aroundCalls, HostFileError, type HostFiles } from './host-files.ts';

/** A reader whose files hang is not to wait for each of them. */
const PATIENCE = 2;

/** Asks no more after two paths that hung: one source that hangs costs a look twice the deadline, not more. */
export function impatientFiles(files: HostFiles): HostFiles {
  const hung = new Set<string>();
  return aroundCalls(files, async (path, ask) => {
    if (hung.size >= PATIENCE) throw new HostFileError('Timeout');
    try {
      return await ask();
    } catch (error) {
      if (error instanceof HostFileError && error.reason === 'Timeout') hung.add(path);
      throw error;
    }
  });
}
