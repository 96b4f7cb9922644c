import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readDirectTransfer } from './direct-transfer.ts';

const modules = (...names: string[]): Record<string, Described> => ({
  '/proc/modules': names.map((name) => `${name} 245760 0 - Live 0x0000000000000000 (OE)\n`).join(''),
  '/dev/null': { character: [1, 3] },
});
const node = { character: [236, 0] } as const;

test.each<[string, Readonly<Record<string, Described>>, object]>([
  ['no driver', modules('nvme', 'nvidia_wmi'), {}],
  ['hidden modules', { '/dev/gdrdrv': node }, {}],
  [
    'only the driver',
    { ...modules('nvidia_uvm', 'nvidia'), '/dev/gdrdrv': node },
    { gdrCopy: false, gpuDirectStorage: false, peerMemory: false },
  ],
  [
    'all modules and nodes',
    {
      ...modules('gdrdrv', 'nvidia_fs', 'nvidia_peermem', 'nvidia'),
      '/dev/gdrdrv': node,
      '/dev/nvidia-fs0': node,
    },
    { gdrCopy: true, gpuDirectStorage: true, peerMemory: true },
  ],
  [
    'modules without nodes',
    { ...modules('gdrdrv', 'nvidia_fs', 'nvidia'), '/dev/nvidia-fsx': node },
    { gdrCopy: false, gpuDirectStorage: false, peerMemory: false },
  ],
  [
    'the older module of network adapters',
    modules('nv_peer_mem', 'nvidia'),
    { gdrCopy: false, gpuDirectStorage: false, peerMemory: true },
  ],
])('%s', async (_, paths, facts) => {
  expect(await readDirectTransfer(buildRoot(paths))).toEqual({ ok: true, facts });
});

test('nodes that cannot be seen are unknown', async () => {
  const reading = await readDirectTransfer(
    buildRoot({ ...modules('gdrdrv', 'nvidia'), '/dev': { failing: 'EIO' } }),
  );
  expect(reading.facts).toEqual({ gpuDirectStorage: false, peerMemory: false });
});

test('modules that cannot be read leave all unknown', async () => {
  const reading = await readDirectTransfer(buildRoot({ '/proc/modules': { failing: 'EIO' } }));
  expect(reading.facts).toEqual({});
});
