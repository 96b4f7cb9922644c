import type { Nvidia } from '../../host-facts/model.ts';
import type { Failure, HostRoot, Result } from '../host-root.ts';
import type { DriverRoot } from './driver-roots.ts';
import { attribute, failedAt, found, noAnswer, type Reading } from './reading.ts';

export type NvidiaFirmwareFacts = Pick<Nvidia, 'firmwareDir'>;

/** Where a driver container points the kernel to its own firmware. */
const CUSTOM = '/sys/module/firmware_class/parameters/path';
/** gsp_ga10x.bin, gsp_tu10x.bin; gsp.bin of older drivers. */
const FIRMWARE = /^gsp[^/]*\.bin$/;

/**
 * The directory with the firmware (GSP) of the loaded module, nvidia/<version> below where the kernel looks for
 * firmware, in its order (drivers/base/firmware_loader/main.c); then below the roots of driver containers.
 */
export async function readNvidiaFirmware(
  root: HostRoot,
  driverRoots: readonly DriverRoot[],
  /** Of the loaded module, which loads the firmware of its own version. */
  moduleVersion: string | undefined,
): Promise<Reading<NvidiaFirmwareFacts>> {
  if (moduleVersion === undefined) return found({});
  let unanswered: Failure | undefined;
  const answered = <T>(result: Result<T>): T | undefined => {
    if (!result.ok && noAnswer(result)) unanswered ??= result;
    return result.ok ? result.value : undefined;
  };
  const below = async (view: HostRoot, firmware: string): Promise<string | undefined> => {
    const directory = `${firmware}/nvidia/${moduleVersion}`;
    const names = answered(await view.list(directory));
    if (names?.some((name) => FIRMWARE.test(name)) !== true) return undefined;
    return answered(await view.resolve(directory));
  };

  const release = await attribute(root, '/proc/sys/kernel/osrelease');
  const custom = await attribute(root, CUSTOM);
  const usual = ['/lib/firmware/updates', '/lib/firmware'].flatMap((directory) =>
    release === undefined ? [directory] : [`${directory}/${release}`, directory],
  );
  for (const firmware of [...(custom?.startsWith('/') === true ? [custom] : []), ...usual]) {
    const directory = await below(root, firmware);
    if (directory !== undefined) return found({ firmwareDir: directory });
  }
  for (const { path } of driverRoots.filter(({ filesystem }) => filesystem === 'own')) {
    const directory = await below(await root.below(path), `${path}/lib/firmware`);
    if (directory !== undefined) return found({ firmwareDir: directory });
  }
  return unanswered === undefined ? found({}) : failedAt({}, unanswered);
}
