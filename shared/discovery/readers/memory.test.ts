import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readMemory } from './memory.ts';

const INFO = { '/proc/meminfo': 'MemTotal:        2048 kB\n' };
const pool = (kib: number, pages: Described): Record<string, Described> => ({
  [`/sys/kernel/mm/hugepages/hugepages-${kib}kB/nr_hugepages`]: pages,
  [`/sys/kernel/mm/hugepages/hugepages-${kib}kB/free_hugepages`]: '7\n',
});

test.each<[string, Record<string, Described>, unknown]>([
  [
    'by size, which is not by name',
    { ...pool(1_048_576, '4\n'), ...pool(2048, '512\n'), ...pool(64, '1\n') },
    [
      { sizeKiB: 64, count: 1 },
      { sizeKiB: 2048, count: 512 },
      { sizeKiB: 1_048_576, count: 4 },
    ],
  ],
  [
    'not those without pages',
    { ...pool(2048, '0\n'), ...pool(1_048_576, '1\n') },
    [{ sizeKiB: 1_048_576, count: 1 }],
  ],
  ['none', pool(2048, '0\n'), []],
  ['unknown where the kernel has none', {}, undefined],
  [
    'unknown where a pool may not be read',
    { ...pool(64, '1\n'), ...pool(2048, { failing: 'EACCES' }) },
    undefined,
  ],
])('pools of huge pages: %s', async (_, paths, want) => {
  const reading = await readMemory(buildRoot({ ...INFO, ...paths }));
  expect(reading.ok).toBe(true);
  expect(reading.facts.totalMiB).toBe(2);
  expect(reading.facts.hugePages).toEqual(want);
});

test('a pool that does not answer makes a failure, and the rest is told', async () => {
  const root = buildRoot({ ...INFO, ...pool(2048, { failing: 'EIO' }) });
  expect(await readMemory(root)).toMatchObject({ ok: false, error: 'EIO', facts: { totalMiB: 2 } });
});
