import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverNames, writeCertificates } from './certificates.ts';
import { UserError } from './user-error.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const NAME = 'latebind-extender.latebind-system.svc';

describe('latebind certificates', () => {
  let directory: string;
  const read = (name: string): Promise<string> => readFile(join(directory, name), 'utf8');
  const make = (now = new Date(), names = serverNames('latebind-system', ['10.0.0.1'])): Promise<string[]> =>
    writeCertificates(directory, { names, days: 30, now });

  const removeIssued = async (): Promise<void> => {
    for (const name of ['tls.crt', 'tls.key', 'scheduler.crt', 'scheduler.key'])
      await rm(join(directory, name));
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'latebind-certificates-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it.each(['/proc/latebind', '/proc/no/such'])('says that it cannot make %s, and returns', async (folder) => {
    const options = { names: serverNames('latebind-system', []), days: 30, now: NOW };
    await expect(writeCertificates(folder, options)).rejects.toThrow(
      `cannot make ${folder}: the folder above it is not there, or takes no new ones`,
    );
  });

  it('makes an authority and a server certificate that it signed', async () => {
    await make(NOW);
    const authority = new X509Certificate(await read('ca.crt'));
    const server = new X509Certificate(await read('tls.crt'));
    expect(authority.ca).toBe(true);
    expect(server.ca).toBe(false);
    expect(server.checkIssued(authority)).toBe(true);
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(server.checkHost(NAME)).toBe(NAME);
    expect(server.checkHost(`${NAME}.cluster.local`)).toBe(`${NAME}.cluster.local`);
    expect(server.checkIP('10.0.0.1')).toBe('10.0.0.1');
    expect(server.checkHost('elsewhere.example')).toBeUndefined();
    expect(new Date(server.validTo)).toEqual(new Date('2026-12-21T12:00:00Z'));
  });

  it('makes a certificate for kube-scheduler that is good for a client only', async () => {
    await make();
    const scheduler = new X509Certificate(await read('scheduler.crt'));
    expect(scheduler.verify(new X509Certificate(await read('ca.crt')).publicKey)).toBe(true);
    expect(scheduler.subject).toBe('CN=kube-scheduler');
    expect(scheduler.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  });

  it('keeps the keys from others', async () => {
    await make();
    expect((await stat(join(directory, 'ca.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'tls.key'))).mode & 0o777).toBe(0o600);
  });

  it('overwrites nothing', async () => {
    await make();
    const before = await read('tls.crt');
    await expect(make()).rejects.toThrow(UserError);
    expect(await read('tls.crt')).toBe(before);
  });

  it('renews the server certificate with the authority that is there', async () => {
    await make();
    const authority = await read('ca.crt');
    await removeIssued();
    await make();
    expect(await read('ca.crt')).toBe(authority);
    expect(new X509Certificate(await read('tls.crt')).verify(new X509Certificate(authority).publicKey)).toBe(
      true,
    );
  });

  it('refuses half an authority', async () => {
    await make();
    await rm(join(directory, 'ca.key'));
    await removeIssued();
    await expect(make()).rejects.toThrow(UserError);
  });

  it('serves TLS that a client with the authority accepts', async () => {
    await make();
    const server = createServer({ cert: await read('tls.crt'), key: await read('tls.key') }, (socket) =>
      socket.end(),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ca = await read('ca.crt');
    const authorized = await new Promise<boolean>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, ca, servername: NAME }, () => {
        resolve(socket.authorized);
        socket.end();
      });
      socket.on('error', reject);
    });
    server.close();
    expect(authorized).toBe(true);
  });
});
