/**
 * Turns a merged pod into one the API server accepts: each late value becomes a slot (docs/decisions/0002).
 *
 * - a late variable reads its annotation through a fieldRef;
 * - a joined one gets a helper variable from a slot, placed first, and keeps the literal parts: a helper's value
 *   carries its own separator, so that an empty value leaves no empty part (which would mean the working directory);
 * - a late hostPath becomes a volume with a fixed root and `subPathExpr: $(HELPER)` in each of its mounts;
 * - every container with a late value gets the gate: a mount whose subPathExpr is the generation, which the kubelet
 *   refuses to start while the annotation is missing.
 */
import type { TemplatePart } from '../expression/template.ts';
import type { Container, EnvVar, Pod, PodSpec, Volume, VolumeMount } from '../kube/objects.ts';
import { ANNOTATION, BIND_PREFIX, GATE, RESERVED_ENV_PREFIX } from '../names.ts';
import type { PresetId } from './api.ts';
import { ChangeLog, type PresetChanges } from './change-log.ts';
import { type EntryValue, Late } from './entries.ts';
import { isPlain } from './entry-value.ts';
import { type ListRow, listRow } from './fields.ts';
import { Joined, type JoinToken } from './joined.ts';
import { type JoinSlot, type RecipeParts, type Slot, toRecipeParts } from './recipe.ts';
import { VALUE_GROUPS } from './strip.ts';
import {
  containerPlace,
  type Item,
  metadataPlace,
  objectAt,
  type Place,
  podPlace,
  targetAt,
  type WorkContainer,
  type WorkPod,
  withTarget,
} from './work-pod.ts';

const ENV = rowOf('env');
const MOUNTS = rowOf('volumeMounts');

function rowOf(field: string): ListRow {
  const row = listRow('container', field);
  if (row === undefined) throw new Error(`the table has no ${field}`);
  return row;
}

export interface Rendered {
  readonly pod: Pod;
  readonly slots: Readonly<Record<string, Slot>>;
  /** What each preset put where, and what it took out. */
  readonly changes: ReadonlyMap<PresetId, PresetChanges>;
}

interface LateVolume {
  readonly key: string;
  readonly helper: string;
}

export function renderPod(work: WorkPod): Rendered {
  const slots = new SlotTable();
  const changes = new ChangeLog();
  const lateVolumes = new Map<string, LateVolume>();
  const spec = renderObject(work, podPlace(work), changes, (row, item) =>
    row.field === 'volumes' ? renderVolume(item.value, slots, lateVolumes) : item.value,
  );
  const metadata = renderObject(work, metadataPlace(work), changes, (_row, item) => item.value);
  const containers = work.containers
    .filter(({ owner }) => owner !== 'hole')
    .map((one) => ({ one, container: renderContainer(work, one, slots, lateVolumes, changes) }));
  const gated = containers.some(({ container }) =>
    container.volumeMounts?.some(({ name }) => name === GATE.volume),
  );
  const list = (name: WorkContainer['list']): Container[] =>
    containers.filter(({ one }) => one.list === name).map(({ container }) => container);
  const initContainers = list('initContainers');
  const volumes = [
    ...((spec['volumes'] ?? []) as Volume[]),
    ...(gated ? [{ name: GATE.volume, emptyDir: { sizeLimit: '1Mi' } }] : []),
  ];
  return {
    slots: slots.all(),
    changes: changes.all(),
    pod: {
      ...work.author,
      metadata,
      spec: {
        ...(spec as PodSpec),
        containers: list('containers'),
        ...listField('initContainers', initContainers, work.author.spec.initContainers),
        ...listField('volumes', volumes, work.author.spec.volumes),
      },
    },
  };
}

/** An empty list is there only where its author wrote one. */
function listField(
  name: string,
  entries: readonly unknown[],
  before: readonly unknown[] | undefined,
): Record<string, unknown> {
  return entries.length > 0 || before?.length === 0 ? { [name]: entries } : {};
}

