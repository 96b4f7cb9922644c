/**
 * Tar archives in memory: written as POSIX.1-2001 (ustar, with pax headers for what does not fit), the same bytes
 * for the same entries; read as GNU tar and pax write them. Formats: POSIX.1-2017, pax, "ustar Interchange Format"
 * and "pax Header Block"; for GNU's long names tar(5) of libarchive. Nothing is taken on trust: what one would not
 * write oneself is refused, and the whole archive with it.
 */

/** Without what belongs to the machine that wrote it: owners and times are not kept. */
export type TarEntry = {
  /** From the top of the archive, without a slash at either end: etc/os-release. */
  readonly path: string;
} & (
  | { readonly kind: 'file'; readonly mode: number; readonly content: Buffer }
  | { readonly kind: 'directory' | 'fifo'; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string }
  | {
      readonly kind: 'character' | 'block';
      readonly mode: number;
      readonly major: number;
      readonly minor: number;
    }
);

/** The only error of this file: what is wrong, and with which entry. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

const BLOCK = 512;
/** Of an archive, in bytes; also of what a compressed one holds. */
export const MAX_ARCHIVE_BYTES = 64 * 1024 * 1024;
/** As PATH_MAX of Linux. */
const MAX_PATH_BYTES = 4096;
/** Largest header that only describes the entry after it. */
const MAX_PAX_BYTES = 64 * 1024;
/** Linux has 12 bits of major and 20 of minor. */
const MAX_MAJOR = 0xfff;
const MAX_MINOR = 0xfffff;

const TYPES = { file: '0', link: '2', character: '3', block: '4', directory: '5', fifo: '6' } as const;

/** Of a header: offset and length of each field that is used. */
const FIELD = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  target: [157, 100],
  magic: [257, 8],
  major: [329, 8],
  minor: [337, 8],
  prefix: [345, 155],
} as const satisfies Readonly<Record<string, readonly [offset: number, length: number]>>;

type FieldName = keyof typeof FIELD;

/** Sorted by path; without owners, times and names. Throws ArchiveError for what readTar would refuse. */
export function writeTar(entries: readonly TarEntry[]): Buffer {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const seen = new Map<string, TarEntry['kind']>();
  const blocks: Buffer[] = [];
  for (const entry of sorted) {
    if (entry.path === '' || normalPath(entry.path) !== entry.path)
      throw new ArchiveError(`${entry.path}: is no path from the top of the archive`);
    remember(seen, entry);
    blocks.push(...entryBlocks(entry));
  }
  blocks.push(Buffer.alloc(2 * BLOCK));
  const size = blocks.reduce((sum, { length }) => sum + length, 0);
  if (size > MAX_ARCHIVE_BYTES) throw tooLarge();
  return Buffer.concat(blocks);
}

function entryBlocks(entry: TarEntry): Buffer[] {
  const pax: Record<string, string> = {};
  const path = entry.kind === 'directory' ? `${entry.path}/` : entry.path;
  const place = splitPath(path);
  if (place === undefined) pax['path'] = path;
  const target = entry.kind === 'link' ? entry.target : '';
  if (entry.kind === 'link' && !isTarget(target))
    throw new ArchiveError(`${entry.path}: is a link to what is no path`);
  if (!fits(target, FIELD.target[1])) pax['linkpath'] = target;
  const content = entry.kind === 'file' ? entry.content : Buffer.alloc(0);
  const device = entry.kind === 'character' || entry.kind === 'block' ? entry : { major: 0, minor: 0 };
  if (device.major > MAX_MAJOR || device.minor > MAX_MINOR)
    throw new ArchiveError(`${entry.path}: device ${device.major}:${device.minor} is none of Linux`);
  const described = header(TYPES[entry.kind], content.length, {
    // What old programs show, who do not know the header before this one.
    name: place?.name ?? 'long-name',
    prefix: place?.prefix ?? '',
    target: 'linkpath' in pax ? 'long-name' : target,
    mode: entry.kind === 'link' ? 0o777 : entry.mode & 0o7777,
    major: device.major,
    minor: device.minor,
  });
  return [...paxBlocks(pax), described, ...padded(content)];
}

