import { FactsError } from './facts-error.ts';
import type { HostFacts } from './model.ts';
import { type Field, fieldsOf } from './schema.ts';

const MAX_UINT32 = 0xffff_ffff;

/**
 * The known fields of `facts`, checked against the schema, in the schema's order, without undefined values and
 * empty lists. Two facts that mean the same are deeply equal after it. Throws FactsError FieldInvalid.
 */
export function plainFacts(facts: unknown): HostFacts {
  return plainMessage('HostFacts', facts, 'host');
}

function plainMessage(message: string, value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw invalid(path, 'is no message');
  const source = value as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  for (const field of fieldsOf(message)) {
    if (!Object.hasOwn(source, field.name)) continue;
    const own = source[field.name];
    if (own === undefined || own === null) continue;
    const at = `${path}.${field.name}`;
    if (!field.list) {
      result[field.name] = plainValue(field, own, at);
      continue;
    }
    if (!Array.isArray(own)) throw invalid(at, 'is no list');
    if (own.length > 0)
      result[field.name] = own.map((item, index) => plainValue(field, item, `${at}[${index}]`));
  }
  keepUnknown(source, result);
  return result;
}

/** What protobufjs could not make sense of: a newer program's. Not enumerable, so no part of what the facts say. */
const UNKNOWN = '$unknowns';

function keepUnknown(source: Record<string, unknown>, result: Record<string, unknown>): void {
  const unknown = Object.hasOwn(source, UNKNOWN) ? source[UNKNOWN] : undefined;
  if (!Array.isArray(unknown)) return;
  const value = unknown.filter((field) => field instanceof Uint8Array);
  if (value.length > 0) Object.defineProperty(result, UNKNOWN, { value });
}

function plainValue(field: Field, value: unknown, path: string): unknown {
  switch (field.kind) {
    case 'string':
      if (typeof value !== 'string') throw invalid(path, 'is no string');
      // A lone surrogate would be another string after UTF-8.
      if (!value.isWellFormed()) throw invalid(path, 'is not Unicode');
      return value;
    case 'bool':
      if (typeof value !== 'boolean') throw invalid(path, 'is no boolean');
      return value;
    case 'uint32':
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MAX_UINT32) {
        throw invalid(path, 'is no integer in 0..2^32-1');
      }
      // No negative zero: it is equal to zero on the wire only.
      return value + 0;
    case 'message':
      return plainMessage(field.message ?? '', value, path);
    default:
      return field.kind satisfies never;
  }
}

const invalid = (path: string, what: string): FactsError => new FactsError('FieldInvalid', `${path} ${what}`);
