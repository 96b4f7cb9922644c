import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readGaudi } from './gaudi.ts';

const accelerator = (n: number, address: string, driver: string): Record<string, Described> => ({
  [`/sys/bus/pci/drivers/${driver}/${address}`]: { link: `../../devices/${address}` },
  [`/sys/bus/pci/devices/${address}/driver`]: { link: `../../drivers/${driver}` },
  [`/sys/class/accel/accel${n}/device`]: { link: `../../../bus/pci/devices/${address}` },
  // A class of its own with a name that begins the same.
  [`/sys/class/accel/accel_controlD${n}/device`]: { link: `../../../bus/pci/devices/${address}` },
});

test('devices of habanalabs are told by number, and those of other drivers are not', async () => {
  const root = buildRoot({
    '/sys/module/habanalabs/version': '1.19.0-561\n',
    ...accelerator(10, '0000:b3:00.0', 'habanalabs'),
    ...accelerator(2, '0000:19:00.0', 'habanalabs'),
    ...accelerator(0, '0000:00:0b.0', 'intel_vpu'),
  });
  expect(await readGaudi(root)).toEqual({
    ok: true,
    facts: {
      gaudi: { present: true, driverVersion: '1.19.0-561', devices: [2, 10] },
      bound: ['0000:19:00.0', '0000:b3:00.0'],
    },
  });
});

test.each<[string, Record<string, Described>, unknown]>([
  ['without the driver', { '/sys/bus/pci/drivers/ast/bind': '' }, { present: false }],
  [
    'with the driver and no device',
    { '/sys/bus/pci/drivers/habanalabs/bind': '' },
    { present: false, devices: [] },
  ],
])('a host %s', async (_, paths, gaudi) => {
  expect((await readGaudi(buildRoot(paths))).facts).toEqual({ gaudi, bound: [] });
});

test('accelerators that cannot be listed make a failure, not an empty list', async () => {
  const root = buildRoot({
    '/sys/bus/pci/drivers/habanalabs/0000:19:00.0': { link: '../../devices/0000:19:00.0' },
    '/sys/class/accel': { failing: 'EIO' },
  });
  const reading = await readGaudi(root);
  expect(reading).toMatchObject({ ok: false, error: 'EIO' });
  expect(reading.facts.gaudi).toEqual({ present: true });
});
