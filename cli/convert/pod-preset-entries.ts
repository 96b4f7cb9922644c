/** The lists that PodPreset and PodDefault have in common. */
import { isDeepStrictEqual } from 'node:util';
import type { Fields } from '../../shared/json.ts';
import type {
  Container,
  EnvFromSource,
  EnvVar,
  Toleration,
  Volume,
  VolumeMount,
} from '../../shared/kube/objects.ts';
import { literalPathProblem } from '../../shared/preset/paths.ts';
import { literal } from './literal.ts';
import type { Losses } from './losses.ts';
import type { Reader } from './reader.ts';

export function envOf(spec: Reader, losses: Losses): EnvVar[] {
  return distinct(
    itemsOf(spec, 'env').map((entry) => {
      entry.at('value')?.text();
      return { ...known(entry, ['name', 'value', 'valueFrom'], losses), name: nameOf(entry) };
    }),
  );
}

export function envFromOf(spec: Reader, losses: Losses): EnvFromSource[] {
  return itemsOf(spec, 'envFrom').map((entry) =>
    known(entry, ['prefix', 'configMapRef', 'secretRef'], losses),
  );
}

export function tolerationsOf(spec: Reader, losses: Losses): Toleration[] {
  const fields = ['key', 'operator', 'value', 'effect', 'tolerationSeconds'];
  return itemsOf(spec, 'tolerations').map((entry) => known(entry, fields, losses));
}

export function imagePullSecretsOf(spec: Reader, losses: Losses): Fields[] {
  return itemsOf(spec, 'imagePullSecrets').map((entry) => ({
    ...known(entry, ['name'], losses),
    name: nameOf(entry),
  }));
}

export interface Storage {
  readonly volumes: Volume[];
  readonly volumeMounts: VolumeMount[];
  /** Names of volumes that are left out. */
  readonly forbidden: ReadonlySet<string>;
}

/** Volumes and their mounts, without the directories of the host that no preset may mount. */
export function storageOf(spec: Reader, losses: Losses): Storage {
  const forbidden = new Set<string>();
  const volumes = itemsOf(spec, 'volumes').flatMap((entry) => {
    const path = entry.at('hostPath')?.required('path');
    const problem = path === undefined ? undefined : literalPathProblem(path.text());
    if (path === undefined || problem === undefined) return [volumeOf(entry)];
    losses.add(path, `${problem}; a preset may not mount it, so the volume and its mounts are left out`);
    forbidden.add(nameOf(entry));
    return [];
  });
  const volumeMounts = mountsOf(spec, forbidden, losses).map((entry) => mountOf(entry, losses));
  return { volumes: distinct(volumes), volumeMounts: distinct(volumeMounts), forbidden };
}

function mountsOf(owner: Reader, forbidden: ReadonlySet<string>, losses: Losses): Reader[] {
  return itemsOf(owner, 'volumeMounts').filter((entry) => {
    const lost = forbidden.has(nameOf(entry));
    if (lost) losses.add(entry, `mounts the volume ${nameOf(entry)}, which is left out`);
    return !lost;
  });
}

/** The API server takes a volume without a source for an empty directory. */
function volumeOf(entry: Reader): Volume {
  const { name: _name, ...sources } = literal(entry.value as Volume);
  return { name: nameOf(entry), ...(Object.keys(sources).length === 0 ? { emptyDir: {} } : sources) };
}

function mountOf(entry: Reader, losses: Losses): VolumeMount {
  const mountPath = literal(entry.required('mountPath').text());
  const more = ['readOnly', 'recursiveReadOnly', 'subPath', 'subPathExpr', 'mountPropagation'];
  return { ...known(entry, ['name', 'mountPath', ...more], losses), name: nameOf(entry), mountPath };
}

/** Whole containers of a list; only mounts of volumes that are left out go. */
export function containersOf(
  spec: Reader,
  field: string,
  forbidden: ReadonlySet<string>,
  losses: Losses,
): Container[] {
  return itemsOf(spec, field).map((entry) => {
    const container = { ...literal(entry.value as Container), name: nameOf(entry) };
    if (entry.at('volumeMounts') === undefined) return container;
    const mounts = mountsOf(entry, forbidden, losses);
    return { ...container, volumeMounts: mounts.map(({ value }) => literal(value as VolumeMount)) };
  });
}

function itemsOf(spec: Reader, field: string): Reader[] {
  return spec.at(field)?.items() ?? [];
}

function nameOf(entry: Reader): string {
  return entry.required('name').text();
}

/** These fields of an entry; others are lost. */
function known(entry: Reader, fields: readonly string[], losses: Losses): Fields {
  losses.addUnknown(entry, fields, 'is no field of such an entry and had no effect');
  return literal(Object.fromEntries(fields.map((field) => [field, entry.at(field)?.value])));
}

/** What was said twice counts once. */
function distinct<T>(entries: readonly T[]): T[] {
  return entries.filter(
    (entry, index) => entries.findIndex((other) => isDeepStrictEqual(entry, other)) === index,
  );
}
