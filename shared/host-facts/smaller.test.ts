import { describe, expect, test } from 'vitest';
import type { HostFacts } from './model.ts';
import { fieldsOf, MESSAGE_NAMES } from './schema.ts';
import { isSmaller } from './smaller.ts';

const whole: HostFacts = {
  schema: 1,
  bootId: 'boot-1',
  cpu: { logical: 8 },
  gpus: [
    { address: '0000:1b:00.0', seenByDriver: true, uuid: 'GPU-1', mig: { instances: [{ gi: 1, ci: 0 }] } },
    { address: '0000:9a:00.0', seenByDriver: true, uuid: 'GPU-2' },
  ],
  nvidia: {
    present: true,
    driver: { version: '550.54.15' },
    uvm: true,
    libraryDirs: ['/usr/lib64'],
    libraries: [
      { soname: 'libcuda.so.1', path: '/usr/lib64/libcuda.so.550.54.15' },
      { soname: 'libnvidia-glcore.so.550.54.15', path: '/usr/lib64/libnvidia-glcore.so.550.54.15' },
    ],
  },
  problems: [{ code: 'GpuNotSeen' }],
  healthy: false,
};
const [first = {}, second = {}] = whole.gpus ?? [];
const nvidia = whole.nvidia ?? {};

describe('facts are smaller', () => {
  test.each<[string, HostFacts]>([
    ['without a value', { ...whole, cpu: {} }],
    ['without a group', { ...whole, nvidia: {} }],
    ['without a GPU', { ...whole, gpus: [first] }],
    ['without any GPU', { schema: 1, bootId: 'boot-1', cpu: { logical: 8 }, nvidia }],
    ['with another GPU in place of one', { ...whole, gpus: [first, { ...second, address: '0000:9b:00.0' }] }],
    ['with less of a GPU', { ...whole, gpus: [first, { address: '0000:9a:00.0', seenByDriver: false }] }],
    ['without a MIG instance', { ...whole, gpus: [{ ...first, mig: {} }, second] }],
    ['without a library', { ...whole, nvidia: { ...nvidia, libraries: nvidia.libraries?.slice(1) ?? [] } }],
    ['without a directory', { ...whole, nvidia: { ...nvidia, libraryDirs: [] } }],
    ['with a driver that is absent now', { ...whole, nvidia: { ...nvidia, present: false } }],
    [
      'without knowing whether the driver is there',
      { ...whole, nvidia: { ...nvidia, present: undefined } as never },
    ],
    ['without the boot', { ...whole, bootId: undefined } as never],
  ])('%s', (_, after) => {
    expect(isSmaller(whole, after)).toBe(true);
  });
});

describe('facts are not smaller', () => {
  test.each<[string, HostFacts]>([
    ['where they are the same', whole],
    ['with another value', { ...whole, cpu: { logical: 4 } }],
    ['with a device node that went, which is known', { ...whole, nvidia: { ...nvidia, uvm: false } }],
    ['with more', { ...whole, memory: { totalMiB: 1 }, gpus: [first, second, { address: '0000:9b:00.0' }] }],
    ['with fewer problems', { ...whole, problems: [], healthy: true }],
    ['of another boot', { schema: 1, bootId: 'boot-2' }],
    [
      'with another driver, whose libraries have other names',
      {
        ...whole,
        nvidia: {
          ...nvidia,
          libraries: [
            { soname: 'libcuda.so.1', path: '/usr/lib64/libcuda.so.570.1' },
            { soname: 'libnvidia-glcore.so.570.1', path: '/usr/lib64/libnvidia-glcore.so.570.1' },
          ],
        },
      },
    ],
  ])('%s', (_, after) => {
    expect(isSmaller(whole, after)).toBe(false);
  });

  test('than nothing', () => {
    expect(isSmaller({}, whole)).toBe(false);
  });
});

test('each list of messages is compared by what its elements are, not by their place', () => {
  const inLists = MESSAGE_NAMES.flatMap((name) => fieldsOf(name))
    .filter((field) => field.list && field.message !== undefined)
    .filter(({ name }) => !['sources', 'problems', 'counts'].includes(name));
  for (const { name, message } of inLists) {
    const identities: Record<string, readonly [object, object]> = {
      Gpu: [{ address: 'a' }, { address: 'b' }],
      MigInstance: [
        { gi: 1, ci: 0 },
        { gi: 1, ci: 1 },
      ],
      HugePages: [{ sizeKiB: 4 }, { sizeKiB: 8 }],
      Library: [{ soname: 'liba.so.1' }, { soname: 'libb.so.1' }],
      Binary: [{ name: 'a' }, { name: 'b' }],
      DeviceNode: [{ path: 'a' }, { path: 'b' }],
      Rdma: [{ name: 'a' }, { name: 'b' }],
      Disk: [{ path: 'a' }, { path: 'b' }],
      CdiSpec: [{ path: 'a' }, { path: 'b' }],
    };
    const pair = identities[message ?? ''];
    expect(pair, `${name} has no identity`).toBeDefined();
    const holders: Record<string, (list: readonly object[]) => HostFacts> = {
      instances: (list) => ({ gpus: [{ address: 'x', mig: { instances: list } }] }),
      hugePages: (list) => ({ memory: { hugePages: list } }),
      libraries: (list) => ({ nvidia: { libraries: list } }),
      binaries: (list) => ({ nvidia: { binaries: list } }),
      specs: (list) => ({ cdi: { specs: list } }),
    };
    const facts = (list: readonly object[]): HostFacts => holders[name]?.(list) ?? { [name]: list };
    const [one, other] = pair ?? [{}, {}];
    expect(isSmaller(facts([one, other]), facts([other, one])), name).toBe(false);
    expect(isSmaller(facts([one]), facts([other])), name).toBe(true);
  }
});