function paxBlocks(records: Readonly<Record<string, string>>): Buffer[] {
  const text = Object.entries(records).map(([key, value]) => paxRecord(key, value));
  if (text.length === 0) return [];
  const content = Buffer.from(text.join(''));
  const plain = { name: 'pax', prefix: '', target: '', mode: 0o644, major: 0, minor: 0 };
  return [header('x', content.length, plain), ...padded(content)];
}

/** "30 path=etc/...\n", where the number counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length > length) length += 1;
  return `${length}${rest}`;
}

interface Described {
  readonly name: string;
  readonly prefix: string;
  readonly target: string;
  readonly mode: number;
  readonly major: number;
  readonly minor: number;
}

function header(type: string, size: number, described: Described): Buffer {
  const block = Buffer.alloc(BLOCK);
  const text = (field: FieldName, value: string): void => {
    block.write(value, FIELD[field][0], FIELD[field][1], 'utf8');
  };
  const octal = (field: FieldName, value: number): void =>
    text(field, value.toString(8).padStart(FIELD[field][1] - 1, '0'));
  text('name', described.name);
  octal('mode', described.mode);
  octal('uid', 0);
  octal('gid', 0);
  octal('size', size);
  octal('mtime', 0);
  text('type', type);
  text('target', described.target);
  text('magic', 'ustar\u000000');
  octal('major', described.major);
  octal('minor', described.minor);
  text('prefix', described.prefix);
  text('checksum', `${checksumOf(block).toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** The sum of all bytes, with blanks in place of the checksum itself. */
function checksumOf(block: Buffer): number {
  const [from, length] = FIELD.checksum;
  let sum = 0x20 * length;
  for (let index = 0; index < BLOCK; index++) {
    if (index < from || index >= from + length) sum += block[index] ?? 0;
  }
  return sum;
}

function padded(content: Buffer): Buffer[] {
  const rest = content.length % BLOCK;
  return rest === 0 ? [content] : [content, Buffer.alloc(BLOCK - rest)];
}

/** The halves of a path at a slash, each short enough; undefined where it needs a pax header. */
function splitPath(path: string): { name: string; prefix: string } | undefined {
  if (fits(path, FIELD.name[1])) return { name: path, prefix: '' };
  // The slash at the end of a directory separates nothing.
  for (
    let slash = path.indexOf('/');
    slash > 0 && slash < path.length - 1;
    slash = path.indexOf('/', slash + 1)
  ) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (fits(prefix, FIELD.prefix[1]) && fits(name, FIELD.name[1])) return { name, prefix };
  }
  return undefined;
}

