import { describe, expect, test } from 'vitest';
import { createDiscoverer } from './discover.ts';
import { type ExplainOptions, type Explanation, explainFacts } from './explain-facts.ts';
import { leavesOf } from './fact-paths.ts';
import { FACT_PATHS } from './fact-readers.ts';
import { type HostImage, imageFiles } from './host-image.ts';
import { found } from './readers/reading.ts';
import { recordingFiles } from './recording-files.ts';
import { buildImage, type Described, openMachine } from './testing/build-host.ts';

async function explainOne(
  fact: string,
  options: ExplainOptions,
): Promise<Pick<Explanation, 'value' | 'readers' | 'files'> | undefined> {
  const explained = await explainFacts({ ...options, wanted: (path) => path === fact });
  const [only] = explained;
  expect(explained.map(({ path }) => path)).toEqual([fact]);
  return only === undefined ? undefined : { value: only.value, readers: only.readers, files: only.files };
}
const ofHost = (paths: Readonly<Record<string, Described>>): ExplainOptions => ({
  files: imageFiles(buildImage(paths)),
});

describe('a fact', () => {
  test('depends on the file that says it', async () => {
    const host = ofHost({ '/proc/sys/kernel/osrelease': '6.8.0', '/proc/meminfo': 'MemTotal: 1024 kB' });
    expect(await explainOne('kernel.release', host)).toEqual({
      value: '6.8.0',
      readers: ['kernel'],
      files: ['/proc/sys/kernel/osrelease'],
    });
  });

  test('depends on the link that leads to its file', async () => {
    const host = ofHost({ '/etc/os-release': { link: '../opt/release' }, '/opt/release': 'ID=ubuntu' });
    expect(await explainOne('os.id', host)).toMatchObject({ files: ['/etc/os-release', '/opt/release'] });
  });

  test('that two files say, each on its own, depends on both', async () => {
    const host = { files: await openMachine('ubuntu-h100') };
    expect(await explainOne('nvidia.driver.version', host)).toMatchObject({
      readers: ['nvidia-proc'],
      files: ['/proc/driver/nvidia/version', '/sys/module/nvidia/version'],
    });
  });

  test('that the first of two files says, depends on the first alone: the other was not asked', async () => {
    const host = ofHost({ '/etc/os-release': 'ID=ubuntu', '/usr/lib/os-release': 'ID=ubuntu' });
    expect(await explainOne('os.id', host)).toMatchObject({ files: ['/etc/os-release'] });
  });

  test('that compares what two readers found, depends on both', async () => {
    const host = { files: await openMachine('skew') };
    const explained = await explainOne('nvidia.driver.skew', host);
    expect(explained?.readers.toSorted()).toEqual(['nvidia-libraries', 'nvidia-proc']);
    expect(explained?.files).toContain('/proc/driver/nvidia/version');
    expect(explained?.files.some((path) => path.includes('libcuda.so.550'))).toBe(true);
  });

  test('that two readers say, each on its own, depends on both', async () => {
    const host = { files: await openMachine('ubuntu-h100') };
    expect((await explainOne('gpus[0].address', host))?.readers.toSorted()).toEqual(['nvidia-proc', 'pci']);
  });

  test('of a list is told by what its item is called, not by its place', async () => {
    const host = { files: await openMachine('ubuntu-h100') };
    const files = (await explainOne('gpus[1].uuid', host))?.files ?? [];
    expect(files).toContain('/proc/driver/nvidia/gpus/0000:9a:00.0/information');
    expect(files.some((path) => path.includes('0000:1b:00.0'))).toBe(false);
  });

  test('that a program answered, or the kernel in no file, says so', async () => {
    const nvidiaSmi = () => Promise.resolve(found({ cudaVersion: '12.9' }));
    const host = { files: await openMachine('ubuntu-h100'), nvidiaSmi };
    expect(await explainOne('nvidia.cudaVersion', host)).toMatchObject({
      value: '12.9',
      readers: expect.arrayContaining(['nvidia-smi']),
      files: expect.arrayContaining(['the answer of nvidia-smi']),
    });
    const old = { ...ofHost({ '/proc/sys/kernel/osrelease': '5.4.0' }), machine: 'x86_64' };
    expect(await explainOne('kernel.architecture', old)).toMatchObject({
      value: 'x86_64',
      files: ['uname -m'],
    });
  });

  test('that is unknown names the reader, and where it looked in vain', async () => {
    const host = ofHost({ '/proc/driver/nvidia/version': '', '/usr/lib64/libc.so.6': '' });
    const [explained] = await explainFacts({
      ...host,
      wanted: () => false,
      unknown: () => ['nvidia.libraryDir'],
    });
    expect(explained).toMatchObject({ value: undefined, readers: ['nvidia-libraries'], files: [] });
    expect(explained?.listed).toContain('/usr/lib64');
    expect(explained?.absent).toContain('/usr/lib');
  });

  test('always has a reader who would say it', async () => {
    const explained = await explainFacts({ ...ofHost({}), wanted: () => false, unknown: () => FACT_PATHS });
    expect(explained).toHaveLength(FACT_PATHS.length);
    expect(explained.filter(({ readers }) => readers.length === 0)).toEqual([]);
  });
});

describe('the files of a fact', () => {
  test.each(['skew', 'gke-cos', 'amd-mi300', 'jetson-orin'])(
    '%s: are such that without all of them it is another fact',
    async (machine) => {
      const recording = recordingFiles(await openMachine(machine));
      const look = async (image: HostImage) =>
        (await createDiscoverer({ files: imageFiles(image), now: () => 0 }).look()).facts;
      await createDiscoverer({ files: recording.files, now: () => 0 }).look();
      const image = recording.image();
      const keys = new Map(leavesOf(await look(image)).map(({ path, key }) => [path, key]));
      const explained = await explainFacts({
        files: imageFiles(image),
        wanted: (path) => /^(os|kernel|cpu|nvidia|amd)\.[a-z]+(\.version)?$|^gpus\[0\]\.[a-z]+$/i.test(path),
      });
      const decided = explained.filter(({ files }) => files.length > 0);
      expect(decided.length).toBeGreaterThan(8);
      for (const { path, value, files } of decided) {
        const isGone = (other: string): boolean =>
          files.some((file) => other === file || other.startsWith(`${file}/`));
        const less = await look(new Map([...image].filter(([other]) => !isGone(other))));
        const after = leavesOf(less).find(({ key }) => key === keys.get(path));
        expect({ path, value: after?.value }).not.toEqual({ path, value });
      }
    },
  );
});
