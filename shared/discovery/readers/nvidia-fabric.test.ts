import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readNvidiaFabric } from './nvidia-fabric.ts';

interface Device {
  readonly vendor?: string;
  readonly device?: string;
  readonly classCode?: string;
  readonly config?: string;
}

/** A PCI bus with these devices, NVSwitches of H100 machines unless they say otherwise. */
const bus = (...devices: readonly Device[]): Record<string, Described> =>
  Object.fromEntries(
    devices.flatMap(({ vendor = '0x10de', device = '0x22a3', classCode = '0x068000', config }, index) => {
      const directory = `/sys/bus/pci/devices/0000:0${index}:00.0`;
      return [
        [`${directory}/vendor`, `${vendor}\n`],
        [`${directory}/device`, `${device}\n`],
        [`${directory}/class`, `${classCode}\n`],
        ...(config === undefined ? [] : [[`${directory}/config`, Buffer.from(config, 'hex')] as const]),
      ] as const;
    }),
  );
const LOADED = { '/sys/module/nvidia/version': '550.54.15\n' };
const GPU = { device: '0x2330', classCode: '0x030200' };
const NETWORK = { vendor: '0x15b3', device: '0x1021', classCode: '0x020700' };

const read = (paths: Readonly<Record<string, Described>>) => readNvidiaFabric(buildRoot(paths));

test.each<[string, readonly Device[], object]>([
  ['none', [GPU, NETWORK], { nvswitches: 0 }],
  ['four', [{}, {}, GPU, {}, {}], { nvswitches: 4, nvswitchesDead: 0 }],
  ['a device id of nothing', [{}, { device: '0xffff' }], { nvswitches: 2, nvswitchesDead: 1 }],
  [
    'a configuration space of nothing',
    [{ config: 'de10a322' }, { config: 'ffffffff' }, { config: '00000000' }],
    { nvswitches: 3, nvswitchesDead: 2 },
  ],
  [
    'one that lost all ids beside another',
    [{}, { vendor: '0x0000', device: '0x0000', classCode: '0x000000' }],
    { nvswitches: 2, nvswitchesDead: 1 },
  ],
  [
    'a nameless device alone is no switch',
    [{ vendor: '0x0000', device: '0x0000', classCode: '0x000000' }],
    { nvswitches: 0 },
  ],
  ['a bridge of another vendor', [{ vendor: '0x8086' }], { nvswitches: 0 }],
])('NVSwitches: %s', async (_, devices, want) => {
  expect(await read({ ...LOADED, ...bus(...devices) })).toEqual({
    ok: true,
    facts: { ...want, imexConfigured: false },
  });
});

test('without a driver only what is there is told', async () => {
  expect(await read(bus(GPU, NETWORK))).toEqual({ ok: true, facts: {} });
  expect(await read({ ...bus({}, {}), '/etc/nvidia-imex/nodes_config.cfg': '10.0.0.1\n' })).toEqual({
    ok: true,
    facts: { nvswitches: 2, nvswitchesDead: 0, imexConfigured: true },
  });
});

test('without a bus the number of switches is unknown', async () => {
  expect(await read(LOADED)).toEqual({ ok: true, facts: { imexConfigured: false } });
});

test('the socket of the fabric manager and the channels of IMEX, by number', async () => {
  const node = { character: [508, 0] } as const;
  const reading = await read({
    ...LOADED,
    ...bus({}),
    '/run/nvidia-fabricmanager/socket': '',
    '/dev/nvidia-caps-imex-channels/channel10': node,
    '/dev/nvidia-caps-imex-channels/channel2': node,
    '/dev/nvidia-caps-imex-channels/other': node,
    '/etc/nvidia-imex/nodes_config.cfg': '',
  });
  expect(reading.facts).toEqual({
    nvswitches: 1,
    nvswitchesDead: 0,
    fabricManagerSocket: '/run/nvidia-fabricmanager/socket',
    imexChannels: [2, 10],
    imexConfigured: true,
  });
});

test.each([
  ['/sys/bus/pci/devices', { imexChannels: [0] }],
  ['/sys/bus/pci/devices/0000:00:00.0/vendor', { imexChannels: [0] }],
  ['/sys/bus/pci/devices/0000:00:00.0/class', { imexChannels: [0] }],
  ['/dev/nvidia-caps-imex-channels', { nvswitches: 1 }],
  ['/run/nvidia-fabricmanager', { nvswitches: 1, imexChannels: [0] }],
  ['/etc/nvidia-imex', { nvswitches: 1, imexChannels: [0] }],
])('no answer from %s is a failure, the rest is told', async (path, facts) => {
  const reading = await read({
    ...LOADED,
    ...bus({}),
    '/dev/nvidia-caps-imex-channels/channel0': { character: [508, 0] },
    [path]: { failing: 'EIO' },
  });
  expect(reading).toMatchObject({ ok: false, error: 'EIO', facts });
  if (path.startsWith('/sys')) expect(reading.facts.nvswitches).toBeUndefined();
});
