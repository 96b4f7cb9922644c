import type { Disk } from '../../host-facts/model.ts';
import type { HostRoot } from '../host-root.ts';
import { attentive } from './attentive.ts';
import { mountsOf, type PlacesByDevice, swapsOf } from './mounts.ts';
import { attribute, defined, failedAt, found, type Reading } from './reading.ts';

const BLOCK = '/sys/block';
const BY_ID = '/dev/disk/by-id';

/**
 * Links that a cloud makes for disks it gives to workloads: Google's guest environment, and udev on EC2. Without
 * the namespace or number that repeats a disk, and without partitions.
 */
const GIVEN = /^(google-local-(nvme-)?ssd-(block)?\d+|nvme-Amazon_EC2_NVMe_Instance_Storage_[0-9A-Za-z]+)$/;
/** By model and serial number (60-persistent-storage.rules of systemd); those by namespace id are for no one to read. */
const NAMED = /^nvme-(?!eui\.|nvme\.|uuid\.)(?!.*-part\d+$)/;

/** NVMe namespaces; what multipath hides behind them is called nvme0c0n1. */
const NAMESPACE = /^nvme\d+n\d+$/;

/** Models of disks that are elsewhere: EBS, Persistent Disk and Hyperdisk, Azure's managed disks, Alibaba's. */
const REMOTE =
  /^(Amazon Elastic Block Store|nvme_card-pd|PersistentDisk|MSFT NVMe Accelerator|Alibaba Cloud Elastic Block)/;

/** Where a host keeps itself. A disk below /var/lib/kubelet, or for images of containers, serves workloads. */
const SYSTEM: ReadonlySet<string> = new Set([
  ...[
    '/',
    '/boot',
    '/boot/efi',
    '/boot/firmware',
    '/efi',
    '/etc',
    '/home',
    '/nix',
    '/nix/store',
    '/opt',
    '/root',
  ],
  ...['/sysroot', '/tmp', '/usr', '/usr/local', '/var', '/var/lib', '/var/log', '/var/tmp'],
  // Container-Optimized OS, Talos, Bottlerocket.
  ...['/mnt/stateful_partition', '/system/state', '/local'],
]);

/**
 * Local disks for workloads. What is on them decides, and so where anything could not be seen nothing is told: it
 * might be the disk of the host, and a preset would give it away.
 */
export async function readDisks(outer: HostRoot): Promise<Reading<readonly Disk[]>> {
  const root = attentive(outer, ({ reason }) => reason !== 'ENOENT');
  const names = await root.list(BLOCK);
  if (!names.ok) return names.reason === 'ENOENT' ? found([]) : failedAt([], names);
  const links = await linksById(root);
  const candidates = names.value.filter((name) => NAMESPACE.test(name) || links.get(name)?.given === true);
  if (candidates.length === 0) return root.reading([]);
  const mounts = await mountsOf(root);
  if (!mounts.ok) return failedAt([], mounts);
  const swaps = await swapsOf(root);
  const disks: Disk[] = [];
  // Where a pool holds the host, any disk may be a part of it but those that the cloud gives.
  const pooled = mounts.value.pooled.some((place) => SYSTEM.has(place));
  for (const name of candidates) {
    const link = links.get(name);
    if (pooled && link?.given !== true) continue;
    const disk = await readDisk(root, name, link?.path ?? `/dev/${name}`, mounts.value.places, swaps);
    if (disk !== undefined) disks.push(disk);
  }
  const reading = root.reading(disks.sort(byPath));
  return reading.ok ? reading : { ...reading, facts: [] };
}

interface Link {
  readonly path: string;
  readonly given: boolean;
}

/** The best link to each disk. */
async function linksById(root: HostRoot): Promise<ReadonlyMap<string, Link>> {
  const names = await root.list(BY_ID);
  const links = new Map<string, Link>();
  for (const name of names.ok ? names.value : []) {
    const given = GIVEN.test(name);
    if (!given && !NAMED.test(name)) continue;
    const path = `${BY_ID}/${name}`;
    const target = await root.resolve(path);
    if (!target.ok) continue;
    const device = target.value.slice(target.value.lastIndexOf('/') + 1);
    // The first in order: the one of a cloud, and the one without suffix.
    if (!links.has(device)) links.set(device, { path, given });
  }
  return links;
}

async function readDisk(
  root: HostRoot,
  name: string,
  path: string,
  mounts: PlacesByDevice,
  swaps: ReadonlySet<string>,
): Promise<Disk | undefined> {
  const directory = `${BLOCK}/${name}`;
  const model = await attribute(root, `${directory}/device/model`);
  if (model !== undefined && REMOTE.test(model)) return undefined;
  if (await overFabric(root, `${directory}/device`)) return undefined;
  const devices = await devicesOn(root, name);
  const places = devices.flatMap((device) => mounts.get(device) ?? []);
  if (places.some((place) => SYSTEM.has(place)) || devices.some((device) => swaps.has(device)))
    return undefined;
  const sectors = await attribute(root, `${directory}/size`);
  const rotational = await attribute(root, `${directory}/queue/rotational`);
  return defined<Disk>({
    path,
    name,
    // Of 512 bytes, whatever the disk's own are (block/genhd.c).
    sizeMiB:
      sectors !== undefined && /^\d{1,15}$/.test(sectors) ? Math.floor(Number(sectors) / 2048) : undefined,
    model,
    rotational: rotational === '1' ? true : rotational === '0' ? false : undefined,
    mountPoint: places.find((place) => !OF_PODS.test(place)),
  });
}

/** These come and go with pods. */
const OF_PODS =
  /^(\/var\/lib\/kubelet\/.|\/run\/|\/var\/run\/|\/var\/lib\/(containerd|containers|docker|rancher)\/.)/;

/** pcie, tcp, rdma, fc (drivers/nvme/host/sysfs.c); with multipath the controllers lie one level below. */
async function overFabric(root: HostRoot, device: string): Promise<boolean> {
  const own = await attribute(root, `${device}/transport`);
  if (own !== undefined) return own !== 'pcie';
  const names = await root.list(device);
  for (const name of names.ok ? names.value : []) {
    if (!/^nvme\d+$/.test(name)) continue;
    const transport = await attribute(root, `${device}/${name}/transport`);
    if (transport !== undefined) return transport !== 'pcie';
  }
  return false;
}

/** The disk, its partitions, and the arrays and volumes that are made of them. */
async function devicesOn(root: HostRoot, disk: string): Promise<readonly string[]> {
  const devices = new Set<string>();
  const add = async (name: string, directory: string): Promise<void> => {
    // An array is found once from each of its parts.
    if (devices.has(name)) return;
    devices.add(name);
    const holders = await root.list(`${directory}/holders`);
    for (const holder of holders.ok ? holders.value : []) await addWithPartitions(holder);
  };
  const addWithPartitions = async (name: string): Promise<void> => {
    const directory = `${BLOCK}/${name}`;
    await add(name, directory);
    const entries = await root.list(directory);
    const partition = /\d$/.test(name) ? `${name}p` : name;
    for (const entry of entries.ok ? entries.value : []) {
      if (entry.startsWith(partition) && /^\d+$/.test(entry.slice(partition.length)))
        await add(entry, `${directory}/${entry}`);
    }
  };
  await addWithPartitions(disk);
  return [...devices];
}

const byPath = (a: Disk, b: Disk): number => ((a.path ?? '') < (b.path ?? '') ? -1 : 1);
