/** docs/coming-from: files and outputs of commands between <!-- file: … --> or <!-- run: … --> and its end. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const FOLDER = 'docs/coming-from';
const BLOCK = /^<!-- (file|run): (.*?) -->\n[\s\S]*?^<!-- \/\1 -->$/gm;

export interface Pages {
  /** Repository path → the page with its blocks filled in. */
  readonly files: ReadonlyMap<string, string>;
  /** Pages that cannot be filled in, and why. */
  readonly problems: readonly string[];
}

export async function comingFromPages(root: string): Promise<Pages> {
  const names = (await readdir(join(root, FOLDER))).filter((name) => name.endsWith('.md')).toSorted();
  const run = inTurns(availableParallelism(), (command: string) => runCommand(root, command));
  const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
  const files = new Map<string, string>();
  const problems: string[] = [];
  await Promise.all(
    names.map(async (name) => {
      const path = `${FOLDER}/${name}`;
      try {
        files.set(path, await filled(await read(path), { run, read }));
      } catch (error) {
        problems.push(`${path}: ${(error as Error).message}`);
      }
    }),
  );
  return { files, problems };
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Sources {
  readonly run: (command: string) => Promise<Ended>;
  readonly read: (path: string) => Promise<string>;
}

export async function filled(text: string, { run, read }: Sources): Promise<string> {
  const blocks = await Promise.all(
    [...text.matchAll(BLOCK)].map(async ([, kind, what = '']) =>
      kind === 'file' ? fence(languageOf(what), await read(what)) : runText(what, await run(what)),
    ),
  );
  let next = 0;
  return text.replaceAll(BLOCK, (_block, kind: string, what: string) => {
    const content = blocks[next] ?? '';
    next += 1;
    return `<!-- ${kind}: ${what} -->\n\n${content}\n\n<!-- /${kind} -->`;
  });
}

function runText(command: string, { code, stdout, stderr }: Ended): string {
  const said = [stderr.trimEnd(), ...(code === 0 ? [] : [`exit code ${code}`])].filter((part) => part !== '');
  return [
    fence('sh', command),
    ...(stdout.trim() === '' ? [] : [fence(outputLanguage(command), stdout)]),
    ...(said.length === 0 ? [] : [fence('text', said.join('\n'))]),
  ].join('\n\n');
}

/** Longer than any fence in the text. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/^`{3,}/gm)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.trimEnd()}\n${ticks}`;
}

function languageOf(path: string): string {
  return path.endsWith('.json') ? 'json' : 'yaml';
}

function outputLanguage(command: string): string {
  const format = / (?:-o|--output)[ =](\w+)/.exec(command)?.[1];
  if (format !== undefined) return format;
  return /^latebind (?:convert|admit) /.test(command) ? 'yaml' : 'text';
}

/** Words with single or double quotes around those that hold spaces. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}

function runCommand(root: string, command: string): Promise<Ended> {
  const [program, ...args] = wordsOf(command);
  if (program !== 'latebind') throw new Error(`wanted <!-- run: latebind … -->, not ${command}`);
  const options = { cwd: root, env: { PATH: process.env['PATH'], NO_COLOR: '1' } };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['cli/main.ts', ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code !== 'number') reject(error ?? new Error(command));
      // A mistake of ours or of the page: its output is no example.
      else if (code === 1 || code === 2) reject(new Error(`${command} ended with ${code}:\n${stderr}`));
      else resolve({ code, stdout, stderr });
    });
  });
}

/** No more than `most` at a time. */
function inTurns<In, Out>(most: number, work: (given: In) => Promise<Out>): (given: In) => Promise<Out> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (given) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await work(given);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
