/**
 * What a preset gives, with its `${ }` compiled. A string that holds an expression is replaced by a Template; settling
 * it for a pod turns it into text, or into a Late leaf where the node decides.
 */
import type { Expression, ExpressionContext } from '../expression/expression.ts';
import { compileTemplate, renderParts, Template, type TemplatePart } from '../expression/template.ts';
import type { Problem } from './api.ts';
import { isPlain } from './entry-value.ts';

/** JSON whose leaves may also be Template (compiled) or Late (settled). */
export type EntryValue = { readonly [key: string]: unknown };

/** Text of which parts wait for a node. */
export class Late {
  readonly parts: readonly TemplatePart[];
  constructor(parts: readonly TemplatePart[]) {
    this.parts = parts;
  }
  /** For messages and comparison. */
  get source(): string {
    return this.parts.map((part) => (typeof part === 'string' ? part : `\${${part.source}}`)).join('');
  }
}

/** Only these have a slot to carry them (docs/decisions/0002). */
const CARRIES_LATE = /(?:^|\.)(?:env\[\d+\]\.value|volumes\[\d+\]\.hostPath\.path)$/;
/** What tells entries apart before a pod is known. */
const FIXED = /(?:^|\.)(?:env\[\d+\]|container)\.name$/;

/** `path`: where the value stands in the preset. Values that hold no expression come back as they are. */
export function compileLeaves(value: unknown, path: string): { value: unknown; problems: Problem[] } {
  const problems: Problem[] = [];
  const compiled = mapLeaves(value, path, (text, at) => {
    if (typeof text !== 'string' || !text.includes('${')) return text;
    if (FIXED.test(at)) {
      problems.push({ path: at, message: `is "${text}"; such names cannot hold expressions` });
      return text;
    }
    const result = compileTemplate(text, CARRIES_LATE.test(at) ? 'allowed' : 'never');
    if (result.ok) return result.template;
    problems.push({ path: at, message: result.message });
    return text;
  });
  return { value: compiled, problems };
}

export function holdsTemplate(value: unknown): boolean {
  if (value instanceof Template) return true;
  if (Array.isArray(value)) return value.some(holdsTemplate);
  return isPlain(value) && Object.values(value).some(holdsTemplate);
}

export type SettleResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly unknown: boolean; readonly message: string };

/** Evaluates what the pod alone decides. */
export function settleValue(value: unknown, context: ExpressionContext): SettleResult {
  let failure: { unknown: boolean; message: string } | undefined;
  const settled = mapLeaves(value, '', (leaf) => {
    if (!(leaf instanceof Template) || failure !== undefined) return leaf;
    if (leaf.late) {
      const late = settleLate(leaf.parts, context);
      if (late instanceof Late) return late;
      failure = late;
      return leaf;
    }
    const rendered = renderParts(leaf.parts, context);
    if (rendered.ok) return rendered.text;
    failure = rendered;
    return leaf;
  });
  return failure === undefined ? { ok: true, value: settled } : { ok: false, ...failure };
}

function settleLate(
  parts: readonly TemplatePart[],
  context: ExpressionContext,
): Late | { unknown: boolean; message: string } {
  const settled: (string | Expression)[] = [];
  for (const part of parts) {
    if (typeof part !== 'string' && part.late) {
      settled.push(part);
      continue;
    }
    const rendered = renderParts([part], context);
    if (!rendered.ok) return rendered;
    const last = settled.at(-1);
    if (typeof last === 'string') settled[settled.length - 1] = last + rendered.text;
    else if (rendered.text !== '') settled.push(rendered.text);
  }
  return new Late(settled);
}

function mapLeaves(value: unknown, path: string, change: (leaf: unknown, path: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item, index) => mapLeaves(item, `${path}[${index}]`, change));
  if (!isPlain(value)) return change(value, path);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapLeaves(item, `${path}.${key}`, change)]),
  );
}
