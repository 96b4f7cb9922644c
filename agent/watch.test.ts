import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDiskFiles } from '../shared/discovery/disk-files.ts';
import { createHostRoot } from '../shared/discovery/host-root.ts';
import { createWatcher, type Watcher } from './watch.ts';

const ETC = [{ path: '/etc', names: /^ld\.so\.cache$/ }];

let directory: string;
let watcher: Watcher;
let changes: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'latebind-watch-'));
  mkdirSync(join(directory, 'etc'));
  changes = 0;
  watcher = createWatcher({
    root: createHostRoot(createDiskFiles({ root: directory })),
    onChange: () => {
      changes += 1;
    },
    quietMs: 30,
    maxWaitMs: 200,
  });
});
afterEach(() => {
  watcher.close();
  rmSync(directory, { recursive: true, force: true });
});

function replace(path: string): void {
  writeFileSync(join(directory, `${path}.new`), 'x');
  renameSync(join(directory, `${path}.new`), join(directory, path));
}

describe('a watched directory', () => {
  test('tells of each replacement of a file in it', async () => {
    await watcher.update(ETC);
    replace('etc/ld.so.cache');
    await expect.poll(() => changes).toBe(1);
    replace('etc/ld.so.cache');
    await expect.poll(() => changes).toBe(2);
  });

  test('tells once of many changes in a row', async () => {
    await watcher.update(ETC);
    for (let index = 0; index < 10; index++) replace('etc/ld.so.cache');
    await expect.poll(() => changes).toBe(1);
    await sleep(100);
    expect(changes).toBe(1);
  });

  test('tells during changes that never end', async () => {
    await watcher.update(ETC);
    // Every 10 ms, so never quiet for 30.
    const writing = setInterval(() => replace('etc/ld.so.cache'), 10);
    try {
      await expect.poll(() => changes, { timeout: 5000, interval: 5 }).toBeGreaterThan(0);
    } finally {
      clearInterval(writing);
    }
  });

  test('does not tell of other files', async () => {
    await watcher.update(ETC);
    replace('etc/hosts');
    await sleep(150);
    expect(changes).toBe(0);
  });

  test('that was replaced or came later is watched after the next look', async () => {
    await watcher.update([...ETC, { path: '/run/nvidia', names: /^/ }]);
    renameSync(join(directory, 'etc'), join(directory, 'etc.old'));
    mkdirSync(join(directory, 'etc'));
    mkdirSync(join(directory, 'run/nvidia'), { recursive: true });
    await watcher.update([...ETC, { path: '/run/nvidia', names: /^/ }]);
    replace('etc/ld.so.cache');
    await expect.poll(() => changes).toBe(1);
    replace('run/nvidia/driver-ready');
    await expect.poll(() => changes).toBe(2);
  });

  test('tells nothing after close', async () => {
    await watcher.update(ETC);
    replace('etc/ld.so.cache');
    watcher.close();
    await sleep(100);
    expect(changes).toBe(0);
  });
});
