/**
 * Writes every generated file, or with --check says which of them is not what it should be. What is generated:
 * the host-facts codec, and the reference pages docs/{reason-codes,metrics,cli,presets}.md.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commandReference } from './generate/cli.ts';
import { metricsReference } from './generate/metrics.ts';
import { presetReference } from './generate/presets.ts';
import { reasonCodes } from './generate/reason-codes.ts';

const ROOT = join(import.meta.dirname, '..');

const GENERATORS: Readonly<Record<string, () => Promise<string>>> = {
  'docs/cli.md': () => commandReference(ROOT),
  'docs/metrics.md': () => metricsReference(),
  'docs/presets.md': () => presetReference(ROOT),
  'docs/reason-codes.md': () => reasonCodes(),
};

async function main(check: boolean): Promise<number> {
  const stale: string[] = [];
  for (const [path, generate] of Object.entries(GENERATORS)) {
    const file = join(ROOT, path);
    const want = await generate();
    const seen = await readFile(file, 'utf8').catch(() => null);
    if (seen === want) continue;
    stale.push(path);
    if (!check) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, want);
    }
  }
  for (const path of stale) console.log(check ? `${path} is out of date: npm run generate` : `wrote ${path}`);
  if (stale.length === 0) console.log(`${Object.keys(GENERATORS).length} generated files are up to date`);
  return check && stale.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.includes('--check'));
