/**
 * The pod while presets are laid on it. A value: laying a preset gives another WorkPod, so one that turns out to be in
 * conflict leaves no trace.
 */
import type { Fields } from '../json.ts';
import type { Pod } from '../kube/objects.ts';
import type { CompiledPreset } from './compile.ts';
import { type ContainerOf, containersOf, type Primaries, primariesOf } from './container-select.ts';
import type { EntryValue } from './entries.ts';
import { getIn, setIn } from './entry-value.ts';
import type { ListRow } from './fields.ts';
import type { Hole, Stripped } from './strip.ts';

/** A hole is the place of an entry that an earlier admission added: absent, but a preset that brings it back puts it there. */
export type Owner = 'pod' | 'hole' | CompiledPreset;

export interface Item {
  readonly id: string;
  readonly owner: Owner;
  /** JSON, of which leaves may be Late or Joined. */
  readonly value: EntryValue;
  /** What the pod had before a preset replaced it or joined it. */
  readonly was?: EntryValue;
  /** Of an entry that presets merged with the pod's: their part of it. */
  readonly said?: EntryValue;
}

/** The entries of one list of the table, in one container or in the pod. */
export interface Target {
  /** spec.containers[main].env, spec.volumes */
  readonly path: string;
  readonly row: ListRow;
  readonly items: readonly Item[];
  /** How many entries of presets stand before those of the pod. */
  readonly front: number;
  /** A preset has replaced the list: those of lower rank do not add to it. */
  readonly sealedBy?: CompiledPreset;
  /** What presets took out, by the preset that did. */
  readonly removed: readonly Removal[];
}

export interface Removal {
  readonly by: CompiledPreset;
  /** Which entries must not come back. */
  readonly matches: (entry: EntryValue) => boolean;
  /** Entries of the pod that it took out, with their places in the pod's list. */
  readonly entries: readonly (readonly [at: number, was: EntryValue])[];
}

/** A container, or metadata, or the spec of the pod: what has fields. */
export interface WorkContainer extends ContainerOf {
  /** spec.containers[main] */
  readonly path: string;
  readonly list: 'containers' | 'initContainers';
  readonly owner: Owner;
  /** Of an added one: the rest of its preset reaches it, too, and presets of lower rank. */
  readonly receivePatches?: boolean;
  /** Of a container that an earlier admission added: as it is in the pod now, others may have changed it. */
  readonly hole?: Hole;
}

export interface WorkPod {
  /** As its author wrote it. */
  readonly author: Pod;
  readonly stripped: Stripped;
  readonly primaries: Primaries;
  readonly containers: readonly WorkContainer[];
  /** How many added containers stand first, by list. */
  readonly first: Readonly<Record<'containers' | 'initContainers', number>>;
  /** Lists that were opened, by path. */
  readonly targets: ReadonlyMap<string, Target>;
  /** Fields besides the lists, by path of the object: metadata, spec, spec.containers[main]. Only where they were changed. */
  readonly objects: ReadonlyMap<string, Fields>;
  /** Who set a value, by path of the object and of the value. */
  readonly owners: ReadonlyMap<string, CompiledPreset>;
  /** Of these keys, those that the API server has computed from a value of the owner: nobody has said them. */
  readonly computed: ReadonlySet<string>;
  /** Values that a preset set as a whole or took out: those of lower rank do not add to them. */
  readonly sealed: ReadonlyMap<string, CompiledPreset>;
}

/** Opens what stripPod() gives. */
export function openPod(stripped: Stripped): WorkPod {
  const { pod } = stripped;
  const used = new Map<string, number>();
  const containers = containersOf(pod).map(({ container, type }): WorkContainer => {
    const list = type === 'App' ? 'containers' : 'initContainers';
    const plain = `spec.${list}[${container.name}]`;
    const count = (used.get(plain) ?? 0) + 1;
    used.set(plain, count);
    // Two of one name are refused by the API server later on.
    return { container, type, list, owner: 'pod', path: count === 1 ? plain : `${plain}#${count}` };
  });
  return {
    author: pod,
    stripped,
    primaries: primariesOf(pod),
    containers: withHoles(containers, stripped),
    first: { containers: 0, initContainers: 0 },
    targets: new Map(),
    objects: new Map(),
    owners: new Map(),
    computed: new Set(),
    sealed: new Map(),
  };
}

