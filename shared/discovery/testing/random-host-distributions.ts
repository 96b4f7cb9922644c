/** Where distributions keep the driver: a row for each place that discovery must know. */

import type { Paths } from './random-host-part.ts';

export interface Distribution {
  readonly name: string;
  readonly os: { readonly id: string; readonly versionId: string; readonly name: string };
  readonly architecture: 'x86_64' | 'aarch64';
  /** As published. */
  readonly root: string;
  /** Real directories, as the host sees them. */
  readonly libraryDir: string;
  readonly binaryDir: string;
  /** In front of what absolute links of the driver's files say: its own file system's root. */
  readonly linkRoot?: string;
  /** A directory of links to them; wholly, if not only the sonames are there but also the files' own names. */
  readonly links?: { readonly directory: string; readonly wholly?: true };
  /** The file that libcuda.so.1 leads to carries no version: Jetson's libcuda.so.1.1, WSL's libcuda.so.1. */
  readonly unversioned?: string;
  /** Only the loader's cache knows the directory. */
  readonly onlyInCache?: true;
  readonly layout: Paths;
}

const MERGED_USR: Paths = {
  '/bin': { link: 'usr/bin' },
  '/sbin': { link: 'usr/sbin' },
  '/lib': { link: 'usr/lib' },
  '/lib64': { link: 'usr/lib64' },
  '/usr/lib64/ld-linux-x86-64.so.2': 'elf',
};

/** /lib and /usr/lib are two directories. */
const SPLIT_USR: Paths = { '/lib/x86_64-linux-gnu/libz.so.1': 'elf', '/lib64/ld-linux-x86-64.so.2': 'elf' };

const below = (prefix: string, paths: Paths): Paths =>
  Object.fromEntries(Object.entries(paths).map(([path, what]) => [prefix + path, what]));

const UBUNTU = { id: 'ubuntu', versionId: '22.04', name: 'Ubuntu 22.04.4 LTS' };
const RHEL = { id: 'rhel', versionId: '9.4', name: 'Red Hat Enterprise Linux 9.4 (Plow)' };
const COS = { id: 'cos', versionId: '117', name: 'Container-Optimized OS from Google' };
const DRIVER_CONTAINER = '/run/nvidia/driver';

