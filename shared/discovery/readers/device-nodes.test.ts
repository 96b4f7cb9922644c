import { describe, expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readDeviceNodes } from './device-nodes.ts';
import { DRIVER_ROOTS } from './driver-roots.ts';

const node = (major: number, minor: number, mode = 0o666): Described => ({
  character: [major, minor],
  mode,
});
const read = (paths: Readonly<Record<string, Described>>) => readDeviceNodes(buildRoot(paths), DRIVER_ROOTS);
const pathsOf = async (paths: Readonly<Record<string, Described>>) =>
  (await read(paths)).facts.map(({ path }) => path);

test('nodes are sorted by path; a mode is told where it is not read and write for all', async () => {
  expect(
    await read({
      '/dev/null': node(1, 3),
      '/dev/nvidiactl': node(195, 255),
      '/dev/dri/renderD128': node(226, 128, 0o660),
      '/dev/nvidia0': node(195, 0),
      '/dev/dri/by-path': { directory: true },
    }),
  ).toEqual({
    ok: true,
    facts: [
      { path: '/dev/dri/renderD128', major: 226, minor: 128, mode: 0o660 },
      { path: '/dev/nvidia0', major: 195, minor: 0 },
      { path: '/dev/nvidiactl', major: 195, minor: 255 },
    ],
  });
});

test('a plain file and a node of network adapters are none', async () => {
  expect(await pathsOf({ '/dev/nvidia0': '', '/dev/infiniband/uverbs0': node(231, 192) })).toEqual([]);
});

describe('a driver container', () => {
  const CONTAINER = {
    '/run/nvidia/driver/dev/nvidiactl': node(195, 255),
    '/run/nvidia/driver/dev/nvidia0': node(195, 0),
    '/run/nvidia/driver/dev/nvidia-caps/nvidia-cap1': node(237, 1),
    '/run/nvidia/driver/dev/dri/card0': node(226, 0),
    '/run/nvidia/driver/dev/kfd': node(235, 0),
  };

  test('has the nodes of its driver where the host has none', async () => {
    expect(await pathsOf({ ...CONTAINER, '/dev/dri/card0': node(226, 0) })).toEqual([
      '/dev/dri/card0',
      '/run/nvidia/driver/dev/nvidia-caps/nvidia-cap1',
      '/run/nvidia/driver/dev/nvidia0',
      '/run/nvidia/driver/dev/nvidiactl',
    ]);
  });

  test('is not asked where the host has them', async () => {
    expect(await pathsOf({ ...CONTAINER, '/dev/nvidiactl': node(195, 255) })).toEqual(['/dev/nvidiactl']);
  });

  test('that gives no answer is a failure', async () => {
    const reading = await read({ '/dev/null': node(1, 3), '/run/nvidia/driver/dev': { failing: 'EIO' } });
    expect(reading).toMatchObject({ ok: false, error: 'EIO' });
  });
});

test('no /dev is no knowledge', async () => {
  expect(await read({ '/etc/hostname': 'x' })).toMatchObject({ ok: false, error: 'ENOENT', facts: [] });
});

test.each([
  ['/dev/dri', ['/dev/nvidiactl']],
  ['/dev/dri/card0', ['/dev/nvidiactl']],
  ['/dev/nvidia-uvm', ['/dev/dri/card0']],
])('no answer from %s is a failure; a directory is told whole or not at all', async (path, want) => {
  const reading = await read({
    '/dev/nvidiactl': node(195, 255),
    '/dev/dri/card0': node(226, 0),
    [path]: { failing: 'Timeout' },
  });
  expect(reading).toMatchObject({
    ok: false,
    error: 'Timeout',
    facts: want.map((there) => ({ path: there })),
  });
});
