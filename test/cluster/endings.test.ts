import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive } from './process-table.ts';
import { mustSkipCluster } from './requirements.ts';
import { Traces } from './traces.ts';
import { removeAbandoned } from './workspace.ts';

/** A process of its own that starts two nodes and a pod on one, and does what `ending` says once its input ends. */
async function startApart(ending: 'wait' | 'throw' | 'exit'): Promise<Owner> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'endings-child.ts'), ending], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const line = await new Promise<Buffer>((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before its cluster was up`)));
  });
  return { child, directory: line.toString().trim() };
}

interface Owner {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** Of the cluster. */
  readonly directory: string;
}

describe.skipIf(await mustSkipCluster('nodes'))('a cluster leaves nothing', () => {
  let owner: Owner | undefined;
  const start = async (ending: 'wait' | 'throw' | 'exit'): Promise<Owner> => {
    owner = await startApart(ending);
    return owner;
  };
  afterEach(async () => {
    if (owner === undefined) return;
    const { child, directory } = owner;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('after %s, but its logs', async (name) => {
    const { child, directory } = await start('wait');
    const traces = new Traces(directory);
    expect(traces.links.length).toBe(2);
    child.kill(name);
    expect((await once(child, 'exit'))[1]).toBe(name);
    expect(existsSync(join(directory, 'logs/kube-apiserver.log'))).toBe(true);
    expect(traces.left()).toEqual([]);
  });

  it.each(['throw', 'exit'] as const)('after an end by %s without stop()', async (ending) => {
    const { child, directory } = await start(ending);
    const traces = new Traces(directory);
    child.stdin.end();
    expect((await once(child, 'exit'))[0]).toBe(ending === 'throw' ? 1 : 3);
    expect(traces.left()).toEqual([]);
  });

  it('after SIGKILL and the next start', async () => {
    const { child, directory } = await start('wait');
    const traces = new Traces(directory);
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (let waited = 0; traces.processes.some(isAlive) && waited < 5000; waited += 50) await sleep(50);
    removeAbandoned();
    expect(traces.left()).toEqual([]);
  });
});
