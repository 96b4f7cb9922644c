import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDiskFiles, type DiskFiles } from './disk-files.ts';
import { HostFileError } from './host-files.ts';
import { type HungFileSystem, mountHungFileSystem, noHungFileSystem } from './testing/hung-file-system.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'latebind-disk-'));
  writeFileSync(join(directory, 'file'), 'content');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const reasonOf = async (call: Promise<unknown>): Promise<string> =>
  await call.then(
    () => 'answered',
    (error: unknown) => (error instanceof HostFileError ? error.reason : String(error)),
  );

describe('a call that fails', () => {
  test.each([
    ['on nothing', (files: DiskFiles) => files.lstat('/none'), 'ENOENT'],
    ['on a directory that is read', (files: DiskFiles) => files.read('/', 10), 'NotAFile'],
    ['on a file that is listed', (files: DiskFiles) => files.readdir('/file'), 'ENOENT'],
    ['on a file that is no link', (files: DiskFiles) => files.readlink('/file'), 'EIO'],
  ])('%s: rejects with a reason', async (_, call, want) => {
    expect(await reasonOf(call(createDiskFiles({ root: directory })))).toBe(want);
  });
});

test('a read ends where it is told to', async () => {
  const files = createDiskFiles({ root: directory });
  expect((await files.read('/file', 4)).toString()).toBe('cont');
  expect((await files.read('/file', 100)).toString()).toBe('content');
});

const missing = noHungFileSystem();

describe.skipIf(missing !== undefined)(`a file system that hangs${missing ? ` (${missing})` : ''}`, () => {
  let hung: HungFileSystem;
  beforeEach(() => {
    hung = mountHungFileSystem(join(directory, 'hung'));
  });
  afterEach(() => hung.unmount());

  test('does not keep others waiting, is told of, and is not asked again', async () => {
    const files = createDiskFiles({ root: directory, deadlineMs: 200 });
    const hanging = reasonOf(files.read('/hung/a', 10));
    expect((await files.read('/file', 100)).toString()).toBe('content');
    expect(await hanging).toBe('Timeout');
    expect(files.hanging()).toEqual([{ path: '/hung/a', seconds: 0 }]);
    // What is below it does not take another thread.
    expect(await reasonOf(files.lstat('/hung/a/b'))).toBe('Timeout');
    expect(files.hanging()).toHaveLength(1);
    expect((await files.read('/file', 100)).toString()).toBe('content');
  });

  test('takes no more threads than can be spared: then nothing is asked until one comes back', async () => {
    const files = createDiskFiles({ root: directory, deadlineMs: 200 });
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => reasonOf(files.lstat(`/hung/${name}`)));
    expect(await Promise.all(all)).toEqual(Array(6).fill('Timeout'));
    expect(await reasonOf(files.lstat('/file'))).toBe('Timeout');
    hung.release();
    await expect.poll(() => files.hanging()).toEqual([]);
    expect(await reasonOf(files.lstat('/file'))).toBe('answered');
  });
});
