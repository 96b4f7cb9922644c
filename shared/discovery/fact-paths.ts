/** Facts as lines: a path and a value each, as presets write them (nvidia.driver.version, gpus[0].uuid). */

import type { HostFacts } from '../host-facts/model.ts';
import { fieldsOf } from '../host-facts/schema.ts';

export type FactValue = string | number | boolean;

export interface Leaf {
  /** With places in lists: gpus[0].uuid. */
  readonly path: string;
  /** With what the items of a list are told apart by, which stays when others come and go: gpus[0000:1b:00.0].uuid. */
  readonly key: string;
  readonly value: FactValue;
}

/** What the items of a list are told apart by. */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  HugePages: ['sizeKiB'],
  Gpu: ['address'],
  MigInstance: ['gi', 'ci'],
  Library: ['soname', 'path'],
  Binary: ['name'],
  DeviceNode: ['path'],
  Rdma: ['name'],
  Disk: ['path'],
  CdiSpec: ['path', 'kind'],
  Source: ['name'],
  Count: ['vendor'],
  Problem: ['code', 'detail'],
};

/** In order of the schema. */
export function leavesOf(facts: HostFacts): Leaf[] {
  return messageLeaves('HostFacts', facts, '', '');
}

function messageLeaves(message: string, value: object, path: string, key: string): Leaf[] {
  const own = value as Readonly<Record<string, unknown>>;
  return fieldsOf(message).flatMap((field) => {
    const item = own[field.name];
    if (item === undefined) return [];
    const below = (prefix: string): string => (prefix === '' ? field.name : `${prefix}.${field.name}`);
    if (!field.list) return valueLeaves(field.message, item, below(path), below(key));
    const seen = new Set<string>();
    return (item as readonly unknown[]).flatMap((element, index) => {
      const name = identityOf(field.message, element);
      const place = name === '' || seen.has(name) ? `#${index}` : name;
      seen.add(place);
      return valueLeaves(field.message, element, `${below(path)}[${index}]`, `${below(key)}[${place}]`);
    });
  });
}

function valueLeaves(message: string | undefined, value: unknown, path: string, key: string): Leaf[] {
  return message === undefined
    ? [{ path, key, value: value as FactValue }]
    : messageLeaves(message, value as object, path, key);
}

function identityOf(message: string | undefined, element: unknown): string {
  if (message === undefined) return String(element);
  const own = element as Readonly<Record<string, FactValue | undefined>>;
  return (IDENTITY[message] ?? [])
    .map((name) => own[name] ?? '')
    .join(' ')
    .trim();
}

/** Paths of the schema, with [] for a place in a list: gpus[].uuid. */
export function schemaPaths(message = 'HostFacts', prefix = ''): string[] {
  return fieldsOf(message).flatMap((field) => {
    const path = `${prefix}${field.name}${field.list ? '[]' : ''}`;
    return field.message === undefined ? [path] : schemaPaths(field.message, `${path}.`);
  });
}

/** gpus[0].uuid → gpus[].uuid */
export const schemaPathOf = (path: string): string => path.replace(/\[[^\]]*\]/g, '[]');

export interface Difference {
  readonly key: string;
  /** undefined: unknown there, or not in the list. */
  readonly a: FactValue | undefined;
  readonly b: FactValue | undefined;
}

/** What differs, in order of the schema; the order of lists does not count. */
export function differencesOf(a: HostFacts, b: HostFacts): Difference[] {
  const [left, right] = [a, b].map((facts) => new Map(leavesOf(facts).map(({ key, value }) => [key, value])));
  const keys = [...(left?.keys() ?? []), ...(right?.keys() ?? [])];
  return [...new Set(keys)]
    .map((key) => ({ key, a: left?.get(key), b: right?.get(key) }))
    .filter((difference) => difference.a !== difference.b);
}
