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

/** As the NVIDIA Container Toolkit searches them (pkg/lookup/library.go), and what distributions add. */
const SYSTEM_LIBRARIES = [
  '/usr/lib64',
  ...MULTIARCH.map((arch) => `/usr/lib/${arch}`),
  // Debian, where alternatives of several driver packages meet
  ...MULTIARCH.map((arch) => `/usr/lib/${arch}/nvidia/current`),
  '/lib64',
  ...MULTIARCH.map((arch) => `/lib/${arch}`),
  ...MULTIARCH.map((arch) => `/lib/${arch}/nvidia/current`),
  // Fedora's rpmfusion
  '/usr/lib64/nvidia',
  // Jetson: since R36, before
  '/usr/lib/aarch64-linux-gnu/nvidia',
  '/usr/lib/aarch64-linux-gnu/tegra',
  // Bottlerocket (kmod-*-nvidia.spec), whose /usr is a link to <arch>-bottlerocket-linux-gnu/sys-root/usr
  '/usr/lib/nvidia/tesla',
  // Talos (siderolabs/extensions, nvidia-gpu): since 1.13, before, with a glibc that has lib64, until 1.8
  '/usr/local/lib',
  '/usr/local/glibc/usr/lib',
  '/usr/local/glibc/usr/lib64',
  '/usr/local/glibc/lib',
  // NixOS (nixos/modules/hardware/graphics.nix), a tree of links into /nix/store
  '/run/opengl-driver/lib',
  // WSL
  '/usr/lib/wsl/lib',
];

const SYSTEM_BINARIES = [
  '/usr/bin',
  '/bin',
  '/usr/sbin',
  // Talos
  '/usr/local/bin',
  '/usr/local/glibc/usr/bin',
  // NixOS
  '/run/current-system/sw/bin',
  // Bottlerocket before it had them in /usr/bin
  '/usr/libexec/nvidia/tesla/bin',
  // Flatcar and others whose /usr cannot be written
  '/opt/bin',
  // WSL
  '/usr/lib/wsl/lib',
];

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
  libraries: ['/lib64', '/lib', ''],
  binaries: ['/bin', ''],
});

/**
 * Tried in this order; the version of the loaded module decides before the order does. GPU Operator's validator
 * writes which root it uses (/run/nvidia/validations/driver-ready), but deletes that with each of its restarts:
 * what is published here would come and go with a pod.
 */
export const DRIVER_ROOTS: readonly DriverRoot[] = [
  HOST,
  // GPU Operator's driver container
  container('/run/nvidia/driver'),
  // GKE, Container-Optimized OS and Ubuntu (container-engine-accelerators, nvidia-driver-installer)
  tree('/home/kubernetes/bin/nvidia'),
  // Container-Optimized OS elsewhere (cos-gpu-installer)
  tree('/var/lib/nvidia'),
  // current is a link at Flatcar and at images of CoreOS descent, a directory in Amazon's images for EKS
  {
    path: '/opt/nvidia',
    filesystem: 'host',
    libraries: ['/current/usr/lib64', '/current/lib64', '/lib64'],
    binaries: ['/current/usr/bin', '/current/bin', '/bin'],
  },
];

/** A root that the user names: a known one as it is known, else a file system or a tree, by what is in it. */
export function driverRootAt(path: string, isFilesystem: boolean): DriverRoot {
  const known = DRIVER_ROOTS.find((root) => root.path === path);
  if (known !== undefined) return known;
  return isFilesystem ? container(path) : tree(path);
}
