import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readIntel, recallIntel } from './intel.ts';

const bound = (driver: string, address: string): Record<string, Described> => ({
  [`/sys/bus/pci/drivers/${driver}/${address}`]: { link: `../../devices/${address}` },
  [`/sys/bus/pci/devices/${address}/vendor`]: '0x8086\n',
});

test.each<[string, Record<string, Described>, unknown]>([
  ['xe', bound('xe', '0000:3b:00.0'), { intel: { present: true, driver: 'xe' }, bound: ['0000:3b:00.0'] }],
  [
    'i915 for the integrated one and xe for the rest: the newer one',
    { ...bound('i915', '0000:00:02.0'), ...bound('xe', '0000:3b:00.0') },
    { intel: { present: true, driver: 'xe' }, bound: ['0000:3b:00.0', '0000:00:02.0'] },
  ],
  [
    'i915 without devices',
    { '/sys/bus/pci/drivers/i915/bind': '' },
    { intel: { present: false }, bound: [] },
  ],
  [
    'habanalabs, which is not for GPUs',
    bound('habanalabs', '0000:19:00.0'),
    { intel: { present: false }, bound: [] },
  ],
])('the driver of Intel GPUs: %s', async (_, paths, facts) => {
  expect(await readIntel(buildRoot(paths))).toEqual({ ok: true, facts });
});

test('a driver that cannot be looked at makes a failure', async () => {
  const root = buildRoot({ '/sys/bus/pci/drivers/xe': { failing: 'EIO' } });
  expect(await readIntel(root)).toMatchObject({ ok: false, error: 'EIO', facts: { intel: {} } });
});

test('accelerators of Habana are not recalled as GPUs of Intel', () => {
  const seen = (vendor: string, address: string) => ({ vendor, address, seenByDriver: true });
  expect(
    recallIntel({ gpus: [seen('habana', '0000:19:00.0'), seen('intel', '0000:3b:00.0')] }).bound,
  ).toEqual(['0000:3b:00.0']);
});
