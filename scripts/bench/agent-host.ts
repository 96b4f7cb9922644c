/** Hosts for the agent's figures: as many GPUs as one likes, 22 libraries, 8 RDMA devices. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DEVICE_LIST } from '../../shared/discovery/device-list.ts';
import type { HostImage } from '../../shared/discovery/host-image.ts';
import { buildRandomHost } from '../../shared/discovery/testing/random-host.ts';
import { DISTRIBUTIONS } from '../../shared/discovery/testing/random-host-distributions.ts';
import type { GpuPlan } from '../../shared/discovery/testing/random-host-gpus.ts';

/** `instances`: of each GPU, where it is cut with MIG. */
export function hostImage({
  gpus,
  instances = 0,
}: {
  readonly gpus: number;
  readonly instances?: number;
}): HostImage {
  const [distribution] = DISTRIBUTIONS;
  if (distribution === undefined) throw new Error('no distribution');
  const version = '570.124.06';
  const cut = Array.from({ length: instances }, (_, index) => ({ gi: 7 + index, cis: 1 }));
  return buildRandomHost({
    distribution,
    system: {
      bootId: randomUUID(),
      kernelRelease: '6.8.0-1015-nvidia',
      logical: 224,
      sockets: 2,
      memoryMiB: 2_063_840,
      coherentMiB: 0,
    },
    gpus: Array.from(
      { length: gpus },
      (_, index): GpuPlan => ({
        model: { name: 'NVIDIA H100 80GB HBM3', deviceId: '10de:2330', mig: true },
        state: 'good',
        uuid: `GPU-${randomUUID()}`,
        minor: index,
        address: `0000:${(0x1b + 9 * index).toString(16)}:00.0`,
        numaNode: index < gpus / 2 ? 0 : 1,
        mig: { instances: cut },
      }),
    ),
    driver: {
      module: 'loaded',
      flavour: 'open',
      version,
      files: { installed: version, second: undefined, headless: false, absoluteLinks: false, cache: 'good' },
    },
    others: { amd: [], amdLoaded: false, intel: undefined },
    rdma: Array.from({ length: 8 }, (_, number) => ({
      number,
      kind: 'InfiniBand' as const,
      active: true,
      gbps: 400,
      numaNode: number < 4 ? 0 : 1,
    })),
  }).image;
}

/** Calls `use` with the host's tree on disk; device nodes, which not everybody may make, are in a list. */
export async function onDisk<T>(image: HostImage, use: (directory: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'latebind-bench-'));
  try {
    const devices: string[] = [];
    for (const [path, entry] of image) {
      const place = join(root, path);
      await mkdir(entry.kind === 'directory' ? place : dirname(place), { recursive: true });
      switch (entry.kind) {
        case 'file':
          await writeFile(place, entry.content, { mode: entry.mode });
          break;
        case 'link':
          await symlink(entry.target, place);
          break;
        case 'character':
        case 'block':
          devices.push(
            `${path} ${entry.kind[0]} ${entry.major} ${entry.minor} 0${entry.mode.toString(8).padStart(3, '0')}`,
          );
          break;
        case 'directory':
        case 'other':
        case 'failing':
          break;
        default:
          entry satisfies never;
      }
    }
    await writeFile(join(root, DEVICE_LIST), `${devices.join('\n')}\n`);
    return await use(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
