import { sameJson } from './equality.ts';
import { andNodeTerms, orNodeTerms } from './node-terms.ts';
import type { Position, Strategy } from './spec.ts';

/** A value of both; undefined where the strategy does not combine and one of the two wins. */
export function combine(
  strategy: Strategy,
  existing: unknown,
  value: unknown,
  position: Position | undefined,
): unknown {
  switch (strategy) {
    case 'And':
      return andNodeTerms(existing, value);
    case 'Or':
      return orNodeTerms(existing, value);
    case 'Union':
    case 'Append':
    case 'Prepend': {
      const [there, added] = [existing, value].map((list) => (Array.isArray(list) ? list : [])) as [
        unknown[],
        unknown[],
      ];
      const fresh = added.filter((item) => !there.some((other) => sameJson(other, item)));
      return position === 'Before' ? [...fresh, ...there] : [...there, ...fresh];
    }
    case 'Fail':
    case 'KeepExisting':
    case 'Override':
    case 'Replace':
    case 'MergeByKey':
    case 'MapUnion':
    case 'Join':
      return undefined;
    default:
      return strategy satisfies never;
  }
}
