/** Keeps what passes through, so that the same questions have the same answers later and elsewhere. */

import { type FailureReason, type HostEntry, HostFileError, type HostFiles } from './host-files.ts';
import type { HostImage, ImageEntry } from './host-image.ts';

export interface Recording {
  /** Ask these; they ask the real ones. */
  readonly files: HostFiles;
  /** Paths that were asked for and are not there, in order. */
  readonly absent: ReadonlySet<string>;
  /** Directories whose names were asked for, in order. */
  listed(): readonly string[];
  /**
   * All that was asked for and found so far. What was asked for and is not there, is not in it: asked again, it is
   * not there. A name that was seen in a list and not looked at stands as an empty file.
   */
  image(): HostImage;
}

export function recordingFiles(files: HostFiles): Recording {
  const absent = new Set<string>();
  const entries = new Map<string, HostEntry>();
  const targets = new Map<string, string>();
  const listed = new Map<string, readonly string[]>();
  const contents = new Map<string, Buffer>();
  /** Of lstat and readlink: nothing can be done with the path. */
  const lost = new Map<string, FailureReason>();
  /** Of readdir and read: it is there all the same. */
  const failing = new Map<string, FailureReason>();

  const keep = async <T>(
    path: string,
    call: Promise<T>,
    failures: Map<string, FailureReason>,
    found: (value: T) => void,
  ): Promise<T> => {
    try {
      const value = await call;
      found(value);
      return value;
    } catch (error) {
      if (error instanceof HostFileError) {
        if (error.reason === 'ENOENT' && failures === lost) absent.add(path);
        else failures.set(path, error.reason);
      }
      throw error;
    }
  };

  const entryOf = (path: string, { kind, mode, major, minor }: HostEntry): ImageEntry => {
    const failure = failing.get(path);
    const suffix = failure === undefined ? undefined : { failing: failure };
    switch (kind) {
      case 'file':
        // Empty until it is read: that it exists is all that was asked.
        return { kind, mode, content: contents.get(path) ?? Buffer.alloc(0), ...suffix };
      case 'directory':
        return { kind, mode, ...suffix };
      case 'link':
        return { kind, target: targets.get(path) ?? '' };
      case 'character':
      case 'block':
        return { kind, mode, major, minor };
      case 'other':
        return { kind, mode };
      default:
        return kind satisfies never;
    }
  };

  return {
    absent,
    listed: () => [...listed.keys()],
    image() {
      const image = new Map<string, ImageEntry>();
      for (const [directory, inside] of listed) {
        if (!entries.has(directory)) image.set(directory, { kind: 'directory', mode: 0o755 });
        for (const name of inside) {
          image.set(`${directory === '/' ? '' : directory}/${name}`, LISTED);
        }
      }
      for (const [path, entry] of entries) image.set(path, entryOf(path, entry));
      for (const [path, reason] of lost) image.set(path, { kind: 'failing', reason });
      return image;
    },
    files: {
      ...files,
      lstat: (path) => keep(path, files.lstat(path), lost, (entry) => entries.set(path, entry)),
      readlink: (path) => keep(path, files.readlink(path), lost, (target) => targets.set(path, target)),
      readdir: (path) => keep(path, files.readdir(path), failing, (inside) => listed.set(path, inside)),
      read: (path, limit) =>
        keep(path, files.read(path, limit), failing, (content) => {
          // The longest; of the same length the first, on which more depends.
          if ((contents.get(path)?.length ?? -1) < content.length) contents.set(path, content);
        }),
    },
  };
}

const LISTED: ImageEntry = { kind: 'file', content: Buffer.alloc(0), mode: 0o644 };
