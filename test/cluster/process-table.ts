import { readdirSync, readFileSync } from 'node:fs';

/** A process, told apart from a later one that got the same pid by the tick it started at. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTick: string;
}

interface Stat {
  readonly state: string;
  readonly parent: number;
  readonly startTick: string;
}

function stat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the program's name in brackets and may hold anything, blanks and brackets included.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', parent: Number(fields[1]), startTick: fields[19] ?? '' };
}

export function identify(pid: number): ProcessIdentity | undefined {
  const found = stat(pid);
  return found === undefined ? undefined : { pid, startTick: found.startTick };
}

/** False for a zombie: what it held is already given back. */
export function isAlive(identity: ProcessIdentity): boolean {
  const found = stat(identity.pid);
  return (
    found !== undefined &&
    found.startTick === identity.startTick &&
    found.state !== 'Z' &&
    found.state !== 'X'
  );
}

export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => stat(candidate)?.parent === pid);
}

/** Sends the signal only where the pid is still that process. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
