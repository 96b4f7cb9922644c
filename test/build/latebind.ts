import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../cli/run.ts';
import type { Terminal } from '../../cli/terminal.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a person does, in this process; commands that print through `console` are not heard. */
export async function latebind(args: readonly string[], stdin = ''): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const terminal: Terminal = {
    print(text) {
      stdout += `${text}\n`;
    },
    say(text) {
      stderr += `${text}\n`;
    },
    stdin: () => Promise.resolve(stdin),
    exitCode: 0,
  };
  await run(args, terminal);
  return { code: terminal.exitCode, stdout, stderr };
}

/** Documents as one text of YAML; JSON is YAML. */
export const documents = (...objects: readonly object[]): string =>
  objects.map((object) => JSON.stringify(object)).join('\n---\n');

/** A folder of its own with these files; the caller removes it. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'latebind-test-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
