import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { DRIVER_ROOTS } from './driver-roots.ts';
import { readNvidiaFirmware } from './nvidia-firmware.ts';

const VERSION = '550.54.15';
const RELEASE = { '/proc/sys/kernel/osrelease': '5.15.0-102-generic\n' };
const gsp = (firmware: string, version = VERSION): Record<string, Described> => ({
  [`${firmware}/nvidia/${version}/gsp_ga10x.bin`]: '',
  [`${firmware}/nvidia/${version}/gsp_tu10x.bin`]: '',
});

const read = (paths: Readonly<Record<string, Described>>, version: string | undefined = VERSION) =>
  readNvidiaFirmware(buildRoot({ ...RELEASE, ...paths }), DRIVER_ROOTS, version);

test.each<[string, Readonly<Record<string, Described>>, string]>([
  ['the usual place', gsp('/lib/firmware'), '/lib/firmware/nvidia/550.54.15'],
  [
    'where /lib is a link',
    { '/lib': { link: 'usr/lib' }, ...gsp('/usr/lib/firmware') },
    '/usr/lib/firmware/nvidia/550.54.15',
  ],
  [
    'that of this kernel before that of all',
    { ...gsp('/lib/firmware'), ...gsp('/lib/firmware/5.15.0-102-generic') },
    '/lib/firmware/5.15.0-102-generic/nvidia/550.54.15',
  ],
  [
    'updates before both',
    { ...gsp('/lib/firmware'), ...gsp('/lib/firmware/5.15.0-102-generic'), ...gsp('/lib/firmware/updates') },
    '/lib/firmware/updates/nvidia/550.54.15',
  ],
  [
    'where the kernel is told to look',
    {
      '/sys/module/firmware_class/parameters/path': '/run/nvidia/driver/lib/firmware\n',
      ...gsp('/lib/firmware'),
      ...gsp('/run/nvidia/driver/lib/firmware'),
    },
    '/run/nvidia/driver/lib/firmware/nvidia/550.54.15',
  ],
  [
    'a driver container, whose absolute links mean its own files',
    { '/run/nvidia/driver/lib': { link: '/usr/lib' }, ...gsp('/run/nvidia/driver/usr/lib/firmware') },
    '/run/nvidia/driver/usr/lib/firmware/nvidia/550.54.15',
  ],
])('%s', async (_, paths, want) => {
  expect(await read(paths)).toEqual({ ok: true, facts: { firmwareDir: want } });
});

test.each<[string, Readonly<Record<string, Described>>]>([
  ['another version', gsp('/lib/firmware', '550.90.07')],
  ['a directory without firmware', { '/lib/firmware/nvidia/550.54.15/README': '' }],
  [
    'an empty parameter of the kernel',
    { '/sys/module/firmware_class/parameters/path': '\n', ...gsp('', 'x') },
  ],
])('%s is none', async (_, paths) => {
  expect(await read(paths)).toEqual({ ok: true, facts: {} });
});

test('without a module, or without its version, none is looked for', async () => {
  const root = buildRoot({ '/lib': { failing: 'EIO' } });
  expect(await readNvidiaFirmware(root, DRIVER_ROOTS, undefined)).toEqual({ ok: true, facts: {} });
});

test('no answer is a failure, unless another place has it', async () => {
  const sick = { '/lib/firmware/updates': { failing: 'EIO' } } as const;
  expect(await read(sick)).toMatchObject({ ok: false, error: 'EIO' });
  expect(await read({ ...sick, ...gsp('/lib/firmware') })).toMatchObject({ ok: true });
});
