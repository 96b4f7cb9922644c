/**
 * Half-dead hardware: those who should know count the accelerators, side by side, and where they disagree the host
 * is not healthy. Capacity alone hides a GPU that fell off the bus: it is counted when kubelet's plugin starts.
 */

import type { HostProblem } from '../names.ts';
import type { Count, Gpu, HostFacts, Problem } from './model.ts';

/** Detail of nvidia-smi as a source where it knows of none of the GPUs that the driver lists. */
export const NO_DEVICES = 'no devices were found';

/** Of a Node: the quantities of its extended resources, by name. */
export interface KubeletCounts {
  readonly capacity: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, string>>;
}

/** The resources that stand for a whole device, as the vendors' device plugins name them; and CDI kinds. */
const VENDORS: readonly {
  readonly vendor: string;
  readonly resources: readonly string[];
  readonly kind: string;
  readonly device: RegExp;
}[] = [
  { vendor: 'amd', resources: ['amd.com/gpu'], kind: 'amd.com/gpu', device: /\/dri\/renderD\d+$/ },
  {
    vendor: 'habana',
    resources: ['habana.ai/gaudi'],
    kind: 'habana.ai/gaudi',
    device: /\/accel\/accel\d+$/,
  },
  {
    vendor: 'intel',
    resources: ['gpu.intel.com/i915', 'gpu.intel.com/xe'],
    kind: 'intel.com/gpu',
    device: /\/dri\/renderD\d+$/,
  },
  { vendor: 'nvidia', resources: ['nvidia.com/gpu'], kind: 'nvidia.com/gpu', device: /\/nvidia\d+$/ },
];

/** Adds counts, problems and healthy; `kubelet` where its Node is known. What was there of these is replaced. */
export function withHealth(facts: HostFacts, kubelet?: KubeletCounts): HostFacts {
  const { counts: _counts, problems: _problems, healthy: _healthy, ...found } = facts;
  const counts = VENDORS.flatMap((vendor) => countOf(found, vendor, kubelet));
  const problems = [
    ...counts.flatMap(kubeletProblems(found, kubelet)),
    ...gpuProblems(found),
    ...nvidiaProblems(found),
    ...amdProblems(found),
    ...(found.cdi?.specs ?? []).flatMap(({ path, missing }) =>
      missing === undefined ? [] : problem('CdiStale', `${path} names ${missing}, which does not exist`),
    ),
    ...cdiProblems(counts),
  ].sort(byCodeAndDetail);
  return {
    ...found,
    ...(counts.length > 0 ? { counts } : undefined),
    // Of what only the bus knows nobody can say that it works.
    ...(problems.length > 0 || counts.some(({ driver }) => driver !== undefined)
      ? { healthy: problems.length === 0 }
      : undefined),
    ...(problems.length > 0 ? { problems } : undefined),
  };
}

const hasFailed = ({ sources = [] }: HostFacts, reader: string): boolean =>
  sources.some(({ name, ok }) => name === reader && ok === false);

/** Parts of it are the host's words: they end in an Event and on terminals. */
const problem = (code: HostProblem, detail: string): Problem[] => [
  { code, detail: detail.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_DETAIL) },
];
const MAX_DETAIL = 200;

