/** Operating system, kernel, CPUs and memory. */

import fc from 'fast-check';
import type { Distribution } from './random-host-distributions.ts';
import type { Paths, Truth } from './random-host-part.ts';

export interface SystemPlan {
  readonly bootId: string;
  readonly kernelRelease: string;
  readonly logical: number;
  readonly sockets: number;
  readonly memoryMiB: number;
  /** Memory of GPUs that the kernel counts as its own, a NUMA node without CPUs. */
  readonly coherentMiB: number;
}

export const systemPlans: fc.Arbitrary<SystemPlan> = fc.record({
  bootId: fc.uuid(),
  kernelRelease: fc.constantFrom(
    '5.15.0-102-generic',
    '6.1.112',
    '6.8.0-1015-nvidia-64k',
    '4.18.0-553.el8.x86_64',
  ),
  logical: fc.integer({ min: 1, max: 24 }),
  sockets: fc.integer({ min: 1, max: 2 }),
  memoryMiB: fc.integer({ min: 1024, max: 4_000_000 }),
  coherentMiB: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1024, max: 500_000 })),
});

export const systemPaths = (plan: SystemPlan, { os, architecture }: Distribution): Paths => ({
  '/etc/os-release': `ID=${os.id}\nVERSION_ID="${os.versionId}"\nPRETTY_NAME="${os.name}"\n`,
  '/proc/sys/kernel/random/boot_id': `${plan.bootId}\n`,
  '/proc/sys/kernel/osrelease': `${plan.kernelRelease}\n`,
  '/proc/sys/kernel/arch': `${architecture}\n`,
  '/proc/cpuinfo': Array.from({ length: plan.logical }, (_, index) =>
    [
      `processor\t: ${index}`,
      'model name\t: AMD EPYC  9654 96-Core Processor',
      `physical id\t: ${index % Math.min(plan.sockets, plan.logical)}`,
      'flags\t\t: fpu vme de\n',
    ].join('\n'),
  ).join('\n'),
  '/dev/null': { character: [1, 3] },
  '/proc/meminfo': `MemTotal:       ${(plan.memoryMiB + plan.coherentMiB) * 1024} kB\nMemFree:  1 kB\n`,
  '/sys/devices/system/node/node0/cpulist': `0-${plan.logical - 1}\n`,
  '/sys/devices/system/node/node0/meminfo': `Node 0 MemTotal:       ${plan.memoryMiB * 1024} kB\n`,
  ...(plan.coherentMiB > 0
    ? {
        '/sys/devices/system/node/node1/cpulist': '\n',
        '/sys/devices/system/node/node1/meminfo': `Node 1 MemTotal:       ${plan.coherentMiB * 1024} kB\n`,
      }
    : undefined),
});

export const systemTruth = (plan: SystemPlan, { os, architecture }: Distribution): Truth => ({
  schema: 1,
  bootId: plan.bootId,
  os,
  kernel: { release: plan.kernelRelease, architecture },
  cpu: {
    model: 'AMD EPYC 9654 96-Core Processor',
    logical: plan.logical,
    sockets: Math.min(plan.sockets, plan.logical),
  },
  memory: { totalMiB: plan.memoryMiB },
});
