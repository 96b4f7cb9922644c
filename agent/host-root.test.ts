import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
  root = createHostRoot({ root: directory });
  put('/usr/lib/real', 'inside');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a symlink', () => {
  test.each([
    ['that is absolute ends inside the root', '/usr/lib/real', '/usr/lib/real'],
    ['that is relative starts from its directory', '../usr/lib/real', '/usr/lib/real'],
    ['that climbs above the root stops there', '../../../../../../usr/lib/real', '/usr/lib/real'],
    ['with dots and double slashes is made plain', '/usr//lib/./x/../real', undefined],
  ])('%s', (_, target, want) => {
    link('/etc/link', target);
    const result = root.resolve('/etc/link');
    expect(result.ok ? result.value : undefined).toBe(want);
  });

  test('to a directory counts in the middle of a path', () => {
    link('/lib', 'usr/lib');
    expect(root.resolve('/lib/real')).toEqual({ ok: true, value: '/usr/lib/real' });
    expect(root.readText('/lib/real')).toEqual({ ok: true, value: 'inside' });
    expect(root.list('/lib')).toEqual({ ok: true, value: ['real'] });
  });

  test('to a file of the agent that the host lacks leads nowhere', () => {
    link('/etc/passwd-link', '/etc/passwd');
    expect(root.readText('/etc/passwd-link')).toEqual({
      ok: false,
      reason: 'ENOENT',
      path: '/etc/passwd-link',
    });
  });

  test('that leads to itself is ELOOP', () => {
    link('/a', '/b');
    link('/b', '/a');
    expect(root.resolve('/a')).toMatchObject({ ok: false, reason: 'ELOOP' });
  });
});

describe('what cannot be read is a value, not an exception', () => {
  test.each([
    ['a missing file', '/none', 'ENOENT'],
    ['a path through a file', '/usr/lib/real/below', 'ENOENT'],
    ['a directory', '/usr', 'NotAFile'],
    ['a path with a zero byte', '/usr\0', 'ENOENT'],
  ])('%s', (_, path, want) => {
    expect(root.readText(path)).toEqual({ ok: false, reason: want, path });
  });

  test('a file beyond the limit, of which the beginning can be read', () => {
    put('/large', 'abc');
    truncateSync(join(directory, 'large'), MAX_FILE_BYTES + 1);
    expect(root.readBytes('/large')).toMatchObject({ ok: false, reason: 'TooLarge' });
    const head = root.readHead('/large', 3);
    expect(head.ok ? head.value.toString() : undefined).toBe('abc');
  });

  test('a file of /proc, whose size is 0, is read to its end', () => {
    const text = createHostRoot({ root: '/' }).readText('/proc/meminfo');
    expect(text.ok ? text.value : '').toContain('MemTotal');
  });
});

describe('stat', () => {
  test('tells a device node from a file, with its numbers', () => {
    expect(createHostRoot({ root: '/' }).stat('/dev/null')).toMatchObject({
      ok: true,
      value: { kind: 'character', major: 1, minor: 3 },
    });
    expect(root.stat('/usr/lib/real')).toMatchObject({
      ok: true,
      value: { kind: 'file', major: 0, minor: 0 },
    });
  });
});

describe('a root of its own below the host', () => {
  test('resolves absolute links in itself and speaks in paths of the host', () => {
    put('/run/driver/usr/lib/libx.so.1.2', 'x');
    link('/run/driver/usr/lib/libx.so.1', '/usr/lib/libx.so.1.2');
    const below = root.below('/run/driver');
    expect(below.resolve('/run/driver/usr/lib/libx.so.1')).toEqual({
      ok: true,
      value: '/run/driver/usr/lib/libx.so.1.2',
    });
    expect(root.resolve('/run/driver/usr/lib/libx.so.1')).toMatchObject({ ok: false });
    expect(below.readText('/run/driver/none')).toEqual({
      ok: false,
      reason: 'ENOENT',
      path: '/run/driver/none',
    });
  });
});

test('/proc and /sys may lie elsewhere than the rest', () => {
  put('/kernel/proc/version', 'kernel');
  put('/host/etc/x', 'host');
  const split = createHostRoot({ root: join(directory, 'host'), kernelRoot: join(directory, 'kernel') });
  expect(split.readText('/proc/version')).toEqual({ ok: true, value: 'kernel' });
  expect(split.readText('/etc/x')).toEqual({ ok: true, value: 'host' });
  expect(split.readText('/process')).toMatchObject({ ok: false });
});
