import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readNeuron } from './neuron.ts';

const character = (minor: number): Described => ({ character: [243, minor] });

test('devices are told by number; a plain file of that name is none', async () => {
  const root = buildRoot({
    '/sys/module/neuron/version': '2.19.64.0\n',
    '/dev/neuron0': character(0),
    '/dev/neuron10': character(10),
    '/dev/neuron2': character(2),
    '/dev/neuron3': '',
    '/dev/neuron_monitor': character(11),
  });
  expect(await readNeuron(root)).toEqual({
    ok: true,
    facts: { present: true, driverVersion: '2.19.64.0', devices: [0, 2, 10] },
  });
});

test.each<[string, Record<string, Described>, unknown]>([
  ['without the module', { '/sys/module/nvme/version': '1.0' }, { ok: true, facts: { present: false } }],
  ['without /sys', { '/etc/hostname': 'x' }, { ok: false, error: 'ENOENT', facts: {} }],
  [
    'whose /sys does not answer',
    { '/sys/module': { failing: 'EIO' } },
    { ok: false, error: 'EIO', facts: {} },
  ],
  [
    'whose /dev does not answer',
    { '/sys/module/neuron/version': '2.19', '/dev': { failing: 'EIO' } },
    { ok: false, error: 'EIO', facts: { present: true, driverVersion: '2.19' } },
  ],
])('a host %s', async (_, paths, want) => {
  expect(await readNeuron(buildRoot(paths))).toMatchObject(want as object);
});
