/**
 * Lays one preset on a pod. The pod is a value (work-pod.ts), so detection comes before application by construction: who
 * finds conflicts keeps the pod as it was.
 */
import type { Conflict } from './api.ts';
import { combine } from './combine.ts';
import type { CompiledPreset } from './compile.ts';
import { describe, missingContainer, selects } from './container-select.ts';
import { defaultedContainer } from './defaults.ts';
import { type EntryValue, Late } from './entries.ts';
import { isPlain } from './entry-value.ts';
import { sameJson } from './equality.ts';
import { type ListRow, mirroredFields, recomputedFields, type ValueRow } from './fields.ts';
import { mergeEntries } from './merge-entries.ts';
import { labelOf, ownerName, show, showValue } from './merge-text.ts';
import { addedByServer, ownApiDefault } from './own-default.ts';
import { type Protections, protectedBy, scopeOf } from './protect.ts';
import type { Ranking } from './rank.ts';
import { type Chosen, choose, type Ruling, rule } from './ruling.ts';
import type { EnvMerge, FieldStrategy, Position } from './spec.ts';
import type {
  AddedStatement,
  Content,
  EntriesStatement,
  PresentStatement,
  RemoveStatement,
  Statement,
  ValueStatement,
  Where,
} from './statements.ts';
import { type Flaw, flawsOf } from './valid.ts';
import { barrier, findLive, joinBase, removedBefore, wasOf } from './work-list.ts';
import {
  containerPlace,
  type Item,
  itemsAt,
  metadataPlace,
  type Owner,
  objectAt,
  type Place,
  placeContainer,
  podPlace,
  type Removal,
  type Target,
  targetAt,
  valueAt,
  valueKey,
  type WorkContainer,
  type WorkPod,
  withTarget,
  withValue,
} from './work-pod.ts';

export interface Laid {
  /** With everything that was not in conflict. */
  readonly work: WorkPod;
  readonly conflicts: readonly Conflict[];
  /** Where another value than the preset's stays by rule, and whose it is when it is not the pod's. */
  readonly kept: readonly string[];
  /** What the pod has no place for, though nothing is wrong with that. */
  readonly idle: readonly string[];
  /** The work without what was in conflict is a pod of its own right (onConflict: SkipEntry). */
  readonly partly: boolean;
}

export interface Rules {
  readonly ranking: Ranking;
  readonly protections: Protections;
}

export function layPreset(work: WorkPod, preset: CompiledPreset, content: Content, rules: Rules): Laid {
  const laying = new Laying(work, preset, rules);
  for (const statement of content.remove) laying.remove(statement);
  for (const statement of content.add) laying.add(statement);
  for (const statement of content.statements) laying.say(statement);
  return laying.end();
}

class Laying {
  #work: WorkPod;
  readonly #before: WorkPod;
  readonly #preset: CompiledPreset;
  readonly #rules: Rules;
  readonly #conflicts: Conflict[] = [];
  readonly #kept: string[] = [];
  readonly #idle = new Set<string>();
  /** Volumes of the preset that are not in the pod because of a conflict. */
  readonly #lostVolumes = new Set<string>();

  constructor(work: WorkPod, preset: CompiledPreset, rules: Rules) {
    this.#work = work;
    this.#before = work;
    this.#preset = preset;
    this.#rules = rules;
  }

