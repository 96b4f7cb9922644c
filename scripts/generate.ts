/**
 * Writes every generated file, or with --check says which of them is not what it should be. What is generated:
 * the code of the host facts, the CRDs, the types of a pod's fields, the pages docs/{reason-codes,metrics,cli,presets,compatibility,host-facts}.md, the outputs in docs/coming-from, and the demo's in README.md.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commandReference } from './generate/cli.ts';
import { comingFromPages } from './generate/coming-from.ts';
import { compatibilityPage, problemsOf, readCompatibility } from './generate/compatibility.ts';
import { customResourceDefinitions } from './generate/crds.ts';
import { hostFactsReference } from './generate/host-facts-page.ts';
import { metricsReference } from './generate/metrics.ts';
import { podTypes } from './generate/pod-types.ts';
import { presetReference } from './generate/presets.ts';
import { readmeWithDemo } from './generate/readme.ts';
import { reasonCodes } from './generate/reason-codes.ts';
import { generateHostFacts } from './generate-host-facts.ts';

const ROOT = join(import.meta.dirname, '..');

interface Generated {
  /** Repository path → what the file must hold. */
  readonly files: ReadonlyMap<string, string>;
  /** Why a page cannot be what it should be. */
  readonly problems: readonly string[];
}

async function generateAll(): Promise<Generated> {
  const compatibility = await readCompatibility(ROOT);
  const comingFrom = await comingFromPages(ROOT);
  const files = new Map([
    ...(await generateHostFacts()),
    ...customResourceDefinitions(),
    ...podTypes(),
    ['README.md', await readmeWithDemo(ROOT)],
    ...comingFrom.files,
    ['docs/cli.md', await commandReference(ROOT)],
    ['docs/compatibility.md', compatibilityPage(compatibility)],
    ['docs/host-facts.md', hostFactsReference(ROOT)],
    ['docs/metrics.md', metricsReference()],
    ['docs/presets.md', presetReference()],
    ['docs/reason-codes.md', reasonCodes()],
  ]);
  const rows = problemsOf(compatibility).map((problem) => `docs/compatibility.md: ${problem}`);
  return { files, problems: [...comingFrom.problems, ...rows] };
}

async function main(check: boolean): Promise<number> {
  const { files, problems } = await generateAll();
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
  for (const problem of problems) console.error(problem);
  return problems.length > 0 || (check && stale.length > 0) ? 1 : 0;
}

process.exitCode = await main(process.argv.includes('--check'));
