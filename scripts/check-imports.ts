/** Checks the direction of every import in the repository; the rules are in imports.ts. */
import { glob, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { checkImports, type SourceFile } from './imports.ts';

const ROOT = join(import.meta.dirname, '..');
const files: SourceFile[] = [];
for await (const path of glob('{agent,extender,cli,shared,deploy,docs,test,scripts}/**/*.{ts,js}', {
  cwd: ROOT,
})) {
  if (path.includes('node_modules')) continue;
  files.push({ path: path.split(sep).join('/'), text: await readFile(join(ROOT, path), 'utf8') });
}
const problems = checkImports(files);
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`${files.length} files import in the right direction`);
process.exitCode = problems.length === 0 ? 0 : 1;
