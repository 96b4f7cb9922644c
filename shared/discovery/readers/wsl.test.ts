import { expect, test } from 'vitest';
import { buildRoot } from '../testing/build-host.ts';
import { readWsl } from './wsl.ts';

const DRIVERS = '/usr/lib/wsl/drivers';
const NVIDIA = `${DRIVERS}/nv_dispsi.inf_amd64_7cc7738d8e428783`;
const AUDIO = `${DRIVERS}/nvhda.inf_amd64_4f2b7d0c11e5a9d3`;
const OLDER = `${DRIVERS}/nv_dispsi.inf_amd64_0a1b2c3d4e5f6071`;

test('the driver package with CUDA is the store, beside those of other devices', async () => {
  const root = buildRoot({
    [`${DRIVERS}/u0420529.inf_amd64_94ad5a6c4d1a04e2/amdxc64.so`]: '',
    [`${AUDIO}/nvhda64v.sys`]: '',
    [`${NVIDIA}/libcuda.so.1.1`]: '',
  });
  expect(await readWsl(root)).toEqual({ ok: true, facts: { storeDir: NVIDIA } });
});

test('of two it is not known which one Windows uses', async () => {
  const root = buildRoot({ [`${NVIDIA}/libcuda.so.1.1`]: '', [`${OLDER}/libcuda.so.1.1`]: '' });
  expect(await readWsl(root)).toEqual({ ok: true, facts: {}, detail: '2 driver packages with CUDA' });
});

test.each([
  ['no WSL', '/usr/lib/os-release'],
  ['no GPU of NVIDIA', `${DRIVERS}/u0420529.inf_amd64_94ad5a6c4d1a04e2/amdxc64.so`],
  ['a package of NVIDIA without CUDA', `${AUDIO}/nvhda64v.sys`],
])('a host with %s has none', async (_, path) => {
  expect(await readWsl(buildRoot({ [path]: '' }))).toEqual({ ok: true, facts: {} });
});

test('packages that give no answer are a failure', async () => {
  expect(await readWsl(buildRoot({ [DRIVERS]: { failing: 'Timeout' } }))).toMatchObject({
    ok: false,
    detail: DRIVERS,
  });
  const root = buildRoot({ [`${NVIDIA}/libcuda.so.1.1`]: '', [OLDER]: { failing: 'EIO' } });
  expect(await readWsl(root)).toMatchObject({ ok: false, facts: {}, detail: `${OLDER}/libcuda.so.1.1` });
});
