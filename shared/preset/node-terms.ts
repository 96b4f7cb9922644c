/** Required node affinity: terms are alternatives, the requirements of one term must all hold (core/v1 NodeSelector). */
import type { Fields } from '../json.ts';
import { isPlain, listIn } from './entry-value.ts';
import { sameJson } from './equality.ts';

const PARTS = ['matchExpressions', 'matchFields'] as const;

function termsOf(selector: unknown): Fields[] {
  const terms = isPlain(selector) ? selector['nodeSelectorTerms'] : undefined;
  return Array.isArray(terms) ? terms.filter(isPlain) : [];
}

/**
 * Both must hold: each alternative of the one with each of the other, so that no alternative escapes a requirement. A
 * requirement that a term has already is not repeated.
 */
export function andNodeTerms(existing: unknown, added: unknown): Fields {
  const [left, right] = [termsOf(existing), termsOf(added)];
  if (left.length === 0) return { nodeSelectorTerms: right };
  if (right.length === 0) return { nodeSelectorTerms: left };
  const pairs = left.flatMap((one) => right.map((other) => [one, other] as const));
  const terms = distinct(
    pairs.filter((pair) => !pair.some(isForNoNode)).map(([one, other]) => joinTerms(one, other)),
  );
  return { nodeSelectorTerms: terms.length === 0 ? [{}] : terms };
}

/** "A null or empty node selector term matches no objects" (core/v1): joined with a requirement it would match some. */
function isForNoNode(term: Fields): boolean {
  return PARTS.every((part) => listIn(term[part]).length === 0);
}

/** Either may hold: widens what the pod asks for, so it is only done when a preset says so. */
export function orNodeTerms(existing: unknown, added: unknown): Fields {
  return { nodeSelectorTerms: distinct([...termsOf(existing), ...termsOf(added)]) };
}

function joinTerms(one: Fields, other: Fields): Fields {
  const joined: Record<string, unknown> = { ...one };
  for (const part of PARTS) {
    const requirements = [...listIn(one[part]), ...listIn(other[part])];
    if (requirements.length > 0) joined[part] = distinct(requirements);
  }
  return joined;
}

function distinct<T>(values: readonly T[]): T[] {
  return values.filter((value, index) => values.findIndex((other) => sameJson(other, value)) === index);
}
