import { expect, test } from 'vitest';
import { buildRoot } from '../testing/build-host.ts';
import { readOsRelease } from './os-release.ts';

test('the file of the administrator comes before the one of the distribution', async () => {
  const root = buildRoot({ '/etc/os-release': 'ID=flatcar', '/usr/lib/os-release': 'ID=other' });
  expect(await readOsRelease(root)).toEqual({ ok: true, facts: { id: 'flatcar' } });
});

test('the file of the distribution is enough', async () => {
  const root = buildRoot({ '/usr/lib/os-release': 'ID=nixos\nVERSION_ID="25.05"\n' });
  expect(await readOsRelease(root)).toEqual({ ok: true, facts: { id: 'nixos', versionId: '25.05' } });
});

test('an absolute link stays inside the host', async () => {
  const root = buildRoot({
    '/etc/os-release': { link: '/usr/lib/os-release' },
    '/usr/lib/os-release': 'ID=talos',
  });
  expect(await readOsRelease(root)).toEqual({ ok: true, facts: { id: 'talos' } });
});

test('a file that gives no answer is not passed over, and no file at all is a failure', async () => {
  const sick = buildRoot({ '/etc/os-release': { failing: 'EIO' }, '/usr/lib/os-release': 'ID=other' });
  expect(await readOsRelease(sick)).toEqual({
    ok: false,
    facts: {},
    error: 'EIO',
    detail: '/etc/os-release',
  });
  expect(await readOsRelease(buildRoot({}))).toMatchObject({ ok: false, error: 'ENOENT' });
});
