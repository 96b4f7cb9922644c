import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { addAdmitCommand } from './admit.ts';
import { addCertificatesCommand } from './certificates.ts';
import { addCheckCommand } from './check.ts';
import { addConvertCommand } from './convert.ts';
import { addDemoCommand } from './demo.ts';
import { EXIT, exitHelp } from './exit-codes.ts';
import { addFactsCommand } from './facts.ts';
import { addLintCommand } from './lint.ts';
import { addManifestsCommand } from './manifests.ts';
import { addReplayCommand } from './replay.ts';
import type { Terminal } from './terminal.ts';
import { UserError } from './user-error.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
  version: string;
};

/** Runs one command line. What it throws is a mistake of ours. */
export async function run(args: readonly string[], terminal: Terminal, name = 'latebind'): Promise<void> {
  const program = new Command(name)
    .description('Pods that ask for a resource get what that resource needs on the node they land on.')
    .version(version)
    .showHelpAfterError('(add --help for what there is)')
    // Before the commands are made: they inherit both.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.say(text.replace(/\n$/, '')),
    })
    .addHelpText('after', exitHelp());
  addAdmitCommand(program, terminal);
  addLintCommand(program, terminal);
  addCheckCommand(program, terminal);
  addConvertCommand(program, terminal);
  addFactsCommand(program, terminal);
  addReplayCommand(program, terminal);
  addDemoCommand(program);
  addCertificatesCommand(program);
  addManifestsCommand(program, version);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    terminal.exitCode = endWith(error, terminal);
  }
}

function endWith(error: unknown, { say }: Terminal): number {
  // Help and the version come this way, too; what is wrong is printed already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.badInput;
  // What the file system refuses names the path and the reason; a stack trace would hide them.
  const { path, syscall, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof UserError) && path === undefined && syscall === undefined) throw error;
  for (const line of message.split('\n')) say(`latebind: ${line}`);
  return EXIT.badInput;
}
