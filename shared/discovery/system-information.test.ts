import { describe, expect, test } from 'vitest';
import { askChild, parseAnswer } from './system-information.ts';

const shell = (script: string): readonly [string, ...string[]] => ['/bin/sh', '-c', script];

describe('the child that asks systeminformation', () => {
  test('is ended with its own children when it hangs', async () => {
    const started = performance.now();
    const reading = await askChild({ command: shell('sleep 30 & sleep 30'), timeoutMs: 100 });
    expect(reading).toMatchObject({ ok: false, error: 'Timeout' });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test.each([
    ['is not there', ['/no/such/program'] as const, 'Spawn'],
    ['fails', shell('exit 3'), 'Exit'],
    ['says nothing', shell('true'), 'malformed'],
    ['says no JSON', shell('echo hello'), 'malformed'],
    ['says too much', shell('yes'), 'TooLarge'],
  ])('that %s is a failed source', async (_, command, error) => {
    expect(await askChild({ command, timeoutMs: 5000 })).toMatchObject({ ok: false, error });
  });

  test('leaves unknown what the library has as zero, empty or "unknown"', () => {
    expect(
      parseAnswer('{"brand":"unknown","manufacturer":"","logical":0,"sockets":0,"memoryBytes":0}'),
    ).toEqual({
      ok: true,
      facts: { cpu: {} },
    });
  });
});
