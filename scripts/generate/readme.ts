import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BLOCK = /(<!-- demo -->\n)[\s\S]*?(<!-- \/demo -->)/;

/** README.md with what `npm run demo` prints now, but for the part about the machine it runs on. */
export async function readmeWithDemo(root: string): Promise<string> {
  const { stdout } = await run(process.execPath, [join(root, 'cli/main.ts'), 'demo'], {
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });
  const examples = stdout.slice(stdout.indexOf('4 example nodes'), stdout.indexOf('\nNext\n'));
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  return readme.replace(
    BLOCK,
    (_, start: string, end: string) => `${start}\n\`\`\`text\n${examples.trim()}\n\`\`\`\n\n${end}`,
  );
}
