import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArchiveError, readTar, type TarEntry, writeTar } from './tar.ts';

const file = (path: string, text = ''): TarEntry => ({
  path,
  kind: 'file',
  mode: 0o644,
  content: Buffer.from(text),
});
const LONG = `${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(120)}`;

const ALL_KINDS: readonly TarEntry[] = [
  { path: 'dev', kind: 'directory', mode: 0o755 },
  { path: 'dev/nvidia0', kind: 'character', mode: 0o666, major: 195, minor: 0 },
  { path: 'dev/nvme0n1', kind: 'block', mode: 0o660, major: 259, minor: 1_048_575 },
  file('etc/os-release', 'ID=ubuntu\n'),
  { path: 'lib', kind: 'link', target: 'usr/lib' },
  file(LONG, 'deep'),
  { path: 'long-link', kind: 'link', target: `/${'x'.repeat(300)}` },
  { path: 'run/socket', kind: 'fifo', mode: 0o600 },
  file('übung/文', 'not ASCII'),
];
const sorted = (entries: readonly TarEntry[]): TarEntry[] =>
  entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));

const name = fc.oneof(
  fc.constantFrom('a', 'b', 'etc', 'n'.repeat(99), 'm'.repeat(160)),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);
const segment = name.filter(
  (text) => !/[/\0]/.test(text) && text !== '.' && text !== '..' && text.isWellFormed(),
);
const mode = fc.integer({ min: 0, max: 0o7777 });
const entry = fc
  .tuple(
    fc.array(segment, { minLength: 1, maxLength: 4 }),
    fc.oneof(
      fc.record({
        kind: fc.constant('file' as const),
        mode,
        content: fc.uint8Array({ maxLength: 1500 }).map((bytes) => Buffer.from(bytes)),
      }),
      fc.record({ kind: fc.constantFrom('directory' as const, 'fifo' as const), mode }),
      fc.record({ kind: fc.constant('link' as const), target: segment.map((text) => `/${text}`) }),
      fc.record({
        kind: fc.constantFrom('character' as const, 'block' as const),
        mode,
        major: fc.integer({ min: 0, max: 0xfff }),
        minor: fc.integer({ min: 0, max: 0xfffff }),
      }),
    ),
  )
  .map(([parts, rest]): TarEntry => ({ path: parts.join('/'), ...rest }));
/** Nothing twice, and nothing below what is no directory. */
const entries = fc.array(entry, { maxLength: 8 }).map((all) => {
  const kept = new Map<string, TarEntry>();
  for (const one of all) {
    const clashes = [...kept.values()].some(
      (other) =>
        other.path === one.path ||
        (other.path.startsWith(`${one.path}/`) && one.kind !== 'directory') ||
        (one.path.startsWith(`${other.path}/`) && other.kind !== 'directory'),
    );
    if (!clashes) kept.set(one.path, one);
  }
  return [...kept.values()];
});

describe('an archive', () => {
  test('gives back entries of every kind', () => {
    expect(readTar(writeTar(ALL_KINDS))).toEqual(sorted(ALL_KINDS));
  });

  test('of any entries gives them back, sorted', () => {
    fc.assert(
      fc.property(entries, (given) => {
        expect(readTar(writeTar(given))).toEqual(sorted(given));
      }),
    );
  });

  test('is the same whatever the order of its entries', () => {
    expect(writeTar(ALL_KINDS.toReversed())).toEqual(writeTar(ALL_KINDS));
  });

  test.each([
    ['an absolute path', file('/etc/passwd')],
    ['a path that leads out', file('etc/../../x')],
    ['a path that is not normal', file('./etc')],
    ['no path', file('')],
    ['a device that Linux has not', { path: 'd', kind: 'block', mode: 0, major: 5000, minor: 0 }],
    ['a link to nowhere', { path: 'l', kind: 'link', target: '' }],
  ] satisfies [string, TarEntry][])('is not written with %s', (_, bad) => {
    expect(() => writeTar([bad])).toThrow(ArchiveError);
  });
});

