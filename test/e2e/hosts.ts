/**
 * Two hosts with different drivers in different places, written as files into a folder: what the kernel, the NVIDIA
 * driver and its installer would leave there. The libraries are placeholders that say whose they are.
 */
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface DriverHost {
  readonly node: string;
  /** e.g. 550.54.15 */
  readonly version: string;
  readonly libraryDir: string;
  readonly binaryDir: string;
  readonly osRelease: string;
  readonly gpus: number;
}

/** Ubuntu: the driver's libraries beside all others. */
export const UBUNTU: DriverHost = {
  node: 'node-a',
  version: '550.54.15',
  libraryDir: '/usr/lib/x86_64-linux-gnu',
  binaryDir: '/usr/bin',
  osRelease: 'ID=ubuntu\nVERSION_ID="22.04"\nPRETTY_NAME="Ubuntu 22.04.5 LTS"\n',
  gpus: 2,
};

/** GKE with Container-Optimized OS: a driver root of its own. */
export const COS: DriverHost = {
  node: 'node-b',
  version: '535.129.03',
  libraryDir: '/home/kubernetes/bin/nvidia/lib64',
  binaryDir: '/home/kubernetes/bin/nvidia/bin',
  osRelease: 'ID=cos\nVERSION_ID=113\nPRETTY_NAME="Container-Optimized OS from Google"\n',
  gpus: 1,
};

/** What a container finds in the file libcuda.so.1 of a host. */
export function libraryText({ node, version }: Pick<DriverHost, 'node' | 'version'>): string {
  return `libcuda ${version} of ${node}`;
}

/** Path on the host → content, or a link's target. */
export function driverFiles(host: DriverHost): Map<string, string | { readonly link: string }> {
  const { version, libraryDir, binaryDir } = host;
  const files = new Map<string, string | { readonly link: string }>([
    ['/etc/os-release', host.osRelease],
    [`${libraryDir}/libcuda.so.${version}`, libraryText(host)],
    [`${libraryDir}/libcuda.so.1`, { link: `libcuda.so.${version}` }],
    [`${libraryDir}/libnvidia-ml.so.${version}`, `libnvidia-ml ${version} of ${host.node}`],
    [`${libraryDir}/libnvidia-ml.so.1`, { link: `libnvidia-ml.so.${version}` }],
    [`${binaryDir}/nvidia-smi`, '#!/bin/sh\necho nvidia-smi\n'],
    [
      '/proc/driver/nvidia/version',
      `NVRM version: NVIDIA UNIX x86_64 Kernel Module  ${version}  Thu Feb 22 01:44:30 UTC 2024\nGCC version:  gcc version 12.2.0\n`,
    ],
  ]);
  for (let gpu = 0; gpu < host.gpus; gpu += 1) {
    const address = `0000:${(0x1b + gpu * 0x20).toString(16)}:00.0`;
    const device = `/sys/bus/pci/devices/${address}`;
    files.set(`${device}/vendor`, '0x10de\n');
    files.set(`${device}/device`, '0x2330\n');
    files.set(`${device}/class`, '0x030200\n');
    files.set(`${device}/numa_node`, `${gpu}\n`);
    files.set(`${device}/driver`, { link: '../../../../bus/pci/drivers/nvidia' });
    files.set(
      `/proc/driver/nvidia/gpus/${address}/information`,
      `Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 0\nGPU UUID: \t GPU-00000000-0000-0000-0000-00000000000${gpu}\nBus Location: \t ${address}\nDevice Minor: \t ${gpu}\nGPU Excluded:\t No\n`,
    );
  }
  return files;
}

/** Writes the host below a new temporary folder and returns the folder. */
export function writeHostTree(host: DriverHost): string {
  const root = mkdtempSync(join(tmpdir(), `latebind-${host.node}-`));
  for (const [path, content] of driverFiles(host)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content !== 'string') symlinkSync(content.link, file);
    else writeFileSync(file, content);
    if (path.endsWith('/nvidia-smi')) chmodSync(file, 0o755);
  }
  return root;
}
