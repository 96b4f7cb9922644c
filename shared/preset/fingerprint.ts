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

/** What pkg/apis/core/v1/defaults.go fills in besides empty texts and flags. */
const DEFAULTED: ReadonlySet<string> = new Set(['apiVersion', 'defaultMode', 'expirationSeconds']);
const EMPTY: readonly unknown[] = [undefined, null, '', false];

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value)
    .filter(([key, item]) => !EMPTY.includes(item) && !DEFAULTED.has(key))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => [key, canonical(item)]);
}
