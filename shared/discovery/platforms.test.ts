import { describe, expect, test } from 'vitest';
import type { HostFacts } from '../host-facts/model.ts';
import { createDiscoverer } from './discover.ts';
import type { HostFiles } from './host-files.ts';
import { imageFiles } from './host-image.ts';
import { brokenAt, buildImage, type Described, openMachine } from './testing/build-host.ts';

const now = (): number => 0;

async function look(files: HostFiles): Promise<HostFacts> {
  return (await createDiscoverer({ files, now }).look()).facts;
}

/** Root, library directory, program directory, libc. */
type Found = readonly [root: string, libraryDir: string, binaryDir: string, libc: string];

const placesOf = ({ nvidia, os }: HostFacts) => [
  nvidia?.root,
  nvidia?.libraryDir,
  nvidia?.binaryDir,
  [os?.libc, os?.libcVersion].join(' '),
];

const UBUNTU = '/usr/lib/x86_64-linux-gnu';
const CONTAINER = '/run/nvidia/driver';
const GKE = '/home/kubernetes/bin/nvidia';
const JETSON = '/usr/lib/aarch64-linux-gnu/nvidia';
const BOTTLEROCKET = '/x86_64-bottlerocket-linux-gnu/sys-root/usr';
const STORE = '/nix/store';

const PLATFORMS: Readonly<Record<string, Found>> = {
  'al2023-eks': ['/', '/usr/lib64', '/usr/bin', 'glibc 2.34'],
  bottlerocket: ['/', `${BOTTLEROCKET}/lib/nvidia/tesla`, `${BOTTLEROCKET}/bin`, 'glibc 2.41'],
  'cos-outside-gke': ['/var/lib/nvidia', '/var/lib/nvidia/lib64', '/var/lib/nvidia/bin', 'glibc 2.37'],
  'debian-alternatives': ['/', `${UBUNTU}/nvidia/current`, '/usr/lib/nvidia/current', 'glibc 2.36'],
  'fedora-rpmfusion': ['/', '/usr/lib64/nvidia', '/usr/bin', 'glibc 2.22'],
  flatcar: ['/opt/nvidia', '/opt/nvidia/535.247.01/6.6.95-flatcar/usr/lib64', '/opt/bin', 'glibc 2.39'],
  'gke-cos': [GKE, `${GKE}/lib64`, `${GKE}/bin`, 'glibc 2.35'],
  'gke-ubuntu': [GKE, `${GKE}/lib64`, `${GKE}/bin`, 'glibc 2.35'],
  'gpu-operator': [CONTAINER, `${CONTAINER}${UBUNTU}`, `${CONTAINER}/usr/bin`, 'glibc 2.35'],
  'jetson-orin': ['/', JETSON, '/usr/sbin', 'glibc 2.35'],
  'jetson-thor': ['/', JETSON, '/usr/bin', 'glibc 2.39'],
  nixos: [
    '/',
    `${STORE}/xdqvrwrf5baqz49aaa0wzd3z446vvblw-nvidia-x11-570.181-6.12.43/lib`,
    `${STORE}/2l8c5vhk0sy1r9d3w7zq4f6g5p0xbn1a-nvidia-x11-570.181-6.12.43-bin/bin`,
    'glibc 2.40',
  ],
  talos: ['/', '/usr/local/lib', '/usr/local/bin', 'glibc 2.43'],
  // Its module is loaded; the host has a newer one's libraries, and a cache of files that are gone.
  'two-drivers': [CONTAINER, `${CONTAINER}${UBUNTU}`, `${CONTAINER}/usr/bin`, 'glibc 2.35'],
  'ubuntu-sbsa': ['/', '/usr/lib/aarch64-linux-gnu', '/usr/bin', 'glibc 2.39'],
  wsl2: ['/', '/usr/lib/wsl/lib', '/usr/lib/wsl/lib', 'glibc 2.39'],
};