export const DISTRIBUTIONS: readonly Distribution[] = [
  {
    name: 'ubuntu',
    os: UBUNTU,
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/usr/lib/x86_64-linux-gnu',
    binaryDir: '/usr/bin',
    layout: MERGED_USR,
  },
  {
    name: 'ubuntu without merged /usr',
    os: { ...UBUNTU, versionId: '18.04', name: 'Ubuntu 18.04.6 LTS' },
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/usr/lib/x86_64-linux-gnu',
    binaryDir: '/usr/bin',
    layout: SPLIT_USR,
  },
  {
    name: 'debian alternatives',
    os: { id: 'debian', versionId: '12', name: 'Debian GNU/Linux 12 (bookworm)' },
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/usr/lib/x86_64-linux-gnu/nvidia/current',
    binaryDir: '/usr/lib/nvidia/current',
    links: { directory: '/usr/lib/x86_64-linux-gnu' },
    layout: {
      ...MERGED_USR,
      '/usr/bin/nvidia-smi': { link: '/etc/alternatives/nvidia--nvidia-smi' },
      '/etc/alternatives/nvidia--nvidia-smi': { link: '/usr/lib/nvidia/current/nvidia-smi' },
    },
  },
  {
    name: 'rhel',
    os: RHEL,
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/usr/lib64',
    binaryDir: '/usr/bin',
    layout: MERGED_USR,
  },
  {
    name: 'amazon linux',
    os: { id: 'amzn', versionId: '2023', name: 'Amazon Linux 2023.6' },
    architecture: 'aarch64',
    root: '/',
    libraryDir: '/usr/lib64',
    binaryDir: '/usr/bin',
    layout: MERGED_USR,
  },
  {
    name: 'server with arm',
    os: UBUNTU,
    architecture: 'aarch64',
    root: '/',
    libraryDir: '/usr/lib/aarch64-linux-gnu',
    binaryDir: '/usr/bin',
    layout: MERGED_USR,
  },
  {
    name: 'rpmfusion',
    os: { id: 'fedora', versionId: '40', name: 'Fedora Linux 40' },
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/usr/lib64/nvidia',
    binaryDir: '/usr/bin',
    layout: MERGED_USR,
  },
  {
    name: 'driver container of ubuntu',
    os: UBUNTU,
    architecture: 'x86_64',
    root: DRIVER_CONTAINER,
    libraryDir: `${DRIVER_CONTAINER}/usr/lib/x86_64-linux-gnu`,
    binaryDir: `${DRIVER_CONTAINER}/usr/bin`,
    linkRoot: DRIVER_CONTAINER,
    layout: { ...MERGED_USR, ...below(DRIVER_CONTAINER, MERGED_USR) },
  },
  {
    name: 'driver container of rhel',
    os: { id: 'rhcos', versionId: '4.16', name: 'Red Hat Enterprise Linux CoreOS 416' },
    architecture: 'x86_64',
    root: DRIVER_CONTAINER,
    libraryDir: `${DRIVER_CONTAINER}/usr/lib64`,
    binaryDir: `${DRIVER_CONTAINER}/usr/bin`,
    linkRoot: DRIVER_CONTAINER,
    layout: { ...MERGED_USR, ...below(DRIVER_CONTAINER, MERGED_USR) },
  },
  {
    name: 'gke',
    os: COS,
    architecture: 'x86_64',
    root: '/home/kubernetes/bin/nvidia',
    libraryDir: '/home/kubernetes/bin/nvidia/lib64',
    binaryDir: '/home/kubernetes/bin/nvidia/bin',
    layout: MERGED_USR,
  },
  {
    name: 'cos',
    os: COS,
    architecture: 'x86_64',
    root: '/var/lib/nvidia',
    libraryDir: '/var/lib/nvidia/lib64',
    binaryDir: '/var/lib/nvidia/bin',
    layout: MERGED_USR,
  },
  {
    name: 'bottlerocket',
    os: { id: 'bottlerocket', versionId: '1.20.3', name: 'Bottlerocket OS 1.20.3 (aws-k8s-1.30-nvidia)' },
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/x86_64-bottlerocket-linux-gnu/sys-root/usr/lib/nvidia/tesla',
    binaryDir: '/x86_64-bottlerocket-linux-gnu/sys-root/usr/libexec/nvidia/tesla/bin',
    layout: {
      '/usr': { link: './x86_64-bottlerocket-linux-gnu/sys-root/usr' },
      '/lib64': { link: './x86_64-bottlerocket-linux-gnu/sys-root/usr/lib' },
    },
  },
  {
    name: 'talos',
    os: { id: 'talos', versionId: 'v1.8.0', name: 'Talos (v1.8.0)' },
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/usr/local/lib',
    binaryDir: '/usr/local/bin',
    layout: { '/usr/bin/nvidia-smi': { link: '/usr/local/bin/nvidia-smi' } },
  },
  {
    name: 'talos before 1.8',
    os: { id: 'talos', versionId: 'v1.7.5', name: 'Talos (v1.7.5)' },
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/usr/local/glibc/usr/lib',
    binaryDir: '/usr/local/bin',
    layout: {},
  },
  {
    name: 'nixos',
    os: { id: 'nixos', versionId: '24.05', name: 'NixOS 24.05 (Uakari)' },
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/nix/store/9qk4wd-nvidia-x11/lib',
    binaryDir: '/nix/store/7hk1d0-nvidia-x11-bin/bin',
    links: { directory: '/nix/store/3yr2m8-graphics-drivers/lib', wholly: true },
    layout: {
      '/run/opengl-driver': { link: '/nix/store/3yr2m8-graphics-drivers' },
      '/run/current-system': { link: '/nix/store/0a5b2c-nixos-system' },
      '/nix/store/0a5b2c-nixos-system/sw/bin/nvidia-smi': {
        link: '/nix/store/7hk1d0-nvidia-x11-bin/bin/nvidia-smi',
      },
    },
  },
  {
    name: 'flatcar, lib64',
    os: { id: 'flatcar', versionId: '3975.2.0', name: 'Flatcar Container Linux by Kinvolk 3975.2.0' },
    architecture: 'x86_64',
    root: '/opt/nvidia',
    libraryDir: '/opt/nvidia/lib64',
    binaryDir: '/opt/nvidia/bin',
    layout: MERGED_USR,
  },
  {
    name: 'flatcar, current',
    os: { id: 'flatcar', versionId: '3815.2.5', name: 'Flatcar Container Linux by Kinvolk 3815.2.5' },
    architecture: 'x86_64',
    root: '/opt/nvidia',
    libraryDir: '/opt/nvidia/flatcar-3815.2.5/usr/lib64',
    binaryDir: '/opt/nvidia/flatcar-3815.2.5/usr/bin',
    layout: { ...MERGED_USR, '/opt/nvidia/current': { link: 'flatcar-3815.2.5' } },
  },
  {
    name: 'a directory of its own',
    os: RHEL,
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/opt/vendor/nvidia-driver/lib',
    binaryDir: '/usr/bin',
    onlyInCache: true,
    layout: MERGED_USR,
  },
  {
    name: 'jetson',
    os: UBUNTU,
    architecture: 'aarch64',
    root: '/',
    libraryDir: '/usr/lib/aarch64-linux-gnu/nvidia',
    binaryDir: '/usr/sbin',
    unversioned: 'libcuda.so.1.1',
    layout: MERGED_USR,
  },
  {
    name: 'wsl',
    os: UBUNTU,
    architecture: 'x86_64',
    root: '/',
    libraryDir: '/usr/lib/wsl/lib',
    binaryDir: '/usr/lib/wsl/lib',
    unversioned: 'libcuda.so.1',
    layout: MERGED_USR,
  },
];
