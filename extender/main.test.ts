import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get as httpGet, type Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../test/build/certificate.ts';
import { freePort } from '../test/cluster/ports.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

let directory: string;
let api: Server;
const children: ChildProcess[] = [];

/** An API server with nothing in it, which streams its lists. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'latebind-extender-'));
  api = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const metadata = { resourceVersion: '1', annotations: { 'k8s.io/initial-events-end': 'true' } };
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { metadata } })}\n`);
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const { cert, key } = await selfSigned('extender');
  await writeFile(join(directory, 'tls.crt'), cert);
  await writeFile(join(directory, 'tls.key'), key);
  const { port } = api.address() as AddressInfo;
  const kubeconfig = {
    clusters: [
      { name: 'c', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
    ],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  await writeFile(join(directory, 'kubeconfig'), JSON.stringify(kubeconfig));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  api.closeAllConnections();
  api.close();
  await rm(directory, { recursive: true, force: true });
});

function flags(change: Record<string, string>): string[] {
  const all = {
    kubeconfig: join(directory, 'kubeconfig'),
    'tls-cert-file': join(directory, 'tls.crt'),
    'tls-key-file': join(directory, 'tls.key'),
    ...change,
  };
  return Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
}

function start(...args: string[]) {
  const env = { PATH: process.env['PATH'] };
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const exited = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, exited, stdout: () => stdout };
}

async function status(port: number, path: string): Promise<string> {
  return await new Promise((resolve) => {
    httpGet({ port, path, host: '127.0.0.1', agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
      });
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    }).on('error', (error) => resolve(error.message));
  });
}

describe('the program', () => {
  it('becomes ready, serves, and ends with 0 after it was told to', async () => {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const { child, exited, stdout } = start(
      ...flags({
        listen: `127.0.0.1:${port}`,
        'metrics-listen': `127.0.0.1:${metricsPort}`,
        'drain-seconds': '1',
      }),
    );
    await expect
      .poll(() => status(metricsPort, '/readyz'), { timeout: 20_000, interval: 50 })
      .toBe('200 ok\n');
    const metrics = await status(metricsPort, '/metrics');
    expect(metrics).toContain('latebind_reflector_synced{reflector="podpresets"} 1');
    expect(metrics).toContain('process_resident_memory_bytes');
    expect(await filterAnswer(port)).toMatchObject({ NodeNames: ['a'], Error: '' });
    child.kill('SIGTERM');
    await expect.poll(() => status(metricsPort, '/readyz'), { interval: 20 }).toBe('503 shutting down\n');
    expect(await filterAnswer(port)).toMatchObject({ NodeNames: ['a'] });
    expect(await exited).toMatchObject({ code: 0, stderr: '' });
    const lines = stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: string; msg: string });
    expect(lines.at(-1)).toMatchObject({ level: 'info', msg: 'extender stopped' });
  });

  it('prints its help and ends with 0', async () => {
    const { code, stdout } = await start('--help').exited;
    expect(code).toBe(0);
    expect(stdout).toContain('--scheduler-client-ca-file');
  });

  it.each([
    ['an unknown flag', ['--verbose'], 2, /^extender: Unknown option '--verbose'; --help lists the flags\n$/],
    ['no certificate', [], 2, /^extender: --tls-cert-file is needed/],
    [
      'no cluster',
      ['--tls-cert-file', 'a', '--tls-key-file', 'b'],
      1,
      /^extender: not in a cluster: .*--kubeconfig FILE\n$/,
    ],
  ])('says %s in one line', async (_what, args, code, want) => {
    const got = await start(...args).exited;
    expect(got.code).toBe(code);
    expect(got.stderr).toMatch(want);
  });

  it('says in one line that its certificate is not there', async () => {
    const { code, stderr } = await start(...flags({ 'tls-cert-file': '/nothing/tls.crt' })).exited;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^extender: ENOENT: .*\/nothing\/tls\.crt'\n$/);
  });
});

async function filterAnswer(port: number): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        port,
        host: '127.0.0.1',
        path: '/scheduler/filter',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        rejectUnauthorized: false,
        agent: false,
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString('utf8');
        });
        response.on('end', () => resolve(JSON.parse(text)));
      },
    );
    request.on('error', reject);
    request.end(
      JSON.stringify({ Pod: { metadata: { name: 'p', namespace: 'd', uid: 'u' } }, NodeNames: ['a'] }),
    );
  });
}
