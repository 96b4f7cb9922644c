/** What a run must not leave behind, however it ends: processes of its own, and folders with private keys. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { constants } from 'node:os';

const children = new Set<ChildProcess>();
const folders = new Set<string>();

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));

/** The process ends with this one. */
export function ended<T extends ChildProcess>(child: T): T {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

export async function end(child: ChildProcess): Promise<void> {
  if (isOver(child)) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

export function removed(folder: string): () => void {
  folders.add(folder);
  return () => {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
  };
}

/** Its next message. Fails where the process ends before. */
export async function nextMessage<T>(child: ChildProcess, what: string): Promise<T> {
  const early = (): Error => new Error(`${what} ended with ${child.exitCode ?? child.signalCode}`);
  if (isOver(child)) throw early();
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as T),
      once(child, 'exit', { signal }).then(() => {
        throw early();
      }),
    ]);
  } finally {
    waiting.abort();
  }
}
