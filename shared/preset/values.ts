/**
 * Evaluates slots against a node. Every value is checked here, where it is made: the API server does not validate the
 * annotations of a Binding, and a bad one makes the pod impossible to update (docs/decisions/0001).
 */
import type { Expression, ExpressionContext } from '../expression/expression.ts';
import { renderParts } from '../expression/template.ts';
import type { ReasonCode } from '../names.ts';
import { latePathProblem } from './paths.ts';
import { fromRecipeParts, type JoinSlot, type RecipeParts, type Slot } from './recipe.ts';

/** Bytes of one variable; the kernel refuses to start a process with one above 128 KiB. */
const MAX_TEXT = 4_096;
/** Printable ASCII without "$" (nothing may look like a reference) and without the backquote. */
const TEXT = /^[\x20-\x23\x25-\x5f\x61-\x7e]*$/;

export type SlotValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: ReasonCode; readonly what: string; readonly detail: string };

export function slotValue(key: string, slot: Slot, context: ExpressionContext): SlotValue {
  switch (slot.kind) {
    case 'env': {
      const text = render(key, slot.value, context);
      return text.ok ? checkText(key, text.value) : text;
    }
    case 'join':
      return joinedValue(key, slot, context);
    case 'path': {
      const text = render(key, slot.value, context);
      return text.ok ? checkPath(key, text.value, slot.root) : text;
    }
    default:
      return slot satisfies never;
  }
}

/** Throws where one of them cannot be read. */
export function expressionsOf(slot: Slot): Expression[] {
  const values = slot.kind === 'join' ? [...(slot.earlier ?? []), ...slot.values] : [slot.value];
  return values.flatMap(fromRecipeParts).filter((part) => typeof part !== 'string');
}

function joinedValue(key: string, slot: JoinSlot, context: ExpressionContext): SlotValue {
  const seen = new Set(['', ...slot.without]);
  const parts: string[] = [];
  const earlier = slot.earlier ?? [];
  for (const [index, value] of [...earlier, ...slot.values].entries()) {
    const text = render(key, value, context);
    if (!text.ok) return text;
    for (const part of text.value.split(slot.separator)) {
      if (index >= earlier.length && !seen.has(part)) parts.push(part);
      seen.add(part);
    }
  }
  const joined = parts.join(slot.separator);
  if (joined === '') return { ok: true, value: '' };
  return checkText(key, `${slot.lead ? slot.separator : ''}${joined}${slot.trail ? slot.separator : ''}`);
}

function render(key: string, parts: RecipeParts, context: ExpressionContext): SlotValue {
  const rendered = renderParts(fromRecipeParts(parts), context);
  if (rendered.ok) return { ok: true, value: rendered.text };
  return {
    ok: false,
    reason: rendered.unknown ? 'FactUnknown' : 'ExpressionFailed',
    what: `${key} needs ${sourceOf(parts)}`,
    detail: `slot ${key}: ${rendered.message}`,
  };
}

function checkText(key: string, value: string): SlotValue {
  const refuse = (detail: string): SlotValue => ({
    ok: false,
    reason: 'ValueInvalid',
    what: `the value of ${key} is not allowed`,
    detail: `slot ${key}: ${detail}`,
  });
  if (value.length > MAX_TEXT)
    return refuse(`the value is ${value.length} bytes long, at most ${MAX_TEXT} are allowed`);
  if (!TEXT.test(value))
    return refuse(
      `the value ${JSON.stringify(value.slice(0, 80))} holds more than printable ASCII without "$" and backquote`,
    );
  return { ok: true, value };
}

function checkPath(key: string, path: string, root: string): SlotValue {
  const refuse = (reason: ReasonCode, detail: string): SlotValue => ({
    ok: false,
    reason,
    what: `the path of ${key} is not allowed`,
    detail: `slot ${key}: the path ${JSON.stringify(path.slice(0, 200))} ${detail}`,
  });
  const problem = latePathProblem(path);
  if (problem !== undefined)
    return refuse(problem.kind === 'invalid' ? 'ValueInvalid' : 'PathForbidden', problem.message);
  const prefix = root === '/' ? '/' : `${root}/`;
  if (!path.startsWith(prefix)) return refuse('PathForbidden', `lies outside the volume's root ${root}`);
  return { ok: true, value: path.slice(prefix.length) };
}

/** ${host.nvidia.libraryDir}/lib: the same for every node, so it may stand in a scheduler event. */
function sourceOf(parts: RecipeParts): string {
  return parts.map((part) => (typeof part === 'string' ? part : `\${${part.cel}}`)).join('');
}
