import type { Cpu } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { attribute, defined, failedAt, found, type Reading } from './reading.ts';

const CPUS = '/sys/devices/system/cpu';
const NODES = '/sys/devices/system/node';

/** Online CPUs from /proc/cpuinfo; sockets from there or, where the architecture does not say, from sysfs. */
export async function readCpu(root: HostRoot): Promise<Reading<Cpu>> {
  const text = await root.readText('/proc/cpuinfo');
  if (!text.ok) return failedAt({}, text);
  const { model, logical, packages } = parseCpuInfo(text.value);
  return found(
    defined<Cpu>({
      model,
      logical: logical === 0 ? undefined : logical,
      sockets: packages > 0 ? packages : await packagesInSysfs(root),
      numaNodes: await nodesWithCpus(root),
    }),
  );
}

export function parseCpuInfo(text: string): { model: string | undefined; logical: number; packages: number } {
  const packages = new Set<string>();
  let model: string | undefined;
  let logical = 0;
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const key = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (key === 'processor') logical += 1;
    else if (key === 'physical id') packages.add(value);
    // x86 and s390 say "model name", POWER says "cpu"; aarch64 names no model.
    else if ((key === 'model name' || key === 'cpu') && value !== '') model ??= value.replace(/\s+/g, ' ');
  }
  return { model, logical, packages: packages.size };
}

async function packagesInSysfs(root: HostRoot): Promise<number | undefined> {
  const names = await root.list(CPUS);
  if (!names.ok) return undefined;
  const packages = new Set<string>();
  for (const name of names.value) {
    if (!/^cpu\d+$/.test(name)) continue;
    const id = await attribute(root, `${CPUS}/${name}/topology/physical_package_id`);
    // Firmware that does not know says -1.
    if (id !== undefined && id !== '-1') packages.add(id);
  }
  return packages.size === 0 ? undefined : packages.size;
}

/** Unknown where the kernel is built without NUMA, and where one node does not say what it has. */
async function nodesWithCpus(root: HostRoot): Promise<number | undefined> {
  const names = await root.list(NODES);
  if (!names.ok) return undefined;
  let nodes = 0;
  for (const name of names.value) {
    if (!/^node\d+$/.test(name)) continue;
    const cpus = await root.readText(`${NODES}/${name}/cpulist`);
    if (!cpus.ok) return undefined;
    if (cpus.value.trim() !== '') nodes += 1;
  }
  return nodes === 0 ? undefined : nodes;
}
