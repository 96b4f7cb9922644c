import { hash } from 'node:crypto';

/** Equal for equal values; a digest of what is long, since every value that was written is remembered. */
export function keyOf(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length < 64 ? text : hash('sha256', text, 'base64');
}