describe('where a platform has its driver', () => {
  for (const [machine, places] of Object.entries(PLATFORMS)) {
    test(machine, async () => {
      expect(placesOf(await look(await openMachine(machine)))).toEqual(places);
    });
  }

  const PROGRAM: Described = { file: '\x7fELF', mode: 0o755 };
  /** A file named by its version, and the link under which loaders find it. */
  const library = (directory: string): Readonly<Record<string, Described>> => ({
    [`${directory}/libcuda.so.550.54.15`]: '\x7fELF',
    [`${directory}/libcuda.so.1`]: { link: 'libcuda.so.550.54.15' },
  });

  test.each<[string, Readonly<Record<string, Described>>, readonly [string, string, string]]>([
    [
      'Talos before 1.13',
      {
        ...library('/usr/local/glibc/usr/lib'),
        '/usr/local/glibc/lib': { link: 'usr/lib/' },
        '/usr/local/bin/nvidia-smi': PROGRAM,
      },
      ['/', '/usr/local/glibc/usr/lib', '/usr/local/bin'],
    ],
    [
      'Talos until 1.8',
      { ...library('/usr/local/glibc/lib'), '/usr/local/bin/nvidia-smi': PROGRAM },
      ['/', '/usr/local/glibc/lib', '/usr/local/bin'],
    ],
    [
      "GKE's Ubuntu with the driver elsewhere",
      {
        '/home/kubernetes/bin/nvidia': { link: '/var/opt/driver' },
        ...library('/var/opt/driver/lib64'),
        '/var/opt/driver/bin/nvidia-smi': PROGRAM,
      },
      [GKE, '/var/opt/driver/lib64', '/var/opt/driver/bin'],
    ],
    [
      'CoreOS',
      {
        '/opt/nvidia/current': { link: '384.111/1576.5.0' },
        ...library('/opt/nvidia/384.111/1576.5.0/lib64'),
        '/opt/nvidia/384.111/1576.5.0/bin/nvidia-smi': PROGRAM,
      },
      ['/opt/nvidia', '/opt/nvidia/384.111/1576.5.0/lib64', '/opt/nvidia/384.111/1576.5.0/bin'],
    ],
    [
      "a driver container of RHEL's",
      { ...library(`${CONTAINER}/usr/lib64`), [`${CONTAINER}/usr/bin/nvidia-smi`]: PROGRAM },
      [CONTAINER, `${CONTAINER}/usr/lib64`, `${CONTAINER}/usr/bin`],
    ],
  ])('%s', async (_, paths, places) => {
    expect(placesOf(await look(imageFiles(buildImage(paths)))).slice(0, 3)).toEqual(places);
  });
});

describe('what else platforms say', () => {
  test.each<[string, (facts: HostFacts) => unknown, unknown]>([
    ['wsl2', (facts) => facts.wsl, { storeDir: '/usr/lib/wsl/drivers/nv_dispi.inf_amd64_7cc7738d8e428783' }],
    [
      'jetson-thor',
      (facts) => facts.jetson,
      {
        release: 'R38.2.0',
        csvFiles: ['devices.csv', 'drivers.csv'].map(
          (name) => `/etc/nvidia-container-runtime/host-files-for-container.d/${name}`,
        ),
      },
    ],
    ['jetson-orin', (facts) => facts.jetson?.release, 'R36.3.0'],
    ['ubuntu-sbsa', (facts) => [facts.jetson, facts.wsl], [undefined, undefined]],
    ['two-drivers', (facts) => facts.nvidia?.driver?.userVersion, '535.183.01'],
    ['two-drivers', (facts) => facts.nvidia?.driver?.skew, false],
    ['jetson-thor', (facts) => facts.nvidia?.driver?.userVersion, undefined],
  ])('%s', async (machine, pick, want) => {
    expect(pick(await look(await openMachine(machine)))).toEqual(want);
  });
});

test('a driver container is found when it mounts its root, kept while that does not answer, and given up with it', async () => {
  const host: Readonly<Record<string, Described>> = {
    '/proc/sys/kernel/random/boot_id': '0f3d7b52-5a2c-4cf6-b3b9-6a8f9e1d4c11\n',
    '/proc/driver/nvidia/version': 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12',
    '/usr/bin/sh': '',
    '/usr/lib64/libc.so.6': '',
    '/run/nvidia/validations/x': '',
  };
  const container: Readonly<Record<string, Described>> = {
    [`${CONTAINER}/lib64`]: { link: '/usr/lib64' },
    [`${CONTAINER}/usr/lib64/libcuda.so.535.183.01`]: '\x7fELF',
    [`${CONTAINER}/usr/lib64/libcuda.so.1`]: { link: '/usr/lib64/libcuda.so.535.183.01' },
    [`${CONTAINER}/usr/bin/nvidia-smi`]: { file: '\x7fELF', mode: 0o755 },
  };
  const without = imageFiles(buildImage(host));
  const whole = imageFiles(buildImage({ ...host, ...container }));
  let current = without;
  const discoverer = createDiscoverer({
    files: {
      lstat: (path) => current.lstat(path),
      readlink: (path) => current.readlink(path),
      readdir: (path) => current.readdir(path),
      read: (path, limit) => current.read(path, limit),
    },
    now,
  });
  const lookAt = async (files: HostFiles) => {
    current = files;
    const { facts, reports } = await discoverer.look();
    const failed = reports.filter(({ ok }) => !ok).map(({ name }) => name);
    return { nvidia: facts.nvidia, places: placesOf(facts).slice(0, 3), failed };
  };

  const before = await lookAt(without);
  expect(before.places).toEqual([undefined, undefined, undefined]);
  expect(before.nvidia?.present).toBe(true);

  const mounted = await lookAt(whole);
  expect(mounted.places).toEqual([CONTAINER, `${CONTAINER}/usr/lib64`, `${CONTAINER}/usr/bin`]);
  expect(mounted.nvidia?.driver?.skew).toBe(false);

  const silent = await lookAt(brokenAt(whole, new RegExp(`^${CONTAINER}`)));
  expect(silent.nvidia).toEqual(mounted.nvidia);
  expect(silent.failed).toEqual(expect.arrayContaining(['driver-binaries', 'nvidia-libraries']));

  expect((await lookAt(whole)).nvidia).toEqual(mounted.nvidia);
  expect((await lookAt(without)).nvidia).toEqual(before.nvidia);
});
