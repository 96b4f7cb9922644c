import { describe, expect, test } from 'vitest';
import { differencesOf, leavesOf, schemaPathOf, schemaPaths } from './fact-paths.ts';

const H100 = { vendor: 'nvidia', address: '0000:1b:00.0', minor: 0 };
const OTHER = { vendor: 'nvidia', address: '0000:9a:00.0', minor: 1 };

describe('the leaves of facts', () => {
  test('have a path with places and a key with names', () => {
    const facts = {
      nvidia: { driver: { version: '550.54.15' }, libraryDirs: ['/usr/lib64'] },
      gpus: [H100],
      memory: { hugePages: [{ sizeKiB: 2048, count: 4 }] },
    };
    expect(leavesOf(facts)).toEqual([
      { path: 'memory.hugePages[0].sizeKiB', key: 'memory.hugePages[2048].sizeKiB', value: 2048 },
      { path: 'memory.hugePages[0].count', key: 'memory.hugePages[2048].count', value: 4 },
      { path: 'gpus[0].vendor', key: 'gpus[0000:1b:00.0].vendor', value: 'nvidia' },
      { path: 'gpus[0].address', key: 'gpus[0000:1b:00.0].address', value: '0000:1b:00.0' },
      { path: 'gpus[0].minor', key: 'gpus[0000:1b:00.0].minor', value: 0 },
      { path: 'nvidia.driver.version', key: 'nvidia.driver.version', value: '550.54.15' },
      { path: 'nvidia.libraryDirs[0]', key: 'nvidia.libraryDirs[/usr/lib64]', value: '/usr/lib64' },
    ]);
  });

  test('have keys of their own where two items are called the same, or nothing', () => {
    const keys = leavesOf({ rdma: [{ name: 'a' }, { name: 'a' }, { gbps: 1 }] }).map(({ key }) => key);
    expect(keys).toEqual(['rdma[a].name', 'rdma[#1].name', 'rdma[#2].gbps']);
  });

  test('are named by the schema', () => {
    const known = new Set(schemaPaths());
    const paths = leavesOf({ gpus: [{ mig: { instances: [{ gi: 1, ci: 0 }] } }] }).map(({ path }) => path);
    expect(paths).toHaveLength(2);
    for (const path of paths) expect(known).toContain(schemaPathOf(path));
  });
});

describe('the differences of facts', () => {
  test('do not come from places in lists', () => {
    expect(differencesOf({ gpus: [H100, OTHER] }, { gpus: [OTHER, H100] })).toEqual([]);
  });

  test('name each fact that one side does not know or has otherwise', () => {
    const a = { gpus: [H100, OTHER], cpu: { logical: 4 } };
    const b = { gpus: [{ ...OTHER, minor: 2 }], cpu: { logical: 4, sockets: 1 } };
    expect(differencesOf(a, b)).toEqual([
      { key: 'gpus[0000:1b:00.0].vendor', a: 'nvidia', b: undefined },
      { key: 'gpus[0000:1b:00.0].address', a: '0000:1b:00.0', b: undefined },
      { key: 'gpus[0000:1b:00.0].minor', a: 0, b: undefined },
      { key: 'gpus[0000:9a:00.0].minor', a: 1, b: 2 },
      { key: 'cpu.sockets', a: undefined, b: 1 },
    ]);
  });
});
