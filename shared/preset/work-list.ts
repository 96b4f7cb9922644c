/** Looking for entries in a list of the pod while presets are laid on it. */
import type { CompiledPreset } from './compile.ts';
import type { EntryValue } from './entries.ts';
import type { ListRow } from './fields.ts';
import { Joined } from './joined.ts';
import type { Item, Target } from './work-pod.ts';

/** Of entries of one name the last counts (variables); -1 when there is none. */
export function findLive(
  target: Target,
  row: ListRow,
  value: EntryValue,
  id: string,
  alsoByName: CompiledPreset | undefined,
): number {
  const at = target.items.findLastIndex((item) => item.id === id && item.owner !== 'hole');
  if (at !== -1 || alsoByName === undefined || row.field !== 'volumeMounts') return at;
  return target.items.findLastIndex(
    (item) => item.owner !== 'hole' && item.owner !== alsoByName && item.value['name'] === value['name'],
  );
}

/** The preset that took such an entry out, or replaced the list. */
export function barrier(
  target: Target,
  value: EntryValue,
  preset: CompiledPreset,
): CompiledPreset | undefined {
  const removal = target.removed.find(({ by, matches }) => by !== preset && matches(value));
  if (removal !== undefined) return removal.by;
  return target.sealedBy === preset ? undefined : target.sealedBy;
}

/** How many entries of the pod stood before this place and are gone already. */
export function removedBefore(target: Target, at: number): number {
  const places = target.removed
    .flatMap(({ entries }) => entries.map(([place]) => place))
    .sort((a, b) => a - b);
  return places.reduce((count, place) => (place <= at + count ? count + 1 : count), 0);
}

export function joinBase(existing: Item | undefined, separator: string): Joined | undefined {
  if (existing === undefined) return Joined.ofLiteral(separator, '');
  const current = existing.value['value'];
  if (current instanceof Joined) return current.separator === separator ? current : undefined;
  if (existing.owner !== 'pod' || existing.value['valueFrom'] !== undefined) return undefined;
  return Joined.ofLiteral(separator, String(current ?? ''));
}

export function wasOf(existing: Item): { was?: EntryValue } {
  const was = existing.owner === 'pod' ? existing.value : existing.was;
  return was === undefined ? {} : { was };
}
