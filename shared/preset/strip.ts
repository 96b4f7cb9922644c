/**
 * Takes away what an earlier admission of ours added, so that a second one (reinvocation, or a copy of a pod that was
 * read back) starts from the author's pod and comes to the same result. What was added is told by the fingerprints
 * in latebind.dev/applied: an entry that was edited since is its author's. Without that annotation (a copy that lost
 * it) slots and late mounts are still known by their form. What a user writes under our names goes the same way:
 * nobody but an admission places slots.
 */

import { isObject } from '../json.ts';
import type { Container, EnvVar, Pod, Volume, VolumeMount } from '../kube/objects.ts';
import { ANNOTATION, BIND_PREFIX, GATE, LABEL, RESERVED_ENV_PREFIX } from '../names.ts';
import type { PresetId } from './api.ts';
import type { EntryValue } from './entries.ts';
import { LIST_ROWS, type ListRow, recomputedFields } from './fields.ts';
import { fingerprint } from './fingerprint.ts';
import { type Addition, type Provenance, provenanceOf, type Taken } from './provenance.ts';
import { isRestorableEntry, isRestorableValue } from './restorable.ts';

const OURS: ReadonlySet<string> = new Set([ANNOTATION.applied, ANNOTATION.slots, ANNOTATION.uncovered]);
const HELPER_REFERENCE = new RegExp(`\\$\\(${RESERVED_ENV_PREFIX}[A-Za-z0-9_]+\\)`, 'g');
const LATE_MOUNT = new RegExp(`^\\$\\(${RESERVED_ENV_PREFIX}PATH_[A-Za-z0-9_]+\\)(?:/(.*))?$`);

/** A container that an earlier admission added. */
export interface Hole {
  readonly list: 'containers' | 'initContainers';
  readonly at: number;
  /** As it is in the pod now: others may have changed it. */
  readonly container: Container;
  /** Of the container as it was added. */
  readonly print: string;
  readonly by: PresetId;
}

export interface Stripped {
  readonly pod: Pod;
  /** Where something was taken out, by path of the list, in order. `at` counts the holes before it. */
  readonly holes: ReadonlyMap<string, readonly { readonly at: number; readonly id: string }[]>;
  readonly addedContainers: readonly Hole[];
  /** What the API server derived from our values, by path of the object and field (recomputedFields in fields.ts). */
  readonly derived: Derived;
}

export type Derived = ReadonlyMap<string, { readonly from: unknown; readonly value: unknown }>;

/** Returns a deep copy. */
export function stripPod(original: Pod): Stripped {
  const record = recordOf(original);
  const pod = structuredClone(original);
  const holes = new Map<string, { at: number; id: string }[]>();
  pod.metadata ??= {};
  const addedContainers = (['initContainers', 'containers'] as const).flatMap((list) =>
    cutContainers(pod, list, record),
  );
  if (pod.metadata.annotations) {
    pod.metadata.annotations = Object.fromEntries(
      Object.entries(pod.metadata.annotations).filter(
        ([key]) => !OURS.has(key) && !key.startsWith(BIND_PREFIX),
      ),
    );
  }
  if (pod.metadata.labels) delete pod.metadata.labels[LABEL.managed];

  const containers: readonly (readonly [string, Container])[] = [
    ...(pod.spec.initContainers ?? []).map((one) => [`spec.initContainers[${one.name}]`, one] as const),
    ...pod.spec.containers.map((one) => [`spec.containers[${one.name}]`, one] as const),
  ];
  const derived = new Map<string, { from: unknown; value: unknown }>();
  const objects: readonly (readonly [string, Target])[] = [
    ['metadata', pod.metadata as Target],
    ['spec', pod.spec],
    ...containers,
  ];
  for (const [path, object] of objects) {
    for (const group of VALUE_GROUPS) restoreValues(object, path, group, record, derived);
  }

  // A volume of which a mount is late is ours, whatever became of the annotation.
  const lateVolumes = new Set(
    containers.flatMap(([, { volumeMounts }]) =>
      (volumeMounts ?? []).filter(isLateMount).map(({ name }) => name),
    ),
  );
  const cut = (object: Target, path: string, row: ListRow, form: Form): void => {
    const at = `${path}.${row.field}`;
    const [added, taken] = [record.added.get(at) ?? [], record.taken.get(at) ?? []];
    const entries = object[row.field];
    if (!Array.isArray(entries) && taken.length === 0) return;
    const result = cutEntries(
      Array.isArray(entries) ? (entries as EntryValue[]) : [],
      row,
      added,
      taken,
      form,
    );
    // An empty list is none to the API server.
    if (result.entries.length > 0) object[row.field] = result.entries;
    else delete object[row.field];
    if (result.holes.length > 0) holes.set(at, result.holes);
  };
  for (const row of LIST_ROWS.filter(({ scope }) => scope === 'pod')) {
    cut(pod.spec, 'spec', row, (entry, restored) => {
      if (row.field !== 'volumes') return entry;
      const { name } = entry as unknown as Volume;
      if (name === GATE.volume) return 'drop';
      return lateVolumes.has(name) && !restored ? 'hole' : entry;
    });
  }
  const volumes = new Set((pod.spec.volumes ?? []).map(({ name }) => name));
  for (const [path, container] of containers) {
    for (const row of LIST_ROWS.filter(({ scope }) => scope === 'container')) {
      cut(container, path, row, (entry) => {
        if (row.field === 'env') return stripVariable(entry as unknown as EnvVar);
        return row.field === 'volumeMounts' ? stripMount(entry as unknown as VolumeMount, volumes) : entry;
      });
    }
  }
  return { pod, holes, addedContainers, derived };
}

