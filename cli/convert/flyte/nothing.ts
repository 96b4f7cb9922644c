import { isObject } from '../../../shared/json.ts';

/** Lists and objects without anything in them, however deep. Nothing is said by them, neither in a template nor in a setting. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(isEmpty);
}

/** A setting that is as if it were absent: Flyte's settings are off when they are false, zero or an empty text. */
export function saysNothing(value: unknown): boolean {
  return value === '' || value === false || value === 0 || isEmpty(value);
}

export function withoutEmpty(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}
