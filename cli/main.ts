import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { addAdmitCommand } from './admit.ts';
import { addCertificatesCommand } from './certificates.ts';
import { addCheckCommand } from './check.ts';
import { addDemoCommand } from './demo.ts';
import { EXIT, exitHelp } from './exit-codes.ts';
import { addLintCommand } from './lint.ts';
import { addManifestsCommand } from './manifests.ts';
import { UserError } from './user-error.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
  version: string;
};

/** kubectl runs a program named kubectl-latebind for `kubectl latebind`; help speaks as it was called. */
const name = basename(process.argv[1] ?? '').startsWith('kubectl-latebind') ? 'kubectl latebind' : 'latebind';

const program = new Command(name)
  .description('Pods that ask for a resource get what that resource needs on the node they land on.')
  .version(version)
  .showHelpAfterError('(add --help for what there is)')
  // Before the commands are made: they inherit it.
  .exitOverride()
  .addHelpText('after', exitHelp());
addAdmitCommand(program);
addLintCommand(program);
addCheckCommand(program);
addDemoCommand(program);
addCertificatesCommand(program);
addManifestsCommand(program, version);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = endWith(error);
}

function endWith(error: unknown): number {
  // Help and the version come this way, too; what is wrong is printed already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
  // What the file system refuses names the path and the reason; a stack trace would hide them.
  const { path, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof UserError) && path === undefined) throw error;
  for (const line of message.split('\n')) console.error(`latebind: ${line}`);
  return EXIT.badInput;
}
