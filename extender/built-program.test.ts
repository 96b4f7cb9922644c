/** The program as it ships: a thread of it is a file of its own, which only a bundle can miss. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { selfSigned } from '../test/build/certificate.ts';
import { freePort } from '../test/cluster/ports.ts';

const ROOT = join(import.meta.dirname, '..');
/** What the image has of ours: a file that is not copied there is missing here, too. */
const FILES = [
  ...readFileSync(join(ROOT, 'Dockerfile.extender'), 'utf8').matchAll(
    /^COPY --from=build \/src\/dist\/(\S+) \/app\/(\S+)$/gm,
  ),
].map(([, built = '', inImage = '']) => ({ built, inImage }));

describe('the built extender', () => {
  let directory: string;
  let api: Server;
  let child: ChildProcess;
  let port: number;

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'build.ts'), 'extender']);
    directory = await mkdtemp(join(tmpdir(), 'latebind-built-'));
    for (const { built, inImage } of FILES)
      await cp(join(ROOT, 'dist', built), join(directory, inImage), { recursive: true });
    api = emptyApiServer();
    await once(api, 'listening');
    const { cert, key } = await selfSigned('extender');
    await writeFile(join(directory, 'tls.crt'), cert);
    await writeFile(join(directory, 'tls.key'), key);
    await writeFile(join(directory, 'kubeconfig'), JSON.stringify(kubeconfig(api)));
    port = await freePort();
    child = spawn(
      process.execPath,
      [
        join(directory, 'extender.mjs'),
        ...['--kubeconfig', join(directory, 'kubeconfig'), '--drain-seconds', '0'],
        ...['--listen', `127.0.0.1:${port}`, '--metrics-listen', '127.0.0.1:0'],
        ...['--tls-cert-file', join(directory, 'tls.crt'), '--tls-key-file', join(directory, 'tls.key')],
        ...['--record', join(directory, 'traffic')],
      ],
      { env: { PATH: process.env['PATH'] }, stdio: 'ignore' },
    );
    await vi.waitFor(async () => expect(await ask('GET', '/readyz')).toContain('"ok"'), { timeout: 30_000 });
  }, 60_000);
  afterAll(async () => {
    child?.kill('SIGKILL');
    api?.closeAllConnections();
    api?.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function ask(method: string, path: string, body?: string): Promise<string> {
    return await new Promise((resolve, reject) => {
      const request = httpsRequest(
        {
          ...{ host: '127.0.0.1', port, path, method, agent: new Agent() },
          rejectUnauthorized: false,
          headers: { 'content-type': 'application/json', connection: 'close' },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  it('answers a filter call of 2 MiB of whole nodes with these very nodes', async () => {
    const nodes = Array.from(
      { length: 100 },
      (_, index) => `{"metadata":{"name":"node-${index}"}, "filler":"${'x'.repeat(21_000)}"}`,
    ).join(',');
    const Pod = { metadata: { name: 'p', namespace: 'd', uid: 'u' } };
    const body = `{"Pod":${JSON.stringify(Pod)},"Nodes":{"metadata":{},"items":[${nodes}]},"NodeNames":null}`;
    expect(Buffer.byteLength(body)).toBeGreaterThan(2 * 1024 * 1024);
    expect(await ask('POST', '/scheduler/filter', body)).toBe(
      `{"Nodes":{"metadata":{},"items":[${nodes}]},"NodeNames":null,"FailedNodes":{},"FailedAndUnresolvableNodes":{},"Error":""}`,
    );
  });

  it('records its version, and ends its recording when it is stopped', async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
    const [name = ''] = await readdir(join(directory, 'traffic'));
    const lines = (await readFile(join(directory, 'traffic', name), 'utf8')).trimEnd().split('\n');
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ t: 'start', program: version });
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ t: 'end', why: 'stopped' });
  });
});

/** With nothing in it; it streams its lists. */
function emptyApiServer(): Server {
  return createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const metadata = { resourceVersion: '1', annotations: { 'k8s.io/initial-events-end': 'true' } };
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { metadata } })}\n`);
  }).listen(0, '127.0.0.1');
}

function kubeconfig(api: Server): object {
  const server = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  return {
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
}
