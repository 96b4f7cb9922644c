import type { Gpu, HostFacts } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import {
  attribute,
  defined,
  failed,
  failedAt,
  found,
  noAnswer,
  numberAttribute,
  type Reading,
} from './reading.ts';

export const PCI_DEVICES = '/sys/bus/pci/devices';

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

export const isPciAddress = (name: string): boolean => ADDRESS.test(name);

export type PciGpu = Pick<
  Gpu,
  | 'vendor'
  | 'address'
  | 'deviceId'
  | 'boundDriver'
  | 'numaNode'
  | 'virtualFunction'
  | 'offBus'
  | 'cardNode'
  | 'renderNode'
>;

/** Every accelerator on the bus, whether a driver sees it or not, sorted by address. */
export async function readPci(root: HostRoot): Promise<Reading<readonly PciGpu[]>> {
  const names = await root.list(PCI_DEVICES);
  if (!names.ok) {
    // Without a PCI bus (some virtual machines) there is no directory; without /sys nothing is known.
    if (names.reason === 'ENOENT' && (await root.resolve('/sys/bus')).ok) return found([], 'no PCI bus');
    return failedAt([], names);
  }
  const gpus: PciGpu[] = [];
  const unreadable: string[] = [];
  for (const name of names.value.filter(isPciAddress)) {
    const directory = `${PCI_DEVICES}/${name}`;
    const vendor = await hexId(root, `${directory}/vendor`, 4);
    const vendorName = vendor === undefined ? undefined : VENDORS[vendor];
    if (vendor !== undefined && vendorName === undefined) continue;
    const classCode = (await hexId(root, `${directory}/class`, 6))?.slice(0, 4);
    if (vendor === undefined || classCode === undefined) {
      unreadable.push(name);
      continue;
    }
    if (!CLASSES.has(classCode)) continue;
    const device = await hexId(root, `${directory}/device`, 4);
    const nodes = await drmNodes(root, directory);
    if (nodes === undefined) unreadable.push(name);
    // In a virtual machine the link is missing, too: that it is absent says nothing.
    const isVirtual = (await root.resolve(`${directory}/physfn`)).ok;
    gpus.push(
      defined<PciGpu>({
        vendor: vendorName,
        address: normalAddress(name),
        deviceId: device === undefined ? undefined : `${vendor}:${device}`,
        boundDriver: await boundDriver(root, directory),
        numaNode: await numberAttribute(root, `${directory}/numa_node`),
        virtualFunction: isVirtual ? true : undefined,
        offBus: !isVirtual && (await isOffBus(root, directory)) ? true : undefined,
        cardNode: nodes?.card,
        renderNode: nodes?.render,
      }),
    );
  }
  gpus.sort((a, b) => compareAddresses(a.address ?? '', b.address ?? ''));
  return unreadable.length === 0 ? found(gpus) : failed(gpus, 'EIO', unreadable.slice(0, 4).join(' '));
}

/** The last good reading, from what was published. */
export const recallPci = (facts: HostFacts): readonly PciGpu[] =>
  (facts.gpus ?? []).map(
    ({ vendor, address, deviceId, boundDriver, numaNode, virtualFunction, cardNode, renderNode }) =>
      defined<PciGpu>({
        vendor,
        address,
        deviceId,
        boundDriver,
        numaNode,
        virtualFunction,
        cardNode,
        renderNode,
      }),
  );

/** It is told only where it is so now. */
function withoutOffBus(gpu: PciGpu | undefined): PciGpu {
  const before = { ...gpu };
  delete before.offBus;
  return before;
}

/**
 * The kernel keeps the ids of when it found the device; `config` is read from it now, and reads as ones where nothing
 * answers. Not of one that sleeps, which would be woken. (Virtual functions have ones there by the standard.)
 */
async function isOffBus(root: HostRoot, directory: string): Promise<boolean> {
  if ((await attribute(root, `${directory}/power/runtime_status`)) === 'suspended') return false;
  const config = await root.readHead(`${directory}/config`, 4);
  return config.ok && config.value.length === 4 && config.value.readUInt32LE(0) === 0xffff_ffff;
}

/** What can be read now, filled with what could be read before of the devices that cannot. */
export function mergePci(last: readonly PciGpu[], partial: readonly PciGpu[]): readonly PciGpu[] {
  const before = new Map(last.map((gpu) => [gpu.address, gpu]));
  const now = new Set(partial.map((gpu) => gpu.address));
  return [
    ...partial.map((gpu) => ({ ...withoutOffBus(before.get(gpu.address)), ...gpu })),
    ...last.filter((gpu) => !now.has(gpu.address)),
  ];
}

/** "0x10de" → "10de". */
export async function hexId(root: HostRoot, path: string, digits: number): Promise<string | undefined> {
  const match = /^0x([0-9a-f]+)$/i.exec((await attribute(root, path)) ?? '');
  return match?.[1]?.toLowerCase().padStart(digits, '0');
}

/** Name of the driver; empty where none is bound; unknown where that cannot be seen. */
async function boundDriver(root: HostRoot, directory: string): Promise<string | undefined> {
  const target = await root.resolve(`${directory}/driver`);
  if (target.ok) return target.value.slice(target.value.lastIndexOf('/') + 1);
  return target.reason === 'ENOENT' ? '' : undefined;
}

/**
 * The nodes of the device's DRM driver, by the names in its directory drm (drivers/gpu/drm/drm_sysfs.c): none where
 * it has no such driver, undefined where that could not be seen.
 */
async function drmNodes(
  root: HostRoot,
  directory: string,
): Promise<{ card: string | undefined; render: string | undefined } | undefined> {
  const names = await root.list(`${directory}/drm`);
  if (!names.ok && noAnswer(names)) return undefined;
  const first = (pattern: RegExp): string | undefined => {
    const name = names.ok ? names.value.find((entry) => pattern.test(entry)) : undefined;
    return name === undefined ? undefined : `/dev/dri/${name}`;
  };
  return { card: first(/^card\d+$/), render: first(/^renderD\d+$/) };
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
