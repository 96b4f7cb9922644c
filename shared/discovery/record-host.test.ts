import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDiscoverer } from './discover.ts';
import { createDiskFiles } from './disk-files.ts';
import { leavesOf } from './fact-paths.ts';
import { openHostArchive, readHostArchive } from './host-archive.ts';
import { type HostFiles } from './host-files.ts';
import { type HostImage, imageFiles } from './host-image.ts';
import { factsOfRecord, recordHost } from './record-host.ts';
import { buildImage, HOSTS, MACHINES, openMachine } from './testing/build-host.ts';

const factsOf = async (files: HostFiles) => (await createDiscoverer({ files, now: () => 0 }).look()).facts;
const NVIDIA_SMI = join(HOSTS, '../nvidia-smi');
const withoutOrder = (facts: object): unknown => leavesOf(facts).map(({ key, value }) => [key, value]);

describe('the record of a host', () => {
  test.each(MACHINES)('%s: gives the facts of the host', async (machine) => {
    const archive = await recordHost(await openMachine(machine));
    expect(await factsOfRecord(openHostArchive(archive))).toEqual(await factsOf(await openMachine(machine)));
  });

  test('is the same for the same host', async () => {
    const record = async () => await recordHost(await openMachine('ubuntu-h100'));
    expect(await record()).toEqual(await record());
  });

  test('holds only the beginning of a library of which nothing else was read', async () => {
    const head = '\x7fELF\x02\x01\x01';
    const path = '/usr/lib/x86_64-linux-gnu/libcuda.so.550.54.15';
    const files = imageFiles(buildImage({ [path]: head + 'x'.repeat(1_000_000), '/proc/cpuinfo': '' }));
    expect((await recordHost(files)).length).toBeLessThan(100_000);
  });

  test('carries what uname says where the kernel has no file for it', async () => {
    const files = imageFiles(buildImage({ '/proc/sys/kernel/osrelease': '5.4.0' }));
    const archive = await recordHost(files, { machine: 'aarch64' });
    expect((await factsOfRecord(openHostArchive(archive))).kernel?.architecture).toBe('aarch64');
  });

  /** The machine on disk, with an nvidia-smi that is this shell script. */
  async function withSmi(script: string, look: (files: HostFiles) => Promise<void>): Promise<void> {
    const root = mkdtempSync(join(tmpdir(), 'latebind-record-'));
    try {
      cpSync(join(HOSTS, 'rhel-a100'), root, { recursive: true, verbatimSymlinks: true });
      writeFileSync(join(root, 'usr/bin/nvidia-smi'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(root, 'usr/bin/nvidia-smi'), 0o755);
      await look(createDiskFiles({ root }));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }

  test('carries what nvidia-smi answers, where it is to be asked', async () => {
    const answer = join(NVIDIA_SMI, 'v12-gh200-550.xml');
    await withSmi(`test "$*" = "-q -x" && cat '${answer}'`, async (files) => {
      const { smi } = readHostArchive(await recordHost(files, { nvidiaSmi: true }));
      expect(smi).toBe(readFileSync(answer, 'utf8'));
      expect(readHostArchive(await recordHost(files)).smi).toBeUndefined();
    });
  });

  test('is refused where nvidia-smi gives no answer', async () => {
    await withSmi('exit 9', async (files) => {
      await expect(recordHost(files, { nvidiaSmi: true })).rejects.toThrow(
        /^nvidia-smi gave no answer: .*; record without --nvidia-smi$/,
      );
    });
  });

  test('is refused, and the fact named, where the host says something else each time', async () => {
    let reads = 0;
    const files = imageFiles(buildImage({ '/proc/sys/kernel/osrelease': '5.4.0', '/proc/meminfo': '' }));
    const restless: HostFiles = {
      ...files,
      async lstat(path) {
        // The reader sees it, and what is kept is what was seen last.
        const entry = await files.lstat(path);
        return path === '/proc/sys/kernel/osrelease' && (reads += 1) === 1
          ? { ...entry, kind: 'other' }
          : entry;
      },
      async read(path, limit) {
        return path === '/proc/sys/kernel/osrelease' ? Buffer.from('5.4.0') : await files.read(path, limit);
      },
    };
    await expect(recordHost(restless)).rejects.toThrow(
      /^kernel\.release is unknown in the record, and "5\.4\.0" on the host; /,
    );
  });
});

/** Facts that have an identity in them. */
const IDENTITY = /^bootId$|\.uuid$|\.fabricClique$|^disks\[\d+\]\.path$/;

/** Everything by which one machine is told from another, in the places where hosts have it. */
const SECRETS = {
  boot: '3d1219c7-9b2e-4a55-8d1e-0c6f2b7f6a11',
  gpu: '6b86b273-ff34-fce1-9d6b-804eff5a3f57',
  disk: 'S64HNE0T123456',
  host: 'gpu-berlin-17',
  mac: 'b8:59:9f:12:34:56',
  guid: 'b859:9f03:0012:3456',
  machine: '0123456789abcdef0123456789abcdef',
} as const;

async function secretive(): Promise<HostImage> {
  const { image } = readHostArchive(await recordHost(await openMachine('ubuntu-h100')));
  const more = buildImage({
    '/proc/sys/kernel/hostname': `${SECRETS.host}\n`,
    '/etc/hostname': `${SECRETS.host}.example.org\n`,
    '/etc/machine-id': `${SECRETS.machine}\n`,
    [`/dev/disk/by-id/nvme-SAMSUNG_MZQL2_${SECRETS.disk}`]: { link: '../../nvme0n1' },
    [`/dev/disk/by-id/nvme-SAMSUNG_MZQL2_${SECRETS.disk}_1`]: { link: '../../nvme0n1' },
    '/sys/class/infiniband/mlx5_0/node_guid': `${SECRETS.guid}\n`,
    '/proc/mounts': `/dev/nvme0n1 /mnt/${SECRETS.host} ext4 rw 0 0\n`,
    '/proc/self/mountinfo': `22 1 259:0 / /mnt/${SECRETS.host} rw - ext4 /dev/nvme0n1 rw\n`,
  });
  return new Map([...image, ...more]);
}

describe('the redacted record of a host', () => {
  test.each(MACHINES)('%s: gives the facts of the host but for what identifies it', async (machine) => {
    const original = await factsOf(await openMachine(machine));
    const archive = await recordHost(await openMachine(machine), { redact: true });
    const redacted = await factsOfRecord(openHostArchive(archive));
    const kept = (facts: object) =>
      leavesOf(facts).flatMap(({ path, value }) => (IDENTITY.test(path) ? [] : [[path, value]]));
    expect(kept(redacted)).toEqual(kept(original));
    expect(leavesOf(redacted).map(({ path }) => path)).toEqual(leavesOf(original).map(({ path }) => path));
    expect(redacted.bootId).not.toBe(original.bootId);
    const uuids = (original.gpus ?? []).flatMap(({ uuid }) => uuid ?? []);
    for (const secret of [original.bootId ?? 'none', ...uuids]) expect(archive.includes(secret)).toBe(false);
  });

  test('has none of the secrets anywhere', async () => {
    const plain = await recordHost(imageFiles(await secretive()));
    const archive = await recordHost(imageFiles(await secretive()), { redact: true });
    for (const secret of [SECRETS.boot, SECRETS.gpu]) {
      expect(plain.includes(secret)).toBe(true);
    }
    for (const secret of Object.values(SECRETS)) expect(archive.includes(secret)).toBe(false);
  });

  const answers = readdirSync(NVIDIA_SMI).filter((name) => name.endsWith('.xml'));
  test.each(answers)('has no serial number, UUID or process of %s', async (name) => {
    const smi = readFileSync(join(NVIDIA_SMI, name), 'utf8');
    const archive = await recordHost(await openMachine('rhel-a100'), { smi, redact: true });
    const redacted = readHostArchive(archive).smi ?? '';
    const secrets = [...smi.matchAll(/<(?:serial|uuid|process_name|cluster_uuid)>([^<]*)</g)];
    for (const [, secret = ''] of secrets) {
      if (/\d{4}|^\//.test(secret) && !/^[0-]*$/.test(secret)) expect(redacted).not.toContain(secret);
    }
    expect(redacted.match(/<gpu /g)).toEqual(smi.match(/<gpu /g));
  });

  test('of a redacted record is the same again', async () => {
    const once = await recordHost(await openMachine('off-the-bus'), { redact: true });
    const twice = await recordHost(openHostArchive(once).files, { redact: true });
    expect(withoutOrder(await factsOfRecord(openHostArchive(twice)))).toEqual(
      withoutOrder(await factsOfRecord(openHostArchive(once))),
    );
  });
});