/** Other than ASCII is written in pax headers, which are UTF-8; a header's own encoding is nobody's. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const fits = (text: string, length: number): boolean => text.length <= length && /^[\x20-\x7e]*$/.test(text);

/** All entries, in the archive's order. Throws ArchiveError, and nothing else. */
export function readTar(archive: Buffer): TarEntry[] {
  if (archive.length > MAX_ARCHIVE_BYTES) throw tooLarge();
  const entries: TarEntry[] = [];
  const seen = new Map<string, TarEntry['kind']>();
  const contents = new Map<string, TarEntry>();
  /** Of headers that describe the next entry. */
  let path: string | undefined;
  let target: string | undefined;
  let at = 0;
  const take = (size: number, what: string): Buffer => {
    if (size > archive.length - at) throw new ArchiveError(`${what} is cut off at byte ${archive.length}`);
    const taken = archive.subarray(at, at + size);
    at += size;
    return taken;
  };
  for (;;) {
    const block = take(BLOCK, 'the archive');
    if (block.every((byte) => byte === 0)) {
      if (!take(BLOCK, 'the archive').every((byte) => byte === 0))
        throw new ArchiveError(`a single empty block at byte ${at - 2 * BLOCK}, wanted two at the end`);
      if (path !== undefined || target !== undefined)
        throw new ArchiveError('the archive ends after a header that describes an entry');
      return entries;
    }
    const head = readHeader(block, at - BLOCK);
    const name = path ?? head.path;
    const size = CARRIES.has(head.type) ? head.size : 0;
    const content = take(size, name);
    take((BLOCK - (size % BLOCK)) % BLOCK, name);
    if (HEADERS.has(head.type) && size > MAX_PAX_BYTES)
      throw new ArchiveError(`a header of ${size} bytes at byte ${at}, at most ${MAX_PAX_BYTES} are read`);
    switch (head.type) {
      case 'x':
      case 'g': {
        const records = readPax(content);
        for (const key of Object.keys(records)) {
          // Sizes of our archives fit into a header; a sparse file is not what it looks like.
          if (key === 'size' || key.startsWith('GNU.sparse') || (head.type === 'g' && key.endsWith('path')))
            throw new ArchiveError(`${key} in a pax header is not understood`);
        }
        path = records['path'] ?? path;
        target = records['linkpath'] ?? target;
        continue;
      }
      case 'L':
        path = textOf(content, 'a long name');
        continue;
      case 'K':
        target = textOf(content, 'a long name');
        continue;
      default:
    }
    const own = normalPath(name);
    const linkTarget = target ?? head.target;
    path = undefined;
    target = undefined;
    // The top itself, as `tar -C DIR .` writes it.
    if (own === '') continue;
    const entry =
      head.type === '1'
        ? hardLink(own, contents.get(normalPath(linkTarget)))
        : entryOf(own, head, linkTarget, content);
    remember(seen, entry);
    contents.set(own, entry);
    entries.push(entry);
  }
}

/** Types whose size counts bytes after the header. */
const CARRIES: ReadonlySet<string> = new Set(['0', '\0', '7', 'x', 'g', 'L', 'K']);
const HEADERS: ReadonlySet<string> = new Set(['x', 'g', 'L', 'K']);

interface Header {
  readonly type: string;
  readonly path: string;
  readonly target: string;
  readonly size: number;
  readonly mode: number;
  readonly major: number;
  readonly minor: number;
}

function readHeader(block: Buffer, at: number): Header {
  const raw = (field: FieldName): Buffer =>
    block.subarray(FIELD[field][0], FIELD[field][0] + FIELD[field][1]);
  const text = (field: FieldName): string => textOf(raw(field), `${field} of the header at byte ${at}`);
  const octal = (field: FieldName): number => {
    const digits = raw(field)
      .toString('latin1')
      .replace(/[\0 ]+$/, '')
      .trimStart();
    if (!/^[0-7]{0,11}$/.test(digits))
      throw new ArchiveError(`${field} of the header at byte ${at} is no octal number`);
    return Number.parseInt(`0${digits}`, 8);
  };
  const checksum = /^ *([0-7]{1,7})[\0 ]/.exec(raw('checksum').toString('latin1'))?.[1];
  if (checksum === undefined || Number.parseInt(checksum, 8) !== checksumOf(block))
    throw new ArchiveError(`no header of a tar archive at byte ${at}`);
  const magic = raw('magic').toString('latin1');
  // GNU's own format has no prefix: what lies there are times.
  const posix = magic === 'ustar\u000000';
  if (!posix && magic !== 'ustar  \0')
    throw new ArchiveError(`the header at byte ${at} is none of ustar or GNU tar`);
  const prefix = posix ? text('prefix') : '';
  const name = text('name');
  const type = raw('type').toString('latin1');
  const isDevice = type === '3' || type === '4';
  return {
    type,
    path: prefix === '' ? name : `${prefix}/${name}`,
    target: text('target'),
    size: octal('size'),
    mode: octal('mode') & 0o7777,
    // Others leave these empty or put something else there.
    major: isDevice ? octal('major') : 0,
    minor: isDevice ? octal('minor') : 0,
  };
}

