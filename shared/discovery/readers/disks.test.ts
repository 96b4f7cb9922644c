import { describe, expect, test } from 'vitest';
import { buildRoot, type Described } from '../testing/build-host.ts';
import { readDisks } from './disks.ts';

const BLOCK_NODE: Described = { file: '', mode: 0o660 };

interface Shape {
  readonly model?: string;
  readonly partitions?: readonly string[];
  /** Of the disk or of a partition: what is made of it. */
  readonly holders?: Readonly<Record<string, string>>;
  readonly transport?: string;
}

function disk(
  name: string,
  { model = 'SAMSUNG MZQL23T8HCLS-00A07', partitions = [], holders = {}, transport }: Shape = {},
) {
  const directory = `/sys/block/${name}`;
  const paths: Record<string, Described> = {
    [`/dev/${name}`]: BLOCK_NODE,
    [`${directory}/size`]: '7501476528\n',
    [`${directory}/queue/rotational`]: '0\n',
    [`${directory}/device/model`]: `${model}\n`,
    [`${directory}/holders`]: { directory: true },
  };
  if (transport !== undefined) paths[`${directory}/device/transport`] = `${transport}\n`;
  for (const partition of partitions) {
    paths[`/dev/${partition}`] = BLOCK_NODE;
    paths[`${directory}/${partition}/holders`] = { directory: true };
  }
  for (const [part, holder] of Object.entries(holders)) {
    const where = part === name ? directory : `${directory}/${part}`;
    paths[`${where}/holders/${holder}`] = { link: `/sys/block/${holder}` };
    paths[`/sys/block/${holder}/size`] = '1\n';
    paths[`/dev/${holder}`] = BLOCK_NODE;
  }
  return paths;
}

const mounts = (...lines: readonly string[]): Record<string, Described> => ({
  '/proc/1/mounts': ['proc /proc proc rw 0 0', ...lines.map((line) => `${line} ext4 rw 0 0`), ''].join('\n'),
});
const byId = (name: string, device: string): Record<string, Described> => ({
  [`/dev/disk/by-id/${name}`]: { link: `../../${device}` },
});
const ROOT = { ...disk('nvme0n1', { partitions: ['nvme0n1p1'] }) };

const found = async (paths: Record<string, Described>): Promise<unknown> =>
  (await readDisks(buildRoot(paths))).facts;
const names = async (paths: Record<string, Described>): Promise<unknown> =>
  (await readDisks(buildRoot(paths))).facts.map((each) => each.name);

test('a disk that holds nothing of the host is told, the one with / is not', async () => {
  const paths = {
    ...ROOT,
    ...disk('nvme1n1'),
    ...mounts('/dev/nvme0n1p1 /', '/dev/nvme1n1 /data/with\\040space'),
  };
  expect(await found(paths)).toEqual([
    {
      path: '/dev/nvme1n1',
      name: 'nvme1n1',
      sizeMiB: 3_662_830,
      model: 'SAMSUNG MZQL23T8HCLS-00A07',
      rotational: false,
      mountPoint: '/data/with space',
    },
  ]);
});

test.each([
  ['zfs', 'rpool/ROOT/ubuntu'],
  ['btrfs', '/dev/nvme0n1p1'],
])(
  'where the host lies on %s only disks of the cloud are told: the others may be parts of it',
  async (type, source) => {
    const given = 'google-local-nvme-ssd-0';
    const paths = { ...ROOT, ...disk('nvme1n1'), ...disk('nvme2n1'), ...byId(given, 'nvme2n1') };
    const table = { '/proc/1/mounts': `${source} / ${type} rw 0 0\n` };
    expect(await names({ ...paths, ...table })).toEqual(['nvme2n1']);
    const elsewhere = { '/proc/1/mounts': `/dev/nvme0n1p1 / ext4 rw 0 0\ntank /data ${type} rw 0 0\n` };
    expect(await names({ ...paths, ...elsewhere })).toEqual(['nvme2n1', 'nvme1n1']);
  },
);

describe("a disk is the host's own where", () => {
  const swap = (device: string): Record<string, Described> => ({
    '/proc/swaps': `Filename\t\tType\t\tSize\tUsed\tPriority\n/dev/${device}    partition\t8388604\t0\t-2\n`,
  });
  test.each<[string, Record<string, Described>]>([
    [
      'a partition of it is /boot',
      { ...disk('nvme0n1', { partitions: ['nvme0n1p2'] }), ...mounts('/dev/nvme0n1p2 /boot') },
    ],
    ['it is swapped to', { ...disk('nvme0n1'), ...mounts(), ...swap('nvme0n1') }],
    [
      'a volume on it is /',
      {
        ...disk('nvme0n1', { partitions: ['nvme0n1p3'], holders: { nvme0n1p3: 'dm-0' } }),
        '/dev/mapper/rhel-root': { link: '../dm-0' },
        ...mounts('/dev/mapper/rhel-root /'),
      },
    ],
    [
      'a volume on an array on it is swapped to',
      {
        ...disk('nvme0n1', { holders: { nvme0n1: 'md127' } }),
        ...disk('md127', { partitions: ['md127p1'], holders: { md127p1: 'dm-3' } }),
        ...mounts(),
        ...swap('dm-3'),
      },
    ],
    [
      'the kernel calls it /dev/root',
      {
        ...ROOT,
        ...mounts('/dev/root /'),
        '/proc/1/mountinfo': '22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw\n',
        '/sys/dev/block/259:1': { link: '/sys/block/nvme0n1/nvme0n1p1' },
      },
    ],
  ])('%s', async (_, paths) => {
    expect(await names({ ...paths, ...disk('nvme5n1') })).toEqual(['nvme5n1']);
  });
});