function withHoles(containers: readonly WorkContainer[], { addedContainers }: Stripped): WorkContainer[] {
  return (['initContainers', 'containers'] as const).flatMap((list) => {
    const own = containers.filter((one) => one.list === list);
    for (const hole of addedContainers.filter((one) => one.list === list)) {
      const { container } = hole;
      own.splice(hole.at, 0, {
        container,
        type: list === 'containers' ? 'App' : 'Init',
        list,
        owner: 'hole',
        path: `spec.${list}[${container.name}]`,
        hole,
      });
    }
    return own;
  });
}

/** With one container more: in its old place, behind those that came first, or last. */
export function placeContainer(
  work: WorkPod,
  added: WorkContainer,
  hole: WorkContainer | undefined,
  first: boolean,
): WorkPod {
  if (hole !== undefined)
    return { ...work, containers: work.containers.map((one) => (one === hole ? added : one)) };
  const own = work.containers.filter(({ list }) => list === added.list);
  const others = work.containers.filter(({ list }) => list !== added.list);
  const at = first ? work.first[added.list] : own.length;
  const placed = own.toSpliced(at, 0, added);
  return {
    ...work,
    containers: added.list === 'containers' ? [...others, ...placed] : [...placed, ...others],
    first: first ? { ...work.first, [added.list]: at + 1 } : work.first,
  };
}

/** The target at a path; opened from the pod when no preset has touched it. */
export function targetAt(work: WorkPod, path: string, row: ListRow, source: Fields): Target {
  return work.targets.get(path) ?? openTarget(work.stripped, path, row, source);
}

function openTarget({ holes }: Stripped, path: string, row: ListRow, source: Fields): Target {
  const entries = source[row.field];
  const items: Item[] = (Array.isArray(entries) ? (entries as EntryValue[]) : []).map((value) => ({
    id: row.identity(value),
    owner: 'pod',
    value,
  }));
  for (const { at, id } of holes.get(path) ?? []) items.splice(at, 0, { id, owner: 'hole', value: {} });
  return { path, row, items, front: 0, removed: [] };
}

export function withTarget(work: WorkPod, target: Target): WorkPod {
  return { ...work, targets: new Map(work.targets).set(target.path, target) };
}

/** Path and author's fields of the object that a scope stands for. */
export interface Place {
  readonly path: string;
  readonly source: Fields;
  readonly container?: WorkContainer;
}

export function podPlace(work: WorkPod): Place {
  return { path: 'spec', source: work.author.spec };
}

export function metadataPlace(work: WorkPod): Place {
  return { path: 'metadata', source: work.author.metadata as unknown as Fields };
}

export function containerPlace(container: WorkContainer): Place {
  return { path: container.path, source: container.container, container };
}

/** The object with what presets have set so far. */
export function objectAt(work: WorkPod, { path, source }: Place): Fields {
  return work.objects.get(path) ?? source;
}

export function valueAt(work: WorkPod, place: Place, path: readonly string[]): unknown {
  return getIn(objectAt(work, place), path);
}

/** Keys hold no NUL. */
export function valueKey({ path }: Place, value: readonly string[]): string {
  return [path, ...value].join('\0');
}

export function withValue(
  work: WorkPod,
  place: Place,
  path: readonly string[],
  value: unknown,
  { owner, seal = false, computed = false }: { owner: CompiledPreset; seal?: boolean; computed?: boolean },
): WorkPod {
  const key = valueKey(place, path);
  return {
    ...work,
    objects: new Map(work.objects).set(place.path, setIn(objectAt(work, place), path, value)),
    owners: new Map(work.owners).set(key, owner),
    computed: withMember(work.computed, key, computed),
    sealed: seal ? new Map(work.sealed).set(key, owner) : work.sealed,
  };
}

function withMember(set: ReadonlySet<string>, key: string, member: boolean): ReadonlySet<string> {
  if (set.has(key) === member) return set;
  const others = [...set].filter((one) => one !== key);
  return new Set(member ? [...others, key] : others);
}

/** Live entries of a list, for rendering; undefined when no preset has touched it. */
export function itemsAt(work: WorkPod, path: string): readonly Item[] | undefined {
  return work.targets.get(path)?.items.filter(({ owner }) => owner !== 'hole');
}
