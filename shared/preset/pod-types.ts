/**
 * The types of a pod's fields. A known field of the wrong type would make the API server refuse every pod that the preset
 * selects, so it is found when the preset is written; a field that is not known may be newer than this table.
 */
import { type Fields, isObject } from '../json.ts';
import type { Problem } from './api.ts';
import generated from './pod-types.generated.json' with { type: 'json' };
import { parseQuantity } from './quantity.ts';
import { shorten } from './shorten.ts';
import { wrongType } from './validate-schema.ts';

type FieldTypes = Readonly<Record<string, string>>;

/** ContainerPatch and PatchEnvVar are ours: what schema.ts checks of them is let through here. */
const TYPES: Readonly<Record<string, FieldTypes>> = {
  ...generated,
  ContainerPatch: { ...generated.Container, select: 'any', env: 'PatchEnvVar[]' },
  PatchEnvVar: { ...generated.EnvVar, merge: 'any' },
};

export type PodType = keyof typeof generated | 'ContainerPatch' | 'PatchEnvVar';

/** Field → its type, with [] for a list and {} for a map; undefined for what is no struct. */
export function fieldTypesOf(type: string): FieldTypes | undefined {
  return Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
}

export interface PodFieldsCheck {
  readonly problems: readonly Problem[];
  /** Paths of fields that no type has. */
  readonly unknown: readonly string[];
}

/** The value is as its author wrote it, with `${ }` in its strings. */
export function checkPodFields(type: PodType, value: Fields, path: string): PodFieldsCheck {
  const found: Found = { problems: [], unknown: [] };
  check(type, value, path, found);
  return found;
}

interface Found {
  readonly problems: Problem[];
  readonly unknown: string[];
}

function check(type: string, value: unknown, path: string, found: Found): void {
  if (value === undefined || type === 'any') return;
  if (value === null) {
    if (type !== 'time')
      found.problems.push({ path, message: 'is null; leave the field out, or use remove' });
    return;
  }
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return refuse(value, path, 'a list', found);
    for (const [index, item] of value.entries()) check(type.slice(0, -2), item, `${path}[${index}]`, found);
    return;
  }
  if (type.endsWith('{}')) {
    if (!isObject(value)) return refuse(value, path, 'an object', found);
    for (const [key, item] of Object.entries(value)) check(type.slice(0, -2), item, `${path}.${key}`, found);
    return;
  }
  const fields = fieldTypesOf(type);
  if (fields === undefined) return checkScalar(type, value, path, found);
  if (!isObject(value)) return refuse(value, path, 'an object', found);
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    const fieldType = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (fieldType === undefined) found.unknown.push(`${path}.${name}`);
    else check(fieldType, field, `${path}.${name}`, found);
  }
}

function checkScalar(type: string, value: unknown, path: string, found: Found): void {
  switch (type) {
    case 'string':
    case 'time':
      if (typeof value !== 'string') refuse(value, path, 'a string', found);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') refuse(value, path, 'true or false', found);
      return;
    case 'integer':
      if (!Number.isInteger(value)) refuse(value, path, 'an integer', found);
      return;
    case 'intOrString':
      if (typeof value !== 'string' && !Number.isInteger(value))
        refuse(value, path, 'an integer or a string', found);
      return;
    case 'quantity':
      if (!isQuantity(value)) refuse(value, path, 'a quantity such as 2, 500m or 16Gi', found);
      return;
    default:
      throw new Error(`pod-types.generated.json has an unknown type ${type} at ${path}`);
  }
}

function isQuantity(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' && (value.includes('${') || parseQuantity(value.trim()) !== undefined);
}

function refuse(value: unknown, path: string, wanted: string, found: Found): void {
  const template = typeof value === 'string' && value.includes('${');
  found.problems.push(
    template
      ? { path, message: `is "${shorten(value)}", which gives a string; wanted ${wanted}` }
      : wrongType(value, path, wanted),
  );
}
