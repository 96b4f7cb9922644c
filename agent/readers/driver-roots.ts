/** Where drivers are installed, by distribution. A new place is a row here. */

export interface DriverRoot {
  /** What is published as host.nvidia.root. */
  readonly path: string;
  /**
   * own: a whole file system of its own (a driver container), whose absolute symlinks mean its own files.
   * host: a part of the host's file system.
   */
  readonly filesystem: 'own' | 'host';
  /** Below `path`, searched in this order. */
  readonly libraries: readonly string[];
  readonly binaries: readonly string[];
}

const MULTIARCH = ['x86_64-linux-gnu', 'aarch64-linux-gnu'];

/** As the NVIDIA Container Toolkit searches them, and what distributions add. */
const SYSTEM_LIBRARIES = [
  '/usr/lib64',
  ...MULTIARCH.map((arch) => `/usr/lib/${arch}`),
  // Debian
  ...MULTIARCH.map((arch) => `/usr/lib/${arch}/nvidia/current`),
  '/lib64',
  ...MULTIARCH.map((arch) => `/lib/${arch}`),
  // rpmfusion
  '/usr/lib64/nvidia',
  // Jetson
  '/usr/lib/aarch64-linux-gnu/nvidia',
  '/usr/lib/aarch64-linux-gnu/tegra',
  // Bottlerocket
  '/x86_64-bottlerocket-linux-gnu/sys-root/usr/lib/nvidia/tesla',
  '/aarch64-bottlerocket-linux-gnu/sys-root/usr/lib/nvidia/tesla',
  '/usr/lib/nvidia/tesla',
  // Talos
  '/usr/local/lib',
  '/usr/local/glibc/usr/lib',
  // NixOS
  '/run/opengl-driver/lib',
  // WSL
  '/usr/lib/wsl/lib',
];

const SYSTEM_BINARIES = [
  '/usr/bin',
  '/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/opt/bin',
  '/run/current-system/sw/bin',
  '/usr/libexec/nvidia/tesla/bin',
  '/x86_64-bottlerocket-linux-gnu/sys-root/usr/libexec/nvidia/tesla/bin',
  '/aarch64-bottlerocket-linux-gnu/sys-root/usr/libexec/nvidia/tesla/bin',
  '/usr/lib/wsl/lib',
];

const TREE_LIBRARIES = ['/lib64', '/lib', '/current', ''];
const TREE_BINARIES = ['/bin', '/lib64/bin', ''];

const HOST: DriverRoot = {
  path: '/',
  filesystem: 'host',
  libraries: SYSTEM_LIBRARIES,
  binaries: SYSTEM_BINARIES,
};

const container = (path: string): DriverRoot => ({ ...HOST, path, filesystem: 'own' });
const tree = (path: string): DriverRoot => ({
  path,
  filesystem: 'host',
  libraries: TREE_LIBRARIES,
  binaries: TREE_BINARIES,
});

/** Tried in this order; the version of the loaded module decides before the order does. */
export const DRIVER_ROOTS: readonly DriverRoot[] = [
  HOST,
  // GPU Operator's driver container
  container('/run/nvidia/driver'),
  // GKE
  tree('/home/kubernetes/bin/nvidia'),
  // COS elsewhere
  tree('/var/lib/nvidia'),
  // Flatcar and images of CoreOS descent
  tree('/opt/nvidia'),
];

/** A root that the user names: a known one as it is known, else a file system or a tree, by what is in it. */
export function driverRootAt(path: string, isFilesystem: (path: string) => boolean): DriverRoot {
  const known = DRIVER_ROOTS.find((root) => root.path === path);
  if (known !== undefined) return known;
  return isFilesystem(path) ? container(path) : tree(path);
}