function entryOf(path: string, head: Header, target: string, content: Buffer): TarEntry {
  const { mode, major, minor } = head;
  switch (head.type) {
    case '0':
    case '\0':
    case '7':
      return { path, kind: 'file', mode, content };
    case '2':
      if (!isTarget(target)) throw new ArchiveError(`${path}: is a link to what is no path`);
      return { path, kind: 'link', target };
    case '3':
    case '4':
      if (major > MAX_MAJOR || minor > MAX_MINOR)
        throw new ArchiveError(`${path}: device ${major}:${minor} is none of Linux`);
      return { path, kind: head.type === '3' ? 'character' : 'block', mode, major, minor };
    case '5':
      return { path, kind: 'directory', mode };
    case '6':
      return { path, kind: 'fifo', mode };
    default:
      throw new ArchiveError(`${path}: has the type ${JSON.stringify(head.type)}, which is not read`);
  }
}

function hardLink(path: string, original: TarEntry | undefined): TarEntry {
  if (original?.kind !== 'file')
    throw new ArchiveError(`${path}: is a hard link to what is no file before it in the archive`);
  return { ...original, path };
}

/** Records of "LENGTH KEY=VALUE\n", where the length counts all of it. */
function readPax(content: Buffer): Record<string, string> {
  const records: Record<string, string> = Object.create(null);
  for (let at = 0; at < content.length; ) {
    const match = /^(\d{1,6}) ([^=\0]+)=/.exec(
      content.toString('utf8', at, Math.min(at + 256, content.length)),
    );
    const end = at + Number(match?.[1]);
    const start = at + Buffer.byteLength(match?.[0] ?? '');
    if (match?.[2] === undefined || end > content.length || start >= end || content[end - 1] !== 0x0a)
      throw new ArchiveError('a pax header is malformed');
    records[match[2]] = utf8(content.subarray(start, end - 1), `${match[2]} of a pax header`);
    at = end;
  }
  return records;
}

/** To the first NUL. */
function textOf(bytes: Buffer, what: string): string {
  const end = bytes.indexOf(0);
  return utf8(end < 0 ? bytes : bytes.subarray(0, end), what);
}

/** Other bytes would come out as another name than went in. */
function utf8(bytes: Buffer, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ArchiveError(`${what} is not UTF-8`);
  }
}

const isTarget = (target: string): boolean =>
  target !== '' &&
  !target.includes('\0') &&
  target.isWellFormed() &&
  Buffer.byteLength(target) <= MAX_PATH_BYTES;

/** Without "./" and a slash at the end; '' is the top itself. What leads out of the archive is refused. */
function normalPath(path: string): string {
  if (path.startsWith('/'))
    throw new ArchiveError(`${path}: an absolute path; wanted one from the top of the archive`);
  if (path.includes('\0') || !path.isWellFormed() || Buffer.byteLength(path) > MAX_PATH_BYTES)
    throw new ArchiveError(`${path.slice(0, 60)}: is no path`);
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new ArchiveError(`${path}: leads out of the archive`);
  return parts.join('/');
}

/** Nothing twice, and nothing below what is no directory. */
function remember(seen: Map<string, TarEntry['kind']>, { path, kind }: TarEntry): void {
  const before = seen.get(path);
  // A directory may be named again, and may have been implied by what is in it.
  if (before !== undefined && !(before === 'directory' && kind === 'directory'))
    throw new ArchiveError(`${path}: is in the archive twice`);
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const parent = path.slice(0, slash);
    const above = seen.get(parent);
    if (above === 'directory') break;
    if (above !== undefined) throw new ArchiveError(`${path}: lies below ${parent}, which is no directory`);
    seen.set(parent, 'directory');
  }
  seen.set(path, kind);
}

const tooLarge = (): ArchiveError => new ArchiveError(`more than ${MAX_ARCHIVE_BYTES / 1024 / 1024} MiB`);
