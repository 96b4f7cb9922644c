import { describe, expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { nvidiaLoaded, readNvidiaProc } from './nvidia-proc.ts';

const DRIVER = '/proc/driver/nvidia';
/** As driver 610 writes it. Its nvidia-smi calls the version deprecated; the module's own text stayed. */
const VERSION_610 =
  'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  610.57.04  Release Build  (dvs-builder@U22-I3-G08-03-1)  Thu Jul 30 05:01:11 UTC 2026\nGCC version:  gcc version 13.3.0\n';
const uninitialised = (minor: number): string =>
  `Model: \t\t NVIDIA B200\nIRQ:   \t\t 180\nVideo BIOS: \t ??.??.??.??.??\nDevice Minor: \t ${minor}\nGPU Firmware: \t N/A\nGPU Excluded:\t No\n`;

const read = (paths: Readonly<Record<string, Described>>) => readNvidiaProc(buildRoot(paths));

test('driver 610, of boards that are not initialised: their UUID is unknown', async () => {
  expect(
    await read({
      [`${DRIVER}/version`]: VERSION_610,
      [`${DRIVER}/gpus/0000:9a:00.0/information`]: uninitialised(1),
      [`${DRIVER}/gpus/0000:1b:00.0/information`]: uninitialised(0),
    }),
  ).toEqual({
    ok: true,
    facts: {
      loaded: true,
      version: '610.57.04',
      flavour: 'open',
      gpus: [
        { address: '0000:1b:00.0', model: 'NVIDIA B200', minor: 0, excluded: false },
        { address: '0000:9a:00.0', model: 'NVIDIA B200', minor: 1, excluded: false },
      ],
    },
  });
});

test('memory that the kernel counts as its own is less than that of the GPU, and so is not told', async () => {
  const gpu = `${DRIVER}/gpus/0009:01:00.0`;
  const { facts } = await read({
    [`${DRIVER}/version`]: VERSION_610,
    [`${gpu}/information`]: uninitialised(0),
    [`${gpu}/numa_status`]: 'Node:      2\nStatus:    online\nAddress:   2000000000\nSize:      2e00000000\n',
  });
  expect(facts.gpus).toEqual([{ address: '0009:01:00.0', model: 'NVIDIA B200', minor: 0, excluded: false }]);
});

describe('the version in /sys', () => {
  const MODULE = '/sys/module/nvidia/version';

  test.each<[string, Readonly<Record<string, Described>>, object]>([
    ['stands in for a /proc that is hidden', { [MODULE]: '550.54.15\n' }, { ok: false, error: 'ENOENT' }],
    [
      'stands in for a /proc that gives no answer',
      { [MODULE]: '550.54.15\n', [`${DRIVER}/version`]: { failing: 'EIO' } },
      { ok: false, error: 'EIO' },
    ],
  ])('%s', async (_, paths, want) => {
    expect(await read(paths)).toMatchObject({ ...want, facts: { loaded: true, version: '550.54.15' } });
  });

  test('that gives no answer leaves unknown whether there is a driver', async () => {
    const reading = await read({ [MODULE]: { failing: 'EIO' } });
    expect(reading).toEqual({ ok: false, error: 'EIO', detail: MODULE, facts: {} });
  });

  test('that is missing, too, is no driver', async () => {
    expect(await read({ '/sys/module/ext4/x': '' })).toMatchObject({ ok: true, facts: { loaded: false } });
  });
});

describe('whether the module is loaded', () => {
  test.each<[string, Readonly<Record<string, Described>>, boolean | undefined]>([
    ['by /sys', { '/sys/module/nvidia/version': '' }, true],
    ['by /proc, where /sys is another one', { [`${DRIVER}/version`]: '' }, true],
    ['nowhere', { '/sys/module/nvidia_wmi/x': '' }, false],
    ['no answer', { '/sys': { failing: 'EIO' } }, undefined],
    ['no answer, but /proc has it', { '/sys': { failing: 'EIO' }, [`${DRIVER}/version`]: '' }, true],
  ])('%s', async (_, paths, want) => {
    expect(await nvidiaLoaded(buildRoot(paths))).toBe(want);
  });
});
