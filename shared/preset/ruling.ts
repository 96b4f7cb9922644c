/** Who wins where a value meets another one. */
import type { CompiledPreset } from './compile.ts';
import type { ListRow } from './fields.ts';
import type { Ranking } from './rank.ts';
import type { EnvMerge, FieldStrategy, Position, Strategy } from './spec.ts';
import type { Owner } from './work-pod.ts';

export type Ruling = 'set' | 'keep' | 'conflict';

/** How a value is met: the field's default, or what the preset says for it. */
export interface Chosen {
  readonly strategy: Strategy;
  /** Said by the preset; then a higher rank simply wins. */
  readonly explicit: boolean;
  readonly separator: string;
  readonly position: Position | undefined;
}

/** `field`: what is said for the list as a whole, where a single entry says its own. */
export function choose(
  said: FieldStrategy | EnvMerge | undefined,
  byDefault: Strategy,
  field?: FieldStrategy,
): Chosen {
  const strategy = said?.strategy ?? byDefault;
  return {
    strategy,
    explicit: said !== undefined,
    separator: said?.separator ?? ':',
    position: said?.position ?? field?.position ?? (strategy === 'Prepend' ? 'Before' : undefined),
  };
}

/** What becomes of a preset's value where `owner` has another one. */
export function rule(
  { strategy, explicit }: Chosen,
  owner: Owner,
  preset: CompiledPreset,
  againstPreset: ListRow['againstPreset'],
  ranking: Ranking,
): Ruling {
  // Of two entries of one preset the first is the more specific.
  if (owner === preset) return 'keep';
  if (strategy === 'Fail' && (owner === 'pod' || explicit)) return 'conflict';
  if (owner === 'hole') return 'set';
  if (owner === 'pod') {
    if (strategy === 'Override' || strategy === 'Replace') return 'set';
    if (strategy === 'KeepExisting') return 'keep';
    return preset.layer === 'Override' ? 'set' : 'keep';
  }
  // Who says Override goes over its equals, too: of these the last one wins, as the first one does with KeepExisting.
  const equal =
    explicit && (strategy === 'Override' || strategy === 'Replace') && !ranking.outranks(owner, preset);
  if (explicit) return equal ? 'set' : 'keep';
  if (againstPreset === 'conflict') return 'conflict';
  return ranking.outranks(owner, preset) ? 'keep' : 'conflict';
}
