import type { FactValue } from '../../shared/discovery/fact-paths.ts';

/** A fact as a line can hold it. Facts come from files and Nodes that others write: nothing in them steers a terminal. */
export function printable(value: FactValue | undefined): string {
  if (value === undefined) return 'unknown';
  if (value === '') return '""';
  return String(value).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
