/** Values deep in plain objects. */
import { type Fields, isObject } from '../../../shared/json.ts';

export function valueAt(fields: Fields, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return fields;
  const value = fields[key];
  if (rest.length === 0) return value;
  return isObject(value) ? valueAt(value, rest) : undefined;
}

/** What is left; objects that it leaves empty go, too. */
export function withoutAt(fields: Fields, path: readonly string[]): Fields {
  const [key = '', ...rest] = path;
  const { [key]: value, ...others } = fields;
  if (rest.length === 0 || !isObject(value)) return others;
  const below = withoutAt(value, rest);
  return Object.keys(below).length === 0 ? others : { ...fields, [key]: below };
}

export function nested(path: readonly string[], value: unknown): Fields {
  const [key = '', ...rest] = path;
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}
