/** `latebind lint`: what the webhook on presets would refuse, before anything is applied. */
import type { Command } from 'commander';
import { readDocuments } from './documents.ts';
import { objectsOf } from './documents-objects.ts';
import { EXIT, exitHelp } from './exit-codes.ts';
import { addFileOptions, addOutputOption, type FileOptions } from './options.ts';
import { problemText, type ReadPreset, readPreset, repeatedLines } from './presets.ts';
import type { Terminal } from './terminal.ts';
import { UserError } from './user-error.ts';

interface LintOptions extends FileOptions {
  readonly output: string;
}

async function lint({ filename, recursive, output }: LintOptions, terminal: Terminal): Promise<number> {
  const { presets: documents } = objectsOf(
    await readDocuments(filename, { recursive, stdin: terminal.stdin }),
  );
  if (documents.length === 0)
    throw new UserError(`there is no preset in ${filename.join(', ')}; wanted PodPreset or ClusterPodPreset`);
  const defaults = { namespace: 'default', created: '' };
  const presets = documents.map((document) => readPreset(document, defaults));
  if (output === 'json') terminal.print(JSON.stringify(lintReport(presets), null, 2));
  else for (const line of lintLines(presets)) terminal.print(line);
  return presets.every(({ result }) => result.ok) ? EXIT.ok : EXIT.refused;
}

export function lintReport(presets: readonly ReadPreset[]): object {
  return {
    ok: presets.every(({ result }) => result.ok),
    presets: presets.map(({ source, kind, name, namespace, result }) => ({
      source,
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ok: result.ok,
      problems: result.ok ? [] : result.problems,
      warnings: result.ok ? result.warnings : [],
    })),
  };
}

export function lintLines(presets: readonly ReadPreset[]): string[] {
  const lines = presets.flatMap(({ source, id, result }) => {
    const about = `${source}: ${id}`;
    if (!result.ok) return result.problems.map((problem) => `${about}: ${problemText(problem)}`);
    if (result.warnings.length === 0) return [`${about}: ok`];
    return result.warnings.map((warning) => `${about}: warning: ${warning}`);
  });
  return [...lines, ...repeatedLines(presets).map((line) => `warning: ${line}`)];
}

export function addLintCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('lint')
    .description('say what the webhook on presets would refuse, with file, object and field');
  addFileOptions(command, 'presets; other objects are passed over');
  addOutputOption(command, ['text', 'json'])
    .addHelpText(
      'after',
      exitHelp({ ok: 'every preset would be accepted', refused: 'at least one would be refused' }),
    )
    .action(async (options: LintOptions) => {
      terminal.exitCode = await lint(options, terminal);
    });
}
