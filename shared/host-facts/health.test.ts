import { describe, expect, test } from 'vitest';
import { NO_DEVICES, withHealth } from './health.ts';
import type { Gpu, HostFacts } from './model.ts';

const gpu = (minor: number, more: Gpu = {}): Gpu => ({
  vendor: 'nvidia',
  address: `0000:0${minor + 1}:00.0`,
  boundDriver: 'nvidia',
  seenByDriver: true,
  minor,
  ...more,
});
const nodes = (...minors: number[]) => minors.map((minor) => ({ path: `/dev/nvidia${minor}` }));
const sound: HostFacts = {
  schema: 1,
  gpus: [gpu(0), gpu(1)],
  nvidia: { present: true, deviceRoot: '/dev', driver: { skew: false } },
  deviceNodes: nodes(0, 1),
  cdi: { specs: [{ path: '/etc/cdi/nvidia.yaml', kind: 'nvidia.com/gpu', devices: 2 }] },
};
const kubelet = (capacity: string, allocatable = capacity) => ({
  capacity: { 'nvidia.com/gpu': capacity, cpu: '8' },
  allocatable: { 'nvidia.com/gpu': allocatable },
});
const codes = (facts: HostFacts, counts?: ReturnType<typeof kubelet>) =>
  withHealth(facts, counts).problems?.map(({ code }) => code) ?? [];

describe('a host on which all agree', () => {
  test('is healthy, and says who counts what', () => {
    const { healthy, problems, counts } = withHealth(sound, kubelet('2'));
    expect({ healthy, problems, counts }).toEqual({
      healthy: true,
      problems: undefined,
      counts: [{ vendor: 'nvidia', pci: 2, driver: 2, deviceNodes: 2, cdi: 2, capacity: 2, allocatable: 2 }],
    });
  });

  test.each<[string, HostFacts, ReturnType<typeof kubelet>?]>([
    ['whose plugin shares each device among four', sound, kubelet('8')],
    ['whose plugin is not there yet', sound, kubelet('0')],
    ['without any device node: they are made when first needed', { ...sound, deviceNodes: [] }],
    [
      'with a GPU given to a virtual machine',
      { ...sound, gpus: [gpu(0), gpu(1, { boundDriver: 'vfio-pci', seenByDriver: false })] },
    ],
    [
      'with a GPU that the driver was told to leave out',
      { ...sound, gpus: [gpu(0), gpu(1, { excluded: true })] },
      kubelet('1'),
    ],
    [
      'with MIG, where the resource counts something else',
      { ...sound, gpus: [gpu(0, { mig: { enabled: true } }), gpu(1)] },
      kubelet('1'),
    ],
    [
      'with CDI names for indices and for UUIDs',
      { ...sound, cdi: { specs: [{ kind: 'nvidia.com/gpu', devices: 4 }] } },
    ],
  ])('is healthy %s', (_, facts, counts) => {
    expect(withHealth(facts, counts)).toMatchObject({ healthy: true });
    expect(codes(facts, counts)).toEqual([]);
  });
});

