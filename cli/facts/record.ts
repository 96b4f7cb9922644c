/** `latebind facts record`: a host in one file, for a bug report or a test. */
import { chmod, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { RecordError, recordHost } from '../../shared/discovery/record-host.ts';
import { ArchiveError } from '../../shared/discovery/tar.ts';
import { EXIT, exitHelp } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { UserError } from '../user-error.ts';
import { addDriverRootOption, openHostFiles } from './open-host.ts';

interface RecordCommandOptions {
  readonly host: string;
  readonly output: string;
  readonly redact?: boolean;
  readonly nvidiaSmi?: boolean;
  readonly driverRoot?: readonly string[];
}

async function record(options: RecordCommandOptions, terminal: Terminal): Promise<number> {
  const { host, output, redact = false, nvidiaSmi = false, driverRoot } = options;
  if (nvidiaSmi && host !== '/')
    throw new UserError(
      `--nvidia-smi runs the program of this machine, and --host is ${host}; leave one of them out`,
    );
  if (output === '-' && process.stdout.isTTY)
    throw new UserError('-o - writes a tar, and this is a terminal; give a file, or pipe it to a program');
  const { files, ...rest } = await openHostFiles(host, driverRoot);
  let archive: Buffer;
  try {
    archive = await recordHost(files, { ...rest, redact, nvidiaSmi });
  } catch (error) {
    if (error instanceof RecordError || error instanceof ArchiveError) throw new UserError(error.message);
    throw error;
  }
  if (output === '-') await written(archive);
  // It may hold what identifies the machine.
  else {
    await writeFile(output, /\.t?gz$/.test(output) ? gzipSync(archive) : archive, { mode: 0o600 });
    // Of a file that was there the mode stays otherwise.
    await chmod(output, 0o600).catch(() => {});
  }
  const where = output === '-' ? 'stdout' : output;
  terminal.say(
    `${where}: ${archive.length} bytes of tar; discovery gives the same facts from it as from ${host}`,
  );
  if (!redact) terminal.say('it holds serial numbers and UUIDs; --redact replaces them');
  return EXIT.ok;
}

const written = (bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) =>
      error === null || error === undefined ? resolve() : reject(error),
    );
  });

export function addRecordCommand(facts: Command, terminal: Terminal): void {
  const command = facts
    .command('record')
    .description('write all that decides the facts of a host into one tar')
    .option('--host <path>', 'folder or tar of a host, / for this machine', '/')
    .requiredOption('-o, --output <file>', 'where the tar goes, - for stdout; compressed where it ends in gz')
    .option('--redact', 'replace serial numbers, UUIDs, host names, machine ids and hardware addresses')
    .option('--nvidia-smi', "run this machine's nvidia-smi and keep its answer");
  addDriverRootOption(command)
    .addHelpText(
      'after',
      `
The tar holds the files that the readers opened, as far as they read them, and the names in the folders
that they listed; latebind/facts.json has the facts. Before it is written, discovery runs on it and must
give the same facts. --redact puts the same stand-in for the same value everywhere, in names and links as
well; the mount table and paths are kept, so look at it before you send it: tar tvf FILE.

  latebind facts record --redact -o host.tar.gz
  latebind facts --host host.tar.gz --why nvidia.libraryDir
${exitHelp({ ok: 'written' })}`,
    )
    .action(async (options: RecordCommandOptions) => {
      terminal.exitCode = await record(options, terminal);
    });
}
