/** Validates and compiles a preset: everything that can be known to be wrong is refused here, by field path. */
import { compileExpression, type Expression } from '../expression/expression.ts';
import { Template } from '../expression/template.ts';
import type { LabelSelector, Toleration, Volume, VolumeMount } from '../kube/objects.ts';
import { API_VERSION, BIND_PREFIX, GATE, RESERVED_ENV_PREFIX, RESERVED_VOLUME_PREFIX } from '../names.ts';
import type { PresetId, Problem } from './api.ts';
import { compileEntries, type EntryField, type EntryValue } from './entries.ts';
import { fixedRoot } from './late.ts';
import { lateRootProblem, literalPathProblem } from './paths.ts';
import { parseQuantity } from './quantity.ts';
import { specSchema } from './schema.ts';
import type { ResourceExpression } from './selectors.ts';
import { shorten } from './shorten.ts';
import {
  ENTRY_FIELDS,
  type Layer,
  type OnConflict,
  PRESET_KINDS,
  type PresetEnvVar,
  type PresetKind,
  type PresetSpec,
  SELECTOR_FIELDS,
} from './spec.ts';
import { validateSchema } from './validate-schema.ts';

export function presetId(kind: PresetKind, namespace: string | undefined, name: string): PresetId {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** A preset that passed validation, with every expression compiled. Opaque outside shared/preset. */
export interface CompiledPreset {
  readonly id: PresetId;
  readonly kind: PresetKind;
  readonly name: string;
  /** Of a PodPreset; undefined for a ClusterPodPreset. */
  readonly namespace: string | undefined;
  readonly uid: string;
  readonly generation: number;
  readonly creationTimestamp: string;
  readonly layer: Layer;
  readonly priority: number;
  readonly onConflict: OnConflict;
  readonly selector: LabelSelector | undefined;
  readonly namespaceSelector: LabelSelector | undefined;
  /** resourceSelector and resourceExpressions together. */
  readonly resources: readonly ResourceExpression[];
  readonly matchExpression: Expression | undefined;
  readonly require: readonly { readonly expression: Expression; readonly message: string }[];
  readonly prefer: readonly { readonly expression: Expression; readonly weight: number }[];
  readonly entries: Readonly<Record<EntryField, readonly EntryValue[]>>;
  /** Resources that this preset provides for: those a pod must request to get it. */
  readonly covers: ReadonlySet<string>;
}

export type CompileResult =
  | { readonly ok: true; readonly preset: CompiledPreset; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Validates and compiles a PodPreset or ClusterPodPreset as it comes from the API server or a file. */
export function compilePreset(object: unknown): CompileResult {
  const { apiVersion, kind, metadata, spec } = (object ?? {}) as {
    apiVersion?: unknown;
    kind?: unknown;
    metadata?: {
      name?: unknown;
      namespace?: unknown;
      uid?: unknown;
      generation?: unknown;
      creationTimestamp?: unknown;
    };
    spec?: unknown;
  };
  if (!PRESET_KINDS.some((known) => known === kind)) {
    return refuse([
      { path: 'kind', message: `is ${JSON.stringify(kind)}, wanted ${PRESET_KINDS.join(' or ')}` },
    ]);
  }
  if (apiVersion !== API_VERSION)
    return refuse([
      { path: 'apiVersion', message: `is ${JSON.stringify(apiVersion)}, wanted ${API_VERSION}` },
    ]);
  const presetKind = kind as PresetKind;
  const name = typeof metadata?.name === 'string' ? metadata.name : '';
  const problems: Problem[] = [];
  if (name === '') problems.push({ path: 'metadata.name', message: 'is missing' });
  const shape = validateSchema(specSchema(presetKind), spec, 'spec', false);
  if (shape.length > 0 || problems.length > 0) return refuse([...problems, ...shape]);

  const given = spec as PresetSpec;
  problems.push(...meaning(given));
  const entries = {} as Record<EntryField, readonly EntryValue[]>;
  for (const field of ENTRY_FIELDS) {
    const compiled = compileEntries(field, given[field] ?? []);
    entries[field] = compiled.entries;
    problems.push(...compiled.problems, ...lateProblems(field, compiled.entries));
  }
  const matchExpression = compileCondition(given.matchExpression, 'spec.matchExpression', 'never', problems);
  const require = (given.host?.require ?? []).flatMap(({ expression, message }, index) => {
    const compiled = compileCondition(
      expression,
      `spec.host.require[${index}].expression`,
      'always',
      problems,
    );
    return compiled === undefined ? [] : [{ expression: compiled, message: message ?? shorten(expression) }];
  });
  const prefer = (given.host?.prefer ?? []).flatMap(({ expression, weight }, index) => {
    const compiled = compileCondition(
      expression,
      `spec.host.prefer[${index}].expression`,
      'always',
      problems,
    );
    return compiled === undefined ? [] : [{ expression: compiled, weight }];
  });
  if (problems.length > 0) return refuse(problems);

  const namespace = presetKind === 'PodPreset' ? String(metadata?.namespace ?? 'default') : undefined;
  const resources: ResourceExpression[] = [
    ...(given.resourceSelector ?? []).map((resource) => ({ resource, operator: 'Exists' as const })),
    ...(given.resourceExpressions ?? []),
  ];
  return {
    ok: true,
    warnings: warningsFor(given),
    preset: {
      id: presetId(presetKind, namespace, name),
      kind: presetKind,
      name,
      namespace,
      uid: typeof metadata?.uid === 'string' ? metadata.uid : '',
      generation: typeof metadata?.generation === 'number' ? metadata.generation : 1,
      creationTimestamp: metadata?.creationTimestamp === undefined ? '' : String(metadata.creationTimestamp),
      layer: given.layer ?? 'Default',
      priority: given.priority ?? 0,
      onConflict: given.onConflict ?? 'SkipPreset',
      selector: given.selector,
      namespaceSelector: given.namespaceSelector,
      resources,
      matchExpression,
      require,
      prefer,
      entries,
      covers: new Set(resources.filter(needsResource).map(({ resource }) => resource)),
    },
  };
}

function refuse(problems: readonly Problem[]): CompileResult {
  return { ok: false, problems };
}

/** Holds only for pods that request some of it. */
function needsResource({ operator, quantity }: ResourceExpression): boolean {
  const amount = parseQuantity(quantity ?? '0') ?? 0n;
  return (
    operator === 'Exists' || operator === 'Gt' || ((operator === 'Ge' || operator === 'Eq') && amount > 0n)
  );
}

function compileCondition(
  source: string | undefined,
  path: string,
  late: 'never' | 'always',
  problems: Problem[],
): Expression | undefined {
  if (source === undefined) return undefined;
  const compiled = compileExpression(source, late);
  if (!compiled.ok) {
    problems.push({ path, message: `"${shorten(source)}": ${compiled.message}` });
    return undefined;
  }
  if (compiled.expression.type !== 'bool' && compiled.expression.type !== 'dyn') {
    problems.push({ path, message: `"${shorten(source)}" is a ${compiled.expression.type}, wanted a bool` });
    return undefined;
  }
  return compiled.expression;
}

/** Rules that a schema cannot say. */
function meaning(spec: PresetSpec): Problem[] {
  const problems: Problem[] = [];
  if (!SELECTOR_FIELDS.some((field) => spec[field] !== undefined)) {
    problems.push({
      path: 'spec',
      message: `has no selector; at least one of ${SELECTOR_FIELDS.join(', ')} is needed (selector: {} selects every pod)`,
    });
  }
  const entries = ENTRY_FIELDS.some((field) => (spec[field]?.length ?? 0) > 0);
  if (!entries && (spec.host?.require?.length ?? 0) + (spec.host?.prefer?.length ?? 0) === 0) {
    problems.push({
      path: 'spec',
      message: `gives nothing; at least one of ${ENTRY_FIELDS.join(', ')}, host.require, host.prefer is needed`,
    });
  }
  problems.push(
    ...labelSelectorProblems(spec.selector, 'spec.selector'),
    ...labelSelectorProblems(spec.namespaceSelector, 'spec.namespaceSelector'),
  );
  for (const [index, { operator, quantity }] of (spec.resourceExpressions ?? []).entries()) {
    const path = `spec.resourceExpressions[${index}].quantity`;
    const bare = operator === 'Exists' || operator === 'DoesNotExist';
    if (bare && quantity !== undefined)
      problems.push({ path, message: `is "${quantity}", but ${operator} takes none` });
    if (!bare && quantity === undefined)
      problems.push({ path, message: `is missing; ${operator} needs one` });
    if (!bare && quantity !== undefined && parseQuantity(quantity) === undefined)
      problems.push({ path, message: `is "${quantity}", wanted a Kubernetes quantity such as 2 or 16Gi` });
  }
  problems.push(
    ...envProblems(spec.env ?? []),
    ...volumeProblems(spec.volumes ?? []),
    ...mountProblems(spec.volumeMounts ?? [], spec.volumes ?? []),
  );
  for (const [index, { configMapRef, secretRef }] of (spec.envFrom ?? []).entries()) {
    if ((configMapRef === undefined) === (secretRef === undefined))
      problems.push({
        path: `spec.envFrom[${index}]`,
        message: 'wants exactly one of configMapRef, secretRef',
      });
  }
  for (const [index, toleration] of (spec.tolerations ?? []).entries())
    problems.push(...tolerationProblems(toleration, `spec.tolerations[${index}]`));
  return problems;
}

function labelSelectorProblems(selector: LabelSelector | undefined, path: string): Problem[] {
  return (selector?.matchExpressions ?? []).flatMap(({ operator, values = [] }, index) => {
    const set = operator === 'In' || operator === 'NotIn';
    if (set === values.length > 0) return [];
    return [
      {
        path: `${path}.matchExpressions[${index}].values`,
        message: set ? `is empty; ${operator} needs at least one` : `must be empty for ${operator}`,
      },
    ];
  });
}

function envProblems(env: readonly PresetEnvVar[]): Problem[] {
  const problems = repeated(env, 'spec.env', 'name', ({ name }) => name);
  for (const [index, { name, value, valueFrom, merge }] of env.entries()) {
    const path = `spec.env[${index}]`;
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
    const reference = valueFrom?.fieldRef?.fieldPath ?? '';
    if (reference.includes(BIND_PREFIX))
      problems.push({
        path: `${path}.valueFrom.fieldRef.fieldPath`,
        message: `is "${reference}"; annotations below ${BIND_PREFIX} are written by Latebind only`,
      });
  }
  return problems;
}

function volumeProblems(volumes: readonly Volume[]): Problem[] {
  const problems = repeated(volumes, 'spec.volumes', 'name', ({ name }) => name);
  for (const [index, volume] of volumes.entries()) {
    const path = `spec.volumes[${index}]`;
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
    if (!/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(volume.name))
      problems.push({ path: `${path}.name`, message: `is "${volume.name}", wanted a DNS label` });
    const hostPath = volume.hostPath?.path;
    if (hostPath !== undefined && !hostPath.includes('${')) {
      const problem = literalPathProblem(hostPath);
      if (problem !== undefined) problems.push({ path: `${path}.hostPath.path`, message: problem });
    }
  }
  return problems;
}

function mountProblems(mounts: readonly VolumeMount[], volumes: readonly Volume[]): Problem[] {
  const problems = repeated(mounts, 'spec.volumeMounts', 'mountPath', ({ mountPath }) =>
    mountPath.replace(/\/+$/, ''),
  );
  const names = volumes.map(({ name }) => name);
  for (const [index, { name, mountPath, subPath, subPathExpr }] of mounts.entries()) {
    const path = `spec.volumeMounts[${index}]`;
    if (!names.includes(name))
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

function tolerationProblems(
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

/** What a slot cannot carry although the field can be late. */
function lateProblems(field: EntryField, entries: readonly EntryValue[]): Problem[] {
  return entries.flatMap((entry, index) => {
    const path = `spec.${field}[${index}]`;
    if (field === 'env') {
      const value = entry['value'];
      if (!(value instanceof Template) || !value.late) return [];
      const reference = value.parts.some((part) => typeof part === 'string' && part.includes('$('));
      return reference
        ? [
            {
              path: `${path}.value`,
              message: 'is late and holds $(…), which the kubelet does not expand in a late value',
            },
          ]
        : [];
    }
    if (field === 'volumes') {
      const hostPath = entry['hostPath'] as { path?: unknown; type?: string } | undefined;
      if (!(hostPath?.path instanceof Template)) return [];
      if (hostPath.path.late && !['', 'Directory'].includes(hostPath.type ?? '')) {
        return [
          {
            path: `${path}.hostPath.type`,
            message: `is "${hostPath.type}"; with a late path only "" and Directory can be checked`,
          },
        ];
      }
      const start = hostPath.path.parts[0];
      const problem =
        typeof start !== 'string'
          ? undefined
          : !start.startsWith('/')
            ? 'wanted an absolute path'
            : hostPath.path.late
              ? lateRootProblem(fixedRoot(start))
              : undefined;
      return problem === undefined
        ? []
        : [{ path: `${path}.hostPath.path`, message: `is "${hostPath.path.source}", ${problem}` }];
    }
    return [];
  });
}

function warningsFor(spec: PresetSpec): string[] {
  return (spec.volumes ?? [])
    .filter(
      ({ name, hostPath }) =>
        hostPath !== undefined && !(spec.volumeMounts ?? []).some((mount) => mount.name === name),
    )
    .map(({ name }) => `spec.volumes: "${name}" is mounted by no entry of volumeMounts`);
}
