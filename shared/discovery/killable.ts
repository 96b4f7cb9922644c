import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export type ProgramResult =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly error: 'Timeout' | 'TooLarge' | 'Spawn'; readonly detail: string }
  | {
      readonly ok: false;
      readonly error: 'Exit';
      readonly detail: string;
      /** Undefined where a signal ended it. */
      readonly code: number | undefined;
      /** Programs say why on their standard output, too. */
      readonly output: string;
    };

export interface ProgramOptions {
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Characters of output after which it is ended. */
  readonly maxOutput: number;
}

/**
 * Runs a program that may hang, in a process group of its own so that what it started ends with it. One that
 * hangs in the kernel outlives the signal; then it is left behind, and the answer is still Timeout.
 */
export async function runKillable(options: ProgramOptions): Promise<ProgramResult> {
  const [program, ...args] = options.command;
  return await new Promise((resolve) => {
    const child = start(program, args, options.env);
    if (typeof child === 'string') {
      resolve({ ok: false, error: 'Spawn', detail: child });
      return;
    }
    let output = '';
    let settled = false;
    const settle = (result: ProgramResult): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      killGroup(child.pid);
      child.stdout.destroy();
      child.unref();
      resolve(result);
    };
    const fail = (error: 'Timeout' | 'TooLarge' | 'Spawn', detail: string): void =>
      settle({ ok: false, error, detail });
    const timer = setTimeout(
      () => fail('Timeout', `no answer in ${options.timeoutMs} ms`),
      options.timeoutMs,
    );
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      output += text;
      if (output.length > options.maxOutput) fail('TooLarge', `more than ${options.maxOutput} characters`);
    });
    child.stdout.once('error', (error) => fail('Spawn', error.message.slice(0, 80)));
    child.once('error', (error) => fail('Spawn', error.message.slice(0, 80)));
    child.once('close', (code, signal) => {
      if (code === 0) settle({ ok: true, output });
      else {
        const detail = code === null ? `signal ${signal}` : `code ${code}`;
        settle({ ok: false, error: 'Exit', detail, code: code ?? undefined, output });
      }
    });
  });
}

/** The child, or why there is none: some of it is thrown, such as an argument with a NUL. */
function start(
  program: string,
  args: readonly string[],
  env: ProgramOptions['env'],
): ChildProcessByStdio<null, Readable, null> | string {
  try {
    return spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      ...(env === undefined ? undefined : { env }),
    });
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 80) : 'thrown';
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended by itself.
  }
}
