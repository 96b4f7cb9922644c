import { basename } from 'node:path';
import { EXIT } from './exit-codes.ts';
import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

/** kubectl runs a program named kubectl-latebind for `kubectl latebind`; help speaks as it was called. */
const name = basename(process.argv[1] ?? '').startsWith('kubectl-latebind') ? 'kubectl latebind' : 'latebind';

// Whoever reads may stop: `latebind … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`latebind: stdout: ${error.message}\n`);
  process.exit(EXIT.badInput);
});

await run(process.argv.slice(2), processTerminal, name);
