import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** How the extender's image starts it. */
export interface Image {
  /** What stands between node and the program. */
  readonly nodeFlags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export async function readImage(): Promise<Image> {
  const text = await readFile(join(ROOT, 'Dockerfile.extender'), 'utf8');
  const words = /^ENTRYPOINT (\[.*\])$/m.exec(text)?.[1];
  if (words === undefined) throw new Error('Dockerfile.extender has no ENTRYPOINT');
  return {
    nodeFlags: (JSON.parse(words) as string[]).filter((word) => word.startsWith('--')),
    environment: Object.fromEntries(
      [...text.matchAll(/^ENV (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value]),
    ),
  };
}
