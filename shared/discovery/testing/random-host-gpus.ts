/** GPUs on the bus, and what their driver says of them. */

import fc from 'fast-check';
import type { Gpu } from '../../host-facts/model.ts';
import { type MigPlan, migPlans } from './random-host-mig.ts';
import type { Claims, Paths } from './random-host-part.ts';

interface Model {
  readonly name: string;
  readonly deviceId: string;
  readonly mig: boolean;
}

/** PCI ids as in the PCI ID repository. */
const MODELS: readonly [Model, ...Model[]] = [
  { name: 'NVIDIA H100 80GB HBM3', deviceId: '10de:2330', mig: true },
  { name: 'NVIDIA H200', deviceId: '10de:2335', mig: true },
  { name: 'NVIDIA A100-SXM4-80GB', deviceId: '10de:20b2', mig: true },
  { name: 'NVIDIA A100-SXM4-40GB', deviceId: '10de:20b0', mig: true },
  { name: 'NVIDIA L40S', deviceId: '10de:26b9', mig: false },
  { name: 'NVIDIA L4', deviceId: '10de:27b8', mig: false },
  { name: 'Tesla T4', deviceId: '10de:1eb8', mig: false },
  { name: 'Tesla V100-SXM2-16GB', deviceId: '10de:1db1', mig: false },
];

/**
 * question marks, no uuid: not initialised yet, as drivers before and since 595 say it. gone: fell off the bus, and only
 * the bus lists it still. vm: given to virtual machines.
 */
export type GpuState = 'good' | 'question marks' | 'no uuid' | 'excluded' | 'gone' | 'vm' | 'unbound';

export interface GpuPlan {
  readonly model: Model;
  readonly state: GpuState;
  readonly uuid: string;
  readonly minor: number;
  readonly address: string;
  /** -1 as sysfs says for "none". */
  readonly numaNode: number;
  readonly mig: MigPlan;
}

const states = fc.oneof(
  { weight: 12, arbitrary: fc.constant<GpuState>('good') },
  fc.constantFrom<GpuState>('question marks', 'no uuid', 'excluded', 'gone', 'vm', 'unbound'),
);

/** Up to 16, of one model or of several; their minors are not in the order of their addresses. */
export const gpuPlans: fc.Arbitrary<readonly GpuPlan[]> = fc
  .record({
    count: fc.oneof(fc.constantFrom(0, 1, 8, 16), fc.nat({ max: 16 })),
    models: fc.array(fc.constantFrom(...MODELS), { minLength: 1, maxLength: 2 }),
    faulty: fc.boolean(),
    partitioned: fc.boolean(),
    firstMinor: fc.nat({ max: 15 }),
    /** Azure gives each GPU a domain; a hypervisor or VMD makes domains of five digits. */
    addressing: fc.constantFrom<Addressing>('buses', 'domains', 'long domains'),
    own: fc.array(
      fc.record({
        state: states,
        uuid: fc.uuid(),
        numaNode: fc.integer({ min: -1, max: 1 }),
        mig: migPlans,
      }),
      { minLength: 16, maxLength: 16 },
    ),
  })
  .map(({ count, models, faulty, partitioned, firstMinor, addressing, own }) =>
    own.slice(0, count).map(({ state, uuid, numaNode, mig }, index): GpuPlan => {
      const model = models[index % models.length] ?? MODELS[0];
      return {
        model,
        state: faulty ? state : 'good',
        uuid: `GPU-${uuid}`,
        minor: (index + firstMinor) % count,
        address: addressOf(addressing, index),
        numaNode,
        mig: model.mig && partitioned ? mig : { instances: [] },
      };
    }),
  );

type Addressing = 'buses' | 'domains' | 'long domains';

function addressOf(addressing: Addressing, index: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  switch (addressing) {
    case 'buses':
      return `0000:${hex(0x1b + 9 * index, 2)}:00.0`;
    case 'domains':
      return `${hex(index + 1, 4)}:00:00.0`;
    case 'long domains':
      return `${hex(0xfffe + index, 4)}:01:00.0`;
    default:
      return addressing satisfies never;
  }
}

/** The driver lists it. */
export const isListed = ({ state }: GpuPlan): boolean => !['gone', 'vm', 'unbound'].includes(state);

/** What is on the bus, with the name of a driver that is bound to it. */
export function pciDevice(
  address: string,
  device: {
    readonly id: string;
    readonly class: string;
    readonly driver: string;
    readonly numaNode?: number;
  },
): Paths {
  const real = `/sys/devices/pci${address.slice(0, -8)}:00/${address}`;
  const [vendor = '', id = ''] = device.id.split(':');
  return {
    [`/sys/bus/pci/devices/${address}`]: { link: `../../..${real.slice('/sys'.length)}` },
    [`${real}/vendor`]: `0x${vendor}\n`,
    [`${real}/device`]: `0x${id}\n`,
    [`${real}/class`]: `0x${device.class}\n`,
    ...(device.numaNode === undefined ? undefined : { [`${real}/numa_node`]: `${device.numaNode}\n` }),
    ...(device.driver === ''
      ? undefined
      : {
          [`${real}/driver`]: { link: `../../../bus/pci/drivers/${device.driver}` },
          [`/sys/bus/pci/drivers/${device.driver}/${address}`]: {
            link: `../../../..${real.slice('/sys'.length)}`,
          },
        }),
  };
}

/** Which driver is bound to it where `driver` is loaded. */
export function boundTo({ state }: GpuPlan, driver: string): string {
  if (state === 'vm') return 'vfio-pci';
  // A GPU that fell off the bus stays bound.
  return state === 'unbound' ? '' : driver;
}

/** As kernel-open/nvidia/nv-procfs.c writes it. */
export function informationPaths(gpu: GpuPlan): Paths {
  const uuid =
    gpu.state === 'no uuid'
      ? ''
      : `GPU UUID: \t ${gpu.state === 'question marks' ? 'GPU-????????-????-????-????-????????????' : gpu.uuid}\n`;
  return {
    [`/proc/driver/nvidia/gpus/${gpu.address}/information`]:
      `Model: \t\t ${gpu.model.name}\nIRQ:   \t\t 42\n${uuid}Video BIOS: \t 96.00.61.00.01\nBus Type: \t PCIe\n` +
      `Bus Location: \t ${gpu.address}\nDevice Minor: \t ${gpu.minor}\nGPU Excluded:\t ${gpu.state === 'excluded' ? 'Yes' : 'No'}\n`,
  };
}

/** What is true of it. `listing`: whether a driver lists GPUs at all. */
export function gpuTruth(gpu: GpuPlan, listing: boolean, boundDriver: string): Claims<Gpu> {
  const seen = listing && isListed(gpu);
  return {
    vendor: 'nvidia',
    address: gpu.address,
    deviceId: gpu.model.deviceId,
    boundDriver,
    numaNode: gpu.numaNode < 0 ? undefined : gpu.numaNode,
    seenByDriver: listing ? seen : undefined,
    model: seen ? gpu.model.name : undefined,
    uuid: seen && (gpu.state === 'good' || gpu.state === 'excluded') ? gpu.uuid : undefined,
    minor: seen ? gpu.minor : undefined,
    excluded: seen ? gpu.state === 'excluded' : undefined,
  };
}
