/** The files of a host in memory: a recording, an archive, or a host that never was. */

import { type FailureReason, type HostEntry, HostFileError, type HostFiles } from './host-files.ts';

export type ImageEntry =
  /** `failing`: it is there, but reading it fails like this. */
  | {
      readonly kind: 'file';
      readonly content: Buffer;
      readonly mode: number;
      readonly failing?: FailureReason;
    }
  /** `failing`: it is there, but listing it fails like this. */
  | { readonly kind: 'directory'; readonly mode: number; readonly failing?: FailureReason }
  | { readonly kind: 'link'; readonly target: string }
  | {
      readonly kind: 'character' | 'block';
      readonly major: number;
      readonly minor: number;
      readonly mode: number;
    }
  | { readonly kind: 'other'; readonly mode: number }
  /** There, but every call fails like this. */
  | { readonly kind: 'failing'; readonly reason: FailureReason };

/** Absolute path → what is there. Directories above an entry need no entry of their own. */
export type HostImage = ReadonlyMap<string, ImageEntry>;

export function imageFiles(image: HostImage): HostFiles {
  const names = namesByDirectory(image);

  const entryAt = (path: string): ImageEntry => {
    const entry = image.get(path);
    if (entry?.kind === 'failing') throw new HostFileError(entry.reason);
    if (entry !== undefined) return entry;
    if (!names.has(path)) throw new HostFileError('ENOENT');
    return { kind: 'directory', mode: 0o755 };
  };

  // Async functions turn what is thrown into a rejection.
  return {
    lstat: async (path) => hostEntry(entryAt(path)),
    async readlink(path) {
      const entry = entryAt(path);
      if (entry.kind !== 'link') throw new HostFileError('EIO');
      return entry.target;
    },
    async readdir(path) {
      const entry = entryAt(path);
      if (entry.kind !== 'directory') throw new HostFileError('ENOENT');
      if (entry.failing !== undefined) throw new HostFileError(entry.failing);
      return [...(names.get(path) ?? [])];
    },
    async read(path, limit) {
      const entry = entryAt(path);
      if (entry.kind !== 'file') throw new HostFileError('NotAFile');
      if (entry.failing !== undefined) throw new HostFileError(entry.failing);
      return entry.content.subarray(0, limit);
    },
  };
}

function namesByDirectory(image: HostImage): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>([['/', new Set()]]);
  const add = (path: string): void => {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    if (name === '') return;
    const directory = slash === 0 ? '/' : path.slice(0, slash);
    const siblings = names.get(directory);
    if (siblings !== undefined) {
      siblings.add(name);
      return;
    }
    names.set(directory, new Set([name]));
    add(directory);
  };
  for (const [path, entry] of image) {
    add(path);
    if (entry.kind === 'directory' && !names.has(path)) names.set(path, new Set());
  }
  return names;
}

function hostEntry(entry: ImageEntry): HostEntry {
  switch (entry.kind) {
    case 'character':
    case 'block':
      return entry;
    case 'file':
    case 'directory':
    case 'other':
      return { kind: entry.kind, mode: entry.mode, major: 0, minor: 0 };
    case 'link':
      return { kind: 'link', mode: 0o777, major: 0, minor: 0 };
    case 'failing':
      throw new HostFileError(entry.reason);
    default:
      return entry satisfies never;
  }
}
