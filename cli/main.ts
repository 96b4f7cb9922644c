import { basename } from 'node:path';
import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

/** kubectl runs a program named kubectl-latebind for `kubectl latebind`; help speaks as it was called. */
const name = basename(process.argv[1] ?? '').startsWith('kubectl-latebind') ? 'kubectl latebind' : 'latebind';

await run(process.argv.slice(2), processTerminal, name);
