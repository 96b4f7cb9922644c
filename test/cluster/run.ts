import { type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. */
  readonly input?: string;
  /** File that becomes standard input. */
  readonly inputFile?: string;
  /** Default: no limit. */
  readonly timeoutSeconds?: number;
  /** Called with each line of standard error as it comes. */
  readonly onErrorLine?: (line: string) => void;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end. Throws where it cannot be started, ends with anything but 0, or takes longer than
 * `timeoutSeconds`; the error names the command, the status and the end of what it said.
 */
export async function run(
  command: string,
  commandArguments: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const inputDescriptor = options.inputFile === undefined ? undefined : openSync(options.inputFile, 'r');
  const input = inputDescriptor ?? (options.input === undefined ? 'ignore' : 'pipe');
  const spawnOptions: SpawnOptions = { stdio: [input, 'pipe', 'pipe'] };
  if (options.cwd !== undefined) spawnOptions.cwd = options.cwd;
  if (options.env !== undefined) spawnOptions.env = { ...process.env, ...options.env };
  const shown = [command, ...commandArguments].join(' ');
  const child = spawn(command, [...commandArguments], spawnOptions);
  if (inputDescriptor !== undefined) closeSync(inputDescriptor);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let partialLine = '';
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr.push(chunk);
    if (options.onErrorLine === undefined) return;
    const lines = (partialLine + chunk.toString()).split('\n');
    partialLine = lines.pop() ?? '';
    for (const line of lines) options.onErrorLine(line);
  });
  // A child that ends before it has read its input answers with EPIPE; its exit status tells the story.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input);
  let timedOut = false;
  const timer =
    options.timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          child.kill('SIGKILL');
        }, options.timeoutSeconds * 1000);
  const ending = await new Promise<string | undefined>((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`cannot start ${shown}: ${error.message}`)));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `status ${code}`)));
  }).finally(() => clearTimeout(timer));
  const result = { stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
  if (ending === undefined) return result;
  const reason = timedOut ? `was ended after ${options.timeoutSeconds} s` : `ended with ${ending}`;
  throw new Error(`${shown}: ${reason}: ${lastLines(result.stderr || result.stdout, 15)}`);
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
