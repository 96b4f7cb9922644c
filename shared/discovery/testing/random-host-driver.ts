/** The loaded NVIDIA module and the driver's files, in all the ways in which one is there and the other is not. */

import fc from 'fast-check';
import type { Nvidia } from '../../host-facts/model.ts';
import { compareDotted } from '../../host-facts/version.ts';
import type { Described } from './build-host.ts';
import type { Distribution } from './random-host-distributions.ts';
import { type GpuPlan, informationPaths, isListed } from './random-host-gpus.ts';
import { binariesTruth, type FilesPlan, librariesTruth, libraryPaths } from './random-host-libraries.ts';
import { migPaths } from './random-host-mig.ts';
import type { Claims, Paths } from './random-host-part.ts';

/** hidden: a container runtime hides /proc/driver/nvidia. */
export type ModuleState = 'loaded' | 'hidden' | 'not loaded' | 'nouveau';

export interface DriverPlan {
  readonly module: ModuleState;
  readonly flavour: 'open' | 'proprietary';
  /** Of the module. */
  readonly version: string;
  /** undefined: no files of a driver on disk. */
  readonly files: FilesPlan | undefined;
}

/** Of two, three and four parts; 610 is the branch whose nvidia-smi says "Deprecated" where the version was. */
const versions = fc.oneof(
  fc.constantFrom('550.54.15', '535.86', '570.124.06', '610.57.04', '580.65.06', '470.256.02', '390.157'),
  fc
    .tuple(fc.integer({ min: 340, max: 999 }), fc.nat({ max: 299 }), fc.nat({ max: 99 }))
    .map(([branch, minor, patch]) => `${branch}.${minor}.${String(patch).padStart(2, '0')}`),
);

const often = <T>(usual: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, others);

export const driverPlans: fc.Arbitrary<DriverPlan> = fc
  .record({
    module: often<ModuleState>('loaded', fc.constantFrom<ModuleState>('hidden', 'not loaded', 'nouveau')),
    flavour: fc.constantFrom('open' as const, 'proprietary' as const),
    version: versions,
    onDisk: often<'same' | 'other' | 'none'>('same', fc.constantFrom('other' as const, 'none' as const)),
    other: versions,
    second: often<string | undefined>(undefined, versions),
    headless: fc.boolean(),
    absoluteLinks: fc.boolean(),
    cache: fc.constantFrom('good' as const, 'stale' as const, 'none' as const),
  })
  .map(({ module, flavour, version, onDisk, other, second, ...files }) => {
    const installed = onDisk === 'other' ? other : version;
    return {
      module,
      flavour,
      version,
      // The same number written in two ways is not a case that drivers know.
      files:
        onDisk === 'none'
          ? undefined
          : {
              ...files,
              installed,
              second: second === undefined || compareDotted(second, installed) === 0 ? undefined : second,
            },
    };
  });

export const isLoaded = ({ module }: DriverPlan): boolean => module === 'loaded' || module === 'hidden';

export function driverPaths(plan: DriverPlan, distribution: Distribution, gpus: readonly GpuPlan[]): Paths {
  const files = plan.files === undefined ? distribution.layout : libraryPaths(plan.files, distribution);
  if (!isLoaded(plan)) return files;
  // Only the module of NVIDIA has a version in sysfs.
  const module: Record<string, Described> = { ...files, '/sys/module/nvidia/version': `${plan.version}\n` };
  Object.assign(module, controlNodes(gpus));
  if (plan.module === 'hidden') return module;
  const line =
    plan.flavour === 'open'
      ? `NVRM version: NVIDIA UNIX Open Kernel Module for ${distribution.architecture}  ${plan.version}  Release Build  (dvs-builder)`
      : `NVRM version: NVIDIA UNIX ${distribution.architecture} Kernel Module  ${plan.version}  Tue Mar  5 22:23:56 UTC 2024`;
  module['/proc/driver/nvidia/version'] = `${line}\nGCC version:  gcc version 12.3.0\n`;
  for (const gpu of gpus.filter(isListed))
    Object.assign(module, informationPaths(gpu), migPaths(gpu.minor, gpu.mig));
  return module;
}

function controlNodes(gpus: readonly GpuPlan[]): Paths {
  const nodes: Record<string, Described> = {
    '/dev/nvidiactl': { character: [195, 255] },
    '/dev/nvidia-uvm': { character: [511, 0] },
    '/dev/nvidia-uvm-tools': { character: [511, 1] },
  };
  for (const { minor } of gpus.filter(isListed)) nodes[`/dev/nvidia${minor}`] = { character: [195, minor] };
  return nodes;
}

export function driverTruth(plan: DriverPlan, distribution: Distribution): Claims<Nvidia> {
  const loaded = isLoaded(plan);
  const { files } = plan;
  if (!loaded && files === undefined) return { present: false, driver: undefined, libraryDir: undefined };
  const version = loaded ? plan.version : undefined;
  const flavour = plan.module === 'loaded' ? plan.flavour : undefined;
  const devices = loaded
    ? { deviceRoot: '/dev', uvm: true, modeset: false }
    : { deviceRoot: undefined, uvm: undefined, modeset: undefined };
  if (files === undefined)
    return {
      present: true,
      driver: { version, flavour, userVersion: undefined, skew: undefined },
      root: undefined,
      libraryDir: undefined,
      ...devices,
    };
  const userVersion = distribution.unversioned === undefined ? files.installed : undefined;
  return {
    present: true,
    driver: {
      version,
      flavour,
      userVersion,
      skew: version === undefined || userVersion === undefined ? undefined : version !== userVersion,
    },
    root: distribution.root,
    libraryDir: distribution.libraryDir,
    libraryDirs: [distribution.libraryDir],
    libraries: librariesTruth(files, distribution),
    binaryDir: distribution.binaryDir,
    binaries: binariesTruth(distribution),
    ...devices,
  };
}
