import type { Kernel } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { attribute, defined, failed, failedAt, found, type Reading } from './reading.ts';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

export interface KernelFacts {
  readonly bootId?: string;
  readonly kernel?: Kernel;
}

/** Which kernel runs, and since which boot: the same files that kubelet reports in node.status.nodeInfo. */
export async function readKernel(root: HostRoot): Promise<Reading<KernelFacts>> {
  const bootId = await root.readText(BOOT_ID);
  const release = await root.readText('/proc/sys/kernel/osrelease');
  const facts = defined<KernelFacts>({
    // Half of one would be another boot.
    bootId: bootId.ok ? uuidOf(bootId.value) : undefined,
    kernel: defined<Kernel>({
      release: release.ok ? release.value.trim() : undefined,
      // The file is there since Linux 6.1 (kernel/utsname_sysctl.c).
      architecture: (await attribute(root, '/proc/sys/kernel/arch')) ?? root.machine,
    }),
  });
  if (!bootId.ok) return failedAt(facts, bootId);
  if (facts.bootId === undefined) return failed(facts, 'malformed', BOOT_ID);
  if (!release.ok) return failedAt(facts, release);
  return found(facts);
}

/** drivers/char/random.c writes it as %pU. */
const uuidOf = (text: string): string | undefined =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(text.trim())?.[0];
