/** Values of a TrainJob as a preset says them. */
import { isObject } from '../../../shared/json.ts';
import type { Cursor } from './cursor.ts';

/**
 * Nulls and empty lists go, since Trainer's own types write neither into its patch. `${` is escaped, since it is a plain
 * text there and an expression in a preset.
 */
export function carried(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map(carried);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && !(Array.isArray(item) && item.length === 0))
      .map(([key, item]) => [key, carried(item)]),
  );
}

/** Nothing that Trainer would write: it has no opinion. */
export function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every((item) => item === undefined || item === null);
}

/** A map of texts; a null in it is no opinion. */
export function textsOf(map: Cursor): Record<string, string> {
  const present = Object.keys(map.fields())
    .map((key) => [key, map.field(key)] as const)
    .filter(([, value]) => value.present);
  return Object.fromEntries(present.map(([key, value]) => [key, carried(value.text()) as string]));
}

/** A list of objects of which these fields must be texts. */
export function listOf<Entry>(list: Cursor | undefined, ...texts: readonly string[]): Entry[] {
  return (list?.items() ?? []).map((entry) => {
    entry.fields();
    for (const key of texts) entry.field(key).text();
    return carried(entry.value) as Entry;
  });
}
