import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readLibc } from './libc.ts';

const LIBRARY =
  '\x7fELF…\0GNU C Library (Ubuntu GLIBC 2.35-0ubuntu3.8) stable release version 2.35.\nCopyright';
const LOADER = '\x7fELF…\0ld.so (Ubuntu GLIBC 2.35-0ubuntu3.8) stable release version 2.35.\nCopyright';
const STORE = '/nix/store/0123456789abcdfghijklmnpqrsvwxyz';

const banner = (version: string): string => `GNU C Library (GNU libc) stable release version ${version}.\n`;
const glibc = (libcVersion: string) => ({ libc: 'glibc', libcVersion });

test.each<[string, Readonly<Record<string, Described>>, object]>([
  ['of Ubuntu', { '/usr/lib/x86_64-linux-gnu/libc.so.6': LIBRARY }, glibc('2.35')],
  ['of RHEL', { '/usr/lib64/libc.so.6': banner('2.34') }, glibc('2.34')],
  [
    'of 2012',
    { '/lib64/libc.so.6': 'GNU C Library stable release version 2.17, by Roland McGrath et al.' },
    glibc('2.17'),
  ],
  [
    'under development',
    { '/lib64/libc.so.6': 'GNU C Library (GNU libc) development release version 2.41.9000.' },
    glibc('2.41.9000'),
  ],
  [
    'whose file has the version in its name',
    {
      '/lib/x86_64-linux-gnu/libc.so.6': { link: 'libc-2.31.so' },
      '/lib/x86_64-linux-gnu/libc-2.31.so': '\x7fELF',
    },
    glibc('2.31'),
  ],
  [
    'whose loader tells it, without reading the library',
    {
      '/lib64/ld-linux-x86-64.so.2': LOADER,
      '/lib64/libc.so.6': { failing: 'EIO' },
      '/usr/lib64/libc.so.6': banner('2.1'),
    },
    glibc('2.1'),
  ],
  [
    'with a loader that is the library of nobody',
    { '/lib64/ld-linux-x86-64.so.2': 'stub', '/lib64/libc.so.6': LIBRARY },
    glibc('2.35'),
  ],
  [
    'of the host, not of a foreign architecture',
    {
      '/proc/sys/kernel/arch': 'aarch64\n',
      '/lib/x86_64-linux-gnu/libc.so.6': banner('2.31'),
      '/lib/aarch64-linux-gnu/libc.so.6': banner('2.39'),
    },
    glibc('2.39'),
  ],
  [
    'of NixOS, by its name in the store',
    {
      '/run/current-system/sw/bin/ldd': { link: `${STORE}-glibc-2.40-66-bin/bin/ldd` },
      [`${STORE}-glibc-2.40-66-bin/bin/ldd`]: '#!',
    },
    glibc('2.40'),
  ],
  [
    'of the host, with musl installed beside it',
    { '/lib64/libc.so.6': LIBRARY, '/lib/ld-musl-x86_64.so.1': '\x7fELF' },
    glibc('2.35'),
  ],
  [
    'of an extension on Talos before 1.13',
    {
      '/lib/ld-musl-x86_64.so.1': '\x7fELF',
      '/usr/local/glibc/lib': { link: 'usr/lib/' },
      '/usr/local/glibc/usr/lib/libc.so.6': banner('2.41'),
    },
    glibc('2.41'),
  ],
  ['musl', { '/lib/ld-musl-aarch64.so.1': '\x7fELF' }, { libc: 'musl' }],
  [
    'musl with a file that only has the name of glibc',
    { '/lib/ld-musl-x86_64.so.1': '\x7fELF', '/lib64/libc.so.6': 'gcompat' },
    { libc: 'musl' },
  ],
  ['none', { '/lib/modules/x': '' }, {}],
  ['unknown, where a file has another form', { '/lib64/libc.so.6': 'We release version 3.0' }, {}],
])('the libc of a host: %s', async (_, paths, facts) => {
  expect(await readLibc(buildRoot(paths))).toMatchObject({ ok: true, facts });
});

test('a glibc that stands beside musl is noted', async () => {
  const root = buildRoot({ '/lib/ld-musl-x86_64.so.1': '', '/usr/local/lib/libc.so.6': banner('2.42') });
  expect(await readLibc(root)).toEqual({ ok: true, facts: glibc('2.42'), detail: 'beside musl' });
});

test.each<[string, Readonly<Record<string, Described>>, string]>([
  ['/lib64 does', { '/lib64': { failing: 'EIO' }, '/lib/ld-musl-x86_64.so.1': '' }, '/lib64/libc.so.6'],
  ['/lib does', { '/lib': { failing: 'Timeout' } }, '/lib/x86_64-linux-gnu/libc.so.6'],
])('musl is not concluded where %s not answer', async (_, paths, detail) => {
  expect(await readLibc(buildRoot(paths))).toMatchObject({ ok: false, facts: {}, detail });
});
