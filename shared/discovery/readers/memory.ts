import type { HugePages, Memory } from '../../host-facts/model.ts';
import type { HostRoot, Result } from '../host-root.ts';
import { attentive } from './attentive.ts';
import { defined, failed, failedAt, noAnswer, numberAttribute, type Reading } from './reading.ts';

const NODES = '/sys/devices/system/node';
const HUGE_PAGES = '/sys/kernel/mm/hugepages';

/**
 * Memory of the host. On machines whose GPUs' memory is coherent (POWER9, Grace Hopper) the kernel counts it in
 * MemTotal, as NUMA nodes without CPUs: those are taken off. The nodes with CPUs are the lower bound, for where
 * /proc/meminfo is that of a container (lxcfs); they alone would miss memory that was added to a running guest.
 */
export async function readMemory(outer: HostRoot): Promise<Reading<Memory>> {
  const root = attentive(outer);
  const text = await root.readText('/proc/meminfo');
  const nodes = await numaKiB(root);
  // Without what a node says its memory would count, or not count, by mistake.
  if (!nodes.ok) return failedAt({}, nodes);
  const { withCpus, withoutCpus } = nodes.value;
  const total = text.ok ? memTotalKiB(text.value) : undefined;
  const kib = Math.max(withCpus, (total ?? 0) - withoutCpus);
  const hugePages = await hugePagesOf(root);
  if (kib > 0) return root.reading(defined<Memory>({ totalMiB: Math.floor(kib / 1024), hugePages }));
  return text.ok ? failed({}, 'malformed', '/proc/meminfo') : failedAt({}, text);
}

/** "MemTotal: 1 kB" of /proc/meminfo, "Node 0 MemTotal: 1 kB" of a NUMA node; in KiB, whatever "kB" says. */
export function memTotalKiB(text: string): number | undefined {
  const match = /^(?:Node \d+ )?MemTotal:\s+(\d{1,15}) kB/m.exec(text);
  return match === null ? undefined : Number(match[1]);
}

async function numaKiB(root: HostRoot): Promise<Result<{ withCpus: number; withoutCpus: number }>> {
  const names = await root.list(NODES);
  if (!names.ok && noAnswer(names)) return names;
  let withCpus = 0;
  let withoutCpus = 0;
  for (const name of names.ok ? names.value : []) {
    if (!/^node\d+$/.test(name)) continue;
    const cpus = await root.readText(`${NODES}/${name}/cpulist`);
    const text = await root.readText(`${NODES}/${name}/meminfo`);
    if (!cpus.ok && noAnswer(cpus)) return cpus;
    if (!text.ok && noAnswer(text)) return text;
    if (!cpus.ok || !text.ok) continue;
    const kib = memTotalKiB(text.value) ?? 0;
    if (cpus.value.trim() === '') withoutCpus += kib;
    else withCpus += kib;
  }
  return { ok: true, value: { withCpus, withoutCpus } };
}

/** Pools with pages in them (mm/hugetlb_sysfs.c, before in mm/hugetlb.c): what was set aside, not what is free. */
async function hugePagesOf(root: HostRoot): Promise<readonly HugePages[] | undefined> {
  const names = await root.list(HUGE_PAGES);
  if (!names.ok) return undefined;
  const pools: { readonly sizeKiB: number; readonly count: number }[] = [];
  for (const name of names.value) {
    const size = /^hugepages-(\d{1,9})kB$/.exec(name)?.[1];
    if (size === undefined) continue;
    const count = await numberAttribute(root, `${HUGE_PAGES}/${name}/nr_hugepages`);
    // Some of the pools would look like all.
    if (count === undefined) return undefined;
    if (count > 0) pools.push({ sizeKiB: Number(size), count });
  }
  return pools.sort((a, b) => a.sizeKiB - b.sizeKiB);
}
