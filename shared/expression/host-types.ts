/**
 * The types that expressions see, derived from host-facts.proto, so that a preset that names a fact which does
 * not exist is refused when it is written.
 */
import type { Environment } from '@marcbachmann/cel-js';
import { contextField } from '../host-facts/host-context.ts';
import type { HostFacts } from '../host-facts/model.ts';
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
  for (const field of fieldsOf(message)) {
    const value = plain[field.name];
    if (value !== undefined && value !== null) fields[field.name] = typedField(field, value);
  }
  return instanceOf(message, fields);
}

function typedField({ list, message }: Field, value: unknown): unknown {
  if (message === undefined) return value;
  return list
    ? (value as Fields[]).map((item) => typedHost(item, message))
    : typedHost(value as Fields, message);
}

function instanceOf(message: string, fields: Fields): object {
  const ctor = CLASSES.get(message);
  if (ctor === undefined) throw new Error(`no class for ${message}`);
  return new ctor(fields);
}

/** typedHost(hostContext(facts)), of which each field is made when it is first read: an expression reads one or two. */
export function lazyHost(facts: HostFacts): object {
  const host = instanceOf('HostFacts', {});
  for (const field of fieldsOf('HostFacts')) {
    const { name } = field;
    if (!field.list && !Object.hasOwn(facts, name)) continue;
    const make = (): unknown => typedField(field, contextField(field, facts));
    Object.defineProperty(host, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = make();
        Object.defineProperty(host, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return host;
}
