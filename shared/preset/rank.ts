/** Which preset comes first: what it sets is settled when the others look. */
import type { PresetId } from './api.ts';
import type { CompiledPreset } from './compile.ts';

export interface Ranking {
  /** For sorting; a total order that depends on nothing but the presets and the names in the pod. */
  readonly compare: (left: CompiledPreset, right: CompiledPreset) => number;
  /** `there` is of higher layer or priority, or named earlier by the pod. Age and name only give an order. */
  readonly outranks: (there: CompiledPreset, preset: CompiledPreset) => boolean;
  /** `there` is of higher layer or priority, whatever the pod names first. */
  readonly above: (there: CompiledPreset, preset: CompiledPreset) => boolean;
}

/** `named`: places of the presets in latebind.dev/presets. */
export function ranking(named: ReadonlyMap<PresetId, number> = new Map()): Ranking {
  const level = (left: CompiledPreset, right: CompiledPreset): number => {
    if (left.layer !== right.layer) return left.layer === 'Override' ? -1 : 1;
    return right.priority - left.priority;
  };
  const rank = (left: CompiledPreset, right: CompiledPreset): number => {
    const levels = level(left, right);
    if (levels !== 0) return levels;
    const [a, b] = [named.get(left.id), named.get(right.id)];
    return a === undefined || b === undefined ? 0 : a - b;
  };
  return {
    outranks: (there, preset) => rank(there, preset) < 0,
    above: (there, preset) => level(there, preset) < 0,
    compare: (left, right) =>
      rank(left, right) ||
      // One that is named and one that is not are told apart here only.
      Number(named.has(right.id)) - Number(named.has(left.id)) ||
      compareText(left.creationTimestamp, right.creationTimestamp) ||
      compareText(left.id, right.id),
  };
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
