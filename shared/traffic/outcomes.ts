/** What was decided about each node of a call, small: a call names hundreds of nodes, and there are few answers. */
import { fromRanges, type Ranges, toRanges } from './ranges.ts';

export interface Outcomes<T> {
  /** All nodes of the call. */
  readonly nodes: Ranges;
  /** Each answer once. */
  readonly is: readonly T[];
  /** For each node, in ascending order, which of the answers: a digit in base 36. Absent where there is one. */
  readonly of?: string;
}

const BASE = 36;

/** At most 36 answers. */
export function toOutcomes<T>(outcomes: ReadonlyMap<number, T>): Outcomes<T> {
  const numbers = Uint32Array.from(outcomes.keys()).sort();
  const digits = new Map<T, string>();
  let of = '';
  for (const number of numbers) {
    const outcome = outcomes.get(number) as T;
    let digit = digits.get(outcome);
    if (digit === undefined) {
      digit = digits.size.toString(BASE);
      digits.set(outcome, digit);
    }
    of += digit;
  }
  return { nodes: toRanges(numbers), is: [...digits.keys()], ...(digits.size < 2 ? {} : { of }) };
}

/** Nodes below `limit`, in ascending order. undefined for what toOutcomes does not make. */
export function fromOutcomes<T>(
  { nodes, is, of }: Outcomes<T>,
  limit: number,
): (readonly [node: number, outcome: T])[] | undefined {
  const numbers = fromRanges(nodes, limit);
  if (numbers === undefined || !Array.isArray(is)) return undefined;
  if (of === undefined && is.length !== 1 && numbers.length > 0) return undefined;
  if (of !== undefined && of.length !== numbers.length) return undefined;
  const pairs: (readonly [number, T])[] = [];
  for (const [place, number] of numbers.entries()) {
    const which = of === undefined ? 0 : Number.parseInt(of.charAt(place), BASE);
    if (!(which < is.length)) return undefined;
    pairs.push([number, is[which] as T]);
  }
  return pairs;
}
