import { isObject } from '../../../shared/json.ts';
import { literalText } from '../literal.ts';

/**
 * A value as a preset says it: `${` is a plain text here and an expression there. Nulls and empty lists are absent to
 * Determined, which reads pods as Kubernetes does.
 */
export function carried(value: unknown): unknown {
  if (typeof value === 'string') return literalText(value);
  if (Array.isArray(value)) return value.map(carried);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined && item !== null && !isEmptyList(item))
      .map(([key, item]) => [key, carried(item)]),
  );
}

/** Of a field of a pod or container: false and 0 do say something. */
export function saysNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    isEmptyList(value) ||
    (isObject(value) && Object.keys(value).length === 0)
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
