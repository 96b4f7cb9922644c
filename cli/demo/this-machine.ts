/** The facts of the machine the demo runs on, read as the agent reads them. */
import { machine } from 'node:os';
import { createDiscoverer } from '../../shared/discovery/discover.ts';
import { createDiskFiles } from '../../shared/discovery/disk-files.ts';
import type { HostFacts } from '../../shared/host-facts/model.ts';

export async function factsOfThisMachine(): Promise<HostFacts> {
  const files = createDiskFiles({ root: '/' });
  const now = (): number => performance.now();
  return (await createDiscoverer({ files, machine: machine(), now }).look()).facts;
}

/** Rows of FACT and VALUE; an unknown fact says so. */
export function factRows({ os, kernel, cpu, memory, gpus = [], nvidia, amd, intel }: HostFacts): string[][] {
  const unknown = 'unknown';
  const drivers = [
    nvidia?.present === true ? `nvidia ${nvidia.driver?.version ?? unknown}` : null,
    amd?.present === true ? `amd ${amd.driverVersion ?? unknown}` : null,
    intel?.present === true ? `intel ${intel.driver ?? unknown}` : null,
  ].filter((driver) => driver !== null);
  return [
    ['os', os?.name ?? os?.id ?? unknown],
    ['kernel', kernel?.release ?? unknown],
    ['cpu', `${cpu?.logical ?? unknown} × ${cpu?.model ?? unknown}`],
    ['memory', memory?.totalMiB === undefined ? unknown : `${Math.round(memory.totalMiB / 1024)} GiB`],
    ['gpus', gpus.length === 0 ? 'none' : gpuModels(gpus)],
    ['driver', drivers.length === 0 ? 'none' : drivers.join(', ')],
    ['libraries', nvidia?.libraryDir ?? amd?.libraryDir ?? 'none'],
  ];
}

export function gpuModels(gpus: NonNullable<HostFacts['gpus']>): string {
  const counts = new Map<string, number>();
  for (const { model, vendor, deviceId } of gpus) {
    const name = model ?? `${vendor ?? 'unknown'} ${deviceId ?? ''}`.trim();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count} × ${name}`).join(', ');
}
