import { describe, expect, test } from 'vitest';
import { AGENT_FLAGS, helpText, parseFlags } from './flags.ts';

const env = { NODE_NAME: 'n1' };

describe('flags', () => {
  test('have the defaults of a DaemonSet', () => {
    expect(parseFlags([], env)).toEqual({
      kind: 'run',
      flags: {
        hostRoot: '/',
        kernelRoot: undefined,
        nodeName: 'n1',
        driverRoots: [],
        apiServer: undefined,
        tokenFile: undefined,
        caFile: undefined,
        listen: { host: undefined, port: 8081 },
        intervalSeconds: 60,
        once: false,
        print: false,
        nvidiaSmi: false,
        crossCheck: true,
        podResources: '',
        record: undefined,
        redact: false,
        logLevel: 'info',
      },
    });
  });

  test('are all read', () => {
    const args =
      '--host-root /host --node-name n2 --driver-root /a/ --driver-root / --listen [::1]:9 --interval 2 --no-cross-check';
    const parsed = parseFlags(args.split(' '), env);
    expect(parsed.kind === 'run' ? parsed.flags : undefined).toMatchObject({
      hostRoot: '/host',
      nodeName: 'n2',
      driverRoots: ['/a', '/'],
      listen: { host: '::1', port: 9 },
      intervalSeconds: 2,
      crossCheck: false,
    });
  });

  test.each([
    ['an unknown flag', ['--bogus'], 'bogus'],
    ['a flag without its value', ['--interval'], 'interval'],
    ['a word', ['word'], 'word'],
    ['no interval', ['--interval', '0'], '--interval'],
    ['no port', ['--listen', 'host'], '--listen'],
    ['a port that is none', ['--listen', ':99999'], '--listen'],
    ['a relative host root', ['--host-root', 'host'], '--host-root'],
    ['a relative kernel root', ['--kernel-root', 'host'], '--kernel-root'],
    ['a relative driver root', ['--driver-root', '/a', '--driver-root', 'opt'], '--driver-root'],
    ['an API server that is no URL', ['--api-server', '10.0.0.1:6443'], '--api-server'],
    ['a level that is none', ['--log-level', 'loud'], '--log-level'],
  ])('%s is one line that names it', (_, args, want) => {
    const parsed = parseFlags(args, env);
    expect(parsed.kind).toBe('mistake');
    const message = parsed.kind === 'mistake' ? parsed.message : '';
    expect(message).toContain(want);
    expect(message).not.toContain('\n');
  });

  test('need a Node to publish on, but not to print', () => {
    expect(parseFlags([], {}).kind).toBe('mistake');
    expect(parseFlags(['--print'], {}).kind).toBe('run');
  });

  test('an empty address means no server', () => {
    const parsed = parseFlags(['--listen', ''], env);
    expect(parsed.kind === 'run' ? parsed.flags.listen : null).toBeUndefined();
  });

  test('in the help are those that are read', () => {
    for (const { name } of AGENT_FLAGS) {
      const args =
        'value' in (AGENT_FLAGS.find((flag) => flag.name === name) ?? {})
          ? [`--${name}`, '/1:1']
          : [`--${name}`];
      const parsed = parseFlags(args, env);
      expect(parsed.kind === 'mistake' ? parsed.message : '').not.toContain('Unknown option');
      expect(helpText()).toContain(`--${name}`);
    }
  });
});
