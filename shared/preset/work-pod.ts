/** The pod while presets are merged into it: each entry knows whose it is. */
import type { Container, Pod } from '../kube/objects.ts';
import type { CompiledPreset } from './compile.ts';
import type { EntryValue } from './entries.ts';
import { FIELDS, type FieldRule } from './fields.ts';
import type { Stripped } from './strip.ts';

/** A hole is the place of an entry that an earlier admission added: absent, but a preset that brings it back puts it there. */
export type Owner = 'pod' | 'hole' | CompiledPreset;

export interface Item {
  readonly id: string;
  readonly owner: Owner;
  /** JSON, of which leaves may be Late or Joined. */
  readonly value: EntryValue;
  /** What the pod had before a preset replaced it or joined it. */
  readonly was?: EntryValue;
}

/** The entries of one field, in one container or in the pod. */
export interface Target {
  /** spec.containers[main].env, spec.volumes */
  readonly path: string;
  readonly rule: FieldRule;
  readonly items: Item[];
}

export interface WorkContainer {
  readonly container: Container;
  readonly path: string;
}

export interface WorkPod {
  readonly pod: Pod;
  readonly containers: readonly WorkContainer[];
  readonly targets: readonly Target[];
}

/** Opens what stripPod() gives. */
export function openPod({ pod, holes }: Stripped): WorkPod {
  const containers: WorkContainer[] = [
    ...(pod.spec.initContainers ?? []).map((container) => ({
      container,
      path: `spec.initContainers[${container.name}]`,
    })),
    ...pod.spec.containers.map((container) => ({
      container,
      path: `spec.containers[${container.name}]`,
    })),
  ];
  const targets = FIELDS.flatMap((rule): Target[] =>
    rule.scope === 'pod'
      ? [itemsOf(rule, `spec.${rule.field}`, pod.spec[rule.field], holes)]
      : containers.map(({ container, path }) =>
          itemsOf(rule, `${path}.${rule.field}`, container[rule.field], holes),
        ),
  );
  return { pod, containers, targets };
}

function itemsOf(rule: FieldRule, path: string, entries: unknown, holes: Stripped['holes']): Target {
  const items: Item[] = ((entries ?? []) as EntryValue[]).map((value) => ({
    id: rule.identity(value),
    owner: 'pod',
    value,
  }));
  for (const { at, id } of holes.get(path) ?? []) items.splice(at, 0, { id, owner: 'hole', value: {} });
  return { path, rule, items };
}

export function itemsAt(work: WorkPod, path: string): readonly Item[] {
  const items = work.targets.find((target) => target.path === path)?.items ?? [];
  return items.filter(({ owner }) => owner !== 'hole');
}
