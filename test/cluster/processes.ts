import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity, signal } from './process-table.ts';
import { lastLines } from './run.ts';
import type { Workspace } from './workspace.ts';

export interface ProcessOptions {
  /** Names the log file too. */
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A program of the cluster that runs until it is stopped. */
export class ManagedProcess {
  readonly name: string;
  readonly identity: ProcessIdentity;
  readonly logFile: string;
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  #ending: string | undefined;

  private constructor(name: string, identity: ProcessIdentity, logFile: string, ended: Promise<string>) {
    this.name = name;
    this.identity = identity;
    this.logFile = logFile;
    this.ended = ended.then((ending) => {
      this.#ending = ending;
      return ending;
    });
  }

  /** Its output goes to `<workspace>/logs/<name>.log`, after what an earlier run wrote there. */
  static async start(workspace: Workspace, options: ProcessOptions): Promise<ManagedProcess> {
    const logFile = join(workspace.logs, `${options.name}.log`);
    const log = openSync(logFile, 'a');
    // The kernel ends the program with us, even where we are killed and can do nothing.
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', options.command, ...options.arguments], {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...options.env },
    });
    closeSync(log);
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, signalName) => resolve(signalName ?? `status ${code}`));
      child.once('error', (error) => resolve(error.message));
    });
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (identity === undefined)
      throw new Error(`cannot start ${options.name} (${options.command}): ${await ended}`);
    try {
      workspace.ownProcess(identity);
    } catch (error) {
      signal(identity, 'SIGKILL');
      throw error;
    }
    return new ManagedProcess(options.name, identity, logFile, ended);
  }

  /** Throws, with the end of its log, where it does not run any more. */
  assertRunning(): void {
    if (this.#ending === undefined) return;
    throw new Error(`${this.name} ended with ${this.#ending}; the end of ${this.logFile}:\n${this.tail()}`);
  }

  tail(count = 20): string {
    return lastLines(readFileSync(this.logFile, 'utf8'), count);
  }

  /** Resolves when it has ended: by `name`, or by SIGKILL after `graceSeconds`. */
  async stop(name: NodeJS.Signals = 'SIGTERM', graceSeconds = 5): Promise<void> {
    signal(this.identity, name);
    const timer = setTimeout(() => signal(this.identity, 'SIGKILL'), graceSeconds * 1000);
    await this.ended;
    clearTimeout(timer);
  }

  isRunning(): boolean {
    return isAlive(this.identity);
  }
}
