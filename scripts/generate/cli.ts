import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { page } from './markdown.ts';

const run = promisify(execFile);

/** What a person types, and the entry point with arguments that prints it. */
const HELPS: readonly (readonly [title: string, entry: string, args: readonly string[]])[] = [
  ['latebind', 'cli/main.ts', []],
  ['latebind admit', 'cli/main.ts', ['admit']],
  ['latebind lint', 'cli/main.ts', ['lint']],
  ['latebind check', 'cli/main.ts', ['check']],
  ['latebind convert', 'cli/main.ts', ['convert']],
  ['latebind facts', 'cli/main.ts', ['facts']],
  ['latebind facts record', 'cli/main.ts', ['facts', 'record']],
  ['latebind facts diff', 'cli/main.ts', ['facts', 'diff']],
  ['latebind replay', 'cli/main.ts', ['replay']],
  ['latebind certificates', 'cli/main.ts', ['certificates']],
  ['latebind manifests', 'cli/main.ts', ['manifests']],
  ['latebind demo', 'cli/main.ts', ['demo']],
  ['agent', 'agent/main.ts', []],
  ['extender', 'extender/main.ts', []],
];

export async function commandReference(root: string): Promise<string> {
  const sections: string[] = [];
  for (const [title, entry, args] of HELPS) {
    // A clean environment: defaults that a program takes from there do not belong into the page.
    const { stdout } = await run(process.execPath, [join(root, entry), ...args, '--help'], {
      cwd: root,
      env: { PATH: process.env['PATH'], NO_COLOR: '1', COLUMNS: '100' },
    });
    sections.push(`## ${title}\n\n\`\`\`text\n${stdout.trimEnd()}\n\`\`\``);
  }
  return page('Command lines', 'What every program prints for `--help`.', ...sections);
}
