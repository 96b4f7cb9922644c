import type { Gpu, HostFacts } from '../../shared/host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { attribute, defined, failed, failedAt, found, numberAttribute, type Reading } from './reading.ts';

const DEVICES = '/sys/bus/pci/devices';

/** Those who make accelerators. A management controller's VGA (ASPEED, Matrox) is of none of them. */
const VENDORS: Readonly<Record<string, string>> = {
  '10de': 'nvidia',
  '1002': 'amd',
  '8086': 'intel',
  '1da3': 'habana',
};

/** VGA controller, 3D controller, other display controller, processing accelerator (PCI class and subclass). */
const CLASSES: ReadonlySet<string> = new Set(['0300', '0302', '0380', '1200']);

/** Domains have four digits, but five where a hypervisor or Intel VMD makes its own. */
const ADDRESS = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i;

export type PciGpu = Pick<Gpu, 'vendor' | 'address' | 'deviceId' | 'boundDriver' | 'numaNode'>;

/** Every accelerator on the bus, whether a driver sees it or not, sorted by address. */
export function readPci(root: HostRoot): Reading<readonly PciGpu[]> {
  const names = root.list(DEVICES);
  if (!names.ok) {
    // Without a PCI bus (some virtual machines) there is no directory; without /sys nothing is known.
    if (names.reason === 'ENOENT' && root.resolve('/sys/bus').ok) return found([], 'no PCI bus');
    return failedAt([], names);
  }
  const gpus: PciGpu[] = [];
  const unreadable: string[] = [];
  for (const name of names.value) {
    if (!ADDRESS.test(name)) continue;
    const directory = `${DEVICES}/${name}`;
    const vendor = hexId(root, `${directory}/vendor`, 4);
    const device = hexId(root, `${directory}/device`, 4);
    const classCode = hexId(root, `${directory}/class`, 6)?.slice(0, 4);
    if (vendor === undefined || classCode === undefined) {
      unreadable.push(name);
      continue;
    }
    const vendorName = VENDORS[vendor];
    if (vendorName === undefined || !CLASSES.has(classCode)) continue;
    gpus.push(
      defined<PciGpu>({
        vendor: vendorName,
        address: normalAddress(name),
        deviceId: device === undefined ? undefined : `${vendor}:${device}`,
        boundDriver: boundDriver(root, directory),
        numaNode: numberAttribute(root, `${directory}/numa_node`),
      }),
    );
  }
  gpus.sort((a, b) => compareAddresses(a.address ?? '', b.address ?? ''));
  return unreadable.length === 0 ? found(gpus) : failed(gpus, 'EIO', unreadable.slice(0, 4).join(' '));
}

/** The last good reading, from what was published. */
export const recallPci = (facts: HostFacts): readonly PciGpu[] =>
  (facts.gpus ?? []).map(({ vendor, address, deviceId, boundDriver, numaNode }) =>
    defined<PciGpu>({ vendor, address, deviceId, boundDriver, numaNode }),
  );

/** What can be read now, and what could be read before of the devices that cannot. */
export function mergePci(last: readonly PciGpu[], partial: readonly PciGpu[]): readonly PciGpu[] {
  const now = new Set(partial.map((gpu) => gpu.address));
  return [...partial, ...last.filter((gpu) => !now.has(gpu.address))];
}

/** "0x10de" → "10de". */
function hexId(root: HostRoot, path: string, digits: number): string | undefined {
  const match = /^0x([0-9a-f]+)$/i.exec(attribute(root, path) ?? '');
  return match?.[1]?.toLowerCase().padStart(digits, '0');
}

/** Name of the driver; empty where none is bound; unknown where that cannot be seen. */
function boundDriver(root: HostRoot, directory: string): string | undefined {
  const target = root.resolve(`${directory}/driver`);
  if (target.ok) return target.value.slice(target.value.lastIndexOf('/') + 1);
  return target.reason === 'ENOENT' ? '' : undefined;
}

/** Lower case and at least four digits of domain, of which nvidia-smi writes eight: 00000000:1B:00.0 → 0000:1b:00.0. */
export function normalAddress(address: string): string {
  const [domain = '', ...rest] = address.trim().toLowerCase().split(':');
  return [domain.replace(/^0+/, '').padStart(4, '0'), ...rest].join(':');
}

/** By number, so that domain 10000 comes after ffff. */
export function compareAddresses(a: string, b: string): number {
  const [left, right] = [a, b].map((address) => address.padStart(24, '0')) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
