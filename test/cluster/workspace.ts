import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { identify, isAlive, type ProcessIdentity, signal } from './process-table.ts';

const directoryPrefix = 'latebind-cluster-';
const stateFile = 'state.json';
const keptLogsMilliseconds = 3 * 24 * 3600 * 1000;

/** Everything outside the directory that has to go when the cluster goes. Written down before it is made. */
interface State {
  readonly owner: ProcessIdentity;
  processes: ProcessIdentity[];
  links: string[];
  /** Prefixes with a route of type unreachable. */
  unreachable: string[];
  /** Names of top-level control groups. */
  controlGroups: string[];
}

export interface CloseOptions {
  /** Leaves the folder `logs` in place. */
  readonly keepLogs: boolean;
}

/**
 * A temporary directory and a list of what was made outside it: processes, network links, control groups. `close` removes all
 * of it, and it is synchronous, so that it also runs when the process is about to end. What a killed process left behind is
 * removed by the next `Workspace.open`, which finds it by this list.
 */
export class Workspace {
  readonly directory: string;
  /** Short, unique on this machine, fit for names. */
  readonly id: string;
  readonly logs: string;
  #state: State | undefined;
  readonly #onExit = (): void => this.close({ keepLogs: true });
  readonly #onSignal = (name: NodeJS.Signals): void => {
    try {
      this.close({ keepLogs: true });
      process.stderr.write(`${name}: cluster removed; logs: ${this.logs}\n`);
    } finally {
      process.kill(process.pid, name);
    }
  };

  private constructor(directory: string, owner: ProcessIdentity) {
    this.directory = directory;
    this.id = basename(directory).slice(directoryPrefix.length).toLowerCase();
    this.logs = join(directory, 'logs');
    mkdirSync(this.logs);
    this.#state = { owner, processes: [], links: [], unreachable: [], controlGroups: [] };
    this.#write();
    process.once('exit', this.#onExit);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, this.#onSignal);
  }

  /** Removes what dead owners left, then makes a new workspace. */
  static open(): Workspace {
    removeAbandoned();
    const owner = identify(process.pid);
    if (owner === undefined)
      throw new Error('cannot read /proc/self/stat: the cluster needs Linux with /proc mounted');
    return new Workspace(mkdtempSync(join(tmpdir(), directoryPrefix)), owner);
  }

  /** From here on a signal is the caller's: it has to call `close`. */
  leaveSignals(): void {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeListener(name, this.#onSignal);
  }

  /** `directory/...parts`, made where it is missing. */
  subdirectory(...parts: string[]): string {
    const path = join(this.directory, ...parts);
    mkdirSync(path, { recursive: true });
    return path;
  }

  ownProcess(identity: ProcessIdentity): void {
    this.#change((state) => {
      state.processes = [...state.processes.filter(isAlive), identity];
    });
  }

  ownLink(name: string): void {
    this.#change((state) => state.links.push(name));
  }

  ownUnreachable(prefix: string): void {
    this.#change((state) => state.unreachable.push(prefix));
  }

  ownControlGroup(name: string): void {
    this.#change((state) => state.controlGroups.push(name));
  }

  /** Ends and removes everything. Safe to call twice. Throws where something could not be removed, naming it. */
  close({ keepLogs }: CloseOptions): void {
    if (this.#state === undefined) return;
    const state = this.#state;
    this.#state = undefined;
    process.removeListener('exit', this.#onExit);
    this.leaveSignals();
    dismantle(this.directory, state, keepLogs);
  }

  #change(change: (state: State) => void): void {
    if (this.#state === undefined) throw new Error(`${this.directory} is closed already`);
    change(this.#state);
    this.#write();
  }

  #write(): void {
    const path = join(this.directory, stateFile);
    writeFileSync(`${path}.new`, JSON.stringify(this.#state));
    renameSync(`${path}.new`, path);
  }
}

/** Ends and removes what was left by processes that were killed before they could. */
export function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(directoryPrefix)) continue;
    const directory = join(tmpdir(), name);
    let state: State;
    try {
      state = JSON.parse(readFileSync(join(directory, stateFile), 'utf8')) as State;
    } catch {
      // Kept logs, or another process is just making or removing it.
      if (existsSync(directory) && Date.now() - statSync(directory).mtimeMs > keptLogsMilliseconds) {
        rmSync(directory, { recursive: true, force: true });
      }
      continue;
    }
    if (isAlive(state.owner)) continue;
    try {
      dismantle(directory, state, false);
    } catch (error) {
      // What is left of another cluster need not be in this one's way.
      process.stderr.write(`${directory}: ${(error as Error).message}\n`);
    }
  }
}

