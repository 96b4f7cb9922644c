/**
 * Writes every generated file, or with --check says which of them is not what it should be. What is generated:
 * the code of the host facts, the CRDs, the types of a pod's fields, the reference pages docs/{reason-codes,metrics,cli,presets}.md, and the demo's output in README.md.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commandReference } from './generate/cli.ts';
import { customResourceDefinitions } from './generate/crds.ts';
import { metricsReference } from './generate/metrics.ts';
import { podTypes } from './generate/pod-types.ts';
import { presetReference } from './generate/presets.ts';
import { readmeWithDemo } from './generate/readme.ts';
import { reasonCodes } from './generate/reason-codes.ts';
import { generateHostFacts } from './generate-host-facts.ts';

const ROOT = join(import.meta.dirname, '..');

/** Repository path → what the file must hold. */
async function generateAll(): Promise<Map<string, string>> {
  return new Map([
    ...(await generateHostFacts()),
    ...customResourceDefinitions(),
    ...podTypes(),
    ['README.md', await readmeWithDemo(ROOT)],
    ['docs/cli.md', await commandReference(ROOT)],
    ['docs/metrics.md', metricsReference()],
    ['docs/presets.md', presetReference()],
    ['docs/reason-codes.md', reasonCodes()],
  ]);
}

async function main(check: boolean): Promise<number> {
  const files = await generateAll();
  const stale: string[] = [];
  for (const [path, want] of files) {
    const file = join(ROOT, path);
    if ((await readFile(file, 'utf8').catch(() => null)) === want) continue;
    stale.push(path);
    if (check) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, want);
  }
  for (const path of stale) console.log(check ? `${path} is out of date: npm run generate` : `wrote ${path}`);
  if (stale.length === 0) console.log(`${files.size} generated files are up to date`);
  return check && stale.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.includes('--check'));