test.each([
  ['EBS', 'Amazon Elastic Block Store', undefined],
  ['Persistent Disk', 'nvme_card-pd', undefined],
  ['Azure', 'MSFT NVMe Accelerator v1.0', undefined],
  ['NVMe over TCP', 'Linux', 'tcp'],
])('a disk that is elsewhere is not told: %s', async (_, model, transport) => {
  const shape = transport === undefined ? { model } : { model, transport };
  expect(
    await names({ ...disk('nvme1n1', shape), ...disk('nvme2n1', { transport: 'pcie' }), ...mounts() }),
  ).toEqual(['nvme2n1']);
});

test('behind multipath the controller says how it is connected', async () => {
  const far = { ...disk('nvme1n1'), '/sys/block/nvme1n1/device/nvme3/transport': 'rdma\n' };
  expect(await names({ ...far, '/sys/block/nvme1c3n1/size': '1\n', ...mounts() })).toEqual([]);
});

test('arrays, loops, disks in memory and on SCSI are not told', async () => {
  const others = ['md0', 'dm-0', 'loop0', 'ram0', 'zram0', 'sda', 'sr0'].map((name) => disk(name));
  expect(await names(Object.assign({}, ...others, mounts()))).toEqual([]);
});

describe('paths', () => {
  test('are those that a cloud makes, once for each disk and not for partitions', async () => {
    const paths = {
      ...disk('sdb', { model: 'EphemeralDisk' }),
      ...byId('google-local-ssd-0', 'sdb'),
      ...byId('google-persistent-disk-0', 'sda'),
      ...disk('nvme0n1', { model: 'nvme_card', partitions: ['nvme0n1p1'] }),
      ...byId('google-local-nvme-ssd-0', 'nvme0n1'),
      ...byId('google-local-nvme-ssd-0-part1', 'nvme0n1p1'),
      ...byId('nvme-nvme_card_nvme_card', 'nvme0n1'),
      ...disk('nvme1n1', { model: 'Amazon EC2 NVMe Instance Storage' }),
      ...byId('nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1', 'nvme1n1'),
      ...byId('nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1-ns-1', 'nvme1n1'),
      ...byId('nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1_1', 'nvme1n1'),
      ...mounts(),
    };
    expect(((await found(paths)) as { path: string }[]).map(({ path }) => path)).toEqual([
      '/dev/disk/by-id/google-local-nvme-ssd-0',
      '/dev/disk/by-id/google-local-ssd-0',
      '/dev/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS1',
    ]);
  });

  test('are else by model and serial number', async () => {
    const paths = {
      ...disk('nvme0n1'),
      ...byId('nvme-SAMSUNG_MZQL2_S64G', 'nvme0n1'),
      ...byId('nvme-SAMSUNG_MZQL2_S64G_1', 'nvme0n1'),
      ...byId('nvme-eui.36344730', 'nvme0n1'),
      ...mounts(),
    };
    expect(await found(paths)).toMatchObject([{ path: '/dev/disk/by-id/nvme-SAMSUNG_MZQL2_S64G' }]);
  });
});

describe('where it is mounted', () => {
  test('is the first place, of it or of an array of it', async () => {
    const paths = {
      ...disk('nvme1n1', { holders: { nvme1n1: 'md0' } }),
      ...disk('nvme2n1', { holders: { nvme2n1: 'md0' } }),
      ...mounts('/dev/md0 /mnt/k8s-disks/0', '/dev/md0 /var/lib/kubelet', '/dev/md0 /var/lib/containerd'),
    };
    expect(await found(paths)).toMatchObject([
      { name: 'nvme1n1', mountPoint: '/mnt/k8s-disks/0' },
      { name: 'nvme2n1', mountPoint: '/mnt/k8s-disks/0' },
    ]);
  });

  test('is never in a pod: that would change with each', async () => {
    const paths = {
      ...disk('nvme1n1'),
      ...mounts('/dev/nvme1n1 /var/lib/kubelet/pods/0a1b/volumes/local/x'),
    };
    expect(((await found(paths)) as object[])[0]).not.toHaveProperty('mountPoint');
  });
});

test.each<[string, Record<string, Described>]>([
  ['what it is', { '/sys/block/nvme0n1/device/model': { failing: 'EIO' } }],
  ['what is on it', { '/sys/block/nvme0n1/holders': { failing: 'EACCES' } }],
  ['what a link leads to', { '/dev/disk/by-id': { failing: 'EIO' } }],
  ['what is swapped to', { '/proc/swaps': { failing: 'EACCES' } }],
])("where it cannot be seen %s, no disk is told: it may be the host's own", async (_, broken) => {
  const reading = await readDisks(buildRoot({ ...ROOT, ...disk('nvme1n1'), ...mounts(), ...broken }));
  expect(reading).toMatchObject({ ok: false, facts: [], detail: Object.keys(broken)[0] });
});

describe('where mounts cannot be read', () => {
  test.each(['EACCES', 'EIO', 'ENOENT'] as const)(
    'nothing is told and it is a failure: %s',
    async (reason) => {
      const there = reason === 'ENOENT' ? {} : { '/proc/1/mounts': { failing: reason } };
      expect(await readDisks(buildRoot({ ...disk('nvme1n1'), ...there }))).toEqual({
        ok: false,
        facts: [],
        error: reason,
        detail: '/proc/1/mounts',
      });
    },
  );

  test('that matters only to a host with disks', async () => {
    expect(await readDisks(buildRoot(disk('sda')))).toEqual({ ok: true, facts: [] });
  });
});