/** The fields of an object with what presets changed. Lists that nobody touched are as they were. */
function renderObject(
  work: WorkPod,
  place: Place,
  changes: ChangeLog,
  render: (row: ListRow, item: Item) => unknown,
): Record<string, unknown> {
  const object: Record<string, unknown> = { ...objectAt(work, place) };
  if (work.objects.has(place.path)) {
    changes.noteValues(work, place);
    for (const group of VALUE_GROUPS) {
      if (isEmptyMap(object[group]) && isSomething(place.source[group])) delete object[group];
    }
  }
  for (const target of work.targets.values()) {
    const { path, row } = target;
    if (path !== `${place.path}.${row.field}`) continue;
    changes.noteTaken(target);
    const entries = target.items
      .filter(({ owner }) => owner !== 'hole')
      .map((item) => changes.note(path, item, render(row, item)));
    // A list or map that is empty now is none, unless its author had it so.
    if (entries.length > 0) object[row.field] = entries;
    else if (isSomething(place.source[row.field])) delete object[row.field];
  }
  return object;
}

function isSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isPlain(value) && Object.keys(value).length > 0;
}

function isEmptyMap(value: unknown): boolean {
  return isPlain(value) && Object.keys(value).length === 0;
}

function renderVolume(value: EntryValue, slots: SlotTable, lateVolumes: Map<string, LateVolume>): Volume {
  const volume = value as unknown as Volume;
  const path: unknown = volume.hostPath?.path;
  if (!(path instanceof Late)) return volume;
  const root = fixedRoot(path.parts[0]);
  const key = slots.add(`path.${volume.name}`, { kind: 'path', value: toRecipeParts(path.parts), root });
  lateVolumes.set(volume.name, { key, helper: `${RESERVED_ENV_PREFIX}PATH_${identifier(volume.name)}` });
  return { ...volume, hostPath: { path: root, type: volume.hostPath?.type ?? '' } };
}

/** The directory that every value of a late path lies in: /opt/drivers for /opt/drivers/v${…}/lib. */
export function fixedRoot(start: TemplatePart | undefined): string {
  if (typeof start !== 'string') return '/';
  return start.slice(0, start.lastIndexOf('/')).replace(/\/+$/, '') || '/';
}

function renderContainer(
  opened: WorkPod,
  one: WorkContainer,
  slots: SlotTable,
  lateVolumes: ReadonlyMap<string, LateVolume>,
  changes: ChangeLog,
): Container {
  const added = typeof one.owner !== 'string';
  const place = containerPlace(one);
  const { source, path } = place;
  // The pod's own mounts of a late volume, and late values of an added container, are rendered whoever touched the list.
  const work = [ENV, MOUNTS].reduce(
    (so, row) => withTarget(so, targetAt(so, `${path}.${row.field}`, row, source)),
    opened,
  );
  const helpers: EnvVar[] = [];
  const names = new Set<string>([GATE.variable]);
  let late = false;
  const useHelper = (wanted: string, key: string): string => {
    late = true;
    const known = helpers.find(
      ({ valueFrom, name }) => valueFrom?.fieldRef?.fieldPath === fieldPath(key) && name.startsWith(wanted),
    );
    if (known !== undefined) return known.name;
    let name = wanted;
    for (let count = 2; names.has(name); count += 1) name = `${wanted}_${count}`;
    names.add(name);
    helpers.push(slotVariable(name, key));
    return name;
  };
  const renderMount = ({ value }: Item): VolumeMount => {
    const mount = value as unknown as VolumeMount;
    const volume = lateVolumes.get(mount.name);
    return volume === undefined ? mount : lateMount(mount, useHelper(volume.helper, volume.key));
  };
  const renderVariable = ({ value: entry }: Item): EnvVar => {
    const name = String(entry['name']);
    const value = entry['value'];
    if (value instanceof Late) {
      late = true;
      return slotVariable(name, slots.add(`env.${name}`, { kind: 'env', value: toRecipeParts(value.parts) }));
    }
    if (!(value instanceof Joined)) return entry as unknown as EnvVar;
    if (!value.tokens.some((token) => token instanceof Late))
      return { name, value: value.tokens.join(value.separator) };
    if (value.tokens.every((token) => token instanceof Late)) {
      late = true;
      return slotVariable(name, slots.add(`env.${name}`, joinSlot(value, value.tokens, false, false)));
    }
    return {
      name,
      value: renderJoined(value, (slot) =>
        useHelper(`${RESERVED_ENV_PREFIX}ENV_${identifier(name)}`, slots.add(`env.${name}`, slot)),
      ),
    };
  };
  // An added container is recorded as a whole.
  const log = added ? new ChangeLog() : changes;
  const rendered = renderObject(work, place, log, (row, item) => {
    if (row.field === 'volumeMounts') return renderMount(item);
    return row.field === 'env' ? renderVariable(item) : item.value;
  }) as unknown as Container;
  const mounts = [...(rendered.volumeMounts ?? [])];
  if (late) {
    helpers.unshift(slotVariable(GATE.variable, ANNOTATION.generation.slice(BIND_PREFIX.length)));
    mounts.push({
      name: GATE.volume,
      mountPath: GATE.mountPath,
      subPathExpr: `$(${GATE.variable})`,
      readOnly: true,
    });
  }
  const before = source as Container;
  const container: Container = {
    ...rendered,
    ...listField('env', [...helpers, ...(rendered.env ?? [])], before.env),
    ...listField('volumeMounts', mounts, before.volumeMounts),
  };
  return added ? changes.noteContainer(one, container) : container;
}

