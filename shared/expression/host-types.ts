/**
 * The types that expressions see, derived from host-facts.proto, so that a preset that names a fact which does
 * not exist is refused when it is written.
 */
import type { Environment } from '@marcbachmann/cel-js';
import { type Field, fieldsOf, MESSAGE_NAMES } from '../host-facts/schema.ts';

type Fields = Readonly<Record<string, unknown>>;
type Constructor = new (fields: Fields) => object;

/** One class a message: the evaluator tells types apart by constructor. */
const CLASSES: ReadonlyMap<string, Constructor> = new Map(
  MESSAGE_NAMES.map((name) => [
    name,
    class {
      constructor(fields: Fields) {
        Object.assign(this, fields);
      }
    },
  ]),
);

/** Registers HostFacts and all it holds, and the variable `host`. */
export function registerHost(env: Environment): void {
  for (const [name, ctor] of CLASSES) {
    const fields = Object.fromEntries(fieldsOf(name).map((field) => [field.name, typeOf(field)]));
    env.registerType(name, { ctor, fields });
  }
  env.registerVariable('host', 'HostFacts');
}

function typeOf({ kind, message, list }: Field): string {
  const type = message ?? (kind === 'uint32' ? 'int' : kind);
  return list ? `list<${type}>` : type;
}

/** Turns the plain object of hostContext() into instances of the registered types. */
export function typedHost(plain: Fields, message = 'HostFacts'): object {
  const fields: Record<string, unknown> = {};
  for (const { name, list, message: inner } of fieldsOf(message)) {
    const value = plain[name];
    if (value === undefined || value === null) continue;
    if (inner === undefined) fields[name] = value;
    else if (list) fields[name] = (value as Fields[]).map((item) => typedHost(item, inner));
    else fields[name] = typedHost(value as Fields, inner);
  }
  const ctor = CLASSES.get(message);
  if (ctor === undefined) throw new Error(`no class for ${message}`);
  return new ctor(fields);
}
