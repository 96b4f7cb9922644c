/** Which of many things decide, found by leaving them out. */

export interface Seen {
  /** What has nothing below it: files, links, devices, empty directories. */
  readonly entries: readonly string[];
  /** The others, the deepest first. */
  readonly directories: readonly string[];
}

/** What is other without these paths. */
export type Changes = (paths: readonly string[]) => Promise<ReadonlySet<string>>;

/** What each path decides alone. Halves in which nothing decides anything are passed over as a whole. */
export async function singleCauses(
  paths: readonly string[],
  changes: Changes,
): Promise<Map<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>();
  /** Whether something in this part decides anything; `certain`: it does. */
  const search = async (part: readonly string[], certain: boolean): Promise<boolean> => {
    const [only] = part;
    if (only === undefined) return false;
    if (part.length === 1) {
      const keys = await changes(part);
      if (keys.size > 0) found.set(only, keys);
      return keys.size > 0;
    }
    if (!certain && (await changes(part)).size === 0) return false;
    const middle = part.length >> 1;
    const first = await search(part.slice(0, middle), false);
    await search(part.slice(middle), !first);
    return true;
  };
  await search(paths, true);
  return found;
}

/** What decides together where nothing does alone: files that say the same, or a directory for what is in it. */
export async function jointCauses(
  keys: ReadonlySet<string>,
  { entries, directories }: Seen,
  changes: Changes,
): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  if (keys.size === 0) return found;
  const byFiles = await changes(entries);
  const rest = new Set(keys);
  for (const key of keys) {
    if (!byFiles.has(key)) continue;
    found.set(key, await smallest(entries, async (paths) => (await changes(paths)).has(key)));
    rest.delete(key);
  }
  for (const directory of directories) {
    if (rest.size === 0) break;
    for (const key of await changes([directory])) {
      if (rest.delete(key)) found.set(key, [directory]);
    }
  }
  return found;
}

/**
 * Some smallest part of the items that suffices, where all do: each half is reduced against the other (QuickXplain,
 * U. Junker, 2004).
 */
export async function smallest<T>(
  items: readonly T[],
  suffices: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  const reduce = async (given: readonly T[], added: boolean, open: readonly T[]): Promise<readonly T[]> => {
    if (added && (await suffices(given))) return [];
    if (open.length <= 1) return open;
    const middle = open.length >> 1;
    const [first, second] = [open.slice(0, middle), open.slice(middle)];
    const needed = await reduce([...given, ...first], true, second);
    return [...(await reduce([...given, ...needed], needed.length > 0, first)), ...needed];
  };
  return await reduce([], false, items);
}
