/**
 * A host as one tar: its files at their paths, and below latebind/ what is not a file of the host. Unpacked, it is a
 * tree that openHostTree reads.
 */

import { gunzipSync } from 'node:zlib';
import type { HostFacts } from '../host-facts/model.ts';
import { plainFacts } from '../host-facts/plain.ts';
import { isObject } from '../json.ts';
import { DEVICE_LIST, parseDeviceList, withDevices } from './device-list.ts';
import type { FailureReason, HostFiles } from './host-files.ts';
import { type HostImage, type ImageEntry, imageFiles } from './host-image.ts';
import { ArchiveError, MAX_ARCHIVE_BYTES, readTar, type TarEntry, writeTar } from './tar.ts';

/** What discovery is asked with, to give the same facts again. */
export interface HostRecord {
  readonly image: HostImage;
  /** `uname -m`, where the files do not say it. */
  readonly machine?: string;
  /** Those that were searched in place of the known ones. */
  readonly driverRoots?: readonly string[];
  /** What `nvidia-smi -q -x` printed. */
  readonly smi?: string;
}

export interface OpenedHost extends Omit<HostRecord, 'image'> {
  readonly files: HostFiles;
}

const FOLDER = 'latebind';
const RECORD = `${FOLDER}/record.json`;
const FACTS = `${FOLDER}/facts.json`;
const SMI = `${FOLDER}/nvidia-smi.xml`;
const VERSION = 1;

const REASONS: Readonly<Record<FailureReason, true>> = {
  ENOENT: true,
  EACCES: true,
  EIO: true,
  ENODEV: true,
  ELOOP: true,
  Timeout: true,
  TooLarge: true,
  NotAFile: true,
  Other: true,
};

/** The same bytes for the same host. Throws ArchiveError where it is larger than can be read again. */
export function writeHostArchive(record: HostRecord, facts: HostFacts): Buffer {
  const { image, machine, driverRoots, smi } = record;
  const failing: Record<string, FailureReason> = {};
  const entries: TarEntry[] = [];
  for (const [path, entry] of image) {
    if (path === `/${FOLDER}` || path.startsWith(`/${FOLDER}/`))
      throw new ArchiveError(`${path}: the host has a file where the archive keeps its own`);
    if (entry.kind === 'failing') failing[path] = entry.reason;
    else {
      if ('failing' in entry && entry.failing !== undefined) failing[path] = entry.failing;
      // The top of the archive has no entry of its own.
      if (path !== '/') entries.push(tarEntry(path.slice(1), entry));
    }
  }
  const sorted = Object.fromEntries(Object.entries(failing).sort(([a], [b]) => (a < b ? -1 : 1)));
  entries.push(textEntry(RECORD, json({ version: VERSION, machine, driverRoots, failing: sorted })));
  entries.push(textEntry(FACTS, json(plainFacts(facts))));
  if (smi !== undefined) entries.push(textEntry(SMI, smi));
  return writeTar(entries);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const textEntry = (path: string, text: string): TarEntry => ({
  path,
  kind: 'file',
  mode: 0o644,
  content: Buffer.from(text),
});

function tarEntry(path: string, entry: Exclude<ImageEntry, { kind: 'failing' }>): TarEntry {
  switch (entry.kind) {
    case 'file':
      return { path, kind: 'file', mode: entry.mode, content: entry.content };
    case 'directory':
      return { path, kind: 'directory', mode: entry.mode };
    case 'other':
      // Sockets have no place in a tar, and are like pipes to us.
      return { path, kind: 'fifo', mode: entry.mode };
    case 'link':
    case 'character':
    case 'block':
      return { path, ...entry };
    default:
      return entry satisfies never;
  }
}

/** Of writeHostArchive, or a tar of a host's tree, compressed with gzip or not. Throws ArchiveError only. */
export function readHostArchive(bytes: Buffer): HostRecord {
  const image = new Map<string, ImageEntry>();
  const own = new Map<string, string>();
  for (const entry of readTar(uncompressed(bytes))) {
    if (entry.path !== FOLDER && !entry.path.startsWith(`${FOLDER}/`))
      image.set(`/${entry.path}`, imageEntry(entry));
    else if (entry.kind === 'file') own.set(entry.path, entry.content.toString('utf8'));
  }
  const smi = own.get(SMI);
  const { failing, ...rest } = readRecord(own.get(RECORD));
  for (const [path, reason] of Object.entries(failing)) {
    const entry = image.get(path);
    if (entry === undefined) image.set(path, { kind: 'failing', reason });
    else if (entry.kind === 'file' || entry.kind === 'directory')
      image.set(path, { ...entry, failing: reason });
    else throw new ArchiveError(`${RECORD}: failing: ${path} is a ${entry.kind}, wanted a file or directory`);
  }
  return { image, ...rest, ...(smi === undefined ? undefined : { smi }) };
}

/** A host's archive as files; device nodes may also be in a list, as in a tree. Throws ArchiveError only. */
export function openHostArchive(bytes: Buffer): OpenedHost {
  const { image, ...rest } = readHostArchive(bytes);
  const files = imageFiles(image);
  const list = image.get(DEVICE_LIST);
  if (list?.kind !== 'file') return { files, ...rest };
  try {
    return { files: withDevices(files, parseDeviceList(list.content.toString('utf8'))), ...rest };
  } catch (error) {
    throw new ArchiveError(error instanceof Error ? error.message : String(error));
  }
}

function uncompressed(bytes: Buffer): Buffer {
  // RFC 1952, 2.3.1
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_ARCHIVE_BYTES });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new ArchiveError(`more than ${MAX_ARCHIVE_BYTES / 1024 / 1024} MiB`);
    throw new ArchiveError('is compressed, but cannot be uncompressed');
  }
}