describe('a host on which they disagree', () => {
  test.each<[string, HostFacts, ReturnType<typeof kubelet> | undefined, string, string]>([
    [
      'a GPU that fell off the bus for its driver',
      { ...sound, gpus: [gpu(0), gpu(1, { seenByDriver: false })] },
      undefined,
      'GpuNotSeen',
      '0000:02:00.0 is on the bus, bound to nvidia, and not listed by the nvidia driver',
    ],
    [
      'a GPU that fell off the bus while its driver lists it',
      { ...sound, gpus: [gpu(0), gpu(1, { offBus: true })] },
      undefined,
      'GpuOffBus',
      'nothing answers at 0000:02:00.0',
    ],
    [
      'a GPU without its device node',
      { ...sound, deviceNodes: nodes(0) },
      undefined,
      'DeviceNodeMissing',
      '0000:02:00.0 has no /dev/nvidia1',
    ],
    [
      'a GPU of which nvidia-smi does not know',
      { ...sound, gpus: [gpu(0, { index: 0 }), gpu(1)] },
      undefined,
      'GpuNotAnswering',
      '0000:02:00.0 is listed by the driver, but does not answer nvidia-smi',
    ],
    [
      'libraries of another driver',
      { ...sound, nvidia: { driver: { version: '535.1', userVersion: '550.2', skew: true } } },
      undefined,
      'DriverSkew',
      'the loaded module is 535.1, the libraries are 550.2',
    ],
    [
      'kubelet counts fewer',
      sound,
      kubelet('1'),
      'CapacityTooSmall',
      'kubelet counts 1 nvidia devices, the driver lists 2',
    ],
    [
      'kubelet holds one back',
      sound,
      kubelet('2', '1'),
      'NotAllocatable',
      'kubelet gives 1 of 2 nvidia devices to pods',
    ],
    [
      'a stale CDI spec',
      {
        ...sound,
        cdi: {
          specs: [
            { path: '/etc/cdi/a.json', kind: 'nvidia.com/gpu', devices: 2, missing: '/usr/lib/libcuda.so.1' },
          ],
        },
      },
      undefined,
      'CdiStale',
      '/etc/cdi/a.json names /usr/lib/libcuda.so.1, which does not exist',
    ],
    [
      'CDI names fewer',
      { ...sound, cdi: { specs: [{ kind: 'nvidia.com/gpu', devices: 1 }] } },
      undefined,
      'CdiIncomplete',
      'CDI names 1 nvidia devices, the driver lists 2',
    ],
    [
      'a dead NVSwitch',
      { ...sound, nvidia: { nvswitches: 4, nvswitchesDead: 1 } },
      undefined,
      'NvswitchDead',
      '1 of 4 NVSwitches on the bus do not answer',
    ],
    [
      '63 of 64 partitions',
      {
        gpus: [
          { vendor: 'amd', address: 'a', seenByDriver: true, partitions: 8 },
          { vendor: 'amd', address: 'b', seenByDriver: true, partitions: 7 },
        ],
      },
      undefined,
      'PartitionsMissing',
      'b shows 7 partitions, others 8',
    ],
  ])('%s: is not healthy, and says why', (_, facts, counts, code, detail) => {
    const { healthy, problems } = withHealth(facts, counts);
    expect({ healthy, problems }).toEqual({ healthy: false, problems: [{ code, detail }] });
  });

  test('tells everything, in order', () => {
    const facts = { ...sound, gpus: [gpu(1, { seenByDriver: false }), gpu(0, { seenByDriver: false })] };
    expect(codes({ ...facts, nvidia: { nvswitches: 1, nvswitchesDead: 1 } })).toEqual([
      'GpuNotSeen',
      'GpuNotSeen',
      'NvswitchDead',
    ]);
  });
});

test.each<[string, HostFacts]>([
  ['without accelerators', { schema: 1, gpus: [] }],
  [
    'with a GPU of which only the bus knows',
    { gpus: [{ vendor: 'nvidia', address: 'a', boundDriver: 'nouveau' }] },
  ],
])('of a host %s nobody can say whether it is healthy', (_, facts) => {
  expect(withHealth(facts)).not.toHaveProperty('healthy');
});

test.each<[string, NonNullable<HostFacts['sources']>[number]]>([
  ['knows of none', { name: 'nvidia-smi', ok: true, detail: NO_DEVICES }],
  [
    'gets no answer of it',
    { name: 'nvidia-smi', ok: false, error: 'NoAnswer', detail: '0000:01:00.0 0000:02:00.0' },
  ],
])('each GPU that the driver lists while nvidia-smi %s is told', (_, source) => {
  expect(codes({ ...sound, sources: [source] })).toEqual(['GpuNotAnswering', 'GpuNotAnswering']);
});

test.each<[string, Record<string, string>]>([
  ['named by their model', { 'nvidia.com/gpu': '1', 'nvidia.com/a100': '1' }],
  ['shared under another name', { 'nvidia.com/gpu': '1', 'nvidia.com/gpu.shared': '4' }],
])('devices that are %s are not missed', (_, capacity) => {
  expect(withHealth(sound, { capacity, allocatable: capacity })).toMatchObject({ healthy: true });
});

test('words of the host cannot be more than words', () => {
  const missing = `/a\u001b[31m\u202e${'x'.repeat(50_000)}`;
  const facts = {
    ...sound,
    cdi: { specs: [{ path: '/etc/cdi/a.json', kind: 'nvidia.com/gpu', devices: 2, missing }] },
  };
  const detail = withHealth(facts).problems?.[0]?.detail ?? '';
  expect(detail).toMatch(/^[\x20-\x7e]{1,200}$/);
});

test('where the bus could not be read nothing is said', () => {
  const facts: HostFacts = { gpus: [], sources: [{ name: 'pci', ok: false, error: 'EIO' }] };
  expect(withHealth(facts)).toEqual(facts);
});

test('what was said before is replaced, so that saying it twice is saying it once', () => {
  const sick = { ...sound, deviceNodes: nodes(0) };
  expect(withHealth(withHealth(sick, kubelet('1')))).toEqual(withHealth(sick));
  expect(withHealth({ ...withHealth(sick), deviceNodes: nodes(0, 1) })).toMatchObject({ healthy: true });
});
