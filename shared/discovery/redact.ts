/**
 * Takes out of a recorded host what tells one machine from another: serial numbers, UUIDs, host names, machine and
 * boot ids, MAC addresses and GUIDs. The same value becomes the same other value everywhere, of the same length and
 * with the same separators, in the same order; so what is compared, sorted or cut out of a name stays what it was.
 */

import type { HostRecord } from './host-archive.ts';
import type { HostImage, ImageEntry } from './host-image.ts';

/** What has the look of an identity wherever it stands. The longer forms come first. */
const SHAPES: readonly RegExp[] = [
  // RFC 9562, and with underscores in names of systemd's slices
  /[0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}/,
  // machine-id(5), names of containers, NVMe serials in hex
  /(?<![0-9a-z])[0-9a-f]{32,128}(?![0-9a-z])/,
  // InfiniBand's GIDs and GUIDs in sysfs, "fe80:0000:..."; a PCI address has no such groups
  /(?<![0-9a-f:])(?:[0-9a-f]{4}:){3,7}[0-9a-f]{4}(?![0-9a-f:])/,
  // MAC addresses, and the 20 bytes of IP over InfiniBand
  /(?<![0-9a-f:])(?:[0-9a-f]{2}:){5,19}[0-9a-f]{2}(?![0-9a-f:])/,
  // Disks: IEEE's EUI-64, NAA and world wide names
  /(?<=(?:eui\.|naa\.|wwn-0x|scsi-3))[0-9a-f]{15,32}(?![0-9a-z])/,
];
const SHAPED = new RegExp(SHAPES.map(({ source }) => `(?:${source})`).join('|'), 'gi');

/** EFI's own namespace (UEFI specification, 3.3), which is in the names of variables on every machine. */
const COMMON: ReadonlySet<string> = new Set(['8be4df61-93ca-11d2-aa0d-00e098032b8c']);

/** Files whose whole content is an identity, by name, in sysfs, procfs and /etc. */
const IDENTITY_FILE =
  /(?:^|\/)(?:(?:product|board|chassis|device)?_?serial(?:_?(?:number|no))?|wwid|wwn|uuid|nguid|eui|unique_id|fru_id|machine-id|hostname|node_guid|sys_image_guid|port_guid)$/;

/** Lines of "serial: x" and elements of <serial>x</serial>: /proc/cpuinfo on Arm, KFD's properties, nvidia-smi. */
const IDENTITY_LINE =
  /^[ \t]*(?:serial(?:[ _]?(?:number|no))?|unique_id|hostname)[ \t]*[:= \t][ \t]*(\S+)[ \t]*$/gim;
const IDENTITY_ELEMENT = /<[a-z_]*(?:serial|guid)[a-z_]*>([^<]*)</gi;
/** Paths and arguments of programs; nvidia-smi does not escape them, and what is malformed stays so. */
const PROCESS_NAME = /(?<=<process_name>).*?(?=<\/process_name>)/g;

const BY_ID = '/dev/disk/by-id/';

/** Words that many hosts are called and that mean something else as well. */
const NO_NAMES: ReadonlySet<string> = new Set([
  ...['localhost', 'localdomain', 'host', 'hostname', 'node', 'server', 'worker', 'master', 'none'],
  ...[
    'linux',
    'ubuntu',
    'debian',
    'fedora',
    'rhel',
    'centos',
    'rocky',
    'talos',
    'nixos',
    'flatcar',
    'nvidia',
    'amd',
  ],
]);

export interface Redactor {
  text(text: string): string;
  record(record: HostRecord): HostRecord;
  /** What was found and is replaced. */
  readonly secrets: readonly string[];
}

/** `names`: what the host is called; the record does not have to hold it. */
export function createRedactor(record: HostRecord, names: readonly string[]): Redactor {
  const shaped = new Set<string>();
  const words = new Set<string>();
  const addWord = (word: string): void => {
    if (isIdentity(word)) words.add(word.toLowerCase());
  };
  const collect = (text: string): void => {
    for (const [value] of text.matchAll(SHAPED)) {
      if (!isMeaningless(value) && !COMMON.has(value.toLowerCase())) shaped.add(value.toLowerCase());
    }
    for (const pattern of [IDENTITY_LINE, IDENTITY_ELEMENT]) {
      for (const match of text.matchAll(pattern)) addWord((match[1] ?? '').trim());
    }
  };
  for (const [path, entry] of record.image) {
    collect(path);
    if (path.startsWith(BY_ID)) for (const word of wordsOfDisk(path.slice(BY_ID.length))) addWord(word);
    if (entry.kind === 'link') collect(entry.target);
    if (entry.kind !== 'file') continue;
    const content = entry.content.toString('latin1');
    collect(content);
    if (IDENTITY_FILE.test(path)) addWord(content.trim());
  }
  collect(record.smi ?? '');
  const hosts = new Set(names.flatMap(namesOf));

  // What has a shape is replaced as such; a word that only looks like one is not replaced twice.
  for (const word of [...words, ...hosts]) {
    if (shaped.has(word)) {
      words.delete(word);
      hosts.delete(word);
    }
  }
  for (const name of hosts) words.delete(name);
  const fakes = new Map([...fakesOf(shaped, '0'), ...fakesOf(words, '0'), ...fakesOf(hosts, 'x')]);
  const anyWord = wordsPattern([...words, ...hosts]);
  const fake = (value: string): string => fakes.get(value.toLowerCase()) ?? value;

  const text = (original: string): string => {
    const withoutShapes = original.replace(SHAPED, fake);
    return anyWord === undefined ? withoutShapes : withoutShapes.replace(anyWord, fake);
  };
  return {
    text,
    secrets: [...fakes.keys()],
    record: ({ image, smi, ...rest }) => ({
      ...rest,
      image: redactImage(image, text),
      ...(smi === undefined ? undefined : { smi: text(smi.replace(PROCESS_NAME, anonymous)) }),
    }),
  };
}

