import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readCpu } from './cpu.ts';

const INFO = 'processor\t: 0\nphysical id\t: 0\n';
const node = (n: number): string => `/sys/devices/system/node/node${n}/cpulist`;

test.each<[string, Record<string, Described>, number | undefined]>([
  ['those with CPUs', { [node(0)]: '0-63\n', [node(1)]: '64-127\n' }, 2],
  ['not those of memory alone', { [node(0)]: '0-71\n', [node(1)]: '\n', [node(2)]: '\n' }, 1],
  ['not other files', { [node(0)]: '0\n', '/sys/devices/system/node/has_cpu': '0\n' }, 1],
  ['unknown without the directory', {}, undefined],
  ['unknown where one does not say', { [node(0)]: '0\n', [node(1)]: { failing: 'EACCES' } }, undefined],
])('NUMA nodes: %s', async (_, paths, want) => {
  const reading = await readCpu(buildRoot({ '/proc/cpuinfo': INFO, ...paths }));
  expect(reading.ok).toBe(true);
  expect(reading.facts.numaNodes).toBe(want);
});

test('a NUMA node that does not answer leaves their number unknown, and the rest is told', async () => {
  const root = buildRoot({ '/proc/cpuinfo': INFO, [node(0)]: '0\n', [node(1)]: { failing: 'EIO' } });
  expect((await readCpu(root)).facts).toEqual({ logical: 1, sockets: 1 });
});
