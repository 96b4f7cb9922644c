import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDiscoverer } from '../shared/discovery/discover.ts';
import { openHostArchive } from '../shared/discovery/host-archive.ts';
import { mountHungFileSystem, noHungFileSystem } from '../shared/discovery/testing/hung-file-system.ts';
import { decodeFacts, encode } from '../shared/host-facts/codec.ts';
import type { HostFacts } from '../shared/host-facts/model.ts';
import { ANNOTATION } from '../shared/names.ts';
import { type NodeServer, startNodeServer } from './testing/node-server.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const HOST = join(import.meta.dirname, '../test/fixtures/hosts/ubuntu-h100');
const ANOTHER_BOOT = '1f0c3a52-7f4f-4f0e-9d57-3c1d1a0b7e55';
const POLL = { timeout: 10_000, interval: 50 };

describe('the program', () => {
  test.each([
    ['an unknown flag', ['--bogus'], 2, '', /^latebind-agent: [^\n]*bogus[^\n]*\n$/],
    ['no Node', [], 2, '', /^latebind-agent: no Node[^\n]*\n$/],
    ['no API server', ['--node-name', 'n1'], 2, '', /^latebind-agent: no API server[^\n]*\n$/],
    ['--help', ['--help'], 0, 'host-root', /^$/],
    ['--print', ['--print', '--host-root', HOST], 0, '"libraryDir": "/usr/lib/x86_64-linux-gnu"', /^$/],
  ])('with %s says so and ends', (_, args, status, output, errors) => {
    const result = spawnSync(process.execPath, [MAIN, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    expect(result.stderr).toMatch(errors);
    expect(result.status).toBe(status);
    expect(result.stdout).toContain(output);
  });
});

test('with --record - writes a host from which the same facts come', async () => {
  const run = (...args: string[]): Buffer =>
    spawnSync(process.execPath, [MAIN, '--host-root', HOST, ...args], { maxBuffer: 64 << 20 }).stdout;
  const { files, machine } = openHostArchive(run('--record', '-'));
  const options = machine === undefined ? { files } : { files, machine };
  const { facts } = await createDiscoverer({ ...options, now: () => 0 }).look();
  expect(encode(facts).facts).toEqual(JSON.parse(run('--print').toString()));
});

describe('the running agent', () => {
  let host: string;
  let server: NodeServer;
  let agent: ChildProcess | undefined;
  let output: string;

  beforeEach(async () => {
    host = mkdtempSync(join(tmpdir(), 'latebind-agent-'));
    cpSync(HOST, host, { recursive: true, verbatimSymlinks: true });
    server = await startNodeServer({ metadata: { name: 'n1', uid: 'uid-1' } });
    output = '';
  });
  afterEach(() => {
    agent?.kill('SIGKILL');
    server.close();
    rmSync(host, { recursive: true, force: true });
  });

  function start(...extra: string[]): ChildProcess {
    const args = [
      '--node-name',
      'n1',
      '--host-root',
      host,
      '--api-server',
      server.url,
      '--listen',
      '127.0.0.1:0',
      ...extra,
    ];
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    agent = child;
    return child;
  }

  const exitOf = async (child: ChildProcess): Promise<number | null> =>
    await new Promise((resolve) => child.once('exit', (code) => resolve(code)));

  function published(): HostFacts | undefined {
    const text = server.node.metadata.annotations?.[ANNOTATION.hostFacts];
    return text === undefined ? undefined : decodeFacts(text).facts;
  }

  const lines = (): Record<string, unknown>[] =>
    output
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  async function get(path: string): Promise<{ status: number; text: string }> {
    await expect.poll(() => lines().some((line) => line['message'] === 'agent started'), POLL).toBe(true);
    const port = lines().find((line) => line['message'] === 'agent started')?.['port'];
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
    return { status: response.status, text: await response.text() };
  }

  test('publishes, follows the host, answers its probes and ends with 0 on SIGTERM', async () => {
    const child = start('--interval', '2');
    await expect.poll(() => published()?.nvidia?.libraryDir, POLL).toBe('/usr/lib/x86_64-linux-gnu');
    expect(await get('/healthz')).toEqual({ status: 200, text: 'ok\n' });
    await expect.poll(async () => (await get('/readyz')).status, POLL).toBe(200);
    expect((await get('/metrics')).text).toMatch(/^latebind_agent_writes_total\{reason="first"\} 1$/m);

    writeFileSync(join(host, 'proc/sys/kernel/random/boot_id'), `${ANOTHER_BOOT}\n`);
    await expect.poll(() => published()?.bootId, POLL).toBe(ANOTHER_BOOT);

    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
    // What is published stays.
    expect(published()?.nvidia?.present).toBe(true);
    expect(lines().at(-1)).toMatchObject({ level: 'info', message: 'agent stopped' });
    expect(lines()[0]).not.toHaveProperty('pid');
  });

  test('notices a new library long before its next look', async () => {
    start('--interval', '3600');
    await expect.poll(() => published()?.nvidia?.libraries?.length, POLL).toBe(11);
    const library = join(host, 'usr/lib/x86_64-linux-gnu/libnvidia-new.so.550.54.15');
    writeFileSync(`${library}.tmp`, 'x');
    renameSync(`${library}.tmp`, library);
    // It rests ten seconds after a look.
    await expect.poll(() => published()?.nvidia?.libraries?.length, { timeout: 25_000 }).toBe(12);
  });

  test('comes back after the API server failed', async () => {
    server.failures.push({ status: 503 }, { status: 503 });
    start('--interval', '2');
    await expect.poll(() => published()?.schema, POLL).toBe(1);
    expect(lines().filter((line) => line['message'] === 'facts not published').length).toBe(2);
  });

  test('whose port is taken says so and ends', async () => {
    const taken = new URL(server.url).port;
    const args = ['--node-name', 'n1', '--host-root', host, '--api-server', server.url];
    const child = spawn(process.execPath, [MAIN, ...args, '--listen', `127.0.0.1:${taken}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    agent = child;
    expect(await exitOf(child)).toBe(2);
    await expect.poll(() => errors, POLL).toMatch(/^latebind-agent: --listen: [^\n]*EADDRINUSE[^\n]*\n$/);
  });

  test.each(['/no/such/host', MAIN])('of a host root that is no directory (%s) says so and ends', (root) => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, '--print', '--host-root', root], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `latebind-agent: --host-root ${root} is no directory\n`,
    });
  });

  test('with --once ends with 0 when the facts are there and with 1 when they are not', async () => {
    expect(await exitOf(start('--once'))).toBe(0);
    expect(published()?.schema).toBe(1);
    server.failures.push({ status: 403, reason: 'Forbidden' });
    expect(await exitOf(start('--once'))).toBe(1);
  });

  const missing = noHungFileSystem();

  test.skipIf(missing !== undefined)(
    `publishes the rest while a directory of the host hangs, and ends when told to${missing ? ` (${missing})` : ''}`,
    async () => {
      const hung = mountHungFileSystem(join(host, 'opt/nvidia'));
      try {
        const child = start('--interval', '1');
        const ended = exitOf(child);
        await expect.poll(() => published()?.gpus?.length, { timeout: 30_000 }).toBe(2);
        // Answers while calls hang, and long before the deadline of the next.
        expect(await get('/healthz')).toEqual({ status: 200, text: 'ok\n' });
        expect((await get('/metrics')).text).toMatch(/^latebind_agent_hanging_reads [1-9]/m);
        expect(published()?.sources?.find(({ ok }) => ok === false)).toMatchObject({
          name: 'nvidia-libraries',
          error: 'Timeout',
          detail: '/opt/nvidia',
        });
        expect(lines().at(-1)).not.toMatchObject({ message: 'agent stopped' });
        child.kill('SIGTERM');
        await ended;
        await expect
          .poll(() => lines().at(-1), POLL)
          .toMatchObject({ message: 'agent stopped', hangingRead: '/opt/nvidia' });
      } finally {
        hung.unmount();
      }
    },
  );
});
