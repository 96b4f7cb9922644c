/** `latebind facts --why`: which reader says a fact, by which files, and where it looked in vain. */
import { type Explanation, explainFacts } from '../../shared/discovery/explain-facts.ts';
import { type Leaf, schemaPathOf } from '../../shared/discovery/fact-paths.ts';
import { FACT_PATHS } from '../../shared/discovery/fact-readers.ts';
import { table } from '../table.ts';
import { UserError } from '../user-error.ts';
import type { Host } from './open-host.ts';
import { printable } from './printable.ts';

/** `fact` true: all facts. */
export async function why(host: Host, fact: string | true): Promise<Explanation[]> {
  if (fact === true) {
    const unknown = (leaves: readonly Leaf[]): string[] => {
      const known = new Set(leaves.map(({ path }) => path));
      return IMPORTANT.filter((path) => !known.has(path));
    };
    return await explainFacts({ ...host, unknown });
  }
  // As in docs/host-facts.md: gpus[].uuid, of every item.
  const everyItem = fact.includes('[]');
  const asked = fact.replace(/^host\./, '');
  const shape = schemaPathOf(asked);
  if (below(shape).length === 0)
    throw new UserError(`--why ${fact}: there is no such fact; ${suggestion(shape)}`);
  const explained = await explainFacts({
    ...host,
    wanted: (path, key) =>
      everyItem ? isBelow(schemaPathOf(path), shape) : isBelow(path, asked) || isBelow(key, asked),
    unknown: (leaves) => (everyItem ? [] : unknownBelow(asked, leaves)),
  });
  if (explained.length === 0)
    throw new UserError(
      `--why ${fact}: this host has nothing in that place of the list; latebind facts --host shows what is in it`,
    );
  return explained;
}

const isBelow = (path: string, group: string): boolean =>
  path === group || path.startsWith(`${group}.`) || path.startsWith(`${group}[`);

/** Paths of the schema: "gpus" and "gpus[]" are all that is below them. */
const below = (shape: string): string[] => FACT_PATHS.filter((path) => isBelow(path, shape));

/** What could be there and is not: of the item asked for, or the empty list itself. */
function unknownBelow(asked: string, leaves: readonly Leaf[]): string[] {
  const known = new Set(leaves.flatMap(({ path, key }) => [path, key]));
  const item = /^.*\]/.exec(asked)?.[0];
  if (item !== undefined && ![...known].some((path) => isBelow(path, item))) return [];
  const shape = schemaPathOf(asked);
  const places = below(shape).map((path) => {
    const rest = path.slice(shape.length);
    const list = rest.indexOf('[]');
    return asked + (list < 0 ? rest : rest.slice(0, list + 2));
  });
  return [...new Set(places)].filter((place) => {
    const list = place.endsWith('[]') ? place.slice(0, -2) : undefined;
    return list === undefined ? !known.has(place) : ![...known].some((path) => path.startsWith(`${list}[`));
  });
}

const IMPORTANT = FACT_PATHS.filter((path) =>
  /^(bootId|os\.id|kernel\.\w+|cpu\.logical|memory\.totalMiB|nvidia\.(driver\.\w+|root|libraryDir|binaryDir|cudaVersion|firmwareDir|deviceRoot)|amd\.(driverVersion|libraryDir|kfd)|runtime\.\w+)$/.test(
    path,
  ),
);

/** Those that begin like it; else what there is to begin with. */
function suggestion(shape: string): string {
  const shared = FACT_PATHS.map((path) => ({ path, length: commonLength(path, shape) }));
  const most = Math.max(...shared.map(({ length }) => length));
  const near = shared.filter(({ length }) => length === most).map(({ path }) => path);
  if (most > 2) return `there is ${near.slice(0, 5).join(', ')}`;
  return `wanted one below ${[...new Set(FACT_PATHS.map((path) => path.split(/[.[]/)[0]))].join(', ')}`;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** One line a fact. */
export function whyTable(explained: readonly Explanation[]): string {
  return table(
    ['FACT', 'VALUE', 'READER', 'FILES'],
    explained.map(({ path, value, readers, files, listed, absent }) => [
      path,
      shown(path, value),
      readers.join(','),
      files.length > 0 ? shortened(files) : searched([...absent, ...listed]),
    ]),
  );
}

/** A list that is not there is empty. */
const shown = (path: string, value: Explanation['value']): string =>
  value === undefined && path.endsWith('[]') ? 'none' : printable(value);

const searched = (places: readonly string[]): string =>
  places.length === 0 ? '-' : `searched ${shortened(places)}`;

/** Of many files, those that a line can hold; the rest is in the detail and in JSON. */
const shortened = (files: readonly string[]): string =>
  files.length <= SHOWN
    ? files.map(printable).join(' ')
    : `${files.slice(0, SHOWN).map(printable).join(' ')} and ${files.length - SHOWN} more`;
const SHOWN = 3;

export function whyDetail(explained: readonly Explanation[]): string {
  return explained
    .map(({ path, value, readers, files, absent, listed }) =>
      [
        `${path} = ${shown(path, value)}`,
        `  read by: ${readers.join(', ') || 'none'}`,
        ...section('decided by', files),
        ...section('looked through', listed),
        ...section('looked for and not there', absent),
      ].join('\n'),
    )
    .join('\n\n');
}

const section = (title: string, paths: readonly string[]): string[] =>
  paths.length === 0 ? [] : [`  ${title}:`, ...paths.map((path) => `    ${printable(path)}`)];
