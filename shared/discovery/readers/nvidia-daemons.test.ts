import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readNvidiaDaemons } from './nvidia-daemons.ts';

test.each<[string, Readonly<Record<string, Described>>, object]>([
  ['nothing', {}, {}],
  [
    'the socket of nvidia-persistenced',
    { '/run/nvidia-persistenced/socket': '' },
    { persistencedSocket: '/run/nvidia-persistenced/socket' },
  ],
  [
    'a socket of a host whose /var/run is no link',
    { '/var/run/nvidia-persistenced/socket': '' },
    { persistencedSocket: '/var/run/nvidia-persistenced/socket' },
  ],
  [
    'one of two names of the same socket',
    { '/var/run': { link: '/run' }, '/run/nvidia-persistenced/socket': '' },
    { persistencedSocket: '/run/nvidia-persistenced/socket' },
  ],
  ['no socket where a container engine left a directory', { '/run/nvidia-persistenced/socket/x': '' }, {}],
  ['the pipes of MPS', { '/tmp/nvidia-mps/control': '' }, { mpsDir: '/tmp/nvidia-mps' }],
  ['no pipes in a file', { '/tmp/nvidia-mps': '' }, {}],
])('%s', async (_, paths, facts) => {
  expect(await readNvidiaDaemons(buildRoot(paths))).toEqual({ ok: true, facts });
});

test('no answer from one place leaves what the other says', async () => {
  const reading = await readNvidiaDaemons(
    buildRoot({ '/run': { failing: 'EIO' }, '/tmp/nvidia-mps': { directory: true } }),
  );
  expect(reading.facts).toEqual({ mpsDir: '/tmp/nvidia-mps' });
});
