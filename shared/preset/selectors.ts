/** Label selectors as apimachinery evaluates them, and comparisons of requested resources. */
import type { LabelSelector } from '../kube/objects.ts';
import { parseQuantity, quantityText } from './quantity.ts';
import type { Requests } from './requests.ts';

export const RESOURCE_OPERATORS = ['Exists', 'DoesNotExist', 'Eq', 'Ne', 'Gt', 'Ge', 'Lt', 'Le'] as const;
export type ResourceOperator = (typeof RESOURCE_OPERATORS)[number];

export interface ResourceExpression {
  readonly resource: string;
  readonly operator: ResourceOperator;
  /** Kubernetes quantity; for all operators but Exists and DoesNotExist. */
  readonly quantity?: string;
}

/** undefined when it matches, otherwise what was seen and what was wanted. */
export type Mismatch = string | undefined;

export function labelMismatch(selector: LabelSelector, labels: Readonly<Record<string, string>>): Mismatch {
  for (const [key, wanted] of Object.entries(selector.matchLabels ?? {})) {
    const seen = own(labels, key);
    if (seen !== wanted) return `label ${key} is ${show(seen)}, wanted "${wanted}"`;
  }
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const seen = own(labels, key);
    if (operator === 'In' && !(seen !== undefined && values.includes(seen)))
      return `label ${key} is ${show(seen)}, wanted one of ${values.join(', ')}`;
    if (operator === 'NotIn' && seen !== undefined && values.includes(seen))
      return `label ${key} is "${seen}", wanted none of ${values.join(', ')}`;
    if (operator === 'Exists' && seen === undefined) return `label ${key} is absent`;
    if (operator === 'DoesNotExist' && seen !== undefined) return `label ${key} is present`;
  }
  return undefined;
}

/** `constructor` is a valid label. */
function own(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function show(value: string | undefined): string {
  return value === undefined ? 'absent' : `"${value}"`;
}

/** A resource that is not requested counts as 0: `Lt 2` holds for pods that ask for none. */
export function resourceMismatch(expression: ResourceExpression, requests: Requests): Mismatch {
  const seen = requests.get(expression.resource) ?? 0n;
  const wanted = parseQuantity(expression.quantity ?? '0') ?? 0n;
  if (compare(expression.operator, seen, wanted)) return undefined;
  return `requests ${quantityText(seen)} of ${expression.resource}, wanted ${expression.operator}${expression.quantity === undefined ? '' : ` ${expression.quantity}`}`;
}

function compare(operator: ResourceOperator, seen: bigint, wanted: bigint): boolean {
  switch (operator) {
    case 'Exists':
      return seen > 0n;
    case 'DoesNotExist':
      return seen === 0n;
    case 'Eq':
      return seen === wanted;
    case 'Ne':
      return seen !== wanted;
    case 'Gt':
      return seen > wanted;
    case 'Ge':
      return seen >= wanted;
    case 'Lt':
      return seen < wanted;
    case 'Le':
      return seen <= wanted;
    default:
      return operator satisfies never;
  }
}
