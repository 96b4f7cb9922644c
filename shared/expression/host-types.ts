/**
 * The types that expressions see, derived from host-facts.proto, so that a preset that names a fact which does
 * not exist is refused when it is written.
 */
import type { Environment } from '@marcbachmann/cel-js';
import schema from '../host-facts/host-facts.schema.generated.json' with { type: 'json' };

interface MessageSchema {
  readonly fields: Readonly<Record<string, { readonly rule?: string; readonly type: string }>>;
}

type Fields = Readonly<Record<string, unknown>>;
type Constructor = new (fields: Fields) => object;

interface MessageType {
  readonly ctor: Constructor;
  readonly fields: Readonly<
    Record<string, { readonly repeated: boolean; readonly message: string | undefined }>
  >;
}

const MESSAGES = findMessages(schema);
type Json = { readonly [key: string]: unknown };

/** pbjs nests messages below the package: latebind.hostfacts.v1.HostFacts. */
function findMessages(json: Json): Readonly<Record<string, MessageSchema>> {
  let nested = json['nested'] as Json | undefined;
  while (nested !== undefined && !('HostFacts' in nested)) {
    const [only] = Object.values(nested) as Json[];
    nested = only?.['nested'] as Json | undefined;
  }
  if (nested === undefined) throw new Error('host-facts.schema.generated.json holds no message HostFacts');
  return nested as unknown as Readonly<Record<string, MessageSchema>>;
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'bool',
  uint32: 'int',
  int32: 'int',
  uint64: 'int',
  int64: 'int',
  double: 'double',
};

/** One class a message: the evaluator tells types apart by constructor. */
const TYPES: ReadonlyMap<string, MessageType> = new Map(
  Object.entries(MESSAGES).map(([name, message]) => [
    name,
    {
      ctor: {
        [name]: class {
          constructor(fields: Fields) {
            Object.assign(this, fields);
          }
        },
      }[name] as Constructor,
      fields: Object.fromEntries(
        Object.entries(message.fields).map(([field, { rule, type }]) => [
          field,
          { repeated: rule === 'repeated', message: type in MESSAGES ? type : undefined },
        ]),
      ),
    },
  ]),
);

/** Registers HostFacts and all it holds, and the variable `host`. */
export function registerHost(env: Environment): void {
  for (const [name, message] of Object.entries(MESSAGES)) {
    const fields: Record<string, string> = {};
    for (const [field, { rule, type }] of Object.entries(message.fields)) {
      const element = SCALARS[type] ?? type;
      fields[field] = rule === 'repeated' ? `list<${element}>` : element;
    }
    const ctor = TYPES.get(name)?.ctor;
    if (ctor === undefined) throw new Error(`no class for ${name}`);
    env.registerType(name, { ctor, fields });
  }
  env.registerVariable('host', 'HostFacts');
}

/** Turns the plain object of hostContext() into instances of the registered types. */
export function typedHost(plain: Fields, message = 'HostFacts'): object {
  const type = TYPES.get(message);
  if (type === undefined) throw new Error(`no message ${message} in host-facts.proto`);
  const fields: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(plain)) {
    const declared = type.fields[field];
    if (declared === undefined || value === undefined || value === null) continue;
    const { message: nested, repeated } = declared;
    if (nested === undefined) fields[field] = value;
    else if (repeated) fields[field] = (value as Fields[]).map((item) => typedHost(item, nested));
    else fields[field] = typedHost(value as Fields, nested);
  }
  return new type.ctor(fields);
}
