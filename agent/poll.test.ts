import { expect, test } from 'vitest';
import type { HostImage, ImageEntry } from '../shared/discovery/host-image.ts';
import { imageFiles } from '../shared/discovery/host-image.ts';
import { buildImage, type Described } from '../shared/discovery/testing/build-host.ts';
import { pollHost } from './poll.ts';

const HOST: Readonly<Record<string, Described>> = {
  '/proc/driver/nvidia/version': 'NVRM version: 550.54.15',
  '/proc/driver/nvidia/gpus/0000:1b:00.0/information': 'Model: H100',
  '/proc/driver/nvidia/capabilities/gpu0/mig/gi1/access': 'DeviceFileMinor: 12',
  '/proc/modules': 'nvidia_uvm 1 0 - Live 0x0\nnvidia 2 7 nvidia_uvm, Live 0x0\next4 3 1 - Live 0x0',
  '/sys/bus/pci/devices/0000:1b:00.0/vendor': '0x10de',
};
const poll = (changed: Readonly<Record<string, Described>> = {}): Promise<string> =>
  pollHost(imageFiles(buildImage({ ...HOST, ...changed })));

test.each<[string, Record<string, Described>]>([
  ['another driver', { '/proc/driver/nvidia/version': 'NVRM version: 570.10' }],
  ['another GPU on the bus', { '/sys/bus/pci/devices/0000:9a:00.0/vendor': '0x10de' }],
  ['another MIG instance', { '/proc/driver/nvidia/capabilities/gpu0/mig/gi2/access': 'DeviceFileMinor: 21' }],
  ['another module', { '/proc/modules': 'nvidia 2 7 - Live 0x0\nnvidia_peermem 1 0 - Live 0x0' }],
  ['another boot', { '/proc/sys/kernel/random/boot_id': 'other' }],
  ['a file that cannot be read any more', { '/proc/driver/nvidia/version': { failing: 'EIO' } }],
])('%s changes the text', async (_, changed) => {
  expect(await poll(changed)).not.toBe(await poll());
});

test.each<[string, Record<string, Described>]>([
  [
    'how many use a module',
    { '/proc/modules': 'nvidia_uvm 1 4 - Live 0x0\nnvidia 2 9 nvidia_uvm, Live 0x0' },
  ],
  [
    'a module of something else',
    { '/proc/modules': 'nvidia 1 4 - Live 0x0\nnvidia_uvm 2 9 - Live 0x0\nfuse 1 0 - Live' },
  ],
])('%s leaves it as it is', async (_, changed) => {
  expect(await poll(changed)).toBe(await poll());
});

test('asks no device: what lies below a GPU is not read', async () => {
  const image: HostImage = new Map<string, ImageEntry>([
    ...buildImage(HOST),
    ['/proc/driver/nvidia/gpus/0000:1b:00.0/information', { kind: 'failing', reason: 'Timeout' }],
  ]);
  expect(await pollHost(imageFiles(image))).toBe(await poll());
});