function lateMount(mount: VolumeMount, helper: string): VolumeMount {
  const { subPath, subPathExpr, ...rest } = mount;
  // In a subPath "$" is just a character.
  const below = subPathExpr || (subPath ?? '').replaceAll('$', '$$$$');
  return { ...rest, subPathExpr: below === '' ? `$(${helper})` : `$(${helper})/${below}` };
}

/** Runs of late tokens become helpers, literal tokens stay. */
function renderJoined(joined: Joined, helperFor: (slot: Slot) => string): string {
  const { tokens, separator } = joined;
  let text = '';
  let at = 0;
  const earlier: RecipeParts[] = [];
  while (at < tokens.length) {
    let end = at + 1;
    const late = tokens[at] instanceof Late;
    while (end < tokens.length && tokens[end] instanceof Late === late) end += 1;
    const run = tokens.slice(at, end);
    const last = end === tokens.length;
    if (late) {
      // Behind the last literal the separator leads, anywhere else it trails.
      const slot = joinSlot(joined, run, last, !last, [...earlier]);
      earlier.push(...slot.values);
      text += `$(${helperFor(slot)})`;
    } else {
      const followedByOnlyLate = tokens.slice(end).every((token) => token instanceof Late);
      text += run.join(separator) + (last || followedByOnlyLate ? '' : separator);
    }
    at = end;
  }
  return text;
}

function joinSlot(
  joined: Joined,
  run: readonly JoinToken[],
  lead: boolean,
  trail: boolean,
  earlier: readonly RecipeParts[] = [],
): JoinSlot {
  return {
    kind: 'join',
    separator: joined.separator,
    values: run.map((token) => toRecipeParts((token as Late).parts)),
    // What is a reference to another variable is not known here.
    without: joined.tokens.filter(
      (token): token is string => typeof token === 'string' && !token.includes('$('),
    ),
    ...(earlier.length > 0 ? { earlier } : {}),
    lead,
    trail,
  };
}

function fieldPath(key: string): string {
  return `metadata.annotations['${BIND_PREFIX}${key}']`;
}

function slotVariable(name: string, key: string): EnvVar {
  return { name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: fieldPath(key) } } };
}

function identifier(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/** Equal slots share a key; containers whose literals differ get slots of their own. */
class SlotTable {
  readonly #slots = new Map<string, Slot>();

  /** The annotation key, without its prefix: a qualified name of at most 63 characters. */
  add(wanted: string, slot: Slot): string {
    const clean = wanted
      .replace(/[^A-Za-z0-9_.-]/g, '-')
      .slice(0, 56)
      .replace(/[^A-Za-z0-9]+$/, '');
    const base = clean.includes('.') ? clean : `${clean}.unnamed`;
    const text = JSON.stringify(slot);
    for (let count = 1; ; count += 1) {
      const key = count === 1 ? base : `${base}.${count}`;
      const taken = this.#slots.get(key);
      if (taken === undefined) {
        this.#slots.set(key, slot);
        return key;
      }
      if (JSON.stringify(taken) === text) return key;
    }
  }

  all(): Readonly<Record<string, Slot>> {
    return Object.fromEntries(this.#slots);
  }
}
