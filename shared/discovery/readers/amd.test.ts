import { describe, expect, test } from 'vitest';
import { imageFiles } from '../host-image.ts';
import { createHostRoot } from '../host-root.ts';
import { brokenAt, buildImage, buildRoot, type Described } from '../testing/build-host.ts';
import { mergeAmd, readAmd, recallAmd } from './amd.ts';

const NODES = '/sys/class/kfd/kfd/topology/nodes';

/** A device that amdgpu is bound to, with some of its attributes. */
const device = (
  address: string,
  attributes: Readonly<Record<string, string>>,
): Record<string, Described> => ({
  [`/sys/bus/pci/drivers/amdgpu/${address}`]: { link: `/sys/bus/pci/devices/${address}` },
  ...Object.fromEntries(
    Object.entries({ device: '0x74a1\n', ...attributes }).map(([name, text]) => [
      `/sys/bus/pci/devices/${address}/${name}`,
      text,
    ]),
  ),
});

const node = (
  n: number,
  properties: Readonly<Record<string, number | string>>,
): Record<string, Described> => ({
  [`${NODES}/${n}/properties`]: Object.entries({
    simd_count: 152,
    gfx_target_version: 90402,
    domain: 0,
    ...properties,
  })
    .map(([key, value]) => `${key} ${value}\n`)
    .join(''),
});

const CPU = node(0, { simd_count: 0, gfx_target_version: 0, location_id: 0 });
const A = '0000:05:00.0';
const B = '0000:a6:00.0';

describe('compute devices', () => {
  test.each([
    ['the function', [0x0500, 0x0501, 0x0502], [0xa600, 0xa601]],
    ['the highest four bits', [0x0500, 0x1000_0500, 0x2000_0500], [0xa600, 0x7000_a600]],
  ])('whose number of a partition stands in %s are counted for their device', async (_, ofA, ofB) => {
    const nodes = [...ofA, ...ofB].map((location, index) => node(index + 1, { location_id: location }));
    const { facts } = await readAmd(
      buildRoot(Object.assign({}, CPU, device(A, {}), device(B, {}), ...nodes)),
    );
    expect(facts.amd).toMatchObject({ partitions: 5, devices: 2 });
    expect(facts.gpus?.map((gpu) => gpu.partitions)).toEqual([3, 2]);
  });

  test('in a domain of five digits belong to the device there, not to its twin in domain 0', async () => {
    const far = '10000:05:00.0';
    const { facts } = await readAmd(
      buildRoot({
        ...device(A, {}),
        ...device(far, {}),
        ...node(1, { location_id: 0x0500, domain: 0x1_0000 }),
      }),
    );
    expect(facts.gpus?.map((gpu) => [gpu.address, gpu.partitions])).toEqual([
      [A, 0],
      [far, 1],
    ]);
  });

  test('at the address of another function are that function, where the driver is bound to it', async () => {
    const virtual = '0000:05:02.1';
    const { facts } = await readAmd(
      buildRoot({
        ...device(virtual, {}),
        ...device('0000:05:02.0', {}),
        ...node(1, { location_id: 0x0511 }),
      }),
    );
    expect(facts.gpus?.map((gpu) => gpu.partitions)).toEqual([0, 1]);
  });

  test.each([
    [90402, 'gfx942'],
    [90010, 'gfx90a'],
    [90500, 'gfx950'],
    [100306, 'gfx1036'],
    [110501, 'gfx1151'],
    [90006, 'gfx906'],
    [0, undefined],
  ])('of version %i are called %s', async (version, want) => {
    const root = buildRoot({
      ...device(A, {}),
      ...node(1, { location_id: 0x0500, gfx_target_version: version }),
    });
    expect((await readAmd(root)).facts.gpus?.[0]?.architecture).toBe(want);
  });

  test('that this process may not see leave their number unknown, and the source ok', async () => {
    const hidden: Record<string, Described> = { [`${NODES}/2/properties`]: { failing: 'EACCES' } };
    const reading = await readAmd(
      buildRoot({ ...CPU, ...device(A, {}), ...node(1, { location_id: 0x0500 }), ...hidden }),
    );
    expect(reading).toMatchObject({ ok: true, detail: 'compute devices are hidden from this process' });
    expect(reading.facts.amd.partitions).toBeUndefined();
    expect(reading.facts.gpus?.[0]).toEqual({ address: A, architecture: 'gfx942' });
  });

  test('that cannot be read make a failure, not a smaller number', async () => {
    const files = imageFiles(
      buildImage({
        ...device(A, {}),
        ...node(1, { location_id: 0x0500 }),
        ...node(2, { location_id: 0x0501 }),
      }),
    );
    const reading = await readAmd(createHostRoot(brokenAt(files, /nodes\/2\/properties$/)));
    expect(reading).toMatchObject({ ok: false, error: 'EIO', detail: `${NODES}/2/properties` });
    expect(reading.facts.amd.partitions).toBeUndefined();
  });

  test('are unknown where the kernel has no topology', async () => {
    const reading = await readAmd(buildRoot(device(A, {})));
    expect(reading).toEqual({
      ok: true,
      facts: { amd: { present: true, devices: 1 }, gpus: [{ address: A }] },
    });
  });
});