function dismantle(directory: string, state: State, keepLogs: boolean): void {
  const problems: string[] = [];
  const attempt = (what: string, action: () => void): void => {
    try {
      action();
    } catch (error) {
      problems.push(`${what}: ${(error as Error).message}`);
    }
  };
  // The first process of a node's PID namespace takes everything in the namespace with it: shims and containers too.
  for (const identity of state.processes)
    attempt(`process ${identity.pid}`, () => signal(identity, 'SIGKILL'));
  for (const identity of state.processes) {
    attempt(`process ${identity.pid}`, () =>
      waitUntil(10, () => !isAlive(identity), 'it still runs after SIGKILL'),
    );
  }
  for (const name of state.links) {
    if (existsSync(`/sys/class/net/${name}`)) attempt(`link ${name}`, () => ip('link', 'delete', name));
  }
  // After the processes: until they are gone, this route keeps their packets on this machine.
  for (const prefix of state.unreachable) {
    attempt(`route to ${prefix}`, () => {
      if (ip('route', 'show', 'type', 'unreachable').includes(prefix))
        ip('route', 'delete', 'unreachable', prefix);
    });
  }
  for (const name of state.controlGroups) attempt(`control group ${name}`, () => removeControlGroup(name));
  // State goes last but one, so that a removal cut short is taken up again by the next start.
  for (const entry of existsSync(directory) ? readdirSync(directory) : []) {
    if (entry === stateFile || (entry === 'logs' && keepLogs)) continue;
    attempt(join(directory, entry), () =>
      rmSync(join(directory, entry), { recursive: true, force: true, maxRetries: 3 }),
    );
  }
  if (problems.length === 0) {
    if (keepLogs) rmSync(join(directory, stateFile), { force: true });
    else rmSync(directory, { recursive: true, force: true });
  } else {
    throw new Error(
      `the cluster in ${directory} is not wholly removed; the next start tries again: ${problems.join('; ')}`,
    );
  }
}

function ip(...ipArguments: string[]): string {
  return execFileSync('ip', ipArguments, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const controlGroupRoot = '/sys/fs/cgroup';

/** Version 1 has one tree a controller, version 2 one tree in all. */
function removeControlGroup(name: string): void {
  if (!existsSync(controlGroupRoot)) return;
  const trees = [
    controlGroupRoot,
    ...readdirSync(controlGroupRoot).map((tree) => join(controlGroupRoot, tree)),
  ];
  for (const tree of trees) {
    const group = join(tree, name);
    if (!existsSync(group)) continue;
    // The kernel frees the last process of a group a moment after it has died.
    let last: Error | undefined;
    waitUntil(
      5,
      () => {
        try {
          removeGroupTree(group);
          return true;
        } catch (error) {
          last = error as Error;
          return false;
        }
      },
      () => `${group}: ${last?.message ?? 'still there'}`,
    );
  }
}

function removeGroupTree(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroupTree(join(group, entry.name));
  }
  rmdirSync(group);
}

function waitUntil(seconds: number, condition: () => boolean, otherwise: string | (() => string)): void {
  const end = performance.now() + seconds * 1000;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!condition()) {
    if (performance.now() > end) throw new Error(typeof otherwise === 'string' ? otherwise : otherwise());
    Atomics.wait(cell, 0, 0, 20);
  }
}
