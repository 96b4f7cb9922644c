/**
 * Bundles each program into an ESM file under dist/, and some more for what it seldom needs; prints what it weighs and fails above the budget in
 * bundle-budgets.json. `node scripts/build.ts [agent] [extender] [latebind]`, default all three.
 */
import { chmod, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import {
  type Budgets,
  forbiddenInputs,
  judgeSize,
  judgeText,
  PROGRAMS,
  type Program,
} from './bundle-budgets.ts';
import { asciiRegularExpressions, httpByRequire } from './bundle-plugins.ts';

const ROOT = join(import.meta.dirname, '..');

/** The packages that are CommonJS call `require` for Node's own modules; ESM has none unless we make one. */
const REQUIRE = `import { createRequire as latebindCreateRequire } from 'node:module';
const require = latebindCreateRequire(import.meta.url);`;

/** Without it an older Node ends in a stack trace from somewhere inside a dependency. */
const VERSION_CHECK = `{
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 19)) {
    console.error('Latebind needs Node 22.19 or newer, this is ' + process.versions.node + '.');
    process.exit(1);
  }
}`;

const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };

async function bundle(
  program: Program,
): Promise<{ bytes: number; gzip: number; problems: string[]; metafile: Metafile }> {
  const outfile = join(ROOT, 'dist', `${program.name}.mjs`);
  // What only some commands need is loaded by them: a file that is not read costs nothing.
  const chunks = join('dist', `${program.name}-chunks`);
  await rm(join(ROOT, chunks), { recursive: true, force: true });
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: { [program.name]: program.entry, ...program.threads },
    outdir: join(ROOT, 'dist'),
    outExtension: { '.js': '.mjs' },
    splitting: program.split === true,
    chunkNames: `${program.name}-chunks/[name]-[hash]`,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22.19',
    mainFields: ['module', 'main'],
    minifyWhitespace: program.compact === true,
    minifySyntax: program.compact === true,
    sourcemap: true,
    sourcesContent: false,
    define: { LATEBIND_VERSION: JSON.stringify(version) },
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [httpByRequire, asciiRegularExpressions],
    banner: { js: `${program.executable ? '#!/usr/bin/env node\n' : ''}${REQUIRE}\n${VERSION_CHECK}` },
  });
  if (program.executable) await chmod(outfile, 0o755);
  let bytes = 0;
  let gzip = 0;
  const problems: string[] = [];
  for (const file of Object.keys(result.metafile.outputs).filter((name) => name.endsWith('.mjs'))) {
    const content = await readFile(join(ROOT, file));
    bytes += content.length;
    gzip += gzipSync(content).length;
    if (program.compact === true) problems.push(...judgeText(file, content));
  }
  return { bytes, gzip, problems, metafile: result.metafile };
}

async function main(wanted: readonly string[]): Promise<number> {
  const budgets = JSON.parse(
    await readFile(join(import.meta.dirname, 'bundle-budgets.json'), 'utf8'),
  ) as Budgets;
  const programs = PROGRAMS.filter((program) => wanted.length === 0 || wanted.includes(program.name));
  if (programs.length === 0) {
    console.error(
      `No such program: ${wanted.join(' ')}. There are: ${PROGRAMS.map((p) => p.name).join(' ')}`,
    );
    return 2;
  }
  if (wanted.length === 0) await rm(join(ROOT, 'dist'), { recursive: true, force: true });
  let red = false;
  console.log('BUNDLE                KB    GZIP KB   LIMIT KB   RESULT');
  for (const program of programs) {
    const { bytes, gzip, problems: found, metafile } = await bundle(program);
    const kilobytes = Math.round(bytes / 1000);
    const problems = [
      ...found,
      ...judgeSize(kilobytes, budgets[program.name]),
      ...forbiddenInputs(program, Object.keys(metafile.inputs)),
    ];
    red ||= problems.length > 0;
    console.log(
      [
        `dist/${program.name}.mjs`.padEnd(20),
        String(kilobytes).padStart(5),
        String(Math.round(gzip / 1000)).padStart(9),
        String(budgets[program.name]?.limitKB ?? '-').padStart(10),
        `  ${problems.length === 0 ? 'ok' : problems.join('; ')}`,
      ].join(' '),
    );
  }
  return red ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