  end(): Laid {
    // What the pod brought along is its author's to answer for.
    const flaws = this.#work === this.#before ? [] : flawsOf(this.#work, this.#work.objects);
    const known = flaws.length === 0 ? [] : flawsOf(this.#before, this.#work.objects).map(({ path }) => path);
    const made = flaws.filter(({ path }) => !known.includes(path));
    for (const flaw of made) this.#conflict(flaw.path, this.#otherSideOf(flaw), flaw.seen, flaw.wanted);
    const partly = made.length === 0;
    return { work: this.#work, conflicts: this.#conflicts, kept: this.#kept, idle: [...this.#idle], partly };
  }

  /** Another preset of whose values this one cannot be with; otherwise the pod. */
  #otherSideOf({ path, between }: Flaw): string {
    const container = this.#work.containers.find((one) => path.startsWith(`${one.path}.`));
    if (container === undefined) return 'pod';
    const owners = between.map((value) => this.#existing(containerPlace(container), value).owner);
    return ownerName(owners.find((owner) => owner !== 'pod' && owner !== this.#preset) ?? 'pod');
  }

  say(statement: Statement): void {
    switch (statement.kind) {
      case 'entries':
        return this.#entries(statement);
      case 'value':
        return this.#valueStatement(statement);
      case 'present':
        return this.#present(statement);
      default:
        return statement satisfies never;
    }
  }

  #present({ where: { select } }: PresentStatement): void {
    const missing = missingContainer(select, this.#live(), this.#work.primaries);
    if (missing !== undefined) this.#conflict('spec.containers', 'pod', 'no such container', missing);
  }

  #entries(statement: EntriesStatement): void {
    for (const place of this.#places(statement.where)) {
      if (this.#refused(place, [statement.row.field])) continue;
      const open = (): Target =>
        targetAt(this.#work, `${place.path}.${statement.row.field}`, statement.row, place.source);
      if (statement.chosen?.strategy === 'Replace' && !this.#replace(open())) continue;
      for (const entry of statement.entries) this.#entry(open(), entry, statement);
    }
  }

  #valueStatement({ where, path, row, chosen, value }: ValueStatement): void {
    for (const place of this.#places(where)) {
      if (!this.#refused(place, path)) this.#value(place, path, row, chosen, value);
    }
  }

  /** Takes entries of the pod away; what presets of higher rank brought stays. */
  remove(statement: RemoveStatement): void {
    for (const place of this.#places(statement.where)) {
      if (this.#refused(place, statement.path)) continue;
      if (statement.row === undefined) this.#removeValue(place, [...statement.path, statement.key]);
      else {
        const target = targetAt(
          this.#work,
          `${place.path}.${statement.row.field}`,
          statement.row,
          place.source,
        );
        this.#work = withTarget(this.#work, this.#without(target, statement.matches));
      }
    }
  }

  add({ list, position, container, receivePatches, type }: AddedStatement): void {
    const name = container.name;
    const path = `spec.${list}[${name}]`;
    const there = this.#work.containers.find((one) => one.container.name === name && one.owner !== 'hole');
    if (there !== undefined) {
      const same =
        there.list === list && sameJson(defaultedContainer(there.container), defaultedContainer(container));
      if (!same) this.#conflict(path, ownerName(there.owner), show(there.container), show(container));
      return;
    }
    const hole = this.#work.containers.find(
      (one) =>
        one.owner === 'hole' &&
        one.hole?.by === this.#preset.id &&
        one.list === list &&
        one.container.name === name,
    );
    const added: WorkContainer = {
      container,
      type,
      list,
      path,
      owner: this.#preset,
      receivePatches,
      ...(hole?.hole === undefined ? {} : { hole: hole.hole }),
    };
    this.#work = placeContainer(this.#work, added, hole, position === 'First');
  }

  #places(where: Where): Place[] {
    switch (where.scope) {
      case 'metadata':
        return [metadataPlace(this.#work)];
      case 'pod':
        return [podPlace(this.#work)];
      case 'container':
        return this.#containers(where);
      default:
        return where satisfies never;
    }
  }

  #containers({ select }: Extract<Where, { scope: 'container' }>): Place[] {
    const { primaries } = this.#work;
    const selected = this.#live().filter((one) => selects(select, one, primaries));
    // A preset that reaches no container is most often one that was misspelt.
    if (selected.length === 0 && select.required !== true) this.#idle.add(describe(select));
    return selected.map(containerPlace);
  }

  /** Presets are laid in order of rank, so an added container is there for its own preset and those below it. */
  #live(): WorkContainer[] {
    return this.#work.containers.filter(
      ({ owner, receivePatches }) => owner === 'pod' || receivePatches === true,
    );
  }

  /** A field that another preset protects. */
  #refused(place: Place, path: readonly string[]): boolean {
    const protection = protectedBy(this.#rules.protections, this.#preset, place, path);
    if (protection === undefined) return false;
    this.#conflictOnce(
      labelOf(place, path),
      protection.by,
      `it protected (${protection.message})`,
      'another place for this value',
    );
    return true;
  }

  /** Of two presets that replace a list the first does. */
  #replace(target: Target): boolean {
    const { sealedBy } = target;
    if (sealedBy !== undefined && sealedBy !== this.#preset) {
      this.#keep(target.path, sealedBy);
      return false;
    }
    this.#work = withTarget(this.#work, {
      ...(target.sealedBy === this.#preset
        ? target
        : this.#without(target, (entry) => !addedByServer(target.row.field, entry), false)),
      sealedBy: this.#preset,
    });
    return true;
  }

  #without(target: Target, matches: (entry: EntryValue) => boolean, forGood = true): Target {
    const gone = target.items.filter((item) => item.owner === 'pod' && matches(item.value));
    const own = target.items.filter(({ owner, was }) => owner === 'pod' || was !== undefined);
    const removal: Removal = {
      by: this.#preset,
      matches: forGood ? matches : () => false,
      entries: gone.map((item) => [own.indexOf(item) + removedBefore(target, own.indexOf(item)), item.value]),
    };
    return {
      ...target,
      items: target.items.filter((item) => !gone.includes(item)),
      front: target.items.slice(0, target.front).filter((item) => !gone.includes(item)).length,
      removed: [...target.removed, removal],
    };
  }

  #entry(target: Target, entry: EntryValue, statement: EntriesStatement): void {
    const { row } = statement;
    // A mount whose volume was left out would show something else.
    if (row.field === 'volumeMounts' && this.#lostVolumes.has(String(entry['name']))) return;
    const { merge, ...value } = entry as EntryValue & { merge?: EnvMerge };
    // What a reference yields is not known, so it cannot be joined: it is met as the layer says.
    const joins = statement.chosen?.strategy !== 'Join' || value['valueFrom'] === undefined;
    const ofField = joins ? statement.chosen : undefined;
    const chosen = choose(merge ?? ofField, row.strategy[this.#preset.layer], statement.chosen);
    const path = `${target.path}[${row.label(entry)}]`;
    const id = row.identity(value);
    const at = findLive(
      target,
      row,
      value,
      id,
      statement.chosen?.key === 'name+mountPath' ? this.#preset : undefined,
    );
    const existing = target.items[at];
    if (row.field === 'volumeMounts' && !this.#hasVolume(value['name'])) {
      this.#conflict(path, 'pod', `no volume "${String(value['name'])}"`, 'a volume of that name');
      return;
    }
    const barred = barrier(target, value, this.#preset);
    if (existing === undefined && barred !== undefined) {
      this.#settle(this.#rule(chosen, barred, 'rank'), path, barred, 'it taken out', value, row);
      return;
    }
    if (chosen.strategy === 'Join') {
      this.#join(target, at, id, value, chosen, path);
      return;
    }
    if (existing === undefined) {
      this.#put(target, { id, owner: this.#preset, value }, chosen.position);
      return;
    }
    if (sameJson(row.defaulted(existing.value), row.defaulted(value))) {
      if (this.#claims(chosen, existing.owner, row.againstPreset))
        this.#set(target, at, { ...existing, owner: this.#preset, was: existing.value });
      return;
    }
    if (chosen.strategy === 'MergeByKey') {
      this.#mergeEntry(target, at, value, existing);
      return;
    }
    const ruling = this.#rule(chosen, existing.owner, row.againstPreset);
    if (ruling === 'set') this.#set(target, at, { id, owner: this.#preset, value, ...wasOf(existing) });
    else this.#settle(ruling, path, existing.owner, show(existing.value), value, row);
  }

  /** What the pod has as the preset would set it is the preset's from now on: those of lower rank do not change it. */
  #claims(chosen: Chosen, owner: Owner, againstPreset: ListRow['againstPreset']): boolean {
    return (
      owner === 'pod' && (againstPreset === 'conflict' || this.#rule(chosen, owner, againstPreset) === 'set')
    );
  }

  #hasVolume(name: unknown): boolean {
    const items = itemsAt(this.#work, 'spec.volumes')?.map(({ value }) => value);
    return (items ?? this.#work.author.spec.volumes ?? []).some((volume) => volume.name === name);
  }

  /** Layer Override goes over the pod's entry, what presets of higher rank said over both. */
  #mergeEntry(target: Target, at: number, value: EntryValue, existing: Item): void {
    const { field, defaulted } = target.row;
    const { was } = wasOf(existing);
    const said =
      existing.owner === 'pod' ? value : mergeEntries(field, existing.said ?? existing.value, value);
    const over =
      this.#preset.layer === 'Override' && (existing.owner === 'pod' || existing.said !== undefined);
    const merged = over ? mergeEntries(field, said, was ?? {}) : mergeEntries(field, existing.value, value);
    if (sameJson(defaulted(merged), defaulted(existing.value))) return;
    const owner = existing.owner === 'pod' ? this.#preset : existing.owner;
    this.#set(target, at, {
      id: target.row.identity(merged),
      owner,
      value: merged,
      ...(over ? { said } : {}),
      ...(was === undefined ? {} : { was }),
    });
  }

  #settle(ruling: Ruling, path: string, owner: Owner, seen: string, wanted: EntryValue, row: ListRow): void {
    if (ruling === 'keep') this.#keep(path, owner);
    else this.#conflict(path, ownerName(owner), seen, show(wanted));
    if (row.field === 'volumes' && ruling === 'conflict') this.#lostVolumes.add(String(wanted['name']));
  }

  #join(target: Target, at: number, id: string, value: EntryValue, chosen: Chosen, path: string): void {
    const added = value['value'] instanceof Late ? value['value'] : String(value['value'] ?? '');
    const existing = target.items[at];
    const base = joinBase(existing, chosen.separator);
    if (base !== undefined) {
      const item: Item = {
        id,
        owner: this.#preset,
        value: { name: value['name'], value: base.with(added, chosen.position ?? 'Before') },
        ...(existing === undefined ? {} : wasOf(existing)),
      };
      if (existing === undefined) this.#put(target, item, undefined);
      else this.#set(target, at, item);
      return;
    }
    // Joined with another separator, or a reference of which nothing is known.
    if (existing === undefined) return;
    const keep =
      typeof existing.owner !== 'string' && this.#rules.ranking.outranks(existing.owner, this.#preset);
    if (keep) this.#keep(path, existing.owner);
    else this.#conflict(path, ownerName(existing.owner), show(existing.value), show(value));
  }

  /**
   * New entries go behind what is there, or in front of what the pod has; into their old place where they have one. Those
   * of lower layer or priority stand before those of higher, whose variables may refer to theirs.
   */
  #put(target: Target, item: Item, position: Position | undefined): void {
    const items = [...target.items];
    const hole = items.findLastIndex(({ id, owner }) => id === item.id && owner === 'hole');
    let { front } = target;
    if (hole !== -1) items[hole] = item;
    else if (position === 'Before') {
      items.splice(this.#behind(items.slice(0, front)), 0, item);
      front += 1;
    } else items.splice(Math.max(front, this.#behind(items)), 0, item);
    this.#work = withTarget(this.#work, { ...target, items, front });
  }

  /** The place behind all entries but those that presets above this one have added last. */
  #behind(items: readonly Item[]): number {
    const above = ({ owner, was }: Item): boolean =>
      typeof owner !== 'string' && was === undefined && this.#rules.ranking.above(owner, this.#preset);
    return items.findLastIndex((item) => !above(item)) + 1;
  }

  #set(target: Target, at: number, item: Item): void {
    this.#work = withTarget(this.#work, { ...target, items: target.items.with(at, item) });
  }

  #value(
    place: Place,
    path: readonly string[],
    row: ValueRow,
    said: FieldStrategy | undefined,
    value: unknown,
  ): void {
    const chosen = choose(said, row.strategy[this.#preset.layer]);
    const label = labelOf(place, path);
    const seal = this.#sealOf(place, path);
    const { existing, owner } = this.#existing(place, path);
    const combined = combine(chosen.strategy, existing, value, chosen.position);
    // What combines leaves room for others.
    const whole = isPlain(value) && said !== undefined && combined === undefined;
    if (existing !== undefined && sameJson(existing, value)) {
      if (this.#claims(chosen, owner, 'rank'))
        this.#work = withValue(this.#work, place, path, value, { owner: this.#preset, seal: whole });
      return;
    }
    if (seal !== undefined && seal !== this.#preset) {
      this.#valueRuling(this.#rule(chosen, seal, 'rank'), label, seal, existing, value);
      return;
    }
    if (existing !== undefined) {
      if (combined !== undefined) {
        if (!sameJson(combined, existing))
          this.#work = withValue(this.#work, place, path, combined, { owner: this.#preset });
        return;
      }
      const ruling = this.#rule(chosen, owner, 'rank');
      if (ruling !== 'set') {
        this.#valueRuling(ruling, label, owner, existing, value);
        return;
      }
    }
    this.#setValue(place, path, value, whole);
  }

  /** A whole struct leaves what presets of higher rank have put below it. */
  #setValue(place: Place, path: readonly string[], value: unknown, seal: boolean): void {
    const prefix = `${valueKey(place, path)}\0`;
    const above = [...this.#work.owners].filter(
      ([key, owner]) => owner !== this.#preset && key.startsWith(prefix),
    );
    const rescued = above.map(([key]) => {
      const below = key.slice(place.path.length + 1).split('\0');
      return [below, valueAt(this.#work, place, below)] as const;
    });
    this.#work = withValue(this.#work, place, path, value, { owner: this.#preset, seal });
    for (const [index, [below, kept]] of rescued.entries()) {
      const owner = above[index]?.[1] ?? this.#preset;
      if (kept !== undefined) this.#work = withValue(this.#work, place, below, kept, { owner });
    }
    if (path.length === 1) this.#derive(place, path[0] ?? '', value);
  }

  /** What the API server has derived from the value that was there must not outlive it. */
  #derive(place: Place, field: string, value: unknown): void {
    const scope = scopeOf(place);
    const owner = this.#preset;
    for (const mirror of mirroredFields(scope, field)) {
      if (valueAt(this.#work, place, [mirror]) !== undefined)
        this.#work = withValue(this.#work, place, [mirror], value, { owner });
    }
    for (const computed of recomputedFields(scope, field)) {
      const there = valueAt(this.#work, place, [computed]);
      // What a preset gave is no default, though it may look like one.
      const key = valueKey(place, [computed]);
      if (there !== undefined && this.#work.owners.has(key) && !this.#work.computed.has(key)) continue;
      const since = this.#work.stripped.derived.get(key);
      if (since !== undefined && sameJson(since.from, value))
        this.#work = withValue(this.#work, place, [computed], since.value, { owner, computed: true });
      // A pull policy that the author said stays.
      else if (
        there !== undefined &&
        (computed !== 'imagePullPolicy' || ownApiDefault(place, [computed], there))
      )
        this.#work = withValue(this.#work, place, [computed], undefined, { owner });
    }
  }

  #removeValue(place: Place, path: readonly string[]): void {
    const { existing, owner } = this.#existing(place, path);
    const first = this.#sealOf(place, path) ?? owner;
    if (typeof first !== 'string' && first !== this.#preset) {
      this.#keep(labelOf(place, path), first);
      return;
    }
    if (existing === undefined && !Object.hasOwn(objectAt(this.#work, place), path[0] ?? '')) {
      // Nothing to take out, but nobody of lower rank brings it back.
      const sealed = new Map(this.#work.sealed).set(valueKey(place, path), this.#preset);
      this.#work = { ...this.#work, sealed };
      return;
    }
    this.#work = withValue(this.#work, place, path, undefined, { owner: this.#preset, seal: true });
  }

  /** What stands at a path and whose it is; what the API server fills in by itself is nobody's. */
  #existing(place: Place, path: readonly string[]): { existing: unknown; owner: Owner } {
    const existing = valueAt(this.#work, place, path);
    if (this.#work.computed.has(valueKey(place, path))) return { existing: undefined, owner: 'pod' };
    for (let length = path.length; length > 0; length -= 1) {
      const owner = this.#work.owners.get(valueKey(place, path.slice(0, length)));
      if (owner !== undefined) return { existing, owner };
    }
    const own = existing !== undefined && !ownApiDefault(place, path, existing);
    return { existing: own ? existing : undefined, owner: 'pod' };
  }

  #sealOf(place: Place, path: readonly string[]): CompiledPreset | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const seal = this.#work.sealed.get(valueKey(place, path.slice(0, length)));
      if (seal !== undefined) return seal;
    }
    return undefined;
  }

  #valueRuling(ruling: Ruling, path: string, owner: Owner, seen: unknown, wanted: unknown): void {
    if (ruling === 'keep') this.#keep(path, owner);
    else
      this.#conflict(
        path,
        ownerName(owner),
        seen === undefined ? 'it taken out' : showValue(seen),
        showValue(wanted),
      );
  }

  #rule(chosen: Chosen, owner: Owner, againstPreset: ListRow['againstPreset']): Ruling {
    return rule(chosen, owner, this.#preset, againstPreset, this.#rules.ranking);
  }

  /** Of two entries of one preset the first stays, and there is nothing to say. */
  #keep(path: string, owner: Owner): void {
    if (owner !== this.#preset) this.#kept.push(owner === 'pod' ? path : `${path} of ${ownerName(owner)}`);
  }

  #conflict(path: string, other: string, seen: string, wanted: string): void {
    this.#conflicts.push({ path, preset: this.#preset.id, other, seen, wanted });
  }

  /** The same would be said for each statement of the field. */
  #conflictOnce(path: string, other: string, seen: string, wanted: string): void {
    const known = this.#conflicts.some(
      (one) => one.path === path && one.seen === seen && one.wanted === wanted,
    );
    if (!known) this.#conflict(path, other, seen, wanted);
  }
}