function imageEntry(entry: TarEntry): ImageEntry {
  switch (entry.kind) {
    case 'file':
      return { kind: 'file', content: entry.content, mode: entry.mode };
    case 'directory':
      return { kind: 'directory', mode: entry.mode };
    case 'fifo':
      return { kind: 'other', mode: entry.mode };
    case 'link':
      return { kind: 'link', target: entry.target };
    case 'character':
    case 'block':
      return { kind: entry.kind, mode: entry.mode, major: entry.major, minor: entry.minor };
    default:
      return entry satisfies never;
  }
}

interface RecordFile extends Pick<HostRecord, 'machine' | 'driverRoots'> {
  readonly failing: Readonly<Record<string, FailureReason>>;
}

function readRecord(text: string | undefined): RecordFile {
  if (text === undefined) return { failing: {} };
  const refuse = (field: string, seen: unknown, wanted: string): never => {
    throw new ArchiveError(
      `${RECORD}: ${field} is ${JSON.stringify(seen ?? null).slice(0, 60)}, wanted ${wanted}`,
    );
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ArchiveError(`${RECORD}: is not JSON`);
  }
  if (!isObject(value)) return refuse('it', value, 'an object');
  const { version, machine, driverRoots, failing = {} } = value;
  if (version !== VERSION) refuse('version', version, `${VERSION}; a newer latebind may have written it`);
  if (machine !== undefined && typeof machine !== 'string') refuse('machine', machine, 'a text');
  if (driverRoots !== undefined && !(Array.isArray(driverRoots) && driverRoots.every(isAbsolute)))
    refuse('driverRoots', driverRoots, 'a list of absolute paths');
  if (!isObject(failing)) return refuse('failing', failing, 'an object');
  for (const [path, reason] of Object.entries(failing)) {
    if (!isAbsolute(path)) refuse('failing', path, 'absolute paths');
    if (typeof reason !== 'string' || !Object.hasOwn(REASONS, reason))
      refuse(`failing: ${path}`, reason, `one of ${Object.keys(REASONS).join(', ')}`);
  }
  return {
    failing: failing as RecordFile['failing'],
    ...(typeof machine === 'string' ? { machine } : undefined),
    ...(Array.isArray(driverRoots) ? { driverRoots: driverRoots as string[] } : undefined),
  };
}

const isAbsolute = (path: unknown): path is string => typeof path === 'string' && path.startsWith('/');