function byCodeAndDetail(a: Problem, b: Problem): number {
  const [left, right] = [`${a.code} ${a.detail}`, `${b.code} ${b.detail}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

function countOf(
  facts: HostFacts,
  { vendor, resources, kind, device }: (typeof VENDORS)[number],
  kubelet: KubeletCounts | undefined,
): Count[] {
  const gpus = (facts.gpus ?? []).filter((gpu) => gpu.vendor === vendor);
  const capacity = sum(kubelet?.capacity, resources);
  // Without a device nobody can be wrong about it; a resource of the same name may be somebody else's.
  if (gpus.length === 0) return [];
  const listed = gpus.some(({ seenByDriver }) => seenByDriver !== undefined);
  const specs = (facts.cdi?.specs ?? []).filter((spec) => spec.kind === kind);
  const counts: { -readonly [K in keyof Count]: Count[K] | undefined } = {
    vendor,
    pci: gpus.length,
    driver: listed ? gpus.filter((gpu) => gpu.seenByDriver === true).length : undefined,
    excluded: gpus.filter((gpu) => gpu.excluded === true).length || undefined,
    passthrough: gpus.filter(isPassthrough).length || undefined,
    // None where none could be looked for is unknown.
    deviceNodes:
      facts.deviceNodes?.length === 0 && hasFailed(facts, 'device-nodes')
        ? undefined
        : facts.deviceNodes?.filter(({ path }) => device.test(path ?? '')).length,
    cdi: specs.length === 0 ? undefined : Math.max(...specs.map(({ devices }) => devices ?? 0)),
    capacity,
    allocatable: sum(kubelet?.allocatable, resources),
  };
  return [Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined)) as Count];
}

const isPassthrough = ({ boundDriver }: Gpu): boolean => boundDriver === 'vfio-pci';

/** Whole devices are counted in whole numbers; what is written otherwise is no count of devices. */
function sum(
  quantities: Readonly<Record<string, string>> | undefined,
  resources: readonly string[],
): number | undefined {
  const counts = resources.flatMap((name) => {
    const text = quantities?.[name] ?? '';
    return /^\d{1,6}$/.test(text) ? [Number(text)] : [];
  });
  return counts.length === 0 ? undefined : counts.reduce((total, count) => total + count, 0);
}

/**
 * Fewer than the driver lists: the plugin counted while one was away. More is no contradiction (time slicing, MPS),
 * and with MIG the resource counts something else.
 */
const kubeletProblems =
  (facts: HostFacts, kubelet: KubeletCounts | undefined) =>
  ({ vendor, driver, excluded = 0, capacity, allocatable }: Count): Problem[] => {
    if (capacity === undefined || capacity === 0) return [];
    const usable = driver === undefined ? undefined : driver - excluded;
    const divided = (facts.gpus ?? []).some(
      (gpu) => gpu.vendor === vendor && (gpu.mig?.enabled === true || (gpu.partitions ?? 1) > 1),
    );
    return [
      ...(usable !== undefined && !divided && !isRenamed(vendor, kubelet) && capacity < usable
        ? problem(
            'CapacityTooSmall',
            `kubelet counts ${capacity} ${vendor} devices, the driver lists ${usable}`,
          )
        : []),
      ...(allocatable !== undefined && allocatable < capacity
        ? problem('NotAllocatable', `kubelet gives ${allocatable} of ${capacity} ${vendor} devices to pods`)
        : []),
    ];
  };

/**
 * Plugins can call devices by their model or sharing (nvidia.com/a100, nvidia.com/gpu.shared), and Intel's leaves
 * out a device that has virtual functions: then the resource does not count them all.
 */
function isRenamed(vendor: string | undefined, kubelet: KubeletCounts | undefined): boolean {
  if (vendor === 'intel') return true;
  const whole = VENDORS.find((row) => row.vendor === vendor)?.resources ?? [];
  const domains = whole.map((name) => name.slice(0, name.indexOf('/') + 1));
  return Object.entries(kubelet?.capacity ?? {}).some(
    ([name, count]) =>
      count !== '0' && !whole.includes(name) && domains.some((domain) => name.startsWith(domain)),
  );
}

function gpuProblems(facts: HostFacts): Problem[] {
  const gpus = facts.gpus ?? [];
  const nodes = new Set((facts.deviceNodes ?? []).map(({ path }) => path));
  const deviceRoot = facts.nvidia?.deviceRoot ?? '/dev';
  const anyNode = gpus.some(({ minor }) => minor !== undefined && nodes.has(`${deviceRoot}/nvidia${minor}`));
  const smi = facts.sources?.find(({ name }) => name === 'nvidia-smi');
  const anyAnswer = gpus.some(({ index }) => index !== undefined) || smi?.detail === NO_DEVICES;
  const silent = smi?.error === 'NoAnswer' ? (smi.detail ?? '') : '';
  return gpus.flatMap((gpu) => {
    const { vendor, address = '', minor, seenByDriver, boundDriver, excluded, index } = gpu;
    if (isPassthrough(gpu)) return [];
    if (gpu.offBus === true) return problem('GpuOffBus', `nothing answers at ${address}`);
    if (seenByDriver === false) {
      const bound = boundDriver === undefined || boundDriver === '' ? 'no driver' : boundDriver;
      return problem(
        'GpuNotSeen',
        `${address} is on the bus, bound to ${bound}, and not listed by the ${vendor} driver`,
      );
    }
    if (vendor !== 'nvidia' || seenByDriver !== true || excluded === true) return [];
    const node = `${deviceRoot}/nvidia${minor}`;
    return [
      // Device nodes are made when they are first needed: none at all is no sign of anything.
      ...(minor !== undefined && anyNode && !nodes.has(node)
        ? problem('DeviceNodeMissing', `${address} has no ${node}`)
        : []),
      ...(silent.includes(address) || (anyAnswer && index === undefined)
        ? problem('GpuNotAnswering', `${address} is listed by the driver, but does not answer nvidia-smi`)
        : []),
    ];
  });
}

function nvidiaProblems({ nvidia }: HostFacts): Problem[] {
  const { driver, nvswitches = 0, nvswitchesDead = 0 } = nvidia ?? {};
  return [
    ...(driver?.skew === true
      ? problem(
          'DriverSkew',
          `the loaded module is ${driver.version}, the libraries are ${driver.userVersion}`,
        )
      : []),
    ...(nvswitchesDead > 0
      ? problem('NvswitchDead', `${nvswitchesDead} of ${nvswitches} NVSwitches on the bus do not answer`)
      : []),
  ];
}

/** Every device is partitioned alike, or one has lost a partition. */
function amdProblems(facts: HostFacts): Problem[] {
  const gpus = (facts.gpus ?? []).filter(({ partitions }) => partitions !== undefined);
  const most = Math.max(0, ...gpus.map(({ partitions = 0 }) => partitions));
  return gpus.flatMap(({ address, partitions = 0, seenByDriver }) =>
    seenByDriver === true && partitions < most
      ? problem('PartitionsMissing', `${address} shows ${partitions} partitions, others ${most}`)
      : [],
  );
}

/** More than the driver lists is usual: a device may have several names, and its parts have their own. */
function cdiProblems(counts: readonly Count[]): Problem[] {
  return counts.flatMap(({ vendor, cdi, driver, excluded = 0 }) =>
    cdi !== undefined && driver !== undefined && cdi < driver - excluded
      ? problem('CdiIncomplete', `CDI names ${cdi} ${vendor} devices, the driver lists ${driver - excluded}`)
      : [],
  );
}
