import { expect, test } from 'vitest';
import { buildRoot } from '../testing/build-host.ts';
import { readJetson } from './jetson.ts';

const RELEASE = '/etc/nv_tegra_release';
const LISTS = '/etc/nvidia-container-runtime/host-files-for-container.d';

test.each([
  [
    '# R36 (release), REVISION: 3.0, GCID: 36191598, BOARD: generic, EABI: aarch64, DATE: Mon May  6',
    'R36.3.0',
  ],
  [
    '# R35 (release), REVISION: 4.1, GCID: 33958178, BOARD: t186ref, EABI: aarch64, DATE: Tue Aug  1',
    'R35.4.1',
  ],
  ['# R32(release), REVISION: 6.1, GCID: 27863751, BOARD: t186ref, EABI:aarch64', 'R32.6.1'],
  ['# R38 (release), REVISION: 2.0\n# KERNEL_VARIANT: oot\nTARGET_USERSPACE_LIB_DIR=nvidia', 'R38.2.0'],
])('%s is %s', async (text, release) => {
  expect(await readJetson(buildRoot({ [RELEASE]: text }))).toEqual({ ok: true, facts: { release } });
});

test('the lists of what containers get are named in order, nothing else beside them is', async () => {
  const root = buildRoot({
    [`${LISTS}/drivers.csv`]: 'lib, /usr/lib/aarch64-linux-gnu/nvidia/libcuda.so.1.1\n',
    [`${LISTS}/devices.csv`]: 'dev, /dev/nvmap\n',
    [`${LISTS}/drivers.csv.dpkg-old`]: '',
  });
  expect(await readJetson(root)).toEqual({
    ok: true,
    facts: { csvFiles: [`${LISTS}/devices.csv`, `${LISTS}/drivers.csv`] },
  });
});

test('another host has nothing of it', async () => {
  expect(await readJetson(buildRoot({ '/etc/os-release': 'ID=ubuntu' }))).toEqual({ ok: true, facts: {} });
  expect(await readJetson(buildRoot({ [LISTS]: { directory: true } }))).toEqual({ ok: true, facts: {} });
});

test('what gives no answer or is not understood is a failure, with what else could be read', async () => {
  const lists = { [`${LISTS}/devices.csv`]: '' };
  const csvFiles = [`${LISTS}/devices.csv`];
  expect(await readJetson(buildRoot({ ...lists, [RELEASE]: { failing: 'EIO' } }))).toEqual({
    ok: false,
    facts: { csvFiles },
    error: 'EIO',
    detail: RELEASE,
  });
  expect(await readJetson(buildRoot({ ...lists, [RELEASE]: 'Jetson Linux 40' }))).toEqual({
    ok: false,
    facts: { csvFiles },
    error: 'malformed',
    detail: RELEASE,
  });
  expect(
    await readJetson(buildRoot({ [RELEASE]: '# R36 (release), REVISION: 3.0', [LISTS]: { failing: 'EIO' } })),
  ).toEqual({
    ok: false,
    facts: { release: 'R36.3.0' },
    error: 'EIO',
    detail: LISTS,
  });
});
