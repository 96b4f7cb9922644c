/** RDMA devices as drivers/infiniband/core/sysfs.c shows them. Their names have gaps. */

import fc from 'fast-check';
import type { Rdma } from '../../host-facts/model.ts';
import type { Described } from './build-host.ts';
import { pciDevice } from './random-host-gpus.ts';
import type { Claims, Paths } from './random-host-part.ts';

export interface RdmaPlan {
  readonly number: number;
  readonly kind: 'InfiniBand' | 'Ethernet';
  readonly active: boolean;
  readonly gbps: number;
  readonly numaNode: number;
}

export const rdmaPlans: fc.Arbitrary<readonly RdmaPlan[]> = fc
  .uniqueArray(
    fc.record({
      number: fc.nat({ max: 9 }),
      kind: fc.constantFrom('InfiniBand' as const, 'Ethernet' as const),
      active: fc.boolean(),
      gbps: fc.constantFrom(25, 100, 200, 400),
      numaNode: fc.nat({ max: 1 }),
    }),
    { maxLength: 9, selector: ({ number }) => number },
  )
  .map((plans) => plans.toSorted((a, b) => a.number - b.number));

const addressOf = ({ number }: RdmaPlan): string => `0000:${(0xc0 + number).toString(16)}:00.1`;

export function rdmaPaths(plans: readonly RdmaPlan[]): Paths {
  const paths: Record<string, Described> = {};
  for (const plan of plans) {
    const { number, kind, active, gbps, numaNode } = plan;
    const address = addressOf(plan);
    const parent = `/sys/devices/pci${address.slice(0, -8)}:00/${address}`;
    const directory = `${parent}/infiniband/mlx5_${number}`;
    Object.assign(
      paths,
      pciDevice(address, { id: '15b3:1021', class: '020700', driver: 'mlx5_core', numaNode }),
    );
    paths[`/sys/class/infiniband/mlx5_${number}`] = { link: `../..${directory.slice('/sys'.length)}` };
    paths[`${directory}/device`] = { link: `../../../${address}` };
    paths[`${directory}/ports/1/state`] = active ? '4: ACTIVE\n' : '1: DOWN\n';
    paths[`${directory}/ports/1/rate`] = `${gbps} Gb/sec (4X NDR)\n`;
    paths[`${directory}/ports/1/link_layer`] = `${kind}\n`;
    const verbs = `${parent}/infiniband_verbs/uverbs${number}`;
    paths[`${verbs}/ibdev`] = `mlx5_${number}\n`;
    paths[`${verbs}/device`] = { link: `../../../${address}` };
    paths[`/sys/class/infiniband_verbs/uverbs${number}`] = { link: `../..${verbs.slice('/sys'.length)}` };
    paths[`/dev/infiniband/uverbs${number}`] = { character: [231, 192 + number] };
  }
  return paths;
}

export const rdmaTruth = (plans: readonly RdmaPlan[]): Claims<Rdma>[] =>
  plans.map((plan) => ({
    name: `mlx5_${plan.number}`,
    linkLayer: plan.kind,
    active: plan.active,
    gbps: plan.gbps,
    numaNode: plan.numaNode,
    address: addressOf(plan),
  }));
