import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openHostArchive, readHostArchive, writeHostArchive } from './host-archive.ts';
import { ArchiveError, type TarEntry, writeTar } from './tar.ts';
import { buildImage } from './testing/build-host.ts';

const IMAGE = buildImage({
  '/dev/nvidia0': { character: [195, 0], mode: 0o660 },
  '/etc/os-release': 'ID=ubuntu\n',
  '/lib': { link: 'usr/lib' },
  '/sys/kernel': { directory: true },
  '/sys/devices/broken': { failing: 'EIO' },
});
const file = (path: string, text: string): TarEntry => ({
  path,
  kind: 'file',
  mode: 0o644,
  content: Buffer.from(text),
});
const withRecord = (record: unknown): Buffer =>
  writeTar([file('latebind/record.json', JSON.stringify(record))]);

describe('an archive of a host', () => {
  test('gives back the host', () => {
    const image = new Map([
      ...IMAGE,
      ['/proc/slow', { kind: 'file', content: Buffer.alloc(0), mode: 0o400, failing: 'Timeout' }] as const,
      ['/run/x', { kind: 'other', mode: 0o600 }] as const,
      ['/', { kind: 'directory', mode: 0o755, failing: 'EACCES' }] as const,
    ]);
    const record = { image, machine: 'x86_64', driverRoots: ['/opt/driver'], smi: '<nvidia_smi_log/>' };
    const read = readHostArchive(writeHostArchive(record, {}));
    // The top is implied; that it cannot be listed is kept.
    expect(read.image.get('/')).toEqual({ kind: 'failing', reason: 'EACCES' });
    image.delete('/');
    expect({ ...read, image: new Map([...read.image].filter(([path]) => path !== '/')) }).toEqual({
      ...record,
      image,
    });
  });

  test('may be compressed', () => {
    const archive = writeHostArchive({ image: IMAGE }, {});
    expect(readHostArchive(gzipSync(archive))).toEqual(readHostArchive(archive));
  });

  test('may be the tar of a tree with a list of its device nodes', async () => {
    const { files } = openHostArchive(writeTar([file('device-nodes.txt', '/dev/kfd c 235 0 0666\n')]));
    expect(await files.lstat('/dev/kfd')).toMatchObject({ kind: 'character', major: 235 });
  });

  test('is not made of a host that has a /latebind', () => {
    const image = buildImage({ '/latebind/facts.json': '{}' });
    expect(() => writeHostArchive({ image }, {})).toThrow(ArchiveError);
  });

  test.each([
    ['a version that is not known', withRecord({ version: 2 }), /version is 2, wanted 1; a newer latebind/],
    ['no version', withRecord({}), /version is null/],
    ['a list in place of a record', withRecord([]), /it is \[\], wanted an object/],
    [
      'a failure that is none',
      withRecord({ version: 1, failing: { '/a': 'ENOPE' } }),
      /failing: \/a is "ENOPE"/,
    ],
    ['a failure of a relative path', withRecord({ version: 1, failing: { a: 'EIO' } }), /failing is "a"/],
    ['driver roots that are relative', withRecord({ version: 1, driverRoots: ['opt'] }), /driverRoots is/],
    ['a machine that is no text', withRecord({ version: 1, machine: 1 }), /machine is 1/],
    ['a record that is no JSON', writeTar([file('latebind/record.json', '{')]), /is not JSON/],
    [
      'a list of devices that is none',
      writeTar([file('device-nodes.txt', 'nvidia0')]),
      /line 1 is 'nvidia0'/,
    ],
    ['half a gzip', gzipSync(writeTar([])).subarray(0, 12), /cannot be uncompressed/],
    ['much in little', gzipSync(Buffer.alloc(65 * 1024 * 1024)), /more than 64 MiB/],
  ])('with %s is refused', (_, bytes, message) => {
    expect(() => openHostArchive(bytes)).toThrow(ArchiveError);
    expect(() => openHostArchive(bytes)).toThrow(message);
  });

  test('with any record fails as ArchiveError and as nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (record) => {
        try {
          openHostArchive(withRecord(record));
        } catch (error) {
          expect(error).toBeInstanceOf(ArchiveError);
        }
      }),
    );
  });
});
