import type { Memory } from '../../shared/host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { failed, failedAt, found, type Reading } from './reading.ts';

const NODES = '/sys/devices/system/node';

/**
 * Memory of the host. On machines whose GPUs' memory is coherent (POWER9, Grace Hopper) the kernel counts it in
 * MemTotal, as NUMA nodes without CPUs: those are taken off. The nodes with CPUs are the lower bound, for where
 * /proc/meminfo is that of a container (lxcfs); they alone would miss memory that was added to a running guest.
 */
export function readMemory(root: HostRoot): Reading<Memory> {
  const text = root.readText('/proc/meminfo');
  const { withCpus, withoutCpus } = numaKiB(root);
  const total = text.ok ? memTotalKiB(text.value) : undefined;
  const kib = Math.max(withCpus, (total ?? 0) - withoutCpus);
  if (kib > 0) return found({ totalMiB: Math.floor(kib / 1024) });
  return text.ok ? failed({}, 'malformed', '/proc/meminfo') : failedAt({}, text);
}

/** "MemTotal: 1 kB" of /proc/meminfo, "Node 0 MemTotal: 1 kB" of a NUMA node; in KiB, whatever "kB" says. */
export function memTotalKiB(text: string): number | undefined {
  const match = /^(?:Node \d+ )?MemTotal:\s+(\d{1,15}) kB/m.exec(text);
  return match === null ? undefined : Number(match[1]);
}

function numaKiB(root: HostRoot): { withCpus: number; withoutCpus: number } {
  const names = root.list(NODES);
  let withCpus = 0;
  let withoutCpus = 0;
  for (const name of names.ok ? names.value : []) {
    if (!/^node\d+$/.test(name)) continue;
    const cpus = root.readText(`${NODES}/${name}/cpulist`);
    const text = root.readText(`${NODES}/${name}/meminfo`);
    if (!cpus.ok || !text.ok) continue;
    const kib = memTotalKiB(text.value) ?? 0;
    if (cpus.value.trim() === '') withoutCpus += kib;
    else withCpus += kib;
  }
  return { withCpus, withoutCpus };
}
