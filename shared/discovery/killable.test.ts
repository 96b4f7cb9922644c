import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ProgramOptions, type ProgramResult, runKillable } from './killable.ts';

const sh = (script: string, options: Partial<ProgramOptions> = {}): Promise<ProgramResult> =>
  runKillable({ command: ['/bin/sh', '-c', script], timeoutMs: 20_000, maxOutput: 1000, ...options });

test.each<[string, string, ProgramResult]>([
  ['that ends well', 'echo answer', { ok: true, output: 'answer\n' }],
  [
    'that says why it fails',
    'echo why; exit 18',
    { ok: false, error: 'Exit', detail: 'code 18', code: 18, output: 'why\n' },
  ],
  [
    'that a signal ends',
    'kill -SEGV $$',
    { ok: false, error: 'Exit', detail: 'signal SIGSEGV', code: undefined, output: '' },
  ],
  [
    'that says too much',
    'while :; do echo "more and more"; done',
    { ok: false, error: 'TooLarge', detail: 'more than 1000 characters' },
  ],
])('A program %s', async (_, script, want) => {
  expect(await sh(script)).toEqual(want);
});

test('A program has the environment that it is given and no other', async () => {
  expect(await sh('echo "$A$HOME"', { env: { A: 'b' } })).toEqual({ ok: true, output: 'b\n' });
});

test.each([
  ['is not there', '/none/such'],
  ['has a NUL in its name', '/bin/s\0h'],
])('A program that %s is an answer, too', async (_, program) => {
  const result = await runKillable({ command: [program], timeoutMs: 20_000, maxOutput: 10 });
  expect(result).toMatchObject({ ok: false, error: 'Spawn' });
});

test('A program that hangs is given up, and what it started ends with it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'latebind-killable-'));
  try {
    const started = join(directory, 'started');
    const result = await sh(`sleep 600 & echo $! > '${started}'; wait`, { timeoutMs: 500 });
    expect(result).toEqual({ ok: false, error: 'Timeout', detail: 'no answer in 500 ms' });
    const pid = Number(readFileSync(started, 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

/** A process that nobody waits for stays as a zombie. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
