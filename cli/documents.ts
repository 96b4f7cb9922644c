/** What stands behind `-f`: files, folders and stdin, as single documents that know where they come from. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../shared/json.ts';
import type { SourceDocument } from './convert/types.ts';
import { parseDocuments } from './documents-yaml.ts';
import { UserError } from './user-error.ts';

export interface ReadOptions {
  /** Folders with all that is below them. */
  readonly recursive?: boolean | undefined;
  readonly stdin: () => Promise<string>;
}

export async function readDocuments(
  paths: readonly string[],
  { recursive = false, stdin }: ReadOptions,
): Promise<SourceDocument[]> {
  if (paths.filter((path) => path === '-').length > 1)
    throw new UserError('-f - stands for stdin, which can be read only once');
  const documents: SourceDocument[] = [];
  for (const path of paths) {
    if (path === '-') documents.push(...documentsOf(await stdin(), 'stdin'));
    else for (const file of await filesAt(path, recursive)) documents.push(...(await readFileAt(file)));
  }
  return documents;
}

async function readFileAt(path: string): Promise<SourceDocument[]> {
  return documentsOf(await refusing(path, () => readFile(path, 'utf8')), path);
}

/** A folder stands for its manifests, in order of their names; as with kubectl, not for those further below. */
async function filesAt(path: string, recursive: boolean): Promise<string[]> {
  const isFolder = await refusing(path, async () => (await stat(path)).isDirectory());
  if (!isFolder) return [path];
  const names = await refusing(path, () => readdir(path, { recursive }));
  const files = names.filter((name) => /\.(?:ya?ml|json)$/.test(name)).toSorted();
  if (files.length === 0) {
    throw new UserError(
      `${path} is a folder without .yaml, .yml or .json files${recursive ? '' : ' (-R looks further below)'}`,
    );
  }
  return files.map((name) => join(path, name));
}

async function refusing<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      `cannot read ${path}: ${code === 'ENOENT' ? 'there is no such file or folder' : message}`,
    );
  }
}

export function documentsOf(text: string, source: string): SourceDocument[] {
  const documents = parseDocuments(text, source);
  const several = documents.some(({ place }) => place > 1);
  return documents.flatMap(({ place, value }) =>
    withoutLists({ source: several ? `${source}#${place}` : source, value }),
  );
}

function withoutLists({ source, value }: { source: string; value: unknown }): SourceDocument[] {
  if (!isObject(value)) throw new UserError(`${source}: is ${nameOf(value)}, wanted an object`);
  const { kind, apiVersion, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [{ source, value }];
  // What the API server lists does not repeat these; what kubectl prints (kind: List) does.
  const type = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.flatMap((item: unknown, index) =>
    withoutLists({
      source: `${source} items[${index}]`,
      value: isObject(item) ? { ...type, ...item } : item,
    }),
  );
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 40))}` : JSON.stringify(value);
}