type Target = { [field: string]: unknown };
type Stripping = EntryValue | EnvVar | VolumeMount | 'drop' | 'hole';
/** `restored`: a preset had replaced it. */
type Form = (entry: EntryValue, restored: boolean) => Stripping;

interface PodRecord {
  readonly added: ReadonlyMap<string, readonly Addition[]>;
  readonly taken: ReadonlyMap<string, readonly Taken[]>;
  readonly containers: readonly {
    readonly path: string;
    readonly name: string;
    readonly print: string;
    readonly by: PresetId;
  }[];
}

/** The maps of which each key is recorded; of everything else the field as a whole ('' is the object itself). */
export const VALUE_GROUPS = ['labels', 'annotations', 'nodeSelector', ''] as const;

function restoreValues(
  object: Target,
  path: string,
  group: string,
  { added, taken }: PodRecord,
  derived: Map<string, { from: unknown; value: unknown }>,
): void {
  const at = group === '' ? path : `${path}.${group}`;
  const [additions, removals] = [added.get(at) ?? [], taken.get(at) ?? []];
  if (additions.length + removals.length === 0) return;
  const values = group === '' ? object : { ...(object[group] as Target | undefined) };
  const open = new Map(additions.map((one) => (typeof one === 'string' ? [one, undefined] : one)));
  // What we set to false or [] instead may be gone: to the API server that is nothing.
  const before = [...open.values()].flatMap((was) => (isObject(was) ? [String(was['name'])] : []));
  const ours = [...new Set([...Object.keys(values), ...before])].flatMap((name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const print = fingerprint({ name, value }, at);
    return open.has(print) ? [{ name, value, was: open.get(print) }] : [];
  });
  const wasTaken = (field: string): boolean => removals.some(([, was]) => was['name'] === field);
  const recomputed = ours.flatMap(({ name, value }) =>
    recomputedFields(path === 'spec' ? 'pod' : 'container', name)
      // A pull policy that was not taken out is the author's; a priority is never.
      .filter((field) => group === '' && (path === 'spec' || wasTaken(field)))
      .map((field) => ({ field, from: value })),
  );
  const isOurs = (field: string): boolean => ours.some(({ name }) => name === field);
  for (const { field, from } of recomputed) {
    if (Object.hasOwn(values, field) && !isOurs(field))
      derived.set(`${path}\0${field}`, { from, value: values[field] });
  }
  for (const { name, was } of ours) {
    if (isObject(was) && was['name'] === name && isRestorableValue(path, group, name, was['value']))
      values[name] = was['value'];
    else delete values[name];
  }
  for (const { field } of recomputed) {
    if (!isOurs(field)) delete values[field];
  }
  for (const [, was] of removals) {
    const name = String(was['name']);
    if (!Object.hasOwn(values, name) && isRestorableValue(path, group, name, was['value']))
      values[name] = was['value'];
  }
  if (group === '') return;
  if (Object.keys(values).length > 0) object[group] = values;
  else delete object[group];
}

function cutContainers(pod: Pod, list: Hole['list'], { containers }: PodRecord): Hole[] {
  const names = new Map(
    containers.filter((one) => one.path === `spec.${list}`).map((one) => [one.name, one] as const),
  );
  const all = pod.spec[list];
  if (names.size === 0 || all === undefined) return [];
  const holes = all.flatMap((container, at): Hole[] => {
    const known = names.get(container.name);
    return known === undefined ? [] : [{ list, at, container, print: known.print, by: known.by }];
  });
  const kept = all.filter(({ name }) => !names.has(name));
  if (list === 'containers') pod.spec.containers = kept;
  else if (kept.length > 0) pod.spec.initContainers = kept;
  else delete pod.spec.initContainers;
  return holes;
}

/** From the end, since additions come last: an equal entry of the author stays. */
function cutEntries(
  entries: readonly EntryValue[],
  row: ListRow,
  added: readonly Addition[],
  taken: readonly Taken[],
  form: Form,
): { entries: EntryValue[]; holes: { at: number; id: string }[] } {
  const open = new Map(
    added.map((addition) => (typeof addition === 'string' ? [addition, undefined] : addition)),
  );
  const results = entries.toReversed().map((entry): readonly [EntryValue, Stripping] => {
    const print = open.size === 0 ? '' : fingerprint(entry, row.field);
    if (!open.has(print)) return [entry, form(entry, false)];
    const was = open.get(print);
    open.delete(print);
    const restorable = isObject(was) && wasThere(row, was, entry) && isRestorableEntry(row, was);
    return [entry, restorable ? form(was, true) : 'hole'];
  });
  const kept: EntryValue[] = [];
  const holes: { at: number; id: string }[] = [];
  for (const [entry, result] of results.toReversed()) {
    if (result === 'hole') holes.push({ at: kept.length + holes.length, id: row.identity(entry) });
    else if (result !== 'drop') kept.push(result as EntryValue);
  }
  const others = results.filter(([entry, result]) => result === entry).map(([entry]) => row.identity(entry));
  return { entries: kept, holes: putBack(kept, holes, taken, row, new Set(others)) };
}

