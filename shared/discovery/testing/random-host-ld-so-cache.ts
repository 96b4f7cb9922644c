/** The loader's cache as ldconfig writes it (glibc, sysdeps/generic/dl-cache.h), for x86-64 or AArch64. */
export function ldSoCache(
  entries: readonly { readonly soname: string; readonly path: string }[],
  architecture: 'x86_64' | 'aarch64',
): Buffer {
  const header = Buffer.alloc(48);
  header.write('glibc-ld.so.cache1.1');
  header.writeUInt32LE(entries.length, 20);
  const table = Buffer.alloc(24 * entries.length);
  const strings: Buffer[] = [];
  let end = header.length + table.length;
  const add = (text: string): number => {
    const at = end;
    const bytes = Buffer.from(`${text}\0`);
    strings.push(bytes);
    end += bytes.length;
    return at;
  };
  for (const [index, { soname, path }] of entries.entries()) {
    table.writeInt32LE(architecture === 'x86_64' ? 0x0303 : 0x0a03, 24 * index);
    table.writeUInt32LE(add(soname), 24 * index + 4);
    table.writeUInt32LE(add(path), 24 * index + 8);
  }
  header.writeUInt32LE(end - header.length - table.length, 24);
  return Buffer.concat([header, table, ...strings]);
}
