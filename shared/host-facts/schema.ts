/** The schema as a table, read from the reflection JSON of host-facts.proto. */

import schema from './host-facts.schema.generated.json' with { type: 'json' };

export type FieldKind = 'string' | 'uint32' | 'bool' | 'message';

export interface Field {
  readonly name: string;
  /** On the wire. */
  readonly number: number;
  readonly kind: FieldKind;
  readonly list: boolean;
  /** Name of the message where kind is message. */
  readonly message: string | undefined;
}

interface JsonField {
  readonly id: number;
  readonly type: string;
  readonly rule?: string;
}

const messages: Readonly<Record<string, { readonly fields: Readonly<Record<string, JsonField>> }>> =
  schema.nested.latebind.nested.hostfacts.nested.v1.nested;

const MESSAGES: ReadonlyMap<string, readonly Field[]> = new Map(
  Object.entries(messages).map(([name, { fields }]) => [
    name,
    Object.entries(fields).map(([field, json]) => fieldOf(field, json)),
  ]),
);

export const MESSAGE_NAMES: readonly string[] = [...MESSAGES.keys()];

function fieldOf(name: string, { id: number, type, rule }: JsonField): Field {
  const list = rule === 'repeated';
  switch (type) {
    case 'string':
    case 'uint32':
    case 'bool':
      return { name, number, kind: type, list, message: undefined };
    default:
      if (!(type in messages)) throw new Error(`host-facts.proto: ${name} has the unsupported type ${type}`);
      return { name, number, kind: 'message', list, message: type };
  }
}

/** Fields of a message in order of the .proto; fails for a name that is not a message. */
export function fieldsOf(message: string): readonly Field[] {
  const fields = MESSAGES.get(message);
  if (fields === undefined) throw new Error(`host-facts.proto has no message ${message}`);
  return fields;
}
