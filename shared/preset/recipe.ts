/**
 * What is left to do when a node is chosen, pinned on the pod at admission (docs/decisions/0003): the annotation
 * latebind.dev/slots. Nothing in it depends on presets as they are later.
 */
import type { TemplatePart } from '../expression/template.ts';
import { isObject } from '../json.ts';
import { compileLate } from './late-expressions.ts';

/** Text with the expressions spelled out. */
export type RecipeParts = readonly (string | { readonly cel: string })[];

/** Parts of a joined variable; `lead` and `trail` put the separator before or after a non-empty value. */
export interface JoinSlot {
  readonly kind: 'join';
  readonly separator: string;
  readonly values: readonly RecipeParts[];
  /** Parts that are in the variable already. */
  readonly without: readonly string[];
  /** Values of slots that come before this one in the variable; what they hold is not repeated. */
  readonly earlier?: readonly RecipeParts[];
  readonly lead: boolean;
  readonly trail: boolean;
}

export type Slot =
  /** A variable of its own. */
  | { readonly kind: 'env'; readonly value: RecipeParts }
  | JoinSlot
  /** An absolute path, written relative to `root`, the volume's directory on the host. */
  | { readonly kind: 'path'; readonly value: RecipeParts; readonly root: string };

export interface Recipe {
  readonly v: 1;
  /** What the pod requests, for expressions. Names to numbers. */
  readonly resources: Readonly<Record<string, number>>;
  /** By annotation key without its prefix, e.g. env.NCCL_IB_HCA. */
  readonly slots: Readonly<Record<string, Slot>>;
}

export const MAX_SLOTS = 64;
/** Of the annotation's text: what a bind evaluates must stay bounded, whoever wrote it. */
const MAX_LENGTH = 128 * 1_024;

export function writeRecipe(recipe: Recipe): string {
  return JSON.stringify(recipe);
}

/** Throws an Error that says what is wrong; the annotation may have been edited by hand. */
export function readRecipe(text: string): Recipe {
  if (text.length > MAX_LENGTH)
    throw new Error(`is ${text.length} characters long, at most ${MAX_LENGTH} are allowed`);
  const parsed: unknown = JSON.parse(text);
  if (!isObject(parsed) || parsed['v'] !== 1)
    throw new Error(`version is ${JSON.stringify(isObject(parsed) ? parsed['v'] : parsed)}, wanted 1`);
  const { resources, slots } = parsed;
  if (!isObject(resources) || !Object.values(resources).every((value) => typeof value === 'number'))
    throw new Error('resources is not a map of numbers');
  if (!isObject(slots)) throw new Error('slots is not a map');
  const entries = Object.entries(slots);
  if (entries.length > MAX_SLOTS)
    throw new Error(`has ${entries.length} slots, at most ${MAX_SLOTS} are allowed`);
  for (const [key, slot] of entries) {
    if (!/^(?:env|path)\.[-A-Za-z0-9_.]{0,57}[A-Za-z0-9]$/.test(key))
      throw new Error(`slot key ${JSON.stringify(key)} is not one of ours`);
    if (!isSlot(slot)) throw new Error(`slot ${key} has an unknown form`);
  }
  return parsed as unknown as Recipe;
}

function isSlot(slot: unknown): slot is Slot {
  if (!isObject(slot)) return false;
  switch (slot['kind']) {
    case 'env':
      return isParts(slot['value']);
    case 'path':
      return isParts(slot['value']) && typeof slot['root'] === 'string' && slot['root'].startsWith('/');
    case 'join':
      return (
        typeof slot['separator'] === 'string' &&
        slot['separator'] !== '' &&
        Array.isArray(slot['values']) &&
        slot['values'].every(isParts) &&
        Array.isArray(slot['without']) &&
        slot['without'].every((part) => typeof part === 'string') &&
        (slot['earlier'] === undefined ||
          (Array.isArray(slot['earlier']) && slot['earlier'].every(isParts))) &&
        typeof slot['lead'] === 'boolean' &&
        typeof slot['trail'] === 'boolean'
      );
    default:
      return false;
  }
}

function isParts(value: unknown): value is RecipeParts {
  return (
    Array.isArray(value) &&
    value.every((part) => typeof part === 'string' || (isObject(part) && typeof part['cel'] === 'string'))
  );
}

export function toRecipeParts(parts: readonly TemplatePart[]): RecipeParts {
  return parts.map((part) => (typeof part === 'string' ? part : { cel: part.source }));
}

/** Compiles the expressions again. */
export function fromRecipeParts(parts: RecipeParts): TemplatePart[] {
  return parts.map((part) => {
    if (typeof part === 'string') return part;
    const result = compileLate(part.cel);
    if (!result.ok) throw new Error(`expression ${JSON.stringify(part.cel)}: ${result.message}`);
    return result.expression;
  });
}
