import { describe, expect, test } from 'vitest';
import { imageFiles } from '../host-image.ts';
import { createHostRoot } from '../host-root.ts';
import { buildImage, buildRoot, type Described, faultyFiles } from '../testing/build-host.ts';
import { mergeDriverBinaries, readDriverBinaries, recallDriverBinaries } from './driver-binaries.ts';
import { DRIVER_ROOTS } from './driver-roots.ts';

const PROGRAM: Described = { file: '\x7fELF', mode: 0o755 };

const read = (paths: Readonly<Record<string, Described>>) =>
  readDriverBinaries(buildRoot(paths), DRIVER_ROOTS);

describe('the programs of the driver', () => {
  test.each<[string, Readonly<Record<string, Described>>, string]>([
    ['Ubuntu', { '/usr/bin/nvidia-smi': PROGRAM }, '/usr/bin'],
    [
      'a host whose /bin is /usr/bin',
      { '/bin': { link: 'usr/bin' }, '/usr/bin/nvidia-smi': PROGRAM },
      '/usr/bin',
    ],
    [
      'Debian, behind two links',
      {
        '/usr/bin/nvidia-smi': { link: '/etc/alternatives/nvidia--nvidia-smi' },
        '/etc/alternatives/nvidia--nvidia-smi': { link: '/usr/lib/nvidia/current/nvidia-smi' },
        '/usr/lib/nvidia/current/nvidia-smi': PROGRAM,
      },
      '/usr/lib/nvidia/current',
    ],
    [
      'a driver container',
      { '/run/nvidia/driver/usr/bin/nvidia-smi': PROGRAM },
      '/run/nvidia/driver/usr/bin',
    ],
    [
      'a driver container with absolute links',
      {
        '/run/nvidia/driver/bin': { link: '/usr/bin' },
        '/run/nvidia/driver/usr/bin/nvidia-smi': { link: '/opt/nvidia-smi' },
        '/run/nvidia/driver/opt/nvidia-smi': PROGRAM,
      },
      '/run/nvidia/driver/opt',
    ],
    ['GKE', { '/home/kubernetes/bin/nvidia/bin/nvidia-smi': PROGRAM }, '/home/kubernetes/bin/nvidia/bin'],
    [
      'Bottlerocket of 2024',
      {
        '/usr': { link: './x86_64-bottlerocket-linux-gnu/sys-root/usr' },
        '/x86_64-bottlerocket-linux-gnu/sys-root/usr/libexec/nvidia/tesla/bin/nvidia-smi': PROGRAM,
      },
      '/x86_64-bottlerocket-linux-gnu/sys-root/usr/libexec/nvidia/tesla/bin',
    ],
    [
      'Talos, links in /usr/bin',
      { '/usr/bin/nvidia-smi': { link: '/usr/local/bin/nvidia-smi' }, '/usr/local/bin/nvidia-smi': PROGRAM },
      '/usr/local/bin',
    ],
    ['Jetson', { '/usr/sbin/nvidia-smi': PROGRAM }, '/usr/sbin'],
    ['WSL', { '/usr/lib/wsl/lib/nvidia-smi': PROGRAM }, '/usr/lib/wsl/lib'],
    [
      'a host with an empty file in an earlier place',
      { '/usr/bin/nvidia-smi': { file: '', mode: 0o755 }, '/opt/bin/nvidia-smi': PROGRAM },
      '/opt/bin',
    ],
    [
      'a host with a file that is no program',
      { '/usr/bin/nvidia-smi': 'text', '/opt/bin/nvidia-smi': PROGRAM },
      '/opt/bin',
    ],
    [
      'a host with a directory of that name',
      { '/usr/bin/nvidia-smi': { directory: true }, '/opt/bin/nvidia-smi': PROGRAM },
      '/opt/bin',
    ],
    [
      'a host with a link to nowhere',
      { '/usr/bin/nvidia-smi': { link: '/gone' }, '/opt/bin/nvidia-smi': PROGRAM },
      '/opt/bin',
    ],
  ])('%s', async (_, paths, binaryDir) => {
    expect(await read(paths)).toEqual({
      ok: true,
      facts: { binaryDir, binaries: [{ name: 'nvidia-smi', path: `${binaryDir}/nvidia-smi` }] },
    });
  });

  test('are sorted by name, each from the first place that has it', async () => {
    const reading = await read({
      '/usr/bin/nvidia-smi': PROGRAM,
      '/usr/sbin/nvidia-smi': PROGRAM,
      '/usr/sbin/nvidia-imex': PROGRAM,
      '/usr/bin/nvidia-settings': PROGRAM,
    });
    expect(reading.facts.binaries?.map(({ path }) => path)).toEqual([
      '/usr/sbin/nvidia-imex',
      '/usr/bin/nvidia-smi',
    ]);
  });

  test('without nvidia-smi have no directory', async () => {
    expect((await read({ '/usr/bin/nvidia-persistenced': PROGRAM })).facts.binaryDir).toBeUndefined();
  });

  test('that are not there are noted', async () => {
    expect(await read({ '/usr/bin/sh': PROGRAM })).toEqual({ ok: true, facts: {}, detail: 'none found' });
  });

  test('are not asked for where no directory is', async () => {
    const asked: string[] = [];
    const files = faultyFiles(imageFiles(buildImage({ '/usr/bin/sh': PROGRAM })), (path) => {
      asked.push(path);
      return undefined;
    });
    await readDriverBinaries(createHostRoot(files), DRIVER_ROOTS);
    expect(asked.filter((path) => path.includes('nvidia-') && !path.startsWith('/usr/bin/'))).toEqual([]);
  });
});

describe('where no answer comes', () => {
  test.each(['/usr/bin', '/usr/bin/nvidia-smi'])(
    '%s: what else was found is given with the failure',
    async (path) => {
      const reading = await read({ [path]: { failing: 'EIO' }, '/usr/sbin/nvidia-imex': PROGRAM });
      expect(reading).toMatchObject({
        ok: false,
        error: 'EIO',
        facts: { binaries: [{ name: 'nvidia-imex', path: '/usr/sbin/nvidia-imex' }] },
      });
    },
  );

  test('what was known stands, and what is known now comes before it', () => {
    const last = recallDriverBinaries({
      nvidia: {
        binaryDir: '/old',
        binaries: [
          { name: 'nvidia-imex', path: '/old/nvidia-imex' },
          { name: 'nvidia-smi', path: '/old/nvidia-smi' },
        ],
      },
    });
    const now = { binaryDir: '/new', binaries: [{ name: 'nvidia-smi', path: '/new/nvidia-smi' }] };
    expect(mergeDriverBinaries(last, now)).toEqual({
      binaryDir: '/new',
      binaries: [
        { name: 'nvidia-imex', path: '/old/nvidia-imex' },
        { name: 'nvidia-smi', path: '/new/nvidia-smi' },
      ],
    });
    expect(mergeDriverBinaries({}, {})).toEqual({});
  });
});
