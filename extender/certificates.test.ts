import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selfSigned } from '../test/build/certificate.ts';
import { daysUntil, followCertificates, loadCertificates } from './certificates.ts';
import { createTlsServer, KEEP_ALIVE_MS, tlsOptions } from './tls-server.ts';

let directory: string;
const cleanups: (() => void)[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'latebind-certificates-'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  await rm(directory, { recursive: true, force: true });
});

/** As kubelet mounts a Secret: the files are links into ..data, which is a link that is swapped. */
async function mount(generation: string, { cert, key }: { cert: string; key: string }): Promise<void> {
  await mkdir(join(directory, generation));
  await writeFile(join(directory, generation, 'tls.crt'), cert);
  await writeFile(join(directory, generation, 'tls.key'), key);
  await symlink(generation, join(directory, '..data_tmp'));
  await rename(join(directory, '..data_tmp'), join(directory, '..data'));
  for (const file of ['tls.crt', 'tls.key']) {
    await symlink(join('..data', file), join(directory, file)).catch(() => undefined);
  }
}

const files = () => ({
  certFile: join(directory, 'tls.crt'),
  keyFile: join(directory, 'tls.key'),
  clientCaFile: undefined,
});

describe('the serving certificate', () => {
  it('is loaded with its last day', async () => {
    await mount('..1', await selfSigned('first'));
    const { notAfter } = await loadCertificates(files());
    expect(notAfter.toISOString()).toBe('2056-01-01T00:00:00.000Z');
    expect(daysUntil(notAfter, Date.parse('2055-12-31T12:00:00Z'))).toBe(0.5);
  });

  it('with the key of another is refused at the start', async () => {
    const one = await selfSigned('one');
    const other = await selfSigned('other');
    await mount('..1', { cert: one.cert, key: other.key });
    await expect(loadCertificates(files())).rejects.toThrow(/key values mismatch/i);
  });

  it.each([
    ['a watch of the directory', 60_000],
    ['polling', 20],
  ])('that kubelet swaps is found by %s, and served to new connections', async (_how, pollMs) => {
    await mount('..1', await selfSigned('first'));
    const current = await loadCertificates(files());
    const server = createTlsServer(
      { onRequest: (_request, response) => response.end('ok'), onStream: () => undefined },
      current,
    );
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    cleanups.push(
      () => server.close(),
      followCertificates({
        files: files(),
        current,
        pollMs,
        onChange: (next) => server.setSecureContext(tlsOptions(next)),
      }),
    );
    expect(await servedName(port)).toBe('first');
    await mount('..2', await selfSigned('second'));
    await expect.poll(() => servedName(port), { timeout: 5000 }).toBe('second');
  });

  it('that cannot be loaded later leaves the one before in use', async () => {
    await mount('..1', await selfSigned('first'));
    let failures = 0;
    let changes = 0;
    cleanups.push(
      followCertificates({
        files: files(),
        current: await loadCertificates(files()),
        pollMs: 20,
        onChange: () => {
          changes += 1;
        },
        onFailure: () => {
          failures += 1;
        },
      }),
    );
    await mount('..2', { cert: 'nonsense', key: 'nonsense' });
    await expect.poll(() => failures, { timeout: 5000 }).toBeGreaterThan(0);
    expect(changes).toBe(0);
    await mount('..3', await selfSigned('third'));
    await expect.poll(() => changes, { timeout: 5000 }).toBe(1);
  });
});

it('the server keeps idle connections longer than clients written in Go do', async () => {
  await mount('..1', await selfSigned('first'));
  const server = createTlsServer(
    { onRequest: () => undefined, onStream: () => undefined },
    await loadCertificates(files()),
  );
  expect(server.keepAliveTimeout).toBe(KEEP_ALIVE_MS);
});

it('the server gives up on a request that does not arrive', async () => {
  await mount('..1', await selfSigned('first'));
  const server = createTlsServer(
    { onRequest: () => undefined, onStream: () => undefined },
    await loadCertificates(files()),
  );
  expect(server.requestTimeout).toBe(10_000);
  // A longer one would be taken for the time of the whole request.
  expect(server.headersTimeout).toBeLessThanOrEqual(server.requestTimeout);
});

async function servedName(port: number): Promise<string> {
  return await new Promise((resolve, reject) => {
    const request = httpsRequest(
      { port, host: '127.0.0.1', rejectUnauthorized: false, agent: false },
      (response) => {
        const { subject } = (response.socket as TLSSocket).getPeerCertificate();
        response.resume();
        resolve(String(subject.CN));
      },
    );
    request.on('error', reject);
    request.end();
  });
}
