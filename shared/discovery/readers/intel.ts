import type { HostFacts, Intel } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { boundDevices } from './bound-devices.ts';
import { normalAddress } from './pci.ts';
import { defined, failedAt, found, type Reading } from './reading.ts';

/** The newer one first. */
const DRIVERS = ['xe', 'i915'] as const;

export interface IntelFacts {
  readonly intel: Intel;
  /** Addresses that such a driver is bound to. */
  readonly bound: readonly string[];
}

/** Whether a driver for Intel's GPUs is bound to a device. Where both are, the newer one counts. */
export async function readIntel(root: HostRoot): Promise<Reading<IntelFacts>> {
  let driver: string | undefined;
  const bound: string[] = [];
  for (const name of DRIVERS) {
    const devices = await boundDevices(root, name);
    if (!devices.ok) {
      if (devices.reason === 'ENOENT') continue;
      return failedAt({ intel: {}, bound }, devices);
    }
    if (devices.value.length > 0) driver ??= name;
    bound.push(...devices.value.map(normalAddress));
  }
  return found({ intel: defined<Intel>({ present: driver !== undefined, driver }), bound });
}

export function recallIntel(facts: HostFacts): IntelFacts {
  const bound = (facts.gpus ?? []).filter((gpu) => gpu.vendor === 'intel' && gpu.seenByDriver === true);
  return { intel: facts.intel ?? {}, bound: bound.map((gpu) => gpu.address ?? '') };
}
