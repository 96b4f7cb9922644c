import { type FSWatcher, statSync, watch } from 'node:fs';
import type { HostRoot } from './host-root.ts';

export interface WatchedDirectory {
  /** Host path. A file must not be watched: after it is replaced by a rename its watch is blind. */
  readonly path: string;
  /** Entries that matter. */
  readonly names: RegExp;
}

export interface WatcherOptions {
  readonly root: HostRoot;
  /** Called once for changes that come within quietMs of each other, at the latest maxWaitMs after the first. */
  readonly onChange: () => void;
  readonly quietMs?: number;
  readonly maxWaitMs?: number;
}

export interface Watcher {
  /** What to watch from now on. Call it after each look: directories come, go and are replaced. */
  update(directories: readonly WatchedDirectory[]): void;
  close(): void;
}

/** Kernel memory for each. All share one inotify instance, of which a user has 128 (fs.inotify.max_user_instances). */
const MAX_WATCHES = 40;

/**
 * Notices changes of the host early. It is a convenience: the timer finds the same later, and is the only one to
 * find what inotify does not tell (mounts, /proc, /sys).
 */
export function createWatcher(options: WatcherOptions): Watcher {
  const { root, onChange, quietMs = 500, maxWaitMs = 5000 } = options;
  const watches = new Map<string, { readonly watcher: FSWatcher; readonly inode: string }>();
  let timer: NodeJS.Timeout | undefined;
  let fireBy = 0;

  const changed = (): void => {
    const now = performance.now();
    if (timer === undefined) fireBy = now + maxWaitMs;
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        timer = undefined;
        onChange();
      },
      Math.max(0, Math.min(quietMs, fireBy - now)),
    );
  };

  const drop = (path: string): void => {
    watches.get(path)?.watcher.close();
    watches.delete(path);
  };

  const add = (localPath: string, names: RegExp, inode: string): void => {
    try {
      const watcher = watch(localPath, { persistent: false }, (_event, name) => {
        if (name === null || names.test(name)) changed();
      });
      watcher.once('error', () => drop(localPath));
      watches.set(localPath, { watcher, inode });
    } catch {
      // No descriptors left, or gone meanwhile: the timer remains.
    }
  };

  return {
    update(directories) {
      const wanted = new Map<string, WatchedDirectory>();
      for (const directory of directories) {
        const localPath = root.localPath(directory.path);
        if (localPath.ok && !wanted.has(localPath.value) && wanted.size < MAX_WATCHES) {
          wanted.set(localPath.value, directory);
        }
      }
      for (const path of watches.keys()) if (!wanted.has(path)) drop(path);
      for (const [path, { names }] of wanted) {
        const inode = inodeOf(path);
        const current = watches.get(path);
        if (current?.inode === inode || inode === undefined) continue;
        drop(path);
        add(path, names, inode);
      }
    },
    close() {
      clearTimeout(timer);
      for (const path of watches.keys()) drop(path);
    },
  };
}

/** Another inode under the same path: the directory was replaced, and its watch is blind. */
function inodeOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
