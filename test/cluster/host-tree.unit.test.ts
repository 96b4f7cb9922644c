import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { planProcMounts, stageHostTree } from './host-tree.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'latebind-host-tree-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(path: string, content = path): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), content);
}

it('sorts a directory by where its parts are mounted', async () => {
  write('host/opt/nvidia/lib');
  write('host/sys/bus/pci/devices/0000:3b:00.0/vendor');
  write('host/proc/driver/nvidia/version');
  write('host/etc/os-release');
  const staged = await stageHostTree(join(directory, 'host'), join(directory, 'staged'));
  expect(readFileSync(join(staged.root, 'opt/nvidia/lib'), 'utf8')).toBe('host/opt/nvidia/lib');
  expect(readFileSync(join(staged.root, 'etc/os-release'), 'utf8')).toBe('host/etc/os-release');
  expect(readFileSync(join(staged.sys, 'bus/pci/devices/0000:3b:00.0/vendor'), 'utf8')).toContain('vendor');
  expect(readFileSync(join(staged.proc, 'driver/nvidia/version'), 'utf8')).toContain('version');
});

it('leaves the links of a merged /usr as they are', async () => {
  if (!lstatSync('/lib').isSymbolicLink()) return;
  write('folder/lib/firmware/x', 'firmware');
  mkdirSync(join(directory, 'link'));
  symlinkSync('usr/lib', join(directory, 'link/lib'));
  const ofFolder = await stageHostTree(join(directory, 'folder'), join(directory, 'a'));
  expect(readFileSync(join(ofFolder.root, realpathSync('/lib'), 'firmware/x'), 'utf8')).toBe('firmware');
  const ofLink = await stageHostTree(join(directory, 'link'), join(directory, 'b'));
  expect([existsSync(join(ofFolder.root, 'lib')), existsSync(join(ofLink.root, 'lib'))]).toEqual([
    false,
    false,
  ]);
});

it("leaves the machine's own programs and libraries in place", async () => {
  const library = realpathSync(
    `/usr/lib/${{ x64: 'x86_64', arm64: 'aarch64' }[process.arch as string]}-linux-gnu/libc.so.6`,
  );
  write(`host${library}`, '');
  write(`host${dirname(library)}/libcuda.so.1`, '');
  mkdirSync(join(directory, 'host/usr/bin'), { recursive: true });
  symlinkSync('busybox', join(directory, 'host/usr/bin/env'));
  const staged = await stageHostTree(join(directory, 'host'), join(directory, 'staged'));
  expect([...staged.leftOut].sort()).toEqual(['/usr/bin/env', library].sort());
  expect(existsSync(join(staged.root, library))).toBe(false);
  expect(existsSync(join(staged.root, dirname(library), 'libcuda.so.1'))).toBe(true);
});

it('takes parts, later ones over earlier ones', async () => {
  write('a/x', 'a');
  write('b/x', 'b');
  write('a/only-a', 'a');
  const parts = [
    { path: '/opt/t', from: join(directory, 'a') },
    { path: '/opt/t', from: join(directory, 'b') },
    { path: '/opt/t/file', from: join(directory, 'a/x') },
  ];
  const staged = await stageHostTree(parts, join(directory, 'staged'));
  const read = (name: string): string => readFileSync(join(staged.root, 'opt/t', name), 'utf8');
  expect([read('x'), read('only-a'), read('file')]).toEqual(['b', 'a', 'a']);
});

it('names a source that is missing', async () => {
  const parts = [{ path: '/opt/t', from: join(directory, 'nothing') }];
  await expect(stageHostTree(parts, join(directory, 'staged'))).rejects.toThrow(
    'host tree for /opt/t: there is no',
  );
});

it('binds over /proc as deep as it can, and names what has no place', async () => {
  for (const path of [
    'cmdline',
    'sys/kernel/osrelease',
    'sys/kernel/random',
    'sys/kernel/other',
    'driver/rtc',
  ])
    write(`machine/${path}`);
  for (const path of [
    'cmdline',
    'sys/kernel/osrelease',
    'sys/kernel/random',
    'driver/nvidia/version',
    'modules',
  ])
    write(`tree/${path}`);
  const plan = await planProcMounts(join(directory, 'tree'), join(directory, 'machine'));
  expect([...plan.mounted].sort()).toEqual(['cmdline', 'driver', 'sys/kernel/random']);
  expect([...plan.notMounted].sort()).toEqual(['/proc/modules', '/proc/sys/kernel/osrelease']);
});
