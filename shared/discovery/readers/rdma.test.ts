import { expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { mergeRdma, readRdma } from './rdma.ts';

interface Shape {
  readonly address: string;
  readonly driver?: string;
  readonly uverbs?: number;
  readonly port?: Readonly<Record<string, string>>;
  readonly attributes?: Readonly<Record<string, Described>>;
}

function device(
  name: string,
  { address, driver = 'mlx5_core', uverbs, port, attributes }: Shape,
): Record<string, Described> {
  const pci = `/sys/devices/pci0000:00/${address}`;
  const paths: Record<string, Described> = {
    [`/sys/class/infiniband/${name}`]: { link: `${pci}/infiniband/${name}` },
    [`${pci}/infiniband/${name}/device`]: { link: '../..' },
    [`${pci}/driver`]: { link: `/sys/bus/pci/drivers/${driver}` },
    [`/sys/bus/pci/drivers/${driver}/bind`]: '',
    [`${pci}/numa_node`]: '1\n',
  };
  const texts = { state: '4: ACTIVE', rate: '400 Gb/sec (4X NDR)', link_layer: 'InfiniBand', ...port };
  for (const [file, text] of Object.entries(texts))
    paths[`${pci}/infiniband/${name}/ports/1/${file}`] = `${text}\n`;
  for (const [file, described] of Object.entries(attributes ?? {})) paths[`${pci}/${file}`] = described;
  if (uverbs !== undefined) {
    paths[`/sys/class/infiniband_verbs/uverbs${uverbs}/ibdev`] = `${name}\n`;
    paths['/sys/class/infiniband_verbs/abi_version'] = '6\n';
    paths[`/dev/infiniband/uverbs${uverbs}`] = { character: [231, 192 + uverbs] };
  }
  return paths;
}

test('an InfiniBand adapter with its driver and its node, whose number is another', async () => {
  const root = buildRoot(
    device('mlx5_3', { address: '0000:18:00.0', uverbs: 0, attributes: { sriov_totalvfs: '16\n' } }),
  );
  expect(await readRdma(root)).toEqual({
    ok: true,
    facts: [
      {
        name: 'mlx5_3',
        linkLayer: 'InfiniBand',
        active: true,
        gbps: 400,
        numaNode: 1,
        address: '0000:18:00.0',
        driver: 'mlx5_core',
        verbsNode: '/dev/infiniband/uverbs0',
        virtualFunction: false,
      },
    ],
  });
});

test('EFA has no link layer, and a virtual machine does not know what its function is', async () => {
  const port = { rate: '100 Gb/sec (4X EDR)', link_layer: 'Unspecified' };
  const root = buildRoot(device('rdmap79s0', { address: '0000:4f:00.0', driver: 'efa', port, uverbs: 0 }));
  expect((await readRdma(root)).facts).toEqual([
    {
      name: 'rdmap79s0',
      active: true,
      gbps: 100,
      numaNode: 1,
      address: '0000:4f:00.0',
      driver: 'efa',
      verbsNode: '/dev/infiniband/uverbs0',
    },
  ]);
});

test('names with gaps, a bond, a virtual function and a port that is down', async () => {
  const root = buildRoot({
    ...device('mlx5_0', { address: '0000:18:00.0', port: { state: '1: DOWN' } }),
    ...device('mlx5_7', { address: '0000:18:00.2', attributes: { physfn: { link: '../0000:18:00.0' } } }),
    ...device('mlx5_bond_0', { address: '10000:19:00.0', port: { link_layer: 'Ethernet' } }),
  });
  const { facts } = await readRdma(root);
  expect(facts.map((rdma) => [rdma.name, rdma.active, rdma.virtualFunction, rdma.linkLayer])).toEqual([
    ['mlx5_0', false, undefined, 'InfiniBand'],
    ['mlx5_7', true, true, 'InfiniBand'],
    ['mlx5_bond_0', true, undefined, 'Ethernet'],
  ]);
});

test('a node that is not in /dev is not told', async () => {
  const root = buildRoot({
    ...device('mlx5_0', { address: '0000:18:00.0' }),
    '/sys/class/infiniband_verbs/uverbs0/ibdev': 'mlx5_0\n',
  });
  expect((await readRdma(root)).facts[0]).not.toHaveProperty('verbsNode');
});

test('whether a port that does not answer is up is unknown', async () => {
  const root = buildRoot({
    ...device('mlx5_0', { address: '0000:18:00.0' }),
    '/sys/devices/pci0000:00/0000:18:00.0/infiniband/mlx5_0/ports/1/state': { failing: 'EIO' },
  });
  const reading = await readRdma(root);
  expect(reading.facts[0]).not.toHaveProperty('active');
});

test('what could not be read now is what was read before, of devices that are still there', () => {
  const last = [{ name: 'mlx5_0', active: true, gbps: 400 }, { name: 'mlx5_1' }];
  expect(mergeRdma(last, [{ name: 'mlx5_0', gbps: 200 }])).toEqual([
    { name: 'mlx5_0', active: true, gbps: 200 },
  ]);
  expect(mergeRdma(last, [])).toBe(last);
});

test('a host without RDMA has none', async () => {
  expect(await readRdma(buildRoot({ '/sys/class/net/eth0': '' }))).toEqual({ ok: true, facts: [] });
});
