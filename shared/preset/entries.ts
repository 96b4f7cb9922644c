/**
 * The entries of a preset with their `${ }` compiled. A string that holds an expression is replaced by a Template;
 * settling an entry for a pod turns it into text, or into a Late leaf where the node decides.
 */
import type { Expression, ExpressionContext } from '../expression/expression.ts';
import { compileTemplate, renderParts, Template, type TemplatePart } from '../expression/template.ts';
import type { Problem } from './api.ts';
import type { ENTRY_FIELDS } from './spec.ts';

export type EntryField = (typeof ENTRY_FIELDS)[number];

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

export function compileEntries(
  field: EntryField,
  entries: readonly unknown[],
): { entries: EntryValue[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const compiled = entries.map((entry, index) =>
    mapLeaves(entry, `spec.${field}[${index}]`, (text, path) => {
      if (typeof text !== 'string' || !text.includes('${')) return text;
      if (path.endsWith('.name')) {
        problems.push({ path, message: `is "${text}"; names cannot hold expressions` });
        return text;
      }
      const result = compileTemplate(text, carriesLate(field, path) ? 'allowed' : 'never');
      if (result.ok) return result.template;
      problems.push({ path, message: result.message });
      return text;
    }),
  );
  return { entries: compiled as EntryValue[], problems };
}

/** Only these have a slot to carry them (docs/decisions/0002). */
function carriesLate(field: EntryField, path: string): boolean {
  return (
    (field === 'env' && /^spec\.env\[\d+\]\.value$/.test(path)) ||
    (field === 'volumes' && path.endsWith('].hostPath.path'))
  );
}

export type SettleResult =
  | { readonly ok: true; readonly entry: EntryValue }
  | { readonly ok: false; readonly unknown: boolean; readonly message: string };

/** Evaluates what the pod alone decides. */
export function settleEntry(entry: EntryValue, context: ExpressionContext): SettleResult {
  let failure: { unknown: boolean; message: string } | undefined;
  const settled = mapLeaves(entry, '', (leaf) => {
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
  }) as EntryValue;
  return failure === undefined ? { ok: true, entry: settled } : { ok: false, ...failure };
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
  if (
    value !== null &&
    typeof value === 'object' &&
    !(value instanceof Template) &&
    !(value instanceof Late)
  ) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, mapLeaves(item, `${path}.${key}`, change)]),
    );
  }
  return change(value, path);
}
