import type { Gpu, HostFacts } from './model.ts';

/** Longest summary, in bytes of UTF-8. */
export const MAX_SUMMARY_BYTES = 300;

/** Short JSON for people, at most MAX_SUMMARY_BYTES, without identifiers of single devices. */
export function summary(facts: HostFacts): string {
  const { os, kernel, cpu, memory, gpus, nvidia, amd, rdma } = facts;
  const fields: [string, string | number | boolean | undefined][] = [
    ['gpus', gpus === undefined ? undefined : countModels(gpus)],
    [
      'driver',
      joined(
        nvidia?.driver?.version ?? nvidia?.driver?.userVersion ?? amd?.driverVersion,
        nvidia?.driver?.flavour,
      ),
    ],
    ['problems', [...new Set(facts.problems?.map(({ code }) => code))].join(',')],
    ['skew', nvidia?.driver?.skew === true ? true : undefined],
    ['cuda', nvidia?.cudaVersion],
    ['mig', gpus?.reduce((total, { mig }) => total + (mig?.instances?.length ?? 0), 0) || undefined],
    ['libraries', nvidia?.libraryDir ?? amd?.libraryDir],
    ['os', joined(os?.id, os?.versionId)],
    ['kernel', kernel?.release],
    ['cpus', cpu?.logical],
    ['memoryGiB', memory?.totalMiB === undefined ? undefined : Math.round(memory.totalMiB / 1024)],
    ['rdma', rdma?.length],
    ['failed', failedSources(facts)],
    ['truncated', facts.truncated === true ? true : undefined],
  ];
  const result: Record<string, string | number | boolean> = {};
  for (const [name, value] of fields) {
    if (value === undefined || value === '') continue;
    const longer = { ...result, [name]: typeof value === 'string' ? clip(value) : value };
    if (Buffer.byteLength(JSON.stringify(longer)) <= MAX_SUMMARY_BYTES) Object.assign(result, longer);
  }
  return JSON.stringify(result);
}

/** "8 NVIDIA H100 80GB HBM3", "1 A + 1 B"; the PCI id where the model is not known. */
function countModels(gpus: readonly Gpu[]): string {
  const counts = new Map<string, number>();
  for (const gpu of gpus) {
    const name = gpu.model ?? gpu.deviceId ?? 'unknown';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count} ${name}`).join(' + ');
}

const joined = (...words: readonly (string | undefined)[]): string =>
  words.filter((word) => word !== undefined).join(' ');

const failedSources = (facts: HostFacts): string =>
  (facts.sources ?? [])
    .filter((source) => source.ok === false)
    .map((source) => source.name)
    .join(',');

const clip = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 59).toWellFormed()}…`);
