import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encode } from '../host-facts/codec.ts';
import type { HostFacts } from '../host-facts/model.ts';
import { MAX_SUMMARY_BYTES, summary } from '../host-facts/summary.ts';
import { createSmiAsker } from './ask-nvidia-smi.ts';
import { createDiscoverer } from './discover.ts';
import { createDiskFiles, type DiskFiles } from './disk-files.ts';
import type { HostFiles } from './host-files.ts';
import { found } from './readers/reading.ts';
import { brokenAt, faultyFiles, HOSTS, MACHINES, openMachine } from './testing/build-host.ts';

const now = (): number => 0;

async function factsOf(machine: string): Promise<HostFacts> {
  return (await createDiscoverer({ files: await openMachine(machine), now }).look()).facts;
}

/** What was found, without who found it, and without the count of what could not be counted. */
const withoutSources = (facts: HostFacts): HostFacts => ({ ...facts, sources: [], counts: [] });

describe('the facts of a machine', () => {
  // After a wanted change: LATEBIND_WRITE_FACTS=1 npx vitest run --project unit shared/discovery/discover.test.ts, then read the diff.
  test.each(MACHINES)('%s: are those in its facts.json', async (machine) => {
    const file = join(HOSTS, machine, 'facts.json');
    const { facts } = encode(await factsOf(machine));
    const text = `${JSON.stringify(facts, null, 2)}\n`;
    if (process.env['LATEBIND_WRITE_FACTS'] === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  test.each(MACHINES)('%s: fit into an annotation of 4 KiB and a summary', async (machine) => {
    const { text, facts } = encode(await factsOf(machine));
    expect(text.length).toBeLessThan(4096);
    expect(facts.truncated).toBeUndefined();
    expect(Buffer.byteLength(summary(facts))).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
  });

  test.each(MACHINES)('%s: never name the place where the host is mounted', async (machine) => {
    expect(JSON.stringify(await factsOf(machine))).not.toContain(HOSTS);
  });
});

describe('what the facts say', () => {
  const cases: [string, string, (facts: HostFacts) => unknown, unknown][] = [
    [
      'the library directory on Ubuntu',
      'ubuntu-h100',
      (f) => f.nvidia?.libraryDir,
      '/usr/lib/x86_64-linux-gnu',
    ],
    ['the library directory on RHEL', 'rhel-a100', (f) => f.nvidia?.libraryDir, '/usr/lib64'],
    [
      'the library directory in a driver container',
      'gpu-operator',
      (f) => f.nvidia?.libraryDir,
      '/run/nvidia/driver/usr/lib/x86_64-linux-gnu',
    ],
    [
      'the library directory on GKE',
      'gke-cos',
      (f) => f.nvidia?.libraryDir,
      '/home/kubernetes/bin/nvidia/lib64',
    ],
    [
      'a library directory that only the loader knows',
      'ld-so-cache-only',
      (f) => f.nvidia?.libraryDir,
      '/opt/drivers/current-lib',
    ],
    [
      'a library directory behind absolute links',
      'debian-alternatives',
      (f) => f.nvidia?.libraryDir,
      '/usr/lib/x86_64-linux-gnu/nvidia/current',
    ],
    ['the root of a driver container', 'gpu-operator', (f) => f.nvidia?.root, '/run/nvidia/driver'],
    ['an open module', 'ubuntu-h100', (f) => f.nvidia?.driver?.flavour, 'open'],
    ['a proprietary module', 'rhel-a100', (f) => f.nvidia?.driver?.flavour, 'proprietary'],
    [
      'a host without accelerators',
      'cpu-only',
      (f) => [f.nvidia, f.amd, f.intel, f.gpus],
      [{ present: false }, { present: false }, { present: false }, []],
    ],
    [
      'a disagreement of module and libraries',
      'skew',
      (f) => [f.nvidia?.driver?.version, f.nvidia?.driver?.userVersion, f.nvidia?.driver?.skew],
      ['535.161.08', '550.54.15', true],
    ],
    [
      'the libraries of the loaded module where a newer set lies beside them',
      'off-the-bus',
      (f) => f.nvidia?.driver?.userVersion,
      '550.54.15',
    ],
    [
      'eight GPUs on the bus of which the driver sees seven',
      'off-the-bus',
      (f) => [f.gpus?.length, f.gpus?.filter((g) => g.seenByDriver === true).length],
      [8, 7],
    ],
    [
      'an excluded GPU',
      'off-the-bus',
      (f) => f.gpus?.filter((g) => g.excluded === true).map((g) => g.address),
      ['0000:d1:00.0'],
    ],
    [
      'a domain of five digits after the others',
      'off-the-bus',
      (f) => f.gpus?.at(-1)?.address,
      '10000:df:00.0',
    ],
    ['minors that are no indices', 'rhel-a100', (f) => f.gpus?.map((g) => g.minor), [2, 3, 0, 1]],
    [
      'no UUID before the board is initialised',
      'gpu-operator',
      (f) => f.gpus?.map((g) => g.uuid !== undefined),
      [true, false],
    ],
    [
      'memory of AMD GPUs',
      'amd-mi300',
      (f) => f.gpus?.map((g) => g.memoryMiB),
      [196592, 196592, 196592, 196592],
    ],
    [
      'host memory without that of a coherent GPU',
      'gh200',
      (f) => f.memory?.totalMiB,
      Math.floor(501_235_456 / 1024),
    ],
    [
      'a driver whose library names no version',
      'jetson-orin',
      (f) => [f.nvidia?.present, f.nvidia?.driver, f.nvidia?.libraryDir],
      [true, {}, '/usr/lib/aarch64-linux-gnu/nvidia'],
    ],
    ['no device node for a plain file', 'ubuntu-h100', (f) => f.deviceNodes, []],
    [
      'RDMA devices',
      'ubuntu-h100',
      (f) => f.rdma?.map((n) => [n.name, n.linkLayer, n.active, n.gbps, n.address]),
      [
        ['mlx5_0', 'InfiniBand', true, 400, '0000:18:00.0'],
        ['mlx5_2', 'Ethernet', false, 200, '0000:29:00.0'],
      ],
    ],
  ];
  test.each(cases)('%s (%s)', async (_, machine, pick, want) => {
    expect(pick(await factsOf(machine))).toEqual(want);
  });

  test('a driver root that the user names replaces the known ones', async () => {
    const options = { files: await openMachine('gpu-operator'), now, driverRoots: ['/'] };
    const { facts } = await createDiscoverer(options).look();
    expect(facts.nvidia?.root).toBeUndefined();
    expect(facts.nvidia?.driver).toMatchObject({ version: '550.90.07', flavour: 'open' });
    expect(facts.nvidia?.driver?.userVersion).toBeUndefined();
  });
});

describe('a reader that fails', () => {
  test.each([
    ['pci', /^\/sys\/bus/],
    ['nvidia-proc', /^\/proc\/driver/],
    ['cpu', /cpuinfo/],
    ['os-release', /os-release/],
    ['device-nodes', /^\/dev/],
    ['nvidia-libraries', /^\/usr\/lib\//],
    ['driver-binaries', /bin\/nvidia-smi/],
  ])('%s: leaves what was known in force and says so', async (name, paths) => {
    let failing = false;
    const files = faultyFiles(await openMachine('ubuntu-h100'), (path) =>
      failing && paths.test(path) ? 'EIO' : undefined,
    );
    const discoverer = createDiscoverer({ files, now });
    const before = await discoverer.look();
    failing = true;
    const after = await discoverer.look();
    expect(withoutSources(after.facts)).toEqual(withoutSources(before.facts));
    expect(after.reports.find((report) => report.name === name)).toMatchObject({ ok: false, error: 'EIO' });
  });

  test('from the beginning: what was published in the same boot stands in', async () => {
    const whole = await factsOf('ubuntu-h100');
    const discoverer = createDiscoverer({
      files: brokenAt(
        await openMachine('ubuntu-h100'),
        /^\/(sys\/bus|proc\/driver|etc|usr\/lib\/os-release)/,
      ),
      now,
    });
    discoverer.remember(whole);
    const { facts } = await discoverer.look();
    expect(withoutSources(facts)).toEqual(withoutSources(whole));
  });

  test('from the beginning: facts of another boot do not stand in', async () => {
    const discoverer = createDiscoverer({
      files: brokenAt(await openMachine('ubuntu-h100'), /^\/sys\/bus/),
      now,
    });
    discoverer.remember({ ...(await factsOf('ubuntu-h100')), bootId: 'another' });
    const { facts } = await discoverer.look();
    // The driver still lists them, but nobody knows what is bound.
    expect(facts.gpus?.map((gpu) => [gpu.seenByDriver, gpu.boundDriver])).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
  });

  test('every path: gives sources with errors and no exception', async () => {
    const { facts } = await createDiscoverer({
      files: brokenAt(await openMachine('ubuntu-h100'), /^/),
      now,
    }).look();
    expect(facts.sources?.filter((source) => source.ok === false).length).toBeGreaterThan(6);
    expect(facts.gpus).toEqual([]);
  });

  test('nvidia-proc, from the beginning: leaves unknown whether there is a driver', async () => {
    const host = await openMachine('cpu-only');
    const look = async (files: HostFiles) => (await createDiscoverer({ files, now }).look()).facts.nvidia;
    expect(await look(host)).toEqual({ present: false });
    expect(await look(brokenAt(host, /^\/proc\/driver/))).toEqual({});
  });

  test('nvidia-proc, of a text in a form that we do not know: takes the version of the module', async () => {
    const host = await openMachine('ubuntu-h100');
    const texts = new Map([
      ['/proc/driver/nvidia/version', 'NVIDIA KMD: 700.10'],
      ['/sys/module/nvidia/version', '700.10.01'],
    ]);
    const read: HostFiles['read'] = async (path, limit) => {
      const text = texts.get(path);
      return text === undefined ? await host.read(path, limit) : Buffer.from(text);
    };
    const { facts } = await createDiscoverer({ files: { ...host, read }, now }).look();
    expect(facts.nvidia?.driver).toMatchObject({ version: '700.10.01', skew: true });
  });

  test('nvidia-libraries: those of another version do not stand in for what gives no answer', async () => {
    const files = brokenAt(await openMachine('skew'), /^\/usr\/lib64$/);
    const { facts, reports } = await createDiscoverer({ files, now }).look();
    expect(facts.nvidia?.driver?.skew).toBeUndefined();
    expect(reports.find((report) => report.name === 'nvidia-libraries')).toMatchObject({
      ok: false,
      detail: '/usr/lib64',
    });
  });

  test('a root that does not exist: gives no boot id, so that nothing is published', async () => {
    const { facts } = await createDiscoverer({
      files: createDiskFiles({ root: '/no/such/root' }),
      now,
    }).look();
    expect(facts.bootId).toBeUndefined();
  });
});

describe('the second opinion of systeminformation', () => {
  test('fills what we do not know and is noted where it differs', async () => {
    const { facts } = await createDiscoverer({
      files: await openMachine('gh200'),
      now,
      systemInformation: () =>
        Promise.resolve(found({ cpu: { model: 'Neoverse-V2', logical: 72 }, memory: { totalMiB: 587_144 } })),
    }).look();
    expect(facts.cpu).toEqual({ model: 'Neoverse-V2', logical: 4, sockets: 1, numaNodes: 1 });
    expect(facts.sources?.find((source) => source.name === 'systeminformation')).toEqual({
      name: 'systeminformation',
      ok: true,
      detail: 'cpu.logical 4, here 72; memory.totalMiB 489487, here 587144',
    });
  });
});

describe('one GPU of which the driver tells nothing any more', () => {
  test('keeps what was known of it, while the others are read anew', async () => {
    let failing = false;
    const files = faultyFiles(await openMachine('ubuntu-h100'), (path) =>
      failing && path.includes('gpus/0000:9a:00.0') ? 'EIO' : undefined,
    );
    const discoverer = createDiscoverer({ files, now });
    const before = await discoverer.look();
    failing = true;
    const after = await discoverer.look();
    expect(after.facts.gpus).toEqual(before.facts.gpus);
    expect(after.reports.find((report) => report.name === 'nvidia-proc')).toMatchObject({
      ok: false,
      detail: '0000:9a:00.0',
    });
  });
});

describe('nvidia-smi', () => {
  /** The machine with an nvidia-smi that is this shell script. */
  async function withSmi(script: string, look: (files: DiskFiles) => Promise<void>): Promise<void> {
    const directory = mkdtempSync(join(tmpdir(), 'latebind-smi-'));
    try {
      cpSync(join(HOSTS, 'ubuntu-h100'), directory, { recursive: true, verbatimSymlinks: true });
      const program = join(directory, 'usr/bin/nvidia-smi');
      writeFileSync(program, `#!/bin/sh\n${script}\n`);
      chmodSync(program, 0o755);
      await look(createDiskFiles({ root: directory }));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  const runsOf = (files: DiskFiles): number =>
    readFileSync(files.local('/usr/bin/nvidia-smi.runs'), 'utf8').trimEnd().split('\n').length;

  test('tells the memory of each GPU, once for all looks', async () => {
    const gpu = (address: string, uuid: string, memory: string): string =>
      `<gpu id="${address}"><uuid>${uuid}</uuid><fb_memory_usage><total>${memory}</total></fb_memory_usage></gpu>`;
    const gpus = gpu('00000000:1B:00.0', 'GPU-1', '81559 MiB') + gpu('00000000:9A:00.0', '[N/A]', '[N/A]');
    const report = `<nvidia_smi_log><attached_gpus>2</attached_gpus>${gpus}</nvidia_smi_log>`;
    await withSmi(`echo '${report}'; echo x >> "$0.runs"`, async (files) => {
      const discoverer = createDiscoverer({ files, now, nvidiaSmi: createSmiAsker(now) });
      await discoverer.look();
      const { facts } = await discoverer.look();
      expect(facts.gpus?.map((gpu) => gpu.memoryMiB)).toEqual([81559, undefined]);
      // The UUID of /proc is the one that counts.
      expect(facts.gpus?.[0]?.uuid).toMatch(/^GPU-6b86/);
      expect(runsOf(files)).toBe(1);
    });
  });

  test('that fails is a failed source, and the rest stands', async () => {
    await withSmi('exit 9', async (files) => {
      const { facts, reports } = await createDiscoverer({
        files,
        now,
        nvidiaSmi: createSmiAsker(now),
      }).look();
      expect(facts.nvidia?.driver?.version).toBe('550.54.15');
      expect(reports.find((report) => report.name === 'nvidia-smi')).toMatchObject({
        ok: false,
        detail: 'code 9',
      });
    });
  });

  test('that fails is asked again after ten minutes, then after twenty', async () => {
    await withSmi('echo x >> "$0.runs"; exit 9', async (files) => {
      let minutes = 0;
      const clock = (): number => minutes * 60_000;
      const discoverer = createDiscoverer({ files, now: clock, nvidiaSmi: createSmiAsker(clock) });
      const runs: [number, number][] = [];
      for (minutes of [0, 9, 11, 20, 30, 32]) {
        await discoverer.look();
        runs.push([minutes, runsOf(files)]);
      }
      expect(runs).toEqual([
        [0, 1],
        [9, 1],
        [11, 2],
        [20, 2],
        [30, 2],
        [32, 3],
      ]);
    });
  });

  test('that answers for another machine is not believed', async () => {
    const gpu = '<gpu id="00000000:F1:00.0"><uuid>GPU-1</uuid></gpu>';
    const report = `<nvidia_smi_log><cuda_version>13.0</cuda_version><attached_gpus>1</attached_gpus>${gpu}</nvidia_smi_log>`;
    await withSmi(`echo '${report}'`, async (files) => {
      const { facts } = await createDiscoverer({ files, now, nvidiaSmi: createSmiAsker(now) }).look();
      expect(facts.nvidia).toMatchObject({ cudaVersion: '12.4', cudaSource: 'table' });
      expect(facts.sources?.find(({ name }) => name === 'nvidia-smi')?.error).toBe('OtherMachine');
    });
  });

  test('is not run unless asked for', async () => {
    await withSmi('echo x > "$0.runs"', async (files) => {
      await createDiscoverer({ files, now }).look();
      expect(() => runsOf(files)).toThrow('ENOENT');
    });
  });
});