describe('a device', () => {
  test('has an id of 64 bits that stays text, from its attribute or from its only node', async () => {
    const { facts } = await readAmd(
      buildRoot({
        ...device(A, { unique_id: 'f5c1d0f3e2b49601\n' }),
        ...device(B, {}),
        ...node(1, { location_id: 0x0500, unique_id: '17708934072356443648' }),
        ...node(2, { location_id: 0xa600, unique_id: '17708934072356443650' }),
      }),
    );
    expect(facts.gpus?.map((gpu) => gpu.uuid)).toEqual(['f5c1d0f3e2b49601', 'f5c2c5b67d9e1602']);
  });

  test('has its memory from its attribute, or from its only node where it is not divided', async () => {
    const bank = (n: number, heap: number, bytes: number): Record<string, Described> => ({
      [`${NODES}/${n}/mem_banks/0/properties`]: `heap_type ${heap}\nsize_in_bytes ${bytes}\nflags 0\n`,
    });
    const { facts } = await readAmd(
      buildRoot({
        ...device(A, { mem_info_vram_total: '206141652992\n' }),
        ...device(B, {}),
        ...device('0000:46:00.0', {}),
        ...device('0000:65:00.0', { current_compute_partition: 'CPX\n' }),
        ...node(1, { location_id: 0x0500 }),
        ...bank(1, 1, 1024),
        ...node(2, { location_id: 0xa600 }),
        ...bank(2, 1, 68_702_699_520),
        ...node(3, { location_id: 0x4600 }),
        ...bank(3, 0, 68_702_699_520),
        ...node(4, { location_id: 0x6500 }),
        ...bank(4, 1, 25_769_803_776),
      }),
    );
    expect(facts.gpus?.map((gpu) => gpu.memoryMiB)).toEqual([196_592, undefined, undefined, 65_520]);
  });

  test.each([
    ['a device that a virtual machine gets', { device: '0x74b5\n' }, true],
    ['a function of another one', { physfn: '' }, true],
    ['any other', {}, undefined],
  ])('is a virtual function: %s', async (_, attributes, want) => {
    const { facts } = await readAmd(buildRoot(device(A, attributes)));
    expect(facts.gpus?.[0]?.virtualFunction).toBe(want);
  });
});

describe('partition modes', () => {
  const modes = (compute: string, memory: string): Record<string, string> => ({
    current_compute_partition: `${compute}\n`,
    current_memory_partition: `${memory}\n`,
  });

  test.each<[string, Record<string, string>, Record<string, string>, unknown[]]>([
    ['that all devices have are told', modes('CPX', 'NPS4'), modes('CPX', 'NPS4'), ['CPX', 'NPS4']],
    ['that differ are not', modes('CPX', 'NPS1'), modes('SPX', 'NPS1'), [undefined, 'NPS1']],
    ['that one device does not tell are not', modes('SPX', 'NPS1'), {}, [undefined, undefined]],
    [
      'that are none are not',
      modes('UNKNOWN', 'UNKNOWN'),
      modes('UNKNOWN', 'UNKNOWN'),
      [undefined, undefined],
    ],
  ])('%s', async (_, a, b, want) => {
    const { amd } = (await readAmd(buildRoot({ ...device(A, a), ...device(B, b) }))).facts;
    expect([amd.computePartition, amd.memoryPartition]).toEqual(want);
  });
});

test.each<[string, Record<string, Described>, boolean | undefined]>([
  ['is there', { '/dev/kfd': { character: [235, 0] } }, true],
  ['is not there', { '/dev/null': { character: [1, 3] } }, false],
  ['is a plain file', { '/dev/kfd': '' }, false],
  ['cannot be looked for', {}, undefined],
])('the node /dev/kfd %s', async (_, paths, want) => {
  expect((await readAmd(buildRoot({ ...device(A, {}), ...paths }))).facts.amd.kfd).toBe(want);
});

test('the directory of ROCm is the one behind its link', async () => {
  const root = buildRoot({
    ...device(A, {}),
    '/opt/rocm': { link: '/etc/alternatives/rocm' },
    '/etc/alternatives/rocm': { link: '/opt/rocm-6.2.4' },
    '/opt/rocm-6.2.4/lib/libamdhip64.so.6': '',
  });
  expect((await readAmd(root)).facts.amd.libraryDir).toBe('/opt/rocm-6.2.4/lib');
});

test('a host without amdgpu has no AMD driver, and that costs one list', async () => {
  expect(await readAmd(buildRoot({ '/sys/bus/pci/drivers/ast/uevent': '' }))).toEqual({
    ok: true,
    facts: { amd: { present: false } },
  });
});

test('what could not be read now is what was read before, of devices that are still bound', () => {
  const last = {
    amd: { present: true, partitions: 16 },
    gpus: [{ address: A, memoryMiB: 1 }, { address: B }],
  };
  const partial = { amd: { present: true, devices: 1 }, gpus: [{ address: A, model: 'X' }] };
  expect(mergeAmd(last, partial)).toEqual({
    amd: { present: true, partitions: 16, devices: 1 },
    gpus: [{ address: A, memoryMiB: 1, model: 'X' }],
  });
  expect(mergeAmd(last, { amd: {} })).toBe(last);
});

test('what was published is what the reader had found', async () => {
  const found = (
    await readAmd(buildRoot({ ...device(A, { device: '0x74b5' }), ...node(1, { location_id: 0x500 }) }))
  ).facts;
  const gpus = (found.gpus ?? []).map((gpu) => ({
    ...gpu,
    vendor: 'amd',
    boundDriver: 'amdgpu',
    seenByDriver: true,
  }));
  const other = { vendor: 'amd', address: B, boundDriver: 'vfio-pci', seenByDriver: false };
  expect(recallAmd({ amd: found.amd, gpus: [...gpus, other] })).toEqual(found);
});