/**
 * Somebody may have written the annotation by hand: only an entry of the same name can have been there. Mounts are told
 * apart by their volume, too (MOUNT_KEYS).
 */
function wasThere(row: ListRow, was: EntryValue, entry: EntryValue): boolean {
  return (
    row.identity(was) === row.identity(entry) ||
    (row.field === 'volumeMounts' && was['name'] === entry['name'])
  );
}

/** Entries that presets took out go back to their places, unless somebody has put one of the same name there since (`others`). */
function putBack(
  kept: EntryValue[],
  holes: readonly { at: number; id: string }[],
  taken: readonly Taken[],
  row: ListRow,
  others: ReadonlySet<string>,
): { at: number; id: string }[] {
  let moved = [...holes];
  for (const [at, was] of [...taken].sort(([left], [right]) => left - right)) {
    if (!isRestorableEntry(row, was) || others.has(row.identity(was))) continue;
    const place = Math.min(at, kept.length);
    kept.splice(place, 0, was);
    // Holes count what stands before them.
    moved = moved.map((hole, index) => (hole.at - index >= place ? { ...hole, at: hole.at + 1 } : hole));
  }
  return moved;
}

function recordOf(pod: Pod): PodRecord {
  const added = new Map<string, Addition[]>();
  const taken = new Map<string, Taken[]>();
  const containers: PodRecord['containers'][number][] = [];
  try {
    for (const one of provenanceOf(pod)) {
      const own = new Map<string, Addition[]>();
      collect(one.added, own, isAddition);
      collect(one.added, added, isAddition);
      collect(one.taken, taken, isTaken);
      for (const path of ['spec.containers', 'spec.initContainers']) {
        for (const addition of own.get(path) ?? []) {
          if (typeof addition === 'string') continue;
          containers.push({ path, name: String(addition[1]['name']), print: addition[0], by: one.preset });
        }
      }
    }
  } catch {
    // Not written by an admission.
    return { added: new Map(), taken: new Map(), containers: [] };
  }
  return { added, taken, containers };
}

function collect<T>(
  lists: Provenance['added'] | Provenance['taken'],
  into: Map<string, T[]>,
  is: (value: unknown) => value is T,
): void {
  for (const [path, list] of Object.entries(lists ?? {}))
    into.set(path, [
      ...(into.get(path) ?? []),
      ...(Array.isArray(list) ? (list as unknown[]).filter(is) : []),
    ]);
}

function isAddition(value: unknown): value is Addition {
  return (
    typeof value === 'string' ||
    (Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && isObject(value[1]))
  );
}

function isTaken(value: unknown): value is Taken {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    Number.isInteger(value[0]) &&
    Number(value[0]) >= 0 &&
    isObject(value[1])
  );
}

/** Variables that read a slot are known by its key; generation and node may be read by anybody. */
const SLOT_FIELD = new RegExp(
  `^metadata\\.annotations\\['${BIND_PREFIX.replaceAll('.', '\\.')}(?:env|path)\\.`,
);

function stripVariable(variable: EnvVar): Stripping {
  const { name, value, valueFrom } = variable;
  const path = valueFrom?.fieldRef?.fieldPath ?? '';
  if (name.startsWith(RESERVED_ENV_PREFIX) && path.includes(BIND_PREFIX)) return 'drop';
  if (SLOT_FIELD.test(path)) return 'hole';
  if (value?.includes(`$(${RESERVED_ENV_PREFIX}`) !== true) return variable;
  return { ...variable, value: value.replace(HELPER_REFERENCE, '') };
}

function isLateMount({ subPathExpr }: VolumeMount): boolean {
  return LATE_MOUNT.test(subPathExpr ?? '');
}

/** The author's mount of a volume that a preset replaced is as it was; without that volume it goes too. */
function stripMount(mount: VolumeMount, volumes: ReadonlySet<string>): Stripping {
  if (mount.name === GATE.volume) return 'drop';
  const match = LATE_MOUNT.exec(mount.subPathExpr ?? '');
  if (match === null) return mount;
  if (!volumes.has(mount.name)) return 'hole';
  const { subPathExpr: _subPathExpr, ...rest } = mount;
  const below = match[1];
  if (below === undefined) return rest;
  return /^(?:[^$]|\$\$)*$/.test(below)
    ? { ...rest, subPath: below.replaceAll('$$', '$') }
    : { ...rest, subPathExpr: below };
}
