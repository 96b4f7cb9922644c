/**
 * Lays one preset on a pod. Detection comes first: planning changes nothing, so a preset that is skipped leaves no
 * trace.
 */
import type { Conflict } from './api.ts';
import type { CompiledPreset } from './compile.ts';
import { type EntryField, type EntryValue, Late } from './entries.ts';
import { sameJson } from './equality.ts';
import type { FieldRule } from './fields.ts';
import { Joined } from './joined.ts';
import { shorten } from './shorten.ts';
import type { EnvMerge } from './spec.ts';
import type { Item, Target, WorkPod } from './work-pod.ts';

export type SettledEntries = Readonly<Record<EntryField, readonly EntryValue[]>>;

interface Edit {
  readonly target: Target;
  /** Position of the item that is replaced; undefined appends. */
  readonly at: number | undefined;
  readonly item: Item;
}

export interface Plan {
  readonly edits: readonly Edit[];
  readonly conflicts: readonly Conflict[];
  /** Paths at which a value that was there is kept by rule. */
  readonly kept: readonly string[];
}

type Outcome =
  | { readonly kind: 'set'; readonly value: EntryValue }
  | { readonly kind: 'keep' }
  | { readonly kind: 'conflict'; readonly seen: string };

export function planPreset(work: WorkPod, preset: CompiledPreset, entries: SettledEntries): Plan {
  const edits: Edit[] = [];
  const conflicts: Conflict[] = [];
  const kept: string[] = [];
  const lostVolumes = new Set<string>();
  for (const target of work.targets) {
    for (const entry of entries[target.rule.field]) {
      // A mount whose volume was left out would show something else.
      if (target.rule.field === 'volumeMounts' && lostVolumes.has(String(entry['name']))) continue;
      const id = target.rule.identity(entry);
      const planned = edits.findLast((edit) => edit.target === target && edit.item.id === id);
      // Of variables of one name the kubelet takes the last.
      const at = planned?.at ?? placeOf(target, id);
      const found = planned?.item ?? target.items[at];
      const existing = found?.owner === 'hole' ? undefined : found;
      const outcome = meet(target.rule, existing, entry, preset);
      const path = `${target.path}[${target.rule.label(entry)}]`;
      switch (outcome.kind) {
        case 'set':
          edits.push({
            target,
            at: at === -1 ? undefined : at,
            item: { id, owner: preset, value: outcome.value, ...wasOf(existing) },
          });
          break;
        case 'keep':
          kept.push(path);
          break;
        case 'conflict':
          conflicts.push({
            path,
            preset: preset.id,
            other: existing === undefined ? 'pod' : ownerName(existing),
            seen: outcome.seen,
            wanted: show(entry),
          });
          if (target.rule.field === 'volumes') lostVolumes.add(String(entry['name']));
          break;
        default:
          outcome satisfies never;
      }
    }
  }
  return { edits, conflicts, kept };
}

export function applyPlan(plan: Plan): void {
  for (const { target, at, item } of plan.edits) {
    if (at === undefined) target.items.push(item);
    else target.items[at] = item;
  }
}

/** -1: at the end. */
function placeOf({ items }: Target, id: string): number {
  const there = items.findLastIndex((item) => item.id === id && item.owner !== 'hole');
  return there === -1 ? items.findLastIndex((item) => item.id === id) : there;
}

function ownerName({ owner }: Item): string {
  return typeof owner === 'string' ? owner : owner.id;
}

function wasOf(existing: Item | undefined): { was?: EntryValue } {
  const was = existing?.owner === 'pod' ? existing.value : existing?.was;
  return was === undefined ? {} : { was };
}

function meet(
  rule: FieldRule,
  existing: Item | undefined,
  entry: EntryValue,
  preset: CompiledPreset,
): Outcome {
  const { merge, ...value } = entry as EntryValue & { merge?: EnvMerge };
  if (merge?.strategy === 'Join') return join(existing, value, merge.separator ?? ':', preset);
  if (existing === undefined) return { kind: 'set', value };
  if (sameJson(rule.defaulted(existing.value), rule.defaulted(value))) return { kind: 'keep' };
  const conflict: Outcome = { kind: 'conflict', seen: show(existing.value) };
  if (merge?.strategy === 'KeepExisting') return { kind: 'keep' };
  if (merge?.strategy === 'Fail') return conflict;
  if (existing.owner === 'pod') {
    if (preset.layer === 'Override') return { kind: 'set', value };
    return rule.againstPod === 'keep' ? { kind: 'keep' } : conflict;
  }
  return rule.againstPreset === 'rank' && outranks(existing, preset) ? { kind: 'keep' } : conflict;
}

function join(
  existing: Item | undefined,
  value: EntryValue,
  separator: string,
  preset: CompiledPreset,
): Outcome {
  const added = value['value'] instanceof Late ? value['value'] : String(value['value'] ?? '');
  const joined = (base: Joined): Outcome => ({
    kind: 'set',
    value: { name: value['name'], value: base.with(added) },
  });
  if (existing === undefined) return joined(Joined.ofLiteral(separator, ''));
  const current = existing.value['value'];
  if (current instanceof Joined && current.separator === separator) return joined(current);
  if (existing.owner === 'pod' && existing.value['valueFrom'] === undefined && !(current instanceof Joined)) {
    return joined(Joined.ofLiteral(separator, String(current ?? '')));
  }
  if (outranks(existing, preset)) return { kind: 'keep' };
  return { kind: 'conflict', seen: show(existing.value) };
}

function outranks({ owner: there }: Item, preset: CompiledPreset): boolean {
  if (typeof there === 'string') return false;
  if (there.layer !== preset.layer) return there.layer === 'Override';
  return there.priority > preset.priority;
}

/** Override before Default, so that what it sets is settled when the others look; then priority, age and name. */
export function presetOrder(left: CompiledPreset, right: CompiledPreset): number {
  if (left.layer !== right.layer) return left.layer === 'Override' ? -1 : 1;
  return (
    right.priority - left.priority ||
    compareText(left.creationTimestamp, right.creationTimestamp) ||
    compareText(left.id, right.id)
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

const SHOWN = 120;

/** An entry without its name, short, for messages. */
function show(entry: EntryValue): string {
  const { name: _name, merge: _merge, ...rest } = entry;
  const value = rest['value'];
  const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(rest, readable);
  return shorten(text, SHOWN);
}

function readable(_key: string, value: unknown): unknown {
  if (value instanceof Late) return value.source;
  if (value instanceof Joined)
    return value.tokens.map((token) => (token instanceof Late ? token.source : token)).join(value.separator);
  return value;
}
