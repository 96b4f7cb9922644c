/** Rules for the entries of the lists that have rules of their own, as a schema cannot say them. */
import { Template } from '../expression/template.ts';
import type { EnvFromSource, Toleration, Volume, VolumeMount } from '../kube/objects.ts';
import { BIND_PREFIX, GATE, RESERVED_ENV_PREFIX, RESERVED_VOLUME_PREFIX } from '../names.ts';
import type { Problem } from './api.ts';
import type { EntryValue } from './entries.ts';
import { fixedRoot } from './late.ts';
import { lateRootProblem, literalPathProblem } from './paths.ts';
import type { PresetEnvVar } from './spec.ts';

/** What a slot cannot carry although a variable can be late. */
export function lateEnvProblems(env: readonly EntryValue[], list: string): Problem[] {
  return env.flatMap((entry, index) => {
    const value = entry['value'];
    if (!(value instanceof Template) || !value.late) return [];
    return value.parts.some((part) => typeof part === 'string' && part.includes('$('))
      ? [
          {
            path: `${list}[${index}].value`,
            message: 'is late and holds $(…), which the kubelet does not expand in a late value',
          },
        ]
      : [];
  });
}

/** What a slot cannot carry although a hostPath can be late. */
export function lateVolumeProblems(volumes: readonly EntryValue[], list: string): Problem[] {
  return volumes.flatMap((entry, index) => {
    const hostPath = entry['hostPath'] as { path?: unknown; type?: string } | undefined;
    if (!(hostPath?.path instanceof Template)) return [];
    const path = `${list}[${index}].hostPath`;
    if (hostPath.path.late && !['', 'Directory'].includes(hostPath.type ?? '')) {
      return [
        {
          path: `${path}.type`,
          message: `is "${hostPath.type}"; with a late path only "" and Directory can be checked`,
        },
      ];
    }
    const problem = startProblem(hostPath.path);
    return problem === undefined
      ? []
      : [{ path: `${path}.path`, message: `is "${hostPath.path.source}", ${problem}` }];
  });
}

function startProblem({ parts, late }: Template): string | undefined {
  const [start] = parts;
  if (typeof start !== 'string') return undefined;
  if (!start.startsWith('/')) return 'wanted an absolute path';
  return late ? lateRootProblem(fixedRoot(start)) : undefined;
}

export function envProblems(env: readonly PresetEnvVar[], list: string): Problem[] {
  const problems = repeated(env, list, 'name', ({ name }) => name);
  for (const [index, { name, value, valueFrom, merge }] of env.entries()) {
    const path = `${list}[${index}]`;
    if (name.startsWith(RESERVED_ENV_PREFIX))
      problems.push({
        path: `${path}.name`,
        message: `is "${name}"; names that start with ${RESERVED_ENV_PREFIX} are reserved`,
      });
    if (!/^[\x21-\x3c\x3e-\x7e]+$/.test(name))
      problems.push({
        path: `${path}.name`,
        message: `is ${JSON.stringify(name)}, wanted printable ASCII without spaces and "="`,
      });
    if (value !== undefined && valueFrom !== undefined)
      problems.push({ path, message: 'has both value and valueFrom' });
    if (merge?.strategy === 'Join' && valueFrom !== undefined)
      problems.push({
        path: `${path}.merge`,
        message: 'Join needs a value; what valueFrom yields is not known',
      });
    if (merge?.separator !== undefined && merge.strategy !== 'Join')
      problems.push({ path: `${path}.merge.separator`, message: `is for Join, not for ${merge.strategy}` });
    if (merge?.separator !== undefined && !/^[\x20-\x23\x25-\x27\x2a-\x5f\x61-\x7e]+$/.test(merge.separator))
      problems.push({
        path: `${path}.merge.separator`,
        message: `is ${JSON.stringify(merge.separator)}, wanted printable ASCII without "$", parentheses and backquote`,
      });
    if (valueFrom !== undefined) problems.push(...referenceProblems(valueFrom, `${path}.valueFrom`));
    const reference = valueFrom?.fieldRef?.fieldPath ?? '';
    if (reference.includes(BIND_PREFIX))
      problems.push({
        path: `${path}.valueFrom.fieldRef.fieldPath`,
        message: `is "${reference}"; annotations below ${BIND_PREFIX} are written by Latebind only`,
      });
  }
  return problems;
}

/** What a reference to a source must say (ValidateEnv of core/validation). */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  fieldRef: ['fieldPath'],
  resourceFieldRef: ['resource'],
  configMapKeyRef: ['name', 'key'],
  secretKeyRef: ['name', 'key'],
  fileKeyRef: ['volumeName', 'path', 'key'],
};
const FIELD_PATH =
  /^(?:metadata\.(?:name|namespace|uid|labels\['[^']+'\]|annotations\['[^']+'\])|spec\.(?:nodeName|serviceAccountName)|status\.(?:hostIPs?|podIPs?))$/;

