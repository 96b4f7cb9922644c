import type { HostEntry, HostFiles } from './host-files.ts';

/**
 * Remembers what is a link and what is not, for the time of one look: every reader walks the same directories.
 * Contents are not remembered, failures neither.
 */
export function rememberingFiles(files: HostFiles): HostFiles {
  const entries = new Map<string, Promise<HostEntry>>();
  const links = new Map<string, Promise<string>>();
  return {
    ...files,
    lstat: (path) => remember(entries, path, () => files.lstat(path)),
    readlink: (path) => remember(links, path, () => files.readlink(path)),
  };
}

async function remember<T>(known: Map<string, Promise<T>>, path: string, ask: () => Promise<T>): Promise<T> {
  const before = known.get(path);
  if (before !== undefined) return await before;
  const asked = ask();
  known.set(path, asked);
  try {
    return await asked;
  } catch (error) {
    known.delete(path);
    throw error;
  }
}
