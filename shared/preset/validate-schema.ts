/** Checks a value against the subset of OpenAPI that schema.ts uses, and names unknown fields. */
import type { Problem } from './api.ts';
import type { Schema } from './schema-parts.ts';
import { shorten } from './shorten.ts';

/** `keepUnknown`: the schema may be open for Kubernetes' own objects, whose further fields are not ours to judge. */
export function validateSchema(schema: Schema, value: unknown, path: string, keepUnknown = true): Problem[] {
  switch (schema.type) {
    case 'object':
      return validateObject(schema, value, path, keepUnknown);
    case 'array':
      if (!Array.isArray(value)) return [wrongType(value, path, 'a list')];
      return [
        ...(schema.maxItems !== undefined && value.length > schema.maxItems
          ? [{ path, message: `has ${value.length} entries, at most ${schema.maxItems} are allowed` }]
          : []),
        ...value.flatMap((item, index) =>
          schema.items === undefined ? [] : validateSchema(schema.items, item, `${path}[${index}]`),
        ),
      ];
    case 'string':
      return typeof value === 'string'
        ? validateText(schema, value, path)
        : [wrongType(value, path, 'a string')];
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value))
        return [wrongType(value, path, 'an integer')];
      if (schema.minimum !== undefined && value < schema.minimum)
        return [{ path, message: `is ${value}, wanted at least ${schema.minimum}` }];
      if (schema.maximum !== undefined && value > schema.maximum)
        return [{ path, message: `is ${value}, wanted at most ${schema.maximum}` }];
      return [];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [wrongType(value, path, 'true or false')];
    case undefined:
      return [];
    default:
      return schema.type satisfies never;
  }
}

function validateObject(schema: Schema, value: unknown, path: string, keepUnknown: boolean): Problem[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return [wrongType(value, path, 'an object')];
  const fields = value as Readonly<Record<string, unknown>>;
  const known = schema.properties ?? {};
  const problems: Problem[] = [];
  for (const name of schema.required ?? []) {
    if (fields[name] === undefined) problems.push({ path: `${path}.${name}`, message: 'is missing' });
  }
  for (const [name, field] of Object.entries(fields)) {
    const child = Object.hasOwn(known, name) ? known[name] : schema.additionalProperties;
    if (child !== undefined) {
      if (field !== undefined) problems.push(...validateSchema(child, field, `${path}.${name}`));
    } else if (!(keepUnknown && schema['x-kubernetes-preserve-unknown-fields'])) {
      problems.push({
        path: `${path}.${name}`,
        message: `is not a known field; known are ${Object.keys(known).join(', ')}`,
      });
    }
  }
  return problems;
}

function validateText(schema: Schema, value: string, path: string): Problem[] {
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return [{ path, message: `is "${shorten(value)}", wanted one of ${schema.enum.join(', ')}` }];
  }
  if (schema.minLength !== undefined && value.length < schema.minLength)
    return [{ path, message: 'is empty' }];
  if (schema.maxLength !== undefined && value.length > schema.maxLength) {
    return [{ path, message: `is ${value.length} characters long, at most ${schema.maxLength} are allowed` }];
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
    return [{ path, message: `is "${shorten(value)}", wanted ${schema.pattern}` }];
  return [];
}

export function wrongType(value: unknown, path: string, wanted: string): Problem {
  const seen =
    value === undefined
      ? 'absent'
      : value === null
        ? 'null'
        : Array.isArray(value)
          ? 'a list'
          : typeof value === 'object'
            ? 'an object'
            : `${typeof value} ${shorten(String(value))}`;
  return { path, message: `is ${seen}, wanted ${wanted}` };
}
