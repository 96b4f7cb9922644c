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
import type { EntryValue } from './entries.ts';
import { FIELDS, type FieldRule } from './fields.ts';
import { fingerprint } from './fingerprint.ts';
import { type Addition, provenanceOf } from './provenance.ts';

const OURS: ReadonlySet<string> = new Set([ANNOTATION.presets, ANNOTATION.slots, ANNOTATION.uncovered]);
const HELPER_REFERENCE = new RegExp(`\\$\\(${RESERVED_ENV_PREFIX}[A-Za-z0-9_]+\\)`, 'g');
const LATE_MOUNT = new RegExp(`^\\$\\(${RESERVED_ENV_PREFIX}PATH_[A-Za-z0-9_]+\\)(?:/(.*))?$`);

export interface Stripped {
  readonly pod: Pod;
  /** Where something was taken out, by path of the list, in order. `at` counts the holes before it. */
  readonly holes: ReadonlyMap<string, readonly { readonly at: number; readonly id: string }[]>;
}

/** Returns a deep copy. */
export function stripPod(original: Pod): Stripped {
  const added = additionsOf(original);
  const pod = structuredClone(original);
  const holes = new Map<string, { at: number; id: string }[]>();
  pod.metadata ??= {};
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
  // A volume of which a mount is late is ours, whatever became of the annotation.
  const lateVolumes = new Set(
    containers.flatMap(([, { volumeMounts }]) =>
      (volumeMounts ?? []).filter(isLateMount).map(({ name }) => name),
    ),
  );
  const cut = (list: Target, path: string, field: FieldRule['field'], form: Form) => {
    const rule = FIELDS.find((one) => one.field === field);
    const entries = list[field] as EntryValue[] | undefined;
    if (!entries || rule === undefined) return;
    const at = `${path}.${field}`;
    const result = cutEntries(entries, rule, added.get(at) ?? [], form);
    // An empty list is none to the API server.
    if (result.entries.length > 0) list[field] = result.entries;
    else delete list[field];
    if (result.holes.length > 0) holes.set(at, result.holes);
  };
  const keep = (entry: EntryValue): Stripping => entry;
  cut(pod.spec, 'spec', 'tolerations', keep);
  cut(pod.spec, 'spec', 'volumes', (entry, restored) => {
    const { name } = entry as unknown as Volume;
    if (name === GATE.volume) return 'drop';
    return lateVolumes.has(name) && !restored ? 'hole' : entry;
  });
  const volumes = new Set((pod.spec.volumes ?? []).map(({ name }) => name));
  for (const [path, container] of containers) {
    cut(container, path, 'env', (entry) => stripVariable(entry as unknown as EnvVar));
    cut(container, path, 'envFrom', keep);
    cut(container, path, 'volumeMounts', (entry) => stripMount(entry as unknown as VolumeMount, volumes));
  }
  return { pod, holes };
}

type Target = { [field: string]: unknown };
type Stripping = EntryValue | EnvVar | VolumeMount | 'drop' | 'hole';
/** `restored`: a preset had replaced it. */
type Form = (entry: EntryValue, restored: boolean) => Stripping;

/** From the end, since additions come last: an equal entry of the author stays. */
function cutEntries(
  entries: readonly EntryValue[],
  rule: FieldRule,
  added: readonly Addition[],
  form: Form,
): { entries: EntryValue[]; holes: { at: number; id: string }[] } {
  const open = new Map(
    added.map((addition) => (typeof addition === 'string' ? [addition, undefined] : addition)),
  );
  const results = entries.toReversed().map((entry): readonly [EntryValue, Stripping] => {
    const print = open.size === 0 ? '' : fingerprint(entry);
    if (!open.has(print)) return [entry, form(entry, false)];
    const was = open.get(print);
    open.delete(print);
    // Somebody may have written the annotation by hand: only an entry of the same name can have been there.
    return [entry, isObject(was) && rule.identity(was) === rule.identity(entry) ? form(was, true) : 'hole'];
  });
  const kept: EntryValue[] = [];
  const holes: { at: number; id: string }[] = [];
  for (const [entry, result] of results.toReversed()) {
    if (result === 'hole') holes.push({ at: kept.length + holes.length, id: rule.identity(entry) });
    else if (result !== 'drop') kept.push(result as EntryValue);
  }
  return { entries: kept, holes };
}

function additionsOf(pod: Pod): Map<string, Addition[]> {
  const additions = new Map<string, Addition[]>();
  try {
    for (const { added } of provenanceOf(pod)) {
      for (const [path, list] of Object.entries(added ?? {}))
        additions.set(path, [...(additions.get(path) ?? []), ...list.filter(isAddition)]);
    }
  } catch {
    // Not written by an admission.
    return new Map();
  }
  return additions;
}

function isAddition(value: unknown): value is Addition {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.length === 2 && typeof value[0] === 'string')
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
