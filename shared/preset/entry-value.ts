/** JSON of a preset or a pod while it is merged: leaves may also be Template (compiled), Late (settled) or Joined. */
import type { Fields } from '../json.ts';

/** An object of JSON; not a list, and none of our own leaves. */
export function isPlain(value: unknown): value is Fields {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** undefined where a step is not there. A key may be called `constructor`. */
export function getIn(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (!isPlain(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

/** A copy in which the value stands at the path; undefined takes it out. Everything off the path is shared. */
export function setIn(base: Fields, path: readonly string[], value: unknown): Fields {
  const [key, ...rest] = path;
  if (key === undefined) return base;
  const below = Object.hasOwn(base, key) ? base[key] : undefined;
  const next = rest.length === 0 ? value : setIn(isPlain(below) ? below : {}, rest, value);
  if (next !== undefined) return { ...base, [key]: next };
  const { [key]: _gone, ...others } = base;
  return others;
}

/** The list that a field holds; none where it holds something else. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
