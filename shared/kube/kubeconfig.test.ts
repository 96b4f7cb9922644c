import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromKubeconfig } from './kubeconfig.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'latebind-kubeconfig-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function write(user: object, cluster: object = {}): Promise<string> {
  const file = join(directory, 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://10.0.0.1:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'here',
  };
  await writeFile(file, JSON.stringify(config));
  return file;
}

/** As the transport asks: headers first. */
async function ask(file: string) {
  const { server, headers, tls } = fromKubeconfig(file);
  return { server, headers: await headers?.(), tls: tls?.() };
}

describe('a kubeconfig', () => {
  it('with a token gives a header and the authority', async () => {
    const file = await write({ token: 'secret' }, { 'certificate-authority-data': base64('CA') });
    const { server, headers, tls } = await ask(file);
    expect(server).toBe('https://10.0.0.1:6443');
    expect(headers).toEqual({ Authorization: 'Bearer secret' });
    expect(String(tls?.ca)).toBe('CA');
  });

  it('with a client certificate gives both its halves', async () => {
    const file = await write({ 'client-certificate-data': base64('CERT'), 'client-key-data': base64('KEY') });
    const { headers, tls } = await ask(file);
    expect(headers).toEqual({});
    expect(String(tls?.cert)).toBe('CERT');
    expect(String(tls?.key)).toBe('KEY');
  });

  it('with files reads them relative to itself', async () => {
    await writeFile(join(directory, 'ca.crt'), 'CA OF FILE');
    const { tls } = await ask(await write({ token: 't' }, { 'certificate-authority': 'ca.crt' }));
    expect(String(tls?.ca)).toBe('CA OF FILE');
  });

  it('reads its files again, but not for each request', async () => {
    const ca = join(directory, 'ca.crt');
    await writeFile(ca, 'OLD');
    let time = 0;
    const config = await write({ token: 't' }, { 'certificate-authority': 'ca.crt' });
    const { headers, tls } = fromKubeconfig(config, undefined, () => time);
    const authority = async (): Promise<string> => {
      await headers?.();
      return String(tls?.().ca);
    };
    expect(await authority()).toBe('OLD');
    await writeFile(ca, 'NEW');
    time = 4_999;
    expect(await authority()).toBe('OLD');
    time = 5_000;
    expect(await authority()).toBe('NEW');
  });

  it('whose login failed is asked again at the next request', async () => {
    const ca = join(directory, 'ca.crt');
    const { headers } = fromKubeconfig(await write({ token: 't' }, { 'certificate-authority': 'ca.crt' }));
    await expect(headers?.()).rejects.toThrow('ca.crt');
    await writeFile(ca, 'CA');
    expect(await headers?.()).toEqual({ Authorization: 'Bearer t' });
  });

  it('with a program to log in runs it', async () => {
    const script = join(directory, 'login');
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'of-the-program' },
    };
    await writeFile(script, `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`, { mode: 0o755 });
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: script,
      interactiveMode: 'Never',
    };
    const { headers } = await ask(await write({ exec }));
    expect(headers).toEqual({ Authorization: 'Bearer of-the-program' });
  });

  it('without verification says so', async () => {
    const { tls } = await ask(await write({ token: 't' }, { 'insecure-skip-tls-verify': true }));
    expect(tls?.rejectUnauthorized).toBe(false);
  });

  it('without the wanted context says which there are', async () => {
    const file = await write({ token: 't' });
    expect(() => fromKubeconfig(file, 'there')).toThrow('kubeconfig has no context there; it has: here');
  });

  it('that is not there is an error that names it', () => {
    expect(() => fromKubeconfig(join(directory, 'nothing'))).toThrow(/nothing/);
  });
});
