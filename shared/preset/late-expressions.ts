/** Expressions that pods carry in their annotations. Thousands of pods carry the same few. */
import { compileExpression, type ExpressionResult } from '../expression/expression.ts';

/**
 * Sum of costOf(): users write these texts, and a template can make another for every pod. 20 MB in the worst case, where
 * 500 characters compile into 94 KB.
 */
const MAX_COST = 125_000;
const compiled = new Map<string, ExpressionResult>();
let cost = 0;

/** Characters, for which a compiled expression takes 50 to 190 bytes each, and what one takes in any case. */
const costOf = (source: string): number => source.length + 100;

/** Compiles for the time when a node is chosen; remembers the result, also that it cannot be compiled. */
export function compileLate(source: string): ExpressionResult {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const result = compileExpression(source, 'always');
  if (cost + costOf(source) > MAX_COST) {
    compiled.clear();
    cost = 0;
  }
  compiled.set(source, result);
  cost += costOf(source);
  return result;
}
