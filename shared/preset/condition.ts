import type { ExpressionResult } from '../expression/expression.ts';
import { shorten } from './shorten.ts';

/** An expression where a condition is wanted. One of which the type is not known is judged where it is evaluated. */
export function asCondition(source: string, compiled: ExpressionResult): ExpressionResult {
  if (!compiled.ok) return { ok: false, message: `"${shorten(source)}": ${compiled.message}` };
  const { type } = compiled.expression;
  return type === 'bool' || type === 'dyn'
    ? compiled
    : { ok: false, message: `"${shorten(source)}" is a ${type}, wanted a bool` };
}
