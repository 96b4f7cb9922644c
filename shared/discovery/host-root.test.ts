import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDiskFiles } from './disk-files.ts';
import { createHostRoot, type HostRoot, MAX_FILE_BYTES } from './host-root.ts';

let directory: string;
let root: HostRoot;

function put(path: string, content: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), content);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  symlinkSync(target, join(directory, path));
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'latebind-host-root-'));
  root = createHostRoot(createDiskFiles({ root: directory }));
  put('/usr/lib/real', 'inside');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a symlink', () => {
  test.each([
    ['that is absolute ends inside the root', '/usr/lib/real', '/usr/lib/real'],
    ['that is relative starts from its directory', '../usr/lib/real', '/usr/lib/real'],
    ['that climbs above the root stops there', '../../../../../../usr/lib/real', '/usr/lib/real'],
    ['with dots and double slashes is made plain', '/usr//lib/./x/../real', undefined],
  ])('%s', async (_, target, want) => {
    link('/etc/link', target);
    const result = await root.resolve('/etc/link');
    expect(result.ok ? result.value : undefined).toBe(want);
  });

  test('to a directory counts in the middle of a path', async () => {
    link('/lib', 'usr/lib');
    expect(await root.resolve('/lib/real')).toEqual({ ok: true, value: '/usr/lib/real' });
    expect(await root.readText('/lib/real')).toEqual({ ok: true, value: 'inside' });
    expect(await root.list('/lib')).toEqual({ ok: true, value: ['real'] });
  });

  test('to a file of the agent that the host lacks leads nowhere', async () => {
    link('/etc/passwd-link', '/etc/passwd');
    expect(await root.readText('/etc/passwd-link')).toEqual({
      ok: false,
      reason: 'ENOENT',
      path: '/etc/passwd-link',
    });
  });

  test('that leads to itself is ELOOP', async () => {
    link('/a', '/b');
    link('/b', '/a');
    expect(await root.resolve('/a')).toMatchObject({ ok: false, reason: 'ELOOP' });
  });
});

describe('what cannot be read is a value, not an exception', () => {
  test.each([
    ['a missing file', '/none', 'ENOENT'],
    ['a path through a file', '/usr/lib/real/below', 'ENOENT'],
    ['a directory', '/usr', 'NotAFile'],
    ['a path with a zero byte', '/usr\0', 'ENOENT'],
  ])('%s', async (_, path, want) => {
    expect(await root.readText(path)).toEqual({ ok: false, reason: want, path });
  });

  test('a file beyond the limit, of which the beginning can be read', async () => {
    put('/large', 'abc');
    truncateSync(join(directory, 'large'), MAX_FILE_BYTES + 1);
    expect(await root.readBytes('/large')).toMatchObject({ ok: false, reason: 'TooLarge' });
    const head = await root.readHead('/large', 3);
    expect(head.ok ? head.value.toString() : undefined).toBe('abc');
  });

  test('a file of /proc, whose size is 0, is read to its end', async () => {
    const text = await createHostRoot(createDiskFiles({ root: '/' })).readText('/proc/meminfo');
    expect(text.ok ? text.value : '').toContain('MemTotal');
  });
});

describe('stat', () => {
  test('tells a device node from a file, with its numbers', async () => {
    expect(await createHostRoot(createDiskFiles({ root: '/' })).stat('/dev/null')).toMatchObject({
      ok: true,
      value: { kind: 'character', major: 1, minor: 3 },
    });
    expect(await root.stat('/usr/lib/real')).toMatchObject({
      ok: true,
      value: { kind: 'file', major: 0, minor: 0 },
    });
  });
});

describe('a root of its own below the host', () => {
  test('resolves absolute links in itself and speaks in paths of the host', async () => {
    put('/run/driver/usr/lib/libx.so.1.2', 'x');
    link('/run/driver/usr/lib/libx.so.1', '/usr/lib/libx.so.1.2');
    const below = await root.below('/run/driver');
    expect(await below.resolve('/run/driver/usr/lib/libx.so.1')).toEqual({
      ok: true,
      value: '/run/driver/usr/lib/libx.so.1.2',
    });
    expect(await root.resolve('/run/driver/usr/lib/libx.so.1')).toMatchObject({ ok: false });
    expect(await below.readText('/run/driver/none')).toEqual({
      ok: false,
      reason: 'ENOENT',
      path: '/run/driver/none',
    });
  });
});

test('/proc and /sys may lie elsewhere than the rest', async () => {
  put('/kernel/proc/version', 'kernel');
  put('/host/etc/x', 'host');
  const split = createHostRoot(
    createDiskFiles({ root: join(directory, 'host'), kernelRoot: join(directory, 'kernel') }),
  );
  expect(await split.readText('/proc/version')).toEqual({ ok: true, value: 'kernel' });
  expect(await split.readText('/etc/x')).toEqual({ ok: true, value: 'host' });
  expect(await split.readText('/process')).toMatchObject({ ok: false });
});
