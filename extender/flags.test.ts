import { describe, expect, it } from 'vitest';
import { HELP, parseFlags } from './flags.ts';

const TLS = ['--tls-cert-file', 'tls.crt', '--tls-key-file', 'tls.key'];

describe('flags', () => {
  it('have defaults for all but the certificate', () => {
    expect(parseFlags(TLS)).toEqual({
      kubeconfig: undefined,
      listen: { host: '0.0.0.0', port: 8443 },
      metricsListen: { host: '0.0.0.0', port: 8080 },
      tlsCertFile: 'tls.crt',
      tlsKeyFile: 'tls.key',
      schedulerClientCaFile: undefined,
      logLevel: 'info',
      drainSeconds: 10,
      record: undefined,
      recordLimitMib: 64,
    });
  });

  it.each([
    ['[::]:8443', { host: '::', port: 8443 }],
    [':9000', { host: '0.0.0.0', port: 9000 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  ])('listen on %s', (text, want) => {
    expect(parseFlags([...TLS, '--listen', text])).toMatchObject({ listen: want });
  });

  it('are all in the help', () => {
    expect(parseFlags(['--help'])).toBe('help');
    for (const flag of [
      'kubeconfig',
      'listen',
      'metrics-listen',
      'tls-cert-file',
      'tls-key-file',
      'drain-seconds',
      'record',
      'record-limit-mib',
    ]) {
      expect(HELP).toContain(`--${flag} `);
    }
  });

  it.each([
    ['unknown', ['--listne', 'x'], /--listne/],
    ['without a value', ['--listen'], /--listen/],
    ['a stray word', ['serve'], /serve/],
    ['no certificate', [], /--tls-cert-file is needed/],
    ['a port without a host', [...TLS, '--listen', '8443'], /--listen: got 8443, wanted HOST:PORT/],
    ['a port out of range', [...TLS, '--listen', ':70000'], /wanted HOST:PORT/],
    ['an unknown level', [...TLS, '--log-level', 'loud'], /wanted one of debug, info, warn, error/],
    ['a negative drain', [...TLS, '--drain-seconds=-1'], /wanted 0 to 600/],
    ['a drain that is no number', [...TLS, '--drain-seconds', 'long'], /wanted 0 to 600/],
    ['a recording without folder', [...TLS, '--record', ''], /--record: got "", wanted a folder/],
    [
      'a recording without room',
      [...TLS, '--record-limit-mib', '0'],
      /--record-limit-mib: got 0, wanted 1 to/,
    ],
  ])('that are wrong are named in one line: %s', (_what, args, want) => {
    expect(() => parseFlags(args)).toThrow(want);
    expect(() => parseFlags(args)).toThrow(/^[^\n]+$/);
  });
});
