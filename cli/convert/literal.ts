import { isObject } from '../../shared/json.ts';

/** A text of the original as a preset says it: `${` begins an expression there, `$${` does not. */
export function literalText(text: string): string {
  return text.split('${').join('$${');
}

/** JSON of the original as a preset says it, without nulls, which are absent to Kubernetes. */
export function literal<T>(value: T): T {
  return literalOf(value) as T;
}

function literalOf(value: unknown): unknown {
  if (typeof value === 'string') return literalText(value);
  if (Array.isArray(value)) return value.map(literalOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === undefined || item === null ? [] : [[key, literalOf(item)]],
    ),
  );
}
