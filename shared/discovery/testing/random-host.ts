/**
 * Hosts that never were: of each distribution, with each kind of driver, GPUs and fault, and the truth about each, made
 * from the same plan and not by reading. A plan that is changed is a host that has changed.
 */

import fc from 'fast-check';
import type { Gpu } from '../../host-facts/model.ts';
import type { HostFiles } from '../host-files.ts';
import { type HostImage, imageFiles } from '../host-image.ts';
import { compareAddresses } from '../readers/pci.ts';
import { buildImage } from './build-host.ts';
import { DISTRIBUTIONS, type Distribution } from './random-host-distributions.ts';
import { type DriverPlan, driverPaths, driverPlans, driverTruth, isLoaded } from './random-host-driver.ts';
import { boundTo, type GpuPlan, gpuPlans, gpuTruth, isListed, pciDevice } from './random-host-gpus.ts';
import { migTruth } from './random-host-mig.ts';
import { type OthersPlan, othersGpus, othersPaths, othersPlans, othersTruth } from './random-host-others.ts';
import type { Claims, Paths, Truth } from './random-host-part.ts';
import { type RdmaPlan, rdmaPaths, rdmaPlans, rdmaTruth } from './random-host-rdma.ts';
import { type SystemPlan, systemPaths, systemPlans, systemTruth } from './random-host-system.ts';

export interface HostPlan {
  readonly distribution: Distribution;
  readonly system: SystemPlan;
  readonly gpus: readonly GpuPlan[];
  readonly driver: DriverPlan;
  readonly others: OthersPlan;
  readonly rdma: readonly RdmaPlan[];
}

export interface RandomHost {
  readonly plan: HostPlan;
  readonly image: HostImage;
  readonly files: HostFiles;
  readonly truth: Truth;
}

export const hostPlans: fc.Arbitrary<HostPlan> = fc.record({
  distribution: fc.constantFrom(...DISTRIBUTIONS),
  system: systemPlans,
  gpus: gpuPlans,
  driver: driverPlans,
  others: othersPlans,
  rdma: rdmaPlans,
});

export function buildRandomHost(plan: HostPlan): RandomHost {
  // Where a case fails, its plan says more than hundreds of files.
  const text = (): string => JSON.stringify({ ...plan, distribution: plan.distribution.name });
  const image = buildImage(pathsOf(plan));
  return { plan, image, files: imageFiles(image), truth: truthOf(plan), ...{ [fc.toStringMethod]: text } };
}

/** The kernel's driver for GPUs that NVIDIA's module does not have. */
const kernelDriver = (driver: DriverPlan): string =>
  isLoaded(driver) ? 'nvidia' : driver.module === 'nouveau' ? 'nouveau' : '';

function pathsOf({ distribution, system, gpus, driver, others, rdma }: HostPlan): Paths {
  const onBus = gpus.map((gpu) =>
    pciDevice(gpu.address, {
      id: gpu.model.deviceId,
      class: '030200',
      driver: boundTo(gpu, kernelDriver(driver)),
      numaNode: gpu.numaNode,
    }),
  );
  return Object.assign(
    {},
    systemPaths(system, distribution),
    othersPaths(others),
    rdmaPaths(rdma),
    ...onBus,
    driverPaths(driver, distribution, gpus),
  ) as Paths;
}

function truthOf({ distribution, system, gpus, driver, others, rdma }: HostPlan): Truth {
  const listing = driver.module === 'loaded';
  const nvidia = gpus.map(
    (gpu): Claims<Gpu> => ({
      ...gpuTruth(gpu, listing, boundTo(gpu, kernelDriver(driver))),
      mig: listing && isListed(gpu) ? migTruth(gpu.minor, gpu.mig) : undefined,
    }),
  );
  return {
    ...systemTruth(system, distribution),
    ...othersTruth(others),
    gpus: [...nvidia, ...othersGpus(others)].sort((a, b) =>
      compareAddresses(a.address ?? '', b.address ?? ''),
    ),
    nvidia: driverTruth(driver, distribution),
    rdma: rdmaTruth(rdma),
  };
}
