/**
 * Takes away what an earlier admission of ours added, so that a second one (reinvocation, or a copy of a pod that was
 * read back) starts from the author's pod and comes to the same result. What a user writes under our names goes the
 * same way: nobody but an admission places slots.
 */
import type { Container, EnvVar, Pod, VolumeMount } from '../kube/objects.ts';
import { ANNOTATION, BIND_PREFIX, GATE, LABEL, RESERVED_ENV_PREFIX } from '../names.ts';

const OURS: ReadonlySet<string> = new Set([ANNOTATION.presets, ANNOTATION.slots, ANNOTATION.uncovered]);
const HELPER_REFERENCE = new RegExp(`\\$\\(${RESERVED_ENV_PREFIX}[A-Za-z0-9_]+\\)`, 'g');
const LATE_MOUNT = new RegExp(`^\\$\\(${RESERVED_ENV_PREFIX}PATH_[A-Za-z0-9_]+\\)(?:/(.*))?$`);

export interface Stripped {
  readonly pod: Pod;
  /** Mounts of volumes that had a late path: without their volume again, unless a preset brings it back. */
  readonly lateVolumes: ReadonlySet<string>;
}

/** Returns a deep copy. */
export function stripPod(original: Pod): Stripped {
  const pod = structuredClone(original);
  const lateVolumes = new Set<string>();
  pod.metadata ??= {};
  if (pod.metadata.annotations !== undefined) {
    pod.metadata.annotations = Object.fromEntries(
      Object.entries(pod.metadata.annotations).filter(
        ([key]) => !OURS.has(key) && !key.startsWith(BIND_PREFIX),
      ),
    );
  }
  if (pod.metadata.labels !== undefined) delete pod.metadata.labels[LABEL.managed];
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers])
    stripContainer(container, lateVolumes);
  if (pod.spec.volumes !== undefined) {
    pod.spec.volumes = pod.spec.volumes.filter(({ name }) => name !== GATE.volume && !lateVolumes.has(name));
  }
  return { pod, lateVolumes };
}

function stripContainer(container: Container, lateVolumes: Set<string>): void {
  if (container.env !== undefined) {
    container.env = container.env.filter((variable) => !isSlotVariable(variable)).map(withoutHelpers);
  }
  if (container.volumeMounts !== undefined) {
    container.volumeMounts = container.volumeMounts
      .filter(({ name }) => name !== GATE.volume)
      .map((mount) => withoutLatePath(mount, lateVolumes));
  }
}

function isSlotVariable({ valueFrom }: EnvVar): boolean {
  return valueFrom?.fieldRef?.fieldPath.startsWith(`metadata.annotations['${BIND_PREFIX}`) === true;
}

function withoutHelpers(variable: EnvVar): EnvVar {
  if (variable.value?.includes(`$(${RESERVED_ENV_PREFIX}`) !== true) return variable;
  return { ...variable, value: variable.value.replace(HELPER_REFERENCE, '') };
}

function withoutLatePath(mount: VolumeMount, lateVolumes: Set<string>): VolumeMount {
  const match = LATE_MOUNT.exec(mount.subPathExpr ?? '');
  if (match === null) return mount;
  lateVolumes.add(mount.name);
  const { subPathExpr: _subPathExpr, ...rest } = mount;
  const below = match[1];
  if (below === undefined) return rest;
  return below.includes('$(') ? { ...rest, subPathExpr: below } : { ...rest, subPath: below };
}
