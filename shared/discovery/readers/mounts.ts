import type { HostRoot, Result } from '../host-root.ts';

/** Where a block device is mounted, by the kernel's name of it (nvme0n1p1), in the order of mounting. */
export type PlacesByDevice = ReadonlyMap<string, readonly string[]>;

/** Of the host's first process; /proc/mounts is that of whoever asks. */
const MOUNTS = '/proc/1/mounts';
const MOUNT_INFO = '/proc/1/mountinfo';

/** Which disks a pool of these is made of, neither mounts nor /sys tell. */
const POOLED: ReadonlySet<string> = new Set(['btrfs', 'zfs']);

export interface Mounts {
  readonly places: PlacesByDevice;
  /** Where file systems of pools are mounted. */
  readonly pooled: readonly string[];
}

/** proc_pid_mounts(5), fstab(5): source, place, type, options. */
export async function mountsOf(root: HostRoot): Promise<Result<Mounts>> {
  const text = await root.readText(MOUNTS);
  if (!text.ok) return text;
  const places = new Map<string, string[]>();
  const pooled: string[] = [];
  for (const line of text.value.split('\n')) {
    const [source = '', place, type = ''] = line.split(' ').map(unescaped);
    if (place !== undefined && POOLED.has(type)) pooled.push(place);
    if (!source.startsWith('/dev/') || place === undefined) continue;
    const device = await nameOf(root, source, place);
    const known = places.get(device);
    if (known === undefined) places.set(device, [place]);
    else known.push(place);
  }
  return { ok: true, value: { places, pooled } };
}

/** Devices and files that the host swaps to (/proc/swaps); files lie on what is mounted. */
export async function swapsOf(root: HostRoot): Promise<ReadonlySet<string>> {
  const text = await root.readText('/proc/swaps');
  const devices = new Set<string>();
  for (const line of text.ok ? text.value.split('\n') : []) {
    const source = unescaped(line.split(/\s/)[0] ?? '');
    if (source.startsWith('/dev/')) devices.add(await nameOf(root, source, ''));
  }
  return devices;
}

/** \040 is a space, \011 a tab, \012 a newline, \134 a backslash. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** /dev/mapper/data is a link to ../dm-0. A kernel that booted without initrd calls its root /dev/root. */
async function nameOf(root: HostRoot, source: string, place: string): Promise<string> {
  const real = await root.resolve(source);
  const path = real.ok ? real.value : ((await byNumber(root, place)) ?? source);
  return path.slice(path.lastIndexOf('/') + 1);
}

/** proc_pid_mountinfo(5): "36 35 259:1 / / rw … - ext4 /dev/root rw". */
async function byNumber(root: HostRoot, place: string): Promise<string | undefined> {
  const text = await root.readText(MOUNT_INFO);
  for (const line of text.ok ? text.value.split('\n') : []) {
    const [, , number = '', , here = ''] = line.split(' ');
    if (unescaped(here) !== place || !/^\d+:\d+$/.test(number)) continue;
    const device = await root.resolve(`/sys/dev/block/${number}`);
    if (device.ok) return device.value;
  }
  return undefined;
}
