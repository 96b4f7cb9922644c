import type { HostFacts } from './model.ts';
import { type Field, fieldsOf } from './schema.ts';

export type ContextValue = string | boolean | bigint | readonly ContextValue[] | HostContext;
export interface HostContext {
  readonly [field: string]: ContextValue;
}

/**
 * What expressions see as `host`. An unset field is an absent key, so that reading it is an error and has() is
 * false; a list is always there; integers are BigInt, which is CEL's int.
 */
export function hostContext(facts: HostFacts): HostContext {
  return contextMessage('HostFacts', facts);
}

function contextMessage(message: string, value: Readonly<Record<string, unknown>>): HostContext {
  const result: Record<string, ContextValue> = {};
  for (const field of fieldsOf(message)) {
    const own = contextField(field, value);
    if (own !== undefined) result[field.name] = own;
  }
  return result;
}

/** One field of a message; undefined where it is absent. */
export function contextField(
  { name, list, message }: Field,
  value: Readonly<Record<string, unknown>>,
): ContextValue | undefined {
  const own = Object.hasOwn(value, name) ? value[name] : undefined;
  if (list) return ((own ?? []) as readonly unknown[]).map((item) => contextValue(message, item));
  return own === undefined ? undefined : contextValue(message, own);
}

function contextValue(message: string | undefined, value: unknown): ContextValue {
  if (message !== undefined) return contextMessage(message, value as Record<string, unknown>);
  return typeof value === 'number' ? BigInt(value) : (value as string | boolean);
}