describe('bytes that are no archive of ours', () => {
  test('fail as ArchiveError and as nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2048 }), (bytes) => {
        let read: unknown = [];
        try {
          read = readTar(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(ArchiveError);
        }
        // Zeros alone are an empty archive.
        expect(read).toEqual([]);
      }),
    );
  });

  test('made of a good one by changing some, fail as ArchiveError or give entries inside the archive', () => {
    const good = writeTar(ALL_KINDS);
    const change = fc.tuple(fc.integer({ min: 0, max: good.length - 1 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), (changes, repaired) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        if (repaired) for (const [at] of changes) repairChecksum(bytes, at - (at % 512));
        try {
          for (const { path } of readTar(bytes)) expect(path).not.toMatch(/^\/|(^|\/)\.\.(\/|$)/);
        } catch (error) {
          expect(error).toBeInstanceOf(ArchiveError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  /** An archive with one entry, of which the header is changed and its checksum right again. */
  function forged(change: (header: Buffer) => void, entry = file('etc/passwd', 'root')): Buffer {
    const bytes = writeTar([entry]);
    change(bytes);
    repairChecksum(bytes, 0);
    return bytes;
  }
  const text = (at: number, value: string) => (header: Buffer) => {
    header.write(`${value}\0`, at, 'latin1');
  };
  test.each([
    ['an absolute path', forged(text(0, '/etc/passwd')), /absolute path/],
    ['a path that leads out', forged(text(0, '../passwd')), /leads out/],
    ['a path that leads out by its prefix', forged(text(345, '../..')), /leads out/],
    ['a size beyond the end', forged(text(124, '77777777777')), /cut off/],
    ['a size that is no number', forged(text(124, '0000000009x')), /size .* no octal number/],
    ['a negative size in base 256', forged((header) => header.fill(0xff, 124, 136)), /no octal number/],
    ['a type that is not read', forged(text(156, 'S')), /has the type "S"/],
    ['a hard link to what is not there', forged((header) => header.write('1', 156)), /hard link/],
    ['a wrong magic', forged(text(257, 'utsar')), /none of ustar/],
    ['a name that is not UTF-8', forged((header) => header.fill(0xc3, 0, 1)), /not UTF-8/],
    ['no end', writeTar([file('a')]).subarray(0, 512), /cut off/],
    ['one empty block at its end', writeTar([file('a')]).subarray(0, 1024), /cut off/],
    ['nothing', Buffer.alloc(0), /cut off/],
    ['more than may be', Buffer.alloc(64 * 1024 * 1024 + 1), /more than 64 MiB/],
  ])('with %s are refused', (_, bytes, message) => {
    expect(() => readTar(bytes)).toThrow(message);
    expect(() => readTar(bytes)).toThrow(ArchiveError);
  });

  test.each([
    ['twice the same', [file('a', '1'), file('a', '2')], /a: is in the archive twice/],
    ['a file below a file', [file('a'), file('a/b')], /a\/b: lies below a/],
    ['a file below a link', [{ path: 'a', kind: 'link', target: '/etc' }, file('a/b')], /a\/b: lies below a/],
    ['a file where a directory was implied', [file('a/b'), file('a')], /twice/],
  ] satisfies [string, TarEntry[], RegExp][])('with %s are refused', (_, both, message) => {
    const bodies = both.map((one) => writeTar([one]).subarray(0, -1024));
    expect(() => readTar(Buffer.concat([...bodies, Buffer.alloc(1024)]))).toThrow(message);
  });
});

function repairChecksum(bytes: Buffer, at: number): void {
  const header = bytes.subarray(at, at + 512);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
}

const hasTar = spawnSync('tar', ['--version']).status === 0;

describe.skipIf(!hasTar)("the system's tar", () => {
  const inFolder = (look: (folder: string) => void): void => {
    const folder = mkdtempSync(join(tmpdir(), 'latebind-tar-'));
    try {
      look(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const tar = (...args: readonly string[]): string => execFileSync('tar', args, { encoding: 'utf8' });

  test('lists what we write', () => {
    inFolder((folder) => {
      const archive = join(folder, 'a.tar');
      writeFileSync(archive, writeTar(ALL_KINDS));
      const listed = tar('tvf', archive, '--numeric-owner', '--quoting-style=literal').trimEnd().split('\n');
      const shown = listed.map((line) => /^(\S+) 0\/0 +(\S+) 1970-01-01 \S+ (.*)$/.exec(line)?.slice(1));
      expect(shown).toEqual(
        [
          ['drwxr-xr-x', '0', 'dev/'],
          ['crw-rw-rw-', '195,0', 'dev/nvidia0'],
          ['brw-rw----', '259,1048575', 'dev/nvme0n1'],
          ['-rw-r--r--', '4', LONG],
          ['-rw-r--r--', '10', 'etc/os-release'],
          ['lrwxrwxrwx', '0', 'lib -> usr/lib'],
          ['lrwxrwxrwx', '0', `long-link -> /${'x'.repeat(300)}`],
          ['prw-------', '0', 'run/socket'],
          ['-rw-r--r--', '9', 'übung/文'],
        ].toSorted(([, , a], [, , b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
      );
    });
  });

  test('unpacks what we write', () => {
    inFolder((folder) => {
      writeFileSync(
        join(folder, 'a.tar'),
        writeTar(ALL_KINDS.filter(({ kind }) => kind !== 'character' && kind !== 'block')),
      );
      tar('xf', join(folder, 'a.tar'), '-C', folder);
      expect(readFileSync(join(folder, LONG), 'utf8')).toBe('deep');
      expect(readFileSync(join(folder, 'übung/文'), 'utf8')).toBe('not ASCII');
      expect(readlinkSync(join(folder, 'lib'))).toBe('usr/lib');
      expect(statSync(join(folder, 'run/socket')).isFIFO()).toBe(true);
    });
  });

  test.each(['gnu', 'pax', 'ustar'])('writes what we read, in its format %s', (format) => {
    inFolder((folder) => {
      const tree = join(folder, 'tree');
      const long = format === 'ustar' ? 'f'.repeat(90) : LONG;
      mkdirSync(dirname(join(tree, 'etc', long)), { recursive: true });
      writeFileSync(join(tree, 'etc', long), 'deep');
      writeFileSync(join(tree, 'os-release'), 'ID=x\n');
      symlinkSync('os-release', join(tree, 'link'));
      tar('cf', join(folder, 'a.tar'), `--format=${format}`, '-C', tree, '.');
      const read = readTar(readFileSync(join(folder, 'a.tar')));
      expect(
        read.filter(({ kind }) => kind !== 'directory').toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      ).toEqual([
        { path: `etc/${long}`, kind: 'file', mode: 0o644, content: Buffer.from('deep') },
        { path: 'link', kind: 'link', target: 'os-release' },
        { path: 'os-release', kind: 'file', mode: 0o644, content: Buffer.from('ID=x\n') },
      ]);
    });
  });
});
