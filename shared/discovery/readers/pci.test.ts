import { describe, expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { mergePci, readPci, recallPci } from './pci.ts';

const DEVICE = '/sys/bus/pci/devices/0000:1b:00.0';
const H100: Readonly<Record<string, Described>> = {
  [`${DEVICE}/vendor`]: '0x10de\n',
  [`${DEVICE}/device`]: '0x2330\n',
  [`${DEVICE}/class`]: '0x030200\n',
  [`${DEVICE}/numa_node`]: '-1\n',
};
const driver = (name: string): Readonly<Record<string, Described>> => ({
  [`${DEVICE}/driver`]: { link: `../../../../bus/pci/drivers/${name}` },
  [`/sys/bus/pci/drivers/${name}/bind`]: '',
});
const read = (paths: Readonly<Record<string, Described>>) => readPci(buildRoot(paths));

test('a GPU without a driver and without subsystem ids is one', async () => {
  expect(await read(H100)).toEqual({
    ok: true,
    facts: [{ vendor: 'nvidia', address: '0000:1b:00.0', deviceId: '10de:2330', boundDriver: '' }],
  });
});

test.each(['nvidia', 'nouveau', 'vfio-pci'])('the driver %s is named', async (name) => {
  expect((await read({ ...H100, ...driver(name) })).facts[0]?.boundDriver).toBe(name);
});

describe('the nodes of the DRM driver', () => {
  test('are those of this device', async () => {
    const reading = await read({
      ...H100,
      [`${DEVICE}/drm/card2/dev`]: '226:2\n',
      [`${DEVICE}/drm/renderD129/dev`]: '226:129\n',
      [`${DEVICE}/drm/controlD66/dev`]: '226:66\n',
    });
    expect(reading.facts).toMatchObject([{ cardNode: '/dev/dri/card2', renderNode: '/dev/dri/renderD129' }]);
  });

  test('may be a card alone, as of a display without rendering', async () => {
    const { facts } = await read({ ...H100, [`${DEVICE}/drm/card0/dev`]: '226:0\n' });
    expect(facts[0]).toMatchObject({ cardNode: '/dev/dri/card0' });
    expect(facts[0]?.renderNode).toBeUndefined();
  });

  test('that give no answer are a failure, and those known before stay', async () => {
    const nodes = { [`${DEVICE}/drm/card2/dev`]: '226:2\n' };
    const before = await read({ ...H100, ...nodes, ...driver('nvidia') });
    const now = await read({ ...H100, ...nodes, ...driver('nvidia'), [`${DEVICE}/drm`]: { failing: 'EIO' } });
    expect(now).toMatchObject({ ok: false, detail: '0000:1b:00.0' });
    expect(now.facts).toHaveLength(1);
    expect(mergePci(before.facts, now.facts)).toEqual(before.facts);
  });
});

test('a virtual function is one by the link to its physical one', async () => {
  const { facts } = await read({
    ...H100,
    [`${DEVICE}/physfn`]: { link: '../0000:1a:00.0' },
    '/sys/bus/pci/devices/0000:1a:00.0/vendor': '0x8086\n',
    '/sys/bus/pci/devices/0000:1a:00.0/class': '0x060400\n',
  });
  expect(facts).toMatchObject([{ address: '0000:1b:00.0', virtualFunction: true }]);
});

const ONES = Buffer.alloc(64, 0xff);

test.each<[string, Record<string, Described>, boolean | undefined]>([
  ['whose registers read as ones is off the bus', { [`${DEVICE}/config`]: ONES }, true],
  ['that answers is on it', { [`${DEVICE}/config`]: Buffer.from([0xde, 0x10, 0x30, 0x23]) }, undefined],
  [
    'that sleeps is not woken to be asked',
    { [`${DEVICE}/config`]: ONES, [`${DEVICE}/power/runtime_status`]: 'suspended\n' },
    undefined,
  ],
  [
    'that is a virtual function has ones there by the standard',
    { [`${DEVICE}/config`]: ONES, [`${DEVICE}/physfn`]: { link: '../0000:1b:00.0' } },
    undefined,
  ],
])('a device %s', async (_, paths, offBus) => {
  const { facts } = await read({ ...H100, ...paths });
  expect(facts[0]?.offBus).toBe(offBus);
});

test('of a device of no interest only the vendor is read', async () => {
  const other = '/sys/bus/pci/devices/0000:03:00.0';
  const reading = await read({
    ...H100,
    [`${other}/vendor`]: '0x1a03\n',
    [`${other}/class`]: { failing: 'EIO' },
  });
  expect(reading).toMatchObject({ ok: true, facts: [{ vendor: 'nvidia' }] });
});

test('a device without an answer is named, the others are told', async () => {
  const sick = '/sys/bus/pci/devices/0000:9a:00.0';
  expect(await read({ ...H100, [`${sick}/vendor`]: { failing: 'EIO' } })).toMatchObject({
    ok: false,
    error: 'EIO',
    detail: '0000:9a:00.0',
    facts: [{ address: '0000:1b:00.0' }],
  });
});

test('no PCI bus is no device; no /sys is no knowledge', async () => {
  expect(await read({ '/sys/bus/virtio/devices': { directory: true } })).toMatchObject({
    ok: true,
    facts: [],
  });
  expect(await read({})).toMatchObject({ ok: false, error: 'ENOENT' });
});

test('what was published is what had been read', async () => {
  const { facts } = await read({
    ...H100,
    ...driver('nvidia'),
    [`${DEVICE}/physfn`]: { link: '../0000:1b:00.0' },
    [`${DEVICE}/drm/card2/dev`]: '226:2\n',
    [`${DEVICE}/drm/renderD129/dev`]: '226:129\n',
  });
  const gpus = facts.map((gpu) => ({ ...gpu, seenByDriver: true, model: 'NVIDIA H100' }));
  expect(recallPci({ gpus })).toEqual(facts);
});
