import { BIND_PREFIX } from '../shared/names.ts';

/** Far below the 256 KiB that the API server allows a pod in all, which it does not check for a Binding. */
export const MAX_BIND_BYTES = 64 * 1024;

const NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/**
 * What is wrong with annotations that are about to be written at bind, or undefined. The API server does not
 * validate the annotations of a Binding, and a pod with a bad one can never be updated again, not even by its
 * kubelet; so this is looked at again right before each write.
 */
export function problemOfBindAnnotations(annotations: Readonly<Record<string, unknown>>): string | undefined {
  let characters = 0;
  for (const [key, value] of Object.entries(annotations)) {
    if (!key.startsWith(BIND_PREFIX)) return `annotation ${clip(key)} is not below ${BIND_PREFIX}`;
    if (!NAME.test(key.slice(BIND_PREFIX.length))) return `annotation ${clip(key)} is not a qualified name`;
    if (typeof value !== 'string') return `annotation ${clip(key)} is not a string`;
    characters += key.length + value.length;
  }
  // In UTF-8 a character of a string has at most three bytes.
  if (3 * characters < MAX_BIND_BYTES) return undefined;
  const bytes = Buffer.byteLength(Object.entries(annotations).flat().join(''));
  return bytes < MAX_BIND_BYTES
    ? undefined
    : `annotations have ${bytes} bytes, ${MAX_BIND_BYTES} is the limit`;
}

const clip = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