function referenceProblems(valueFrom: Readonly<Record<string, unknown>>, path: string): Problem[] {
  const sources = Object.keys(valueFrom).filter((source) => valueFrom[source] !== undefined);
  const [source] = sources;
  if (source === undefined || sources.length > 1)
    return [
      {
        path,
        message: `has ${source === undefined ? 'no source' : `the sources ${sources.join(', ')}`}, wanted exactly one of ${Object.keys(REFERENCES).join(', ')}`,
      },
    ];
  const said = valueFrom[source] as Readonly<Record<string, unknown>>;
  const missing = (REFERENCES[source] ?? [])
    .filter((field) => (said[field] ?? '') === '')
    .map((field) => ({ path: `${path}.${source}.${field}`, message: 'is missing' }));
  const fieldPath = said['fieldPath'];
  if (source !== 'fieldRef' || typeof fieldPath !== 'string' || fieldPath.includes('${')) return missing;
  return FIELD_PATH.test(fieldPath)
    ? missing
    : [
        ...missing,
        {
          path: `${path}.fieldRef.fieldPath`,
          message: `is "${fieldPath}", which a variable cannot read; wanted metadata.name, metadata.annotations['key'], spec.nodeName, status.podIP …`,
        },
      ];
}

export function volumeProblems(volumes: readonly Volume[], list: string): Problem[] {
  const problems = repeated(volumes, list, 'name', ({ name }) => name);
  for (const [index, volume] of volumes.entries()) {
    const path = `${list}[${index}]`;
    const sources = Object.keys(volume).filter(
      (key) => key !== 'name' && volume[key] !== undefined && volume[key] !== null,
    );
    if (sources.length !== 1)
      problems.push({
        path,
        message: `has ${sources.length === 0 ? 'no source' : `the sources ${sources.join(', ')}`}, wanted exactly one`,
      });
    if (volume.name.startsWith(RESERVED_VOLUME_PREFIX))
      problems.push({
        path: `${path}.name`,
        message: `is "${volume.name}"; names that start with ${RESERVED_VOLUME_PREFIX} are reserved`,
      });
    if (!volume.name.includes('${') && !/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(volume.name))
      problems.push({ path: `${path}.name`, message: `is "${volume.name}", wanted a DNS label` });
    const hostPath = volume.hostPath?.path;
    if (hostPath !== undefined && !hostPath.includes('${')) {
      const problem = literalPathProblem(hostPath);
      if (problem !== undefined) problems.push({ path: `${path}.hostPath.path`, message: problem });
    }
  }
  return problems;
}

/** `volumes`: those of the preset; undefined where mounts may be of volumes that the pod has. */
export function mountProblems(
  mounts: readonly VolumeMount[],
  volumes: readonly Volume[] | undefined,
  list: string,
): Problem[] {
  const problems = repeated(mounts, list, 'mountPath', ({ mountPath }) => mountPath.replace(/\/+$/, ''));
  const names = volumes?.map(({ name }) => name);
  for (const [index, { name, mountPath, subPath, subPathExpr }] of mounts.entries()) {
    const path = `${list}[${index}]`;
    if (names !== undefined && !names.includes(name))
      problems.push({
        path: `${path}.name`,
        message: `is "${name}", which is no volume of this preset (${names.join(', ') || 'it has none'})`,
      });
    if (!mountPath.startsWith('/') && !mountPath.startsWith('${'))
      problems.push({ path: `${path}.mountPath`, message: `is "${mountPath}", wanted an absolute path` });
    if (mountPath.replace(/\$\{[^}]*\}/g, '').includes(':'))
      problems.push({ path: `${path}.mountPath`, message: `is "${mountPath}"; ":" is not allowed` });
    if (mountPath.replace(/\/+$/, '') === GATE.mountPath)
      problems.push({ path: `${path}.mountPath`, message: `is "${mountPath}", which is reserved` });
    if (subPath !== undefined && subPathExpr !== undefined)
      problems.push({ path, message: 'has both subPath and subPathExpr' });
    for (const [field, below] of [
      ['subPath', subPath],
      ['subPathExpr', subPathExpr],
    ] as const) {
      if (below !== undefined && (below.startsWith('/') || below.split('/').includes('..'))) {
        problems.push({
          path: `${path}.${field}`,
          message: `is "${below}", wanted a relative path without ".."`,
        });
      }
    }
  }
  return problems;
}

export function tolerationProblems(
  { key, operator, value, effect, tolerationSeconds }: Toleration,
  path: string,
): Problem[] {
  const problems: Problem[] = [];
  if ((key ?? '') === '' && operator !== 'Exists')
    problems.push({ path, message: 'has no key; that needs operator Exists' });
  if (operator === 'Exists' && (value ?? '') !== '')
    problems.push({ path: `${path}.value`, message: `is "${value}", but Exists takes none` });
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    problems.push({ path: `${path}.tolerationSeconds`, message: 'is only for effect NoExecute' });
  return problems;
}

export function envFromProblems(sources: readonly EnvFromSource[], list: string): Problem[] {
  return sources.flatMap(({ configMapRef, secretRef }, index) =>
    (configMapRef === undefined) === (secretRef === undefined)
      ? [{ path: `${list}[${index}]`, message: 'wants exactly one of configMapRef, secretRef' }]
      : [],
  );
}

function repeated<T>(
  entries: readonly T[],
  path: string,
  field: string,
  identity: (entry: T) => string,
): Problem[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const id = identity(entry);
    if (seen.has(id))
      return [{ path: `${path}[${index}].${field}`, message: `is "${id}", which is there twice` }];
    seen.add(id);
    return [];
  });
}
