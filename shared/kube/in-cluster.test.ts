import { mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inCluster } from './in-cluster.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'latebind-in-cluster-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the server', () => {
  test.each([
    [{ KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '6443' }, 'https://10.96.0.1:6443'],
    [{ KUBERNETES_SERVICE_HOST: 'fd00::1' }, 'https://[fd00::1]:443'],
  ])('comes from the environment: %o', (env, want) => {
    expect(inCluster({ env }).server).toBe(want);
  });

  test('is required', () => {
    expect(() => inCluster({ env: {} })).toThrow('no API server');
  });
});

describe('the token', () => {
  test('is read again after kubelet replaced it', async () => {
    const token = join(directory, 'token');
    writeFileSync(join(directory, 'first'), 'one\n');
    writeFileSync(join(directory, 'second'), 'two\n');
    symlinkSync('first', token);
    let time = 0;
    const { headers } = inCluster({ env: {}, server: 'https://x', tokenFile: token, now: () => time });
    expect(await headers?.()).toEqual({ authorization: 'Bearer one' });
    symlinkSync('second', join(directory, 'new'));
    renameSync(join(directory, 'new'), token);
    time = 999;
    expect(await headers?.()).toEqual({ authorization: 'Bearer one' });
    time = 1_000;
    expect(await headers?.()).toEqual({ authorization: 'Bearer two' });
  });

  test('stays the last one while its file is away', async () => {
    const tokenFile = join(directory, 'token');
    writeFileSync(tokenFile, 'one');
    let time = 0;
    const { headers } = inCluster({ env: {}, server: 'https://x', tokenFile, now: () => time });
    await headers?.();
    unlinkSync(tokenFile);
    time = 10_000;
    expect(await headers?.()).toEqual({ authorization: 'Bearer one' });
  });

  test('that is named and not there is an error, one that is not named is none', () => {
    const named = inCluster({ env: {}, server: 'https://x', tokenFile: join(directory, 'none') });
    expect(() => named.headers?.()).toThrow('ENOENT');
    expect(inCluster({ env: {}, server: 'http://x' }).headers?.()).toEqual({});
  });
});

test('the certificates are given to the connection', () => {
  const caFile = join(directory, 'ca.crt');
  writeFileSync(caFile, 'PEM');
  expect(inCluster({ env: {}, server: 'https://x', caFile }).tls?.()).toEqual({ ca: 'PEM' });
});
