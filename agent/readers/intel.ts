import type { HostFacts, Intel } from '../../shared/host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { normalAddress } from './pci.ts';
import { defined, failedAt, found, type Reading } from './reading.ts';

/** Of data-centre GPUs, then of integrated ones, then of Gaudi. */
const DRIVERS = ['xe', 'i915', 'habanalabs'] as const;

export interface IntelFacts {
  readonly intel: Intel;
  /** Addresses that such a driver is bound to. */
  readonly bound: readonly string[];
}

/** Whether a driver for Intel's accelerators is bound to a device. */
export function readIntel(root: HostRoot): Reading<IntelFacts> {
  let driver: string | undefined;
  const bound: string[] = [];
  for (const name of DRIVERS) {
    const entries = root.list(`/sys/bus/pci/drivers/${name}`);
    if (!entries.ok) {
      if (entries.reason === 'ENOENT') continue;
      return failedAt({ intel: {}, bound }, entries);
    }
    const devices = entries.value.filter((entry) => /^[0-9a-f]{4,8}:/i.test(entry));
    if (devices.length > 0) driver ??= name;
    bound.push(...devices.map(normalAddress));
  }
  return found({ intel: defined<Intel>({ present: driver !== undefined, driver }), bound });
}

export function recallIntel(facts: HostFacts): IntelFacts {
  const bound = (facts.gpus ?? []).filter(
    (gpu) => (gpu.vendor === 'intel' || gpu.vendor === 'habana') && gpu.seenByDriver === true,
  );
  return { intel: facts.intel ?? {}, bound: bound.map((gpu) => gpu.address ?? '') };
}
