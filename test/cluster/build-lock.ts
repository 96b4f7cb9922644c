import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from './progress.ts';

/**
 * Waits until nobody else builds the same, in this process or another, then holds the lock until the returned function is
 * called. Two builds side by side take twice as long and twice the disk. The lock of a process that is gone counts for nothing.
 */
export async function lockBuild(path: string, progress: Progress): Promise<() => Promise<void>> {
  for (let said = false; ; await sleep(1_000)) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return async () => await rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) {
      progress(`removing ${path} of process ${owner}, which is gone`);
      await rm(path, { force: true });
    } else if (!said) {
      progress(`waiting for process ${owner || '?'}, which builds the same (${path})`);
      said = true;
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