/** References to characters stay: without them it would be malformed where it was not. */
const anonymous = (name: string): string =>
  name.replace(/&#?\w+;|[A-Za-z0-9]/g, (part) => (part.length === 1 ? 'x' : part));

function redactImage(image: HostImage, text: (text: string) => string): HostImage {
  return new Map([...image].map(([path, entry]) => [text(path), redactEntry(entry, text)]));
}

function redactEntry(entry: ImageEntry, text: (text: string) => string): ImageEntry {
  switch (entry.kind) {
    case 'link':
      return { ...entry, target: text(entry.target) };
    case 'file':
      // One character a byte, so that what is no text comes out as it went in.
      return { ...entry, content: Buffer.from(text(entry.content.toString('latin1')), 'latin1') };
    default:
      return entry;
  }
}

/** Replaced only as a whole word, and long enough not to be a word of its own by chance. */
const isIdentity = (word: string): boolean =>
  /^[\x21-\x7e]{6,128}$/.test(word) && /\d/.test(word) && !isMeaningless(word);

/** Zeros, or every bit set: what is written where there is none. */
const isMeaningless = (value: string): boolean => /^(?:0x)?(?:[0\W_]*|[f\W_]*)$/i.test(value);

/** The serial in udev's names of disks (60-persistent-storage.rules): "nvme-MODEL_SERIAL_1-part2", "nvme-MODEL_SERIAL-ns-1", "ata-MODEL_SERIAL". */
function wordsOfDisk(name: string): string[] {
  const disk = name.replace(/-part\d+$/, '').replace(/-ns-\d+$/, '');
  const volume = /^(?:dm-uuid-(?:LVM|CRYPT-\w+|mpath)|lvm-pv-uuid)-(.+)$/.exec(disk)?.[1];
  if (volume !== undefined) return [volume];
  const parts = disk.split('_');
  const last = parts.length > 2 && /^\d{1,3}$/.test(parts.at(-1) ?? '') ? parts.at(-2) : parts.at(-1);
  // A provider's own name for a disk, such as "local-ssd-0", is the same on all its machines.
  const isName = parts.length < 2 || (/[a-z]{3}/.test(last ?? '') && !/^vol[0-9a-f]{8,17}$/.test(last ?? ''));
  return last === undefined || isName ? [] : [last];
}

/** A host name and its first part. */
function namesOf(name: string): string[] {
  const whole = name.trim().toLowerCase();
  const valid = /^[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?$/.test(whole);
  return valid
    ? [whole, whole.split('.')[0] ?? ''].filter((part) => part.length > 2 && !NO_NAMES.has(part))
    : [];
}

function wordsPattern(words: readonly string[]): RegExp | undefined {
  if (words.length === 0) return undefined;
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  const escaped = longestFirst.map((word) => word.replace(/[^A-Za-z0-9_]/g, '\\$&'));
  return new RegExp(`(?<![A-Za-z0-9])(?:${escaped.join('|')})(?![A-Za-z0-9])`, 'gi');
}

/**
 * Counted in the order of the values, among those of one form: 00000000-0000-0000-0000-000000000001. A digest of
 * the value would tell it to anyone who tries them all, which are few for a serial number.
 */
function fakesOf(values: ReadonlySet<string>, filler: string): Map<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    [...values].sort().map((value) => {
      const form = value.replace(/[a-z0-9]/g, filler);
      const count = (counts.get(form) ?? 0) + 1;
      counts.set(form, count);
      return [value, numbered(form, count)];
    }),
  );
}

/** The number in the last places of the form, around its separators. */
function numbered(form: string, count: number): string {
  const characters = form.split('');
  let rest = count;
  for (let index = characters.length - 1; index >= 0 && rest > 0; index--) {
    if (!/[a-z0-9]/.test(characters[index] ?? '')) continue;
    characters[index] = String(rest % 10);
    rest = Math.trunc(rest / 10);
  }
  return characters.join('');
}
