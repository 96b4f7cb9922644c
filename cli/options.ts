/** Options that several commands have, with one meaning. */
import { type Command, Option } from 'commander';
import { UserError } from './user-error.ts';

export interface FileOptions {
  readonly filename: readonly string[];
  readonly recursive?: boolean;
}

export function addFileOptions(command: Command, what: string): Command {
  return command
    .requiredOption('-f, --filename <path...>', `file, folder or - for stdin, repeatable: ${what}`)
    .option('-R, --recursive', 'folders with all that is below them');
}

export function addNamespaceOption(command: Command, what: string): Command {
  return command.option('-n, --namespace <name>', what, namespaceName);
}

/** The first is what is printed when nothing is said. */
export function addOutputOption(command: Command, formats: readonly [string, ...string[]]): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'what is printed').choices(formats).default(formats[0]),
  );
}

function namespaceName(name: string): string {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
    throw new UserError(`"${name}" is not the name of a namespace`);
  return name;
}
