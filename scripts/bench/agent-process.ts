/**
 * Memory and CPU of the agent's bundle as its image starts it: on a host of 8 GPUs, publishing to an API server, then
 * left alone. The baseline is a node process of the same flags that only listens. LATEBIND_BENCH_IDLE_MINUTES (3).
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startNodeServer } from '../../agent/testing/node-server.ts';
import { hostImage, onDisk } from './agent-host.ts';
import type { Row } from './rows.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BUNDLE = join(ROOT, 'dist/agent.mjs');
const IDLE_MINUTES = Number(process.env['LATEBIND_BENCH_IDLE_MINUTES'] ?? 3);
/** After which a process has read, compiled and thrown away what it does not need. */
const SETTLE_MS = 20_000;

/** As the image starts it: the flags between node and the program in its ENTRYPOINT, and its ENV. */
async function imageSettings(): Promise<{ flags: string[]; env: Record<string, string> }> {
  const text = await readFile(join(ROOT, 'Dockerfile.agent'), 'utf8');
  const words = /^ENTRYPOINT (\[.*\])$/m.exec(text)?.[1];
  const env = /^ENV (.*)$/m.exec(text)?.[1];
  if (words === undefined || env === undefined)
    throw new Error('Dockerfile.agent has no ENTRYPOINT or no ENV');
  return {
    flags: (JSON.parse(words) as string[]).filter((word) => word.startsWith('--')),
    env: Object.fromEntries(env.split(' ').map((pair) => pair.split('=') as [string, string])),
  };
}

/** Resident memory, MiB; anonymous: without pages of files, which all node processes of a machine share. */
async function memory(pid: number): Promise<{ resident: number; anonymous: number }> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  const of = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return { resident: of('VmRSS'), anonymous: of('RssAnon') };
}

/** CPU time of all threads so far, milliseconds (Documentation/scheduler/sched-stats.rst). */
async function cpuMs(pid: number): Promise<number> {
  let total = 0;
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8');
    total += Number(text.split(' ')[0]) / 1_000_000;
  }
  return total;
}

const LISTENER = `require('node:http').createServer((_, r) => r.end()).listen(0, '127.0.0.1', () => console.log('up'))`;

export async function benchProcess(): Promise<Row[]> {
  // That it is too large is not said here.
  await rm(BUNDLE, { force: true });
  const built = spawnSync(process.execPath, [join(ROOT, 'scripts/build.ts'), 'agent'], { encoding: 'utf8' });
  if (!existsSync(BUNDLE)) throw new Error(`no bundle: ${built.stdout}${built.stderr}`);
  const { flags, env } = await imageSettings();
  const server = await startNodeServer({ metadata: { name: 'n1', uid: 'uid-1' } });
  const children: ChildProcess[] = [];
  const start = async (args: readonly string[]): Promise<number> => {
    const child = spawn(process.execPath, [...flags, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], ...env },
    });
    children.push(child);
    await once(child.stdout, 'data');
    // Nobody else reads it, and a full pipe would stop the process.
    child.stdout.resume();
    return child.pid ?? 0;
  };
  try {
    return await onDisk(hostImage({ gpus: 8 }), async (directory) => {
      const bare = await start(['--eval', LISTENER]);
      const agent = await start([
        BUNDLE,
        ...[
          '--host-root',
          directory,
          '--node-name',
          'n1',
          '--api-server',
          server.url,
          '--listen',
          '127.0.0.1:0',
        ],
      ]);
      await pause(SETTLE_MS);
      if (server.patches().length !== 1) throw new Error(`${server.patches().length} writes instead of 1`);
      const [agentBefore, bareBefore] = [await cpuMs(agent), await cpuMs(bare)];
      const started = performance.now();
      await pause(IDLE_MINUTES * 60_000);
      const seconds = (performance.now() - started) / 1000;
      // Thousandths of a core are milliseconds a second.
      const used = (await cpuMs(agent)) - agentBefore;
      const bareUsed = (await cpuMs(bare)) - bareBefore;
      const [ours, baseline] = [await memory(agent), await memory(bare)];
      const MiB = (value: { resident: number; anonymous: number }): string =>
        `${value.resident.toFixed(1)} MiB, ${value.anonymous.toFixed(1)} anonymous`;
      return [
        {
          name: 'agentResidentMiB',
          ours: MiB(ours),
          baseline: `${MiB(baseline)} (node that listens)`,
          value: ours.resident,
        },
        {
          name: 'agentMemoryOverNode',
          ours: MiB(ours),
          baseline: `${MiB(baseline)} (node that listens)`,
          value: ours.resident / baseline.resident,
        },
        {
          name: 'agentIdleMillicores',
          ours: `${(used / seconds).toFixed(2)} over ${seconds.toFixed(0)} s`,
          baseline: `${(bareUsed / seconds).toFixed(2)} (node that listens)`,
          value: used / seconds,
        },
      ];
    });
  } finally {
    for (const child of children) child.kill('SIGKILL');
    server.close();
  }
}
