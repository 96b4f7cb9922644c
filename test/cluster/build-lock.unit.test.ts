import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockBuild } from './build-lock.ts';

describe('the lock of a build', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'latebind-lock-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('is held by one at a time', async () => {
    const path = join(directory, 'lock');
    const said: string[] = [];
    const unlock = await lockBuild(path, (line) => said.push(line));
    let second = false;
    const waiting = lockBuild(path, (line) => said.push(line)).then((release) => {
      second = true;
      return release;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(second).toBe(false);
    expect(said).toEqual([`waiting for process ${process.pid}, which builds the same (${path})`]);
    await unlock();
    await (await waiting)();
    expect(existsSync(path)).toBe(false);
  });

  it('of a process that is gone is taken over', async () => {
    const path = join(directory, 'lock');
    // Above the highest id that Linux gives.
    writeFileSync(path, '4194305');
    const said: string[] = [];
    await (await lockBuild(path, (line) => said.push(line)))();
    expect(said).toEqual([`removing ${path} of process 4194305, which is gone`]);
  });
});
