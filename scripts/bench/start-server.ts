/** server.ts as a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { ended, nextMessage } from './left-behind.ts';

export async function startServer(
  side: 'extender' | 'noop',
): Promise<{ readonly port: number; readonly process: ChildProcess }> {
  const child = ended(fork(join(import.meta.dirname, 'server.ts'), [side]));
  return { port: await nextMessage<number>(child, `the ${side} server`), process: child };
}
