import { type FSWatcher, watch } from 'node:fs';
import type { HostRoot } from '../shared/discovery/host-root.ts';

export interface WatchedDirectory {
  /** Host path. A file must not be watched: after it is replaced by a rename its watch is blind. */
  readonly path: string;
  /** Entries that matter. */
  readonly names: RegExp;
}

export interface WatcherOptions {
  readonly root: HostRoot;
  /**
   * Called once for changes that come within quietMs of each other, at the latest maxWaitMs after the first, with the
   * directory of the last one.
   */
  readonly onChange: (directory: string) => void;
  readonly quietMs?: number;
  readonly maxWaitMs?: number;
}

export interface Watcher {
  /** What to watch from now on. Call it after each look: directories come, go and are replaced. */
  update(directories: readonly WatchedDirectory[]): Promise<void>;
  close(): void;
}

interface Wanted extends WatchedDirectory {
  readonly inode: string;
}

/** Kernel memory for each. All share one inotify instance, of which a user has 128 (fs.inotify.max_user_instances). */
const MAX_WATCHES = 40;

/**
 * Notices changes of the host early. It is a convenience: the timer finds the same later, and is the only one to
 * find what inotify does not tell (mounts, /proc, /sys).
 */
export function createWatcher(options: WatcherOptions): Watcher {
  const { root, onChange, quietMs = 2000, maxWaitMs = 30_000 } = options;
  const watches = new Map<string, { readonly watcher: FSWatcher; readonly inode: string }>();
  let timer: NodeJS.Timeout | undefined;
  let fireBy = 0;
  let closed = false;

  const changed = (directory: string): void => {
    const now = performance.now();
    if (timer === undefined) fireBy = now + maxWaitMs;
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        timer = undefined;
        onChange(directory);
      },
      Math.max(0, Math.min(quietMs, fireBy - now)),
    );
  };

  const drop = (path: string): void => {
    watches.get(path)?.watcher.close();
    watches.delete(path);
  };

  const add = (localPath: string, { path, names, inode }: Wanted): void => {
    try {
      const watcher = watch(localPath, { persistent: false }, (_event, name) => {
        if (name === null || names.test(name)) changed(path);
      });
      watcher.once('error', () => drop(localPath));
      watches.set(localPath, { watcher, inode });
    } catch {
      // No descriptors left, or gone meanwhile: the timer remains.
    }
  };

  return {
    async update(directories) {
      const wanted = new Map<string, Wanted>();
      for (const { path, names } of directories) {
        const localPath = await root.localPath(path);
        const stat = await root.stat(path);
        if (!localPath.ok || !stat.ok || stat.value.inode === undefined) continue;
        if (!wanted.has(localPath.value) && wanted.size < MAX_WATCHES)
          wanted.set(localPath.value, { path, names, inode: stat.value.inode });
      }
      if (closed) return;
      for (const path of watches.keys()) if (!wanted.has(path)) drop(path);
      for (const [localPath, directory] of wanted) {
        // Another inode under the same path: the directory was replaced, and its watch is blind.
        if (watches.get(localPath)?.inode === directory.inode) continue;
        drop(localPath);
        add(localPath, directory);
      }
    },
    close() {
      closed = true;
      clearTimeout(timer);
      for (const path of watches.keys()) drop(path);
    },
  };
}
