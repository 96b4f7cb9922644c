/** Tells whether an entry that an admission of ours wrote is still as it was written. */
import { hash } from 'node:crypto';
import type { EntryValue } from './entries.ts';

/**
 * Eight characters. Blind to what the API server adds between two calls of a webhook: it defaults, and its Go types
 * drop what is empty.
 */
export function fingerprint(entry: EntryValue): string {
  return hash('sha256', JSON.stringify(canonical(entry)), 'base64url').slice(0, 8);
}

/** Numbers are file modes and expiry times: always defaulted. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value)
    .filter(
      ([key, item]) =>
        item !== undefined && item !== null && item !== '' && item !== false && key !== 'apiVersion',
    )
    .filter(([, item]) => typeof item !== 'number')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => [key, canonical(item)]);
}
