/**
 * `${ expression }` inside a string. `$${` stands for a literal `${`; `$(VAR)` is Kubernetes' own and stays.
 */
import { compileExpression, type Expression, type ExpressionContext } from './expression.ts';

export type TemplatePart = string | Expression;

/** A class, so that a compiled string can be told from any other leaf of an entry. */
export class Template {
  readonly source: string;
  readonly parts: readonly TemplatePart[];
  /** At least one part has no value before a node is chosen. */
  readonly late: boolean;

  constructor(source: string, parts: readonly TemplatePart[]) {
    this.source = source;
    this.parts = parts;
    this.late = parts.some((part) => typeof part !== 'string' && part.late);
  }
}

export type TemplateResult =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly message: string };

/** Types whose values have one obvious text. */
const TEXTUAL = new Set(['string', 'int', 'uint', 'double', 'bool', 'dyn']);

export function compileTemplate(source: string, late: 'never' | 'allowed'): TemplateResult {
  const parts: TemplatePart[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    if (source.startsWith('$${', at)) {
      text += '${';
      at += 3;
    } else if (source.startsWith('${', at)) {
      const end = closingBrace(source, at + 2);
      if (end === -1) return { ok: false, message: `has \${ at character ${at + 1} without its }` };
      const inner = source.slice(at + 2, end).trim();
      if (inner === '')
        return {
          ok: false,
          message: `has an empty \${ } at character ${at + 1}; write $\${ for a literal \${`,
        };
      const compiled = compileExpression(inner, late);
      if (!compiled.ok) return { ok: false, message: `\${ ${inner} }: ${compiled.message}` };
      if (!TEXTUAL.has(compiled.expression.type)) {
        return {
          ok: false,
          message: `\${ ${inner} } is a ${compiled.expression.type}, wanted a text or number; use .join(',') on a list`,
        };
      }
      if (text !== '') parts.push(text);
      text = '';
      parts.push(compiled.expression);
      at = end + 1;
    } else {
      text += source[at];
      at += 1;
    }
  }
  if (text !== '' || parts.length === 0) parts.push(text);
  return { ok: true, template: new Template(source, parts) };
}

/** Index of the brace that closes an expression; braces inside strings and maps do not count. */
function closingBrace(source: string, from: number): number {
  let depth = 0;
  let quote: string | undefined;
  for (let at = from; at < source.length; at += 1) {
    const character = source[at];
    if (quote !== undefined) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return -1;
}

export type Rendering =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly unknown: boolean; readonly message: string };

/** Text of the parts; every expression among them must be evaluable in the context. */
export function renderParts(parts: readonly TemplatePart[], context: ExpressionContext): Rendering {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const result = part.evaluate(context);
    if (!result.ok)
      return { ok: false, unknown: result.unknown, message: `\${ ${part.source} }: ${result.message}` };
    const shown = textOf(result.value);
    if (shown === undefined)
      return { ok: false, unknown: false, message: `\${ ${part.source} } is not a text or number` };
    text += shown;
  }
  return { ok: true, text };
}

function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
}
