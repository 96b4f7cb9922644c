/** Accelerators of other vendors, and what is on each bus and is none. */

import fc from 'fast-check';
import type { Amd, Gpu, Intel } from '../../host-facts/model.ts';
import type { Described } from './build-host.ts';
import { pciDevice } from './random-host-gpus.ts';
import type { Claims, Paths } from './random-host-part.ts';

export interface OthersPlan {
  /** 64 bits each: as numbers two of them would be one. */
  readonly amd: readonly { readonly uniqueId: string; readonly vramMiB: number }[];
  readonly amdLoaded: boolean;
  /** Name of the driver of an Intel GPU; undefined: there is none; empty: nothing is bound. */
  readonly intel: 'xe' | 'i915' | '' | undefined;
}

export const othersPlans: fc.Arbitrary<OthersPlan> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<OthersPlan>({ amd: [], amdLoaded: false, intel: undefined }) },
  fc.record({
    amd: fc.uniqueArray(
      fc.record({
        uniqueId: fc.bigInt({ min: 2n ** 60n, max: 2n ** 64n - 1n }).map((id) => id.toString(16)),
        vramMiB: fc.integer({ min: 16_000, max: 262_144 }),
      }),
      { maxLength: 8, selector: ({ uniqueId }) => uniqueId },
    ),
    amdLoaded: fc.boolean(),
    intel: fc.constantFrom('xe' as const, 'i915' as const, '' as const, undefined),
  }),
);

const amdAddress = (index: number): string => `0001:${(0x10 + index).toString(16)}:00.0`;
const INTEL_ADDRESS = '0000:03:00.0';

export function othersPaths({ amd, amdLoaded, intel }: OthersPlan): Paths {
  const paths: Record<string, Described> = {
    // What must not be counted: a management controller's VGA, a bridge, the sound of a graphics card.
    ...pciDevice('0000:02:00.0', { id: '1a03:2000', class: '030000', driver: 'ast', numaNode: 0 }),
    ...pciDevice('0000:00:01.0', { id: '8086:352a', class: '060400', driver: 'pcieport', numaNode: 0 }),
    ...pciDevice('0000:04:00.1', { id: '10de:228b', class: '040300', driver: '' }),
  };
  for (const [index, { uniqueId, vramMiB }] of amd.entries()) {
    const address = amdAddress(index);
    const device = pciDevice(address, {
      id: '1002:74a1',
      class: '120000',
      driver: amdLoaded ? 'amdgpu' : '',
      numaNode: 1,
    });
    Object.assign(paths, device);
    if (!amdLoaded) continue;
    const real = `/sys/devices/pci0001:00/${address}`;
    paths[`${real}/unique_id`] = `${uniqueId}\n`;
    paths[`${real}/mem_info_vram_total`] = `${BigInt(vramMiB) * 1_048_576n}\n`;
  }
  if (intel !== undefined)
    Object.assign(
      paths,
      pciDevice(INTEL_ADDRESS, { id: '8086:56c0', class: '038000', driver: intel, numaNode: 0 }),
    );
  return paths;
}

export function othersGpus({ amd, amdLoaded, intel }: OthersPlan): Claims<Gpu>[] {
  const amdGpus = amd.map(
    ({ uniqueId, vramMiB }, index): Claims<Gpu> => ({
      vendor: 'amd',
      address: amdAddress(index),
      deviceId: '1002:74a1',
      boundDriver: amdLoaded ? 'amdgpu' : '',
      numaNode: 1,
      seenByDriver: amdLoaded ? true : undefined,
      uuid: amdLoaded ? uniqueId : undefined,
      memoryMiB: amdLoaded ? vramMiB : undefined,
    }),
  );
  if (intel === undefined) return amdGpus;
  const bound = intel === '' ? undefined : true;
  return [
    {
      vendor: 'intel',
      address: INTEL_ADDRESS,
      deviceId: '8086:56c0',
      boundDriver: intel,
      numaNode: 0,
      seenByDriver: bound,
    },
    ...amdGpus,
  ];
}

export const othersTruth = ({
  amd,
  amdLoaded,
  intel,
}: OthersPlan): { amd: Claims<Amd>; intel: Claims<Intel> } => ({
  amd: { present: amdLoaded && amd.length > 0 },
  intel: intel === undefined || intel === '' ? { present: false } : { present: true, driver: intel },
});
