import type { Gaudi, HostFacts } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { attentive } from './attentive.ts';
import { boundDevices } from './bound-devices.ts';
import { normalAddress } from './pci.ts';
import { attribute, defined, failedAt, found, type Reading } from './reading.ts';

/** Accelerators of every vendor (drivers/accel/drm_accel.c): NPUs of laptops are there, too. */
const ACCELERATORS = '/sys/class/accel';

export interface GaudiFacts {
  readonly gaudi: Gaudi;
  /** Addresses that habanalabs is bound to. */
  readonly bound: readonly string[];
}

/** Intel Gaudi: the driver habanalabs (drivers/accel/habanalabs), and which of /dev/accel are its devices. */
export async function readGaudi(outer: HostRoot): Promise<Reading<GaudiFacts>> {
  const root = attentive(outer);
  const names = await boundDevices(root, 'habanalabs');
  if (!names.ok) {
    return names.reason === 'ENOENT'
      ? found({ gaudi: { present: false }, bound: [] })
      : failedAt({ gaudi: {}, bound: [] }, names);
  }
  const gaudi = defined<Gaudi>({
    present: names.value.length > 0,
    driverVersion: await attribute(root, '/sys/module/habanalabs/version'),
    devices: await accelerators(root),
  });
  return root.reading({ gaudi, bound: names.value.map(normalAddress) });
}

export function recallGaudi(facts: HostFacts): GaudiFacts {
  const bound = (facts.gpus ?? []).filter((gpu) => gpu.vendor === 'habana' && gpu.seenByDriver === true);
  return { gaudi: facts.gaudi ?? {}, bound: bound.map((gpu) => gpu.address ?? '') };
}

async function accelerators(root: HostRoot): Promise<readonly number[] | undefined> {
  const names = await root.list(ACCELERATORS);
  if (!names.ok) return names.reason === 'ENOENT' ? [] : undefined;
  const devices: number[] = [];
  for (const name of names.value) {
    const match = /^accel(\d{1,6})$/.exec(name);
    if (match === null) continue;
    const driver = await root.resolve(`${ACCELERATORS}/${name}/device/driver`);
    if (driver.ok && driver.value.endsWith('/habanalabs')) devices.push(Number(match[1]));
  }
  return devices.sort((a, b) => a - b);
}
