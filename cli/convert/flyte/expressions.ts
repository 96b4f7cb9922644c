/** What presets ask of a pod in CEL. What Flyte knows of a task and the pod does not show is read from annotations. */

const ANNOTATIONS = 'pod.metadata.annotations';

/** A text as CEL writes it. */
export function celText(text: string): string {
  const escaped = text
    .replace(/[\\'"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r');
  return `'${escaped}'`;
}

export function celList(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`;
}

export function all(...conditions: readonly (string | undefined)[]): string {
  const given = conditions.filter((condition) => condition !== undefined);
  if (given.length === 1) return given[0] ?? '';
  return given
    .map((condition) => (/ \|\| | \? /.test(condition) ? `(${condition})` : condition))
    .join(' && ');
}

/**
 * Flyte's pods do not restart, except those of Dask, which are labelled. So pods of Deployments, StatefulSets and
 * DaemonSets are never taken for Flyte's, nor are those of Jobs; pods without an owner are.
 */
export const OF_FLYTE = [
  `pod.spec.?restartPolicy.orValue('') != 'Always' && !('batch.kubernetes.io/job-name' in pod.metadata.labels)`,
  `pod.metadata.labels.exists(l, l in ['execution-id', 'flyte.org/managed'])`,
  `'primary_container_name' in ${ANNOTATIONS}`,
].join(' || ');

/** The label is Flyte 1's own. */
export const INTERRUPTIBLE = `${ANNOTATIONS}[?'latebind.dev/interruptible'].orValue(pod.metadata.labels[?'interruptible'].orValue('')) == 'true'`;
export const NOT_INTERRUPTIBLE = INTERRUPTIBLE.replace(/== 'true'$/, `!= 'true'`);

/** The pod names at least one of these presets. */
export function names(presets: readonly string[]): string {
  return `${ANNOTATIONS}[?'latebind.dev/presets'].orValue('').split(',').exists(n, n.trim() in ${celList(presets)})`;
}

export function namesNone(presets: readonly string[]): string | undefined {
  return presets.length === 0 ? undefined : `!${names(presets)}`;
}

const PRIMARY_NAMED = `${ANNOTATIONS}[?'kubectl.kubernetes.io/default-container'].or(${ANNOTATIONS}[?'primary_container_name'])`;

/** The primary container, found as select.primary finds it; optional, since the pod may name one that it does not have. */
export const PRIMARY = [
  `(pod.spec.containers.filter(c, c.name == ${PRIMARY_NAMED}.orValue(''))`,
  `+ (${PRIMARY_NAMED}.hasValue() ? []`,
  `: pod.spec.containers.filter(c, c.name in ['determined-container', 'node']) + pod.spec.containers))[?0]`,
].join(' ');

/** The annotation `there`, of which this must hold. A pod with one that is no object fails, and so is refused. */
const asked = (
  name: string,
): { there: string; value: string; asks: (...conditions: readonly (string | undefined)[]) => string } => {
  const there = `'${name}' in ${ANNOTATIONS}`;
  const value = `parseJson(${ANNOTATIONS}['${name}'])`;
  return {
    there,
    value,
    asks: (...conditions) =>
      all(
        there,
        `type(${value}) == map ? ${all(...conditions)} : bool('annotation ${name} is no JSON object')`,
      ),
  };
};

const { value: ACCELERATOR, ...acceleratorAnnotation } = asked('latebind.dev/accelerator');

export const accelerator = {
  ...acceleratorAnnotation,
  device: `string(${ACCELERATOR}.?device.orValue(''))`,
  /** A task that names none has this one. */
  deviceClass: `string(${ACCELERATOR}.?deviceClass.orValue('NVIDIA_GPU')).upperAscii()`,
  partitionSize: `string(${ACCELERATOR}.?partitionSize.orValue(''))`,
  unpartitioned: `bool(string(${ACCELERATOR}.?unpartitioned.orValue(false)))`,
} as const;

const { value: SHARED_MEMORY, ...sharedMemoryAnnotation } = asked('latebind.dev/shared-memory');

const SIZE = `string(${SHARED_MEMORY}.?sizeLimit.orValue(''))`;

/** With the defaults of Flyte's SDK. */
export const sharedMemory = {
  ...sharedMemoryAnnotation,
  mountName: `string(${SHARED_MEMORY}.?mountName.orValue('flyte-shared-memory'))`,
  mountPath: `string(${SHARED_MEMORY}.?mountPath.orValue('/dev/shm'))`,
  limited: `${SIZE} != ''`,
  unlimited: `${SIZE} == ''`,
  sizeLimit: SIZE,
} as const;
