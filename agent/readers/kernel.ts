import type { Kernel } from '../../shared/host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { attribute, defined, failedAt, found, type Reading } from './reading.ts';

export interface KernelFacts {
  readonly bootId?: string;
  readonly kernel?: Kernel;
}

/** Which kernel runs, and since which boot: the same files that kubelet reports in node.status.nodeInfo. */
export function readKernel(root: HostRoot): Reading<KernelFacts> {
  const bootId = root.readText('/proc/sys/kernel/random/boot_id');
  const release = root.readText('/proc/sys/kernel/osrelease');
  const facts = defined<KernelFacts>({
    bootId: bootId.ok ? bootId.value.trim() : undefined,
    kernel: defined<Kernel>({
      release: release.ok ? release.value.trim() : undefined,
      // The file is there since Linux 6.1 (kernel/utsname_sysctl.c).
      architecture: attribute(root, '/proc/sys/kernel/arch') ?? root.machine,
    }),
  });
  if (!bootId.ok) return failedAt(facts, bootId);
  if (!release.ok) return failedAt(facts, release);
  return found(facts);
}
