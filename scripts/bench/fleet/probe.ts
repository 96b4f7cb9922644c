/**
 * Asks for /healthz without end, a process of its own: `node fleet-probe.ts PORT`. Every message is answered with the longest
 * wait since the one before, in milliseconds: how long the extender let a stranger wait.
 */
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 2;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let longest = 0;

function ask(): Promise<void> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port: Number(process.argv[2]), path: '/healthz', agent }, (response) => {
      response.resume();
      response.once('end', resolve);
    }).once('error', () => resolve());
  });
}

process.on('message', () => {
  process.send?.(longest);
  longest = 0;
});
process.on('disconnect', () => process.exit());
for (;;) {
  const started = performance.now();
  await ask();
  longest = Math.max(longest, performance.now() - started);
  await pause(PAUSE_MS);
}
