/** The pod while presets are merged into it: each entry knows whose it is. */
import type { Container, Pod } from '../kube/objects.ts';
import type { CompiledPreset } from './compile.ts';
import type { EntryValue } from './entries.ts';
import { FIELDS, type FieldRule } from './fields.ts';

export type Owner = 'pod' | CompiledPreset;

export interface Item {
  readonly id: string;
  readonly owner: Owner;
  /** JSON, of which leaves may be Late or Joined. */
  readonly value: EntryValue;
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
  readonly init: boolean;
}

export interface WorkPod {
  readonly pod: Pod;
  readonly containers: readonly WorkContainer[];
  readonly targets: readonly Target[];
}

/** `pod` must be free of what an earlier admission added (strip.ts). */
export function openPod(pod: Pod): WorkPod {
  const containers: WorkContainer[] = [
    ...(pod.spec.initContainers ?? []).map((container) => ({
      container,
      path: `spec.initContainers[${container.name}]`,
      init: true,
    })),
    ...pod.spec.containers.map((container) => ({
      container,
      path: `spec.containers[${container.name}]`,
      init: false,
    })),
  ];
  const targets = FIELDS.flatMap((rule): Target[] =>
    rule.scope === 'pod'
      ? [{ path: `spec.${rule.field}`, rule, items: itemsOf(rule, pod.spec[rule.field]) }]
      : containers.map(({ container, path }) => ({
          path: `${path}.${rule.field}`,
          rule,
          items: itemsOf(rule, container[rule.field]),
        })),
  );
  return { pod, containers, targets };
}

function itemsOf(rule: FieldRule, entries: unknown): Item[] {
  return ((entries ?? []) as EntryValue[]).map((value) => ({
    id: rule.identity(value),
    owner: 'pod' as const,
    value,
  }));
}

export function itemsAt(work: WorkPod, path: string): readonly Item[] {
  return work.targets.find((target) => target.path === path)?.items ?? [];
}
