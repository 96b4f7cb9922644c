import { describe, expect, test } from 'vitest';
import { ldSoCache } from '../../../test/fixtures/hosts/ld-so-cache.ts';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { DRIVER_ROOTS } from './driver-roots.ts';
import { readNvidiaLibraries } from './nvidia-libraries.ts';

const VERSION = '550.54.15';

/** A host with these libraries, as "libcuda 1" or, where the file name is the soname, "libnvidia-eglcore". */
async function setsOf(...libraries: readonly string[]): Promise<readonly string[] | undefined> {
  const directory = '/usr/lib64';
  const paths = libraries.flatMap((library) => {
    const [name = '', number] = library.split(' ');
    const file = `${name}.so.${VERSION}`;
    return [
      [`${directory}/${file}`, ''] as const,
      ...(number === undefined ? [] : [[`${directory}/${name}.so.${number}`, { link: file }] as const]),
    ];
  });
  const reading = await readNvidiaLibraries(buildRoot(Object.fromEntries(paths)), DRIVER_ROOTS, VERSION);
  return reading.facts.librarySets;
}

test.each<[string, readonly string[], readonly string[]]>([
  ['only NVML', ['libnvidia-ml 1'], ['nvml']],
  ['a headless driver', ['libcuda 1', 'libnvidia-ml 1', 'libnvidia-eglcore'], ['compute', 'nvml']],
  ['graphics by EGL', ['libcuda 1', 'libEGL_nvidia 0'], ['compute', 'graphics']],
  ['graphics by GLX', ['libcuda 1', 'libGLX_nvidia 0'], ['compute', 'graphics']],
  ['video by either of its libraries', ['libcuda 1', 'libnvidia-encode 1'], ['compute', 'video']],
  [
    'all',
    [
      'libnvoptix 1',
      'libnvidia-nscq 2',
      'libnvidia-ml 1',
      'libnvcuvid 1',
      'libnvidia-encode 1',
      'libGLX_nvidia 0',
      'libEGL_nvidia 0',
      'libcuda 1',
    ],
    ['compute', 'graphics', 'nscq', 'nvml', 'optix', 'video'],
  ],
  ['libraries whose names only begin alike', ['libcuda 1', 'libnvidia-ml-next 1'], ['compute']],
])('kinds of libraries: %s', async (_, libraries, want) => {
  expect(await setsOf(...libraries)).toEqual(want);
});

test('where file names tell no version only libcuda is looked for, and the kinds are unknown', async () => {
  const root = buildRoot({
    '/usr/lib/aarch64-linux-gnu/nvidia/libcuda.so.1.1': '',
    '/usr/lib/aarch64-linux-gnu/nvidia/libcuda.so.1': { link: 'libcuda.so.1.1' },
    '/usr/lib/aarch64-linux-gnu/nvidia/libEGL_nvidia.so.0': '',
  });
  const { facts } = await readNvidiaLibraries(root, DRIVER_ROOTS, undefined);
  expect(facts.libraryDir).toBe('/usr/lib/aarch64-linux-gnu/nvidia');
  expect(facts.librarySets).toBeUndefined();
});

describe('where an answer is missing', () => {
  const OWN: Readonly<Record<string, Described>> = {
    '/usr/lib64/libcuda.so.550.54.15': '',
    '/usr/lib64/libcuda.so.1': { link: 'libcuda.so.550.54.15' },
  };
  const OTHER: Readonly<Record<string, Described>> = {
    '/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06': '',
    '/usr/lib/x86_64-linux-gnu/libcuda.so.1': { link: 'libcuda.so.580.65.06' },
  };
  const read = (paths: Readonly<Record<string, Described>>, version: string | undefined = VERSION) =>
    readNvidiaLibraries(buildRoot(paths), DRIVER_ROOTS, version);

  test('libraries of another version than the module are not taken for its own', async () => {
    const sick = { '/usr/lib64': { failing: 'EIO' } } as const;
    expect(await read({ ...OTHER, ...sick })).toMatchObject({ ok: false, error: 'EIO', facts: {} });
    expect((await read({ ...OTHER, ...sick })).facts).toEqual({});
    expect((await read({ ...OTHER, ...OWN })).facts.userVersion).toBe(VERSION);
  });

  test('its own are told, wherever else no answer came from', async () => {
    const reading = await read({ ...OWN, '/usr/lib/x86_64-linux-gnu': { failing: 'EIO' } });
    expect(reading).toMatchObject({ ok: true, facts: { userVersion: VERSION, libraryDir: '/usr/lib64' } });
  });

  test('a link that cannot be read leaves all sonames unknown', async () => {
    const reading = await read({ ...OWN, '/usr/lib64/libnvidia-ml.so.1': { failing: 'EIO' } });
    expect(reading).toMatchObject({ ok: false, error: 'EIO', facts: { libraryDir: '/usr/lib64' } });
    expect(reading.facts.libraries).toBeUndefined();
    expect(reading.facts.librarySets).toBeUndefined();
  });

  test('a file of which the kind cannot be read is not taken for one of 64 bits', async () => {
    const reading = await read({ '/usr/lib64/libcuda.so.550.54.15': { failing: 'EIO' } });
    expect(reading).toMatchObject({ ok: false, error: 'EIO', facts: {} });
  });

  test('they are not known to be absent; where every place answers they are', async () => {
    expect(await read({ '/usr/lib64': { failing: 'EIO' } })).toMatchObject({ ok: false, facts: {} });
    expect(await read({})).toMatchObject({ ok: true, facts: { absent: true }, detail: 'none found' });
  });
});

const libraryIn = (directory: string, version: string): Readonly<Record<string, Described>> => ({
  [`${directory}/libcuda.so.${version}`]: '',
  [`${directory}/libcuda.so.1`]: { link: `libcuda.so.${version}` },
});

test('what the cache names below another root belongs to that root', async () => {
  const directory = '/var/lib/nvidia/lib64';
  const cache = ldSoCache([{ soname: 'libcuda.so.1', path: `${directory}/libcuda.so.1`, flags: 0x0303 }]);
  const root = buildRoot({ ...libraryIn(directory, VERSION), '/etc/ld.so.cache': cache });
  const { facts } = await readNvidiaLibraries(root, DRIVER_ROOTS, VERSION);
  expect([facts.root, facts.libraryDir]).toEqual(['/var/lib/nvidia', directory]);
});

test('of a directory of links the one with the files is told', async () => {
  const store = '/nix/store/x-nvidia-x11/lib';
  const root = buildRoot({
    ...libraryIn(store, VERSION),
    [`/run/opengl-driver/lib/libcuda.so.${VERSION}`]: { link: `${store}/libcuda.so.${VERSION}` },
    '/run/opengl-driver/lib/libcuda.so.1': { link: `${store}/libcuda.so.1` },
  });
  expect((await readNvidiaLibraries(root, DRIVER_ROOTS, VERSION)).facts.libraryDirs).toEqual([store]);
});

test('a file left over from the loaded version does not hide that loaders get another', async () => {
  const root = buildRoot({
    ...libraryIn('/usr/lib64', '580.65.06'),
    [`/usr/lib64/libcuda.so.${VERSION}`]: '',
  });
  expect((await readNvidiaLibraries(root, DRIVER_ROOTS, VERSION)).facts.userVersion).toBe('580.65.06');
});
