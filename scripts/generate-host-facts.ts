/** Makes the code of shared/host-facts/host-facts.proto. Run by hand: node scripts/generate-host-facts.ts */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pbjs, pbts } from 'protobufjs-cli';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BASE = 'shared/host-facts/host-facts';
/**
 * --keep-case: the names in the .proto are the names in expressions. --null-semantics: an unset field is
 * null in the types, so nobody takes it for a zero.
 */
const STATIC = [
  '-t',
  'static-module',
  '-w',
  'es6',
  '-r',
  'latebind_host_facts',
  '--keep-case',
  '--null-semantics',
];
const LEAN = ['--no-create', '--no-verify', '--no-convert', '--no-delimited', '--no-typeurl', '--no-service'];
const NOTE = '// Generated from host-facts.proto by scripts/generate-host-facts.ts. Do not edit.\n';

/** Repository path → content of each generated file of the host facts. */
export async function generateHostFacts(): Promise<Map<string, string>> {
  const proto = join(ROOT, `${BASE}.proto`);
  const directory = await mkdtemp(join(tmpdir(), 'latebind-host-facts-'));
  try {
    // Types come from the comments of the code; the code that is shipped has none.
    const commented = join(directory, 'commented.js');
    await writeFile(commented, await run(pbjs.main, [...STATIC, ...LEAN, proto]));
    const types = await run(pbts.main, [commented]);
    const code = await run(pbjs.main, [...STATIC, ...LEAN, '--no-comments', proto]);
    const schema = await run(pbjs.main, ['-t', 'json', '--keep-case', proto]);
    return new Map([
      [`${BASE}.generated.js`, NOTE + withFinalNewline(code)],
      [`${BASE}.generated.d.ts`, NOTE + withFinalNewline(types)],
      [`${BASE}.schema.generated.json`, withFinalNewline(schema)],
    ]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Tool = (args: string[], callback: (error: Error | null, output?: string) => void) => number | undefined;

async function run(tool: Tool, args: string[]): Promise<string> {
  return await new Promise((resolve, reject) => {
    tool(args, (error, output) => {
      if (error === null) resolve(output ?? '');
      else reject(error);
    });
  });
}

const withFinalNewline = (text: string): string => `${text.trimEnd()}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of await generateHostFacts()) {
    const target = join(ROOT, path);
    if ((await readFile(target, 'utf8').catch(() => undefined)) === content) continue;
    await writeFile(target, content);
    process.stdout.write(`${path}\n`);
  }
}
