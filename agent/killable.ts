import { spawn } from 'node:child_process';

export type ProgramResult =
  | { readonly ok: true; readonly output: string }
  | {
      readonly ok: false;
      readonly error: 'Timeout' | 'TooLarge' | 'Spawn' | 'Exit';
      readonly detail: string;
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
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      ...(options.env === undefined ? undefined : { env: options.env }),
    });
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
    const fail = (error: Extract<ProgramResult, { ok: false }>['error'], detail: string): void =>
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
    child.once('error', (error) => fail('Spawn', error.message.slice(0, 80)));
    child.once('close', (code) => {
      if (code === 0) settle({ ok: true, output });
      else fail('Exit', `code ${code ?? 'by signal'}`);
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended by itself.
  }
}
