import { describe, expect, test } from 'vitest';
import { type CacheShape, ldSoCache } from '../../../test/fixtures/hosts/ld-so-cache.ts';
import { parseCpuInfo } from './cpu.ts';
import { parseLdSoCache } from './ld-so-cache.ts';
import { memTotalKiB } from './memory.ts';
import { parseDriverVersion, parseInformation } from './nvidia-proc.ts';
import { parseOsRelease } from './os-release.ts';
import { compareAddresses, normalAddress } from './pci.ts';

describe('/proc/driver/nvidia/version', () => {
  test.each([
    [
      'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.86.10  Wed Jul 26 23:20:03 UTC 2023',
      { version: '535.86.10', flavour: 'proprietary' },
    ],
    [
      'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.15  Release Build  (dvs-builder@U16)  Tue Mar  5',
      { version: '550.54.15', flavour: 'open' },
    ],
    [
      'NVRM version: NVIDIA UNIX Open Kernel Module for aarch64  580.65.06  Release Build',
      { version: '580.65.06', flavour: 'open' },
    ],
    [
      'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.86  Wed Jul 26',
      { version: '535.86', flavour: 'proprietary' },
    ],
    [
      'GCC version:  gcc version 12.3.0\nNVRM version: NVIDIA UNIX x86_64 Kernel Module  470.256.02  Thu',
      { version: '470.256.02', flavour: 'proprietary' },
    ],
    ['NVRM version: something else', {}],
    ['', {}],
  ])('%j', (text, want) => {
    expect(parseDriverVersion(text)).toEqual(want);
  });
});

describe('/proc/driver/nvidia/gpus/*/information', () => {
  test.each([
    [
      'an initialised GPU',
      'Model: \t\t NVIDIA L4\nGPU UUID: \t GPU-0a1b-2c\nDevice Minor: \t 12\nGPU Excluded:\t No',
      { model: 'NVIDIA L4', uuid: 'GPU-0a1b-2c', minor: 12, excluded: false },
    ],
    [
      'a UUID of question marks',
      'Model: \t\t NVIDIA L4\nGPU UUID: \t GPU-????????-????-????-????-????????????\nDevice Minor: \t 0',
      { model: 'NVIDIA L4', minor: 0 },
    ],
    ['no UUID line', 'Model: Unknown\nDevice Minor: 1\nGPU Excluded: Yes', { minor: 1, excluded: true }],
    ['the older word for excluded', 'Blacklisted:\t Yes', { excluded: true }],
    ['nothing', '', {}],
  ])('%s', (_, text, want) => {
    expect(parseInformation(text)).toEqual(want);
  });
});

describe('/etc/os-release', () => {
  test.each([
    [
      'quotes of both kinds',
      'ID="rhel"\nVERSION_ID=\'9.4\'\nPRETTY_NAME="A \\"quoted\\" name"',
      { id: 'rhel', versionId: '9.4', name: 'A "quoted" name' },
    ],
    ['comments and blanks', '# ID=no\n\nID=talos\nVARIANT_ID=\n', { id: 'talos' }],
    ['no pretty name', 'NAME=Fedora\nID=fedora', { id: 'fedora', name: 'Fedora' }],
    ['rubbish', '\0\0=\n=x\nid=lower', {}],
  ])('%s', (_, text, want) => {
    expect(parseOsRelease(text)).toEqual(want);
  });
});

describe('PCI addresses', () => {
  test.each([
    ['00000000:1B:00.0', '0000:1b:00.0'],
    ['0001:00:00.0', '0001:00:00.0'],
    ['00010000:df:00.0', '10000:df:00.0'],
  ])('%s is written %s', (address, want) => {
    expect(normalAddress(address)).toBe(want);
  });

  test('are ordered by number of the domain', () => {
    const sorted = ['10000:00:00.0', 'ffff:00:00.0', '0000:9a:00.0', '0000:1b:00.0'].sort(compareAddresses);
    expect(sorted).toEqual(['0000:1b:00.0', '0000:9a:00.0', 'ffff:00:00.0', '10000:00:00.0']);
  });
});

describe('/proc/cpuinfo', () => {
  test('of x86 names model and sockets', () => {
    const text =
      'processor\t: 0\nmodel name\t: A   CPU\nphysical id\t: 0\n\nprocessor\t: 1\nmodel name\t: A   CPU\nphysical id\t: 1\n';
    expect(parseCpuInfo(text)).toEqual({ model: 'A CPU', logical: 2, packages: 2 });
  });

  test('of aarch64 names neither', () => {
    expect(parseCpuInfo('processor\t: 0\nCPU part\t: 0xd4f\n')).toEqual({
      model: undefined,
      logical: 1,
      packages: 0,
    });
  });
});

test('memory is read from both forms of meminfo', () => {
  expect(memTotalKiB('MemTotal:       2113372684 kB\nMemFree: 1 kB')).toBe(2_113_372_684);
  expect(memTotalKiB('Node 252 MemTotal:       16515072 kB\n')).toBe(16_515_072);
  expect(memTotalKiB('SwapTotal: 1 kB')).toBeUndefined();
});

describe('ld.so.cache', () => {
  const lines = [
    { soname: 'libcuda.so.1', path: '/usr/lib/i386-linux-gnu/libcuda.so.1', flags: 0x0003 },
    { soname: 'libcuda.so.1', path: '/opt/lib/libcuda.so.1', flags: 0x0303 },
    { soname: 'libnvidia-ml.so.1', path: '/opt/lib/libnvidia-ml.so.1', flags: 0x0a03 },
  ];
  const want = [
    { soname: 'libcuda.so.1', path: '/opt/lib/libcuda.so.1' },
    { soname: 'libnvidia-ml.so.1', path: '/opt/lib/libnvidia-ml.so.1' },
  ];

  test.each<[string, CacheShape]>([
    ['of today', {}],
    ['with the header of libc 5 in front', { compat: true }],
  ])('%s gives its 64-bit libraries', (_, shape) => {
    expect(parseLdSoCache(ldSoCache(lines, shape))).toEqual(want);
  });

  test('that is none is told from an empty one', () => {
    expect(parseLdSoCache(Buffer.from('hello'))).toBeUndefined();
    expect(parseLdSoCache(Buffer.alloc(0))).toBeUndefined();
    expect(parseLdSoCache(ldSoCache([]))).toEqual([]);
  });

  test('cut at any place gives no more than it holds, and no exception', () => {
    const whole = ldSoCache(lines, { compat: true });
    for (let length = 0; length < whole.length; length++) {
      for (const entry of parseLdSoCache(whole.subarray(0, length)) ?? []) expect(want).toContainEqual(entry);
    }
  });

  test('with absurd counts and offsets ends', () => {
    const bytes = ldSoCache(lines);
    bytes.writeUInt32LE(0xffff_ffff, 20);
    bytes.writeUInt32LE(0xffff_fff0, 48 + 24 + 8);
    expect(parseLdSoCache(bytes)?.length).toBeLessThan(10);
  });
});
