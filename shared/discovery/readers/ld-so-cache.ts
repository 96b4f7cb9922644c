/**
 * /etc/ld.so.cache, written by ldconfig: which file the loader takes for a soname. Format: glibc,
 * sysdeps/generic/dl-cache.h. An old header may stand before the new one; strings are offsets from the new header.
 */

export interface CacheEntry {
  readonly soname: string;
  /** Host path, usually a symlink. */
  readonly path: string;
}

const OLD_MAGIC = Buffer.from('ld.so-1.7.0');
const NEW_MAGIC = Buffer.from('glibc-ld.so.cache1.1');
const OLD_HEADER = 16;
const OLD_ENTRY = 12;
const NEW_HEADER = 48;
const NEW_ENTRY = 24;

/** Bits 8 to 15 of an entry's flags: its architecture. Those that NVIDIA has 64-bit drivers for: x86-64, POWER, AArch64. */
const ARCHITECTURE_MASK = 0xff00;
const ARCHITECTURES: ReadonlySet<number> = new Set([0x0300, 0x0500, 0x0a00]);

/** Entries of 64-bit libraries in the cache's order; undefined where it is no cache. Entries beyond its end are left out. */
export function parseLdSoCache(bytes: Buffer): CacheEntry[] | undefined {
  const start = newHeaderAt(bytes);
  if (start === undefined || bytes.length < start + NEW_HEADER) return undefined;
  // The byte order is the machine's own; both that we ship for are little-endian.
  const count = bytes.readUInt32LE(start + 20);
  const entries: CacheEntry[] = [];
  for (let index = 0; index < count; index++) {
    const at = start + NEW_HEADER + index * NEW_ENTRY;
    if (at + NEW_ENTRY > bytes.length) break;
    if (!ARCHITECTURES.has(bytes.readInt32LE(at) & ARCHITECTURE_MASK)) continue;
    const soname = stringAt(bytes, start + bytes.readUInt32LE(at + 4));
    const path = stringAt(bytes, start + bytes.readUInt32LE(at + 8));
    if (soname !== undefined && path?.startsWith('/') === true) entries.push({ soname, path });
  }
  return entries;
}

function newHeaderAt(bytes: Buffer): number | undefined {
  if (startsWith(bytes, NEW_MAGIC, 0)) return 0;
  if (!startsWith(bytes, OLD_MAGIC, 0) || bytes.length < OLD_HEADER) return undefined;
  const after = OLD_HEADER + bytes.readUInt32LE(12) * OLD_ENTRY;
  // Aligned like the struct, whose widest field has eight bytes.
  const aligned = Math.ceil(after / 8) * 8;
  return startsWith(bytes, NEW_MAGIC, aligned) ? aligned : undefined;
}

const startsWith = (bytes: Buffer, magic: Buffer, at: number): boolean =>
  bytes.length >= at + magic.length && bytes.compare(magic, 0, magic.length, at, at + magic.length) === 0;

function stringAt(bytes: Buffer, at: number): string | undefined {
  if (at >= bytes.length) return undefined;
  const end = bytes.indexOf(0, at);
  return end < 0 || end - at > 4096 ? undefined : bytes.toString('utf8', at, end);
}
