/** What a look at a host costs; the baseline reads the same files once, and does nothing else. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDiscoverer } from '../../shared/discovery/discover.ts';
import type { HostFiles } from '../../shared/discovery/host-files.ts';
import { openHostTree } from '../../shared/discovery/host-tree.ts';
import { hostImage, onDisk } from './agent-host.ts';
import { median, type Row } from './rows.ts';

const ROUNDS = 15;
const LOOKS = 5;
const WARM_UP = 10;

/** CPU milliseconds of one call, of all threads. */
async function cpuMs(times: number, call: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < times; index += 1) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
}

function counted(files: HostFiles): { files: HostFiles; calls: () => number; read: () => readonly string[] } {
  let calls = 0;
  const read: string[] = [];
  return {
    calls: () => calls,
    read: () => read,
    files: {
      ...files,
      lstat(path) {
        calls += 1;
        return files.lstat(path);
      },
      readlink(path) {
        calls += 1;
        return files.readlink(path);
      },
      readdir(path) {
        calls += 1;
        return files.readdir(path);
      },
      async read(path, limit) {
        calls += 1;
        const content = await files.read(path, limit);
        read.push(path);
        return content;
      },
    },
  };
}

export async function benchLook(): Promise<Row[]> {
  return await onDisk(hostImage({ gpus: 8 }), async (directory) => {
    const files = await openHostTree(directory);
    const now = (): number => performance.now();
    const counting = counted(files);
    const { facts } = await createDiscoverer({ files: counting.files, now }).look();
    // A look that finds nothing is fast as well.
    if (facts.gpus?.length !== 8 || facts.nvidia?.libraries?.length !== 22 || facts.rdma?.length !== 8)
      throw new Error('the look does not find what is there');
    const discoverer = createDiscoverer({ files, now });
    const look = (): Promise<unknown> => discoverer.look();
    const paths = counting.read().map((path) => join(directory, path));
    const readAll = async (): Promise<void> => {
      for (const path of paths) await readFile(path);
    };
    await cpuMs(WARM_UP, look);
    await cpuMs(WARM_UP, readAll);
    const samples = { look: [] as number[], readAll: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      samples.readAll.push(await cpuMs(LOOKS, readAll));
      samples.look.push(await cpuMs(LOOKS, look));
    }
    const [ours, baseline] = [median(samples.look), median(samples.readAll)];
    const read = `${baseline.toFixed(1)} ms (its ${paths.length} files, read)`;
    return [
      { name: 'agentLook', ours: `${ours.toFixed(1)} ms CPU`, baseline: read, value: ours / baseline },
      {
        name: 'agentLookCalls',
        ours: `${counting.calls()} calls`,
        baseline: `${paths.length} files`,
        value: counting.calls(),
      },
    ];
  });
}
