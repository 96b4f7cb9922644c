/** Validates and compiles a preset: everything that can be known to be wrong is refused here, by field path. */
import { compileExpression, type Expression } from '../expression/expression.ts';
import type { LabelSelector } from '../kube/objects.ts';
import { API_VERSION } from '../names.ts';
import type { PresetId, Problem } from './api.ts';
import { asCondition } from './condition.ts';
import { checkContent } from './content-problems.ts';
import { compileLeaves, type EntryValue, holdsTemplate } from './entries.ts';
import { lateEnvProblems, lateVolumeProblems } from './entry-problems.ts';
import { isPlain, listIn } from './entry-value.ts';
import { labelValueProblem, qualifiedNameProblem } from './label-value.ts';
import type { CompiledProtection } from './protect.ts';
import { compileProtections } from './protect-paths.ts';
import { parseQuantity } from './quantity.ts';
import { isExtendedResource } from './requests.ts';
import { specSchema } from './schema.ts';
import type { ResourceExpression } from './selectors.ts';
import { shorten } from './shorten.ts';
import {
  type FieldStrategy,
  type Layer,
  type OnConflict,
  PRESET_KINDS,
  type PresetKind,
  type PresetSpec,
  type ScopePolicy,
  SELECTOR_FIELDS,
} from './spec.ts';
import { type AddedStatement, type Content, contentOf, type Statement } from './statements.ts';
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
  readonly scopePolicy: ScopePolicy;
  readonly onConflict: OnConflict;
  readonly required: boolean;
  readonly byName: boolean;
  readonly selector: LabelSelector | undefined;
  readonly namespaceSelector: LabelSelector | undefined;
  /** resourceSelector and resourceExpressions together. */
  readonly resources: readonly ResourceExpression[];
  readonly matchExpression: Expression | undefined;
  readonly require: readonly { readonly expression: Expression; readonly message: string }[];
  readonly prefer: readonly { readonly expression: Expression; readonly weight: number }[];
  readonly content: Content;
  /** What of the content holds `${ }`, so that it has to be settled for each pod. */
  readonly withExpressions: ReadonlySet<Statement | AddedStatement>;
  readonly tolerateRequested: readonly string[];
  readonly strategies: readonly FieldStrategy[];
  readonly protections: readonly CompiledProtection[];
  /** Pod Security of level baseline refuses pods with a hostPath. */
  readonly addsHostPath: boolean;
  /** Resources that this preset provides for: those a pod must request to get it, and those it says. */
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
  const checked = checkContent(given);
  const compiled = compileContent(given);
  const { content, problems: contentProblems } = contentOf(compiled.spec);
  const protections = compileProtections(given.protect ?? []);
  problems.push(
    ...checked.problems,
    ...compiled.problems,
    ...lateContentProblems(compiled.spec),
    ...contentProblems,
    ...protections.problems,
  );
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
    warnings: checked.warnings,
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
      scopePolicy: given.scopePolicy ?? 'Merge',
      onConflict: given.onConflict ?? 'SkipPreset',
      required: given.required ?? false,
      byName: given.byName ?? false,
      selector: given.selector,
      namespaceSelector: given.namespaceSelector,
      resources,
      matchExpression,
      require,
      prefer,
      content,
      withExpressions: new Set([...content.statements, ...content.add].filter(holdsTemplate)),
      tolerateRequested: given.tolerateRequested ?? [],
      strategies: given.strategies ?? [],
      protections: protections.protections,
      addsHostPath: [...(given.volumes ?? []), ...listIn(given.pod?.['volumes'])].some(
        (volume) => isPlain(volume) && volume['hostPath'] !== undefined,
      ),
      covers: new Set([
        ...resources.filter(needsResource).map(({ resource }) => resource),
        ...(given.covers ?? []),
        // Who names a resource knows it; a pattern is for those that nobody knows yet.
        ...(given.tolerateRequested ?? []).filter((pattern) => !pattern.includes('*')),
      ]),
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
  const condition = asCondition(source, compileExpression(source, late));
  if (condition.ok) return condition.expression;
  problems.push({ path, message: condition.message });
  return undefined;
}

/** Rules that a schema cannot say. */
function meaning(spec: PresetSpec): Problem[] {
  const problems: Problem[] = [];
  if (!SELECTOR_FIELDS.some((field) => selectsBy(spec[field]))) {
    problems.push({
      path: 'spec',
      message: `has no selector; at least one of ${SELECTOR_FIELDS.join(', ')} is needed (selector: {} selects every pod)`,
    });
  }
  if (
    !GIFTS.some((field) => isSomething(spec[field])) &&
    !isSomething(spec.host?.require) &&
    !isSomething(spec.host?.prefer)
  ) {
    problems.push({
      path: 'spec',
      message: `gives nothing; at least one of ${GIFTS.join(', ')}, host.require, host.prefer is needed`,
    });
  }
  problems.push(
    ...labelSelectorProblems(spec.selector, 'spec.selector'),
    ...labelSelectorProblems(spec.namespaceSelector, 'spec.namespaceSelector'),
  );
  problems.push(
    ...resourceProblems(spec.resourceSelector, 'spec.resourceSelector'),
    ...resourceProblems(spec.covers, 'spec.covers'),
    ...(spec.tolerateRequested ?? []).flatMap((pattern, index) =>
      pattern === '*' || isExtendedResource(pattern.replace(/\*$/, 'x'))
        ? []
        : [
            {
              path: `spec.tolerateRequested[${index}]`,
              message: `is "${pattern}", wanted an extended resource such as nvidia.com/gpu, a pattern such as nvidia.com/*, or *`,
            },
          ],
    ),
  );
  for (const [index, { resource, operator, quantity }] of (spec.resourceExpressions ?? []).entries()) {
    problems.push(...resourceProblems([resource], `spec.resourceExpressions[${index}].resource`, false));
    const path = `spec.resourceExpressions[${index}].quantity`;
    const bare = operator === 'Exists' || operator === 'DoesNotExist';
    if (bare && quantity !== undefined)
      problems.push({ path, message: `is "${quantity}", but ${operator} takes none` });
    if (!bare && quantity === undefined)
      problems.push({ path, message: `is missing; ${operator} needs one` });
    if (!bare && quantity !== undefined && (parseQuantity(quantity) ?? -1n) < 0n)
      problems.push({ path, message: `is "${quantity}", wanted a Kubernetes quantity such as 2 or 16Gi` });
  }
  return problems;
}

/** An empty list asks for nothing, so it would select every pod; that has to be said by selector: {}. */
function selectsBy(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** What a preset can be for, besides placement. */
const GIFTS = [
  'env',
  'envFrom',
  'volumes',
  'volumeMounts',
  'tolerations',
  'tolerateRequested',
  'metadata',
  'pod',
  'containers',
  'addContainers',
  'remove',
  'protect',
  'covers',
] as const;

function isSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isPlain(value) ? Object.values(value).some(isSomething) : value !== undefined;
}

/** Fields of which strings may hold `${ }`. */
const WITH_EXPRESSIONS = [
  'env',
  'envFrom',
  'volumes',
  'volumeMounts',
  'tolerations',
  'metadata',
  'pod',
  'addContainers',
] as const;

function compileContent(spec: PresetSpec): { spec: PresetSpec; problems: Problem[] } {
  const problems: Problem[] = [];
  const compile = (value: unknown, path: string): unknown => {
    const compiled = compileLeaves(value, path);
    problems.push(...compiled.problems);
    return compiled.value;
  };
  const fields: Record<string, unknown> = { ...spec };
  for (const field of WITH_EXPRESSIONS) {
    if (spec[field] !== undefined) fields[field] = compile(spec[field], `spec.${field}`);
  }
  if (spec.containers !== undefined) {
    fields['containers'] = spec.containers.map(({ select, ...patch }, index) => ({
      ...(compile(patch, `spec.containers[${index}]`) as object),
      ...(select === undefined ? {} : { select }),
    }));
  }
  return { spec: fields, problems };
}

/** Of the compiled content: what is late and cannot be carried. */
function lateContentProblems(spec: PresetSpec): Problem[] {
  const added = (['init', 'sidecars'] as const).flatMap((list) =>
    (spec.addContainers?.[list] ?? []).flatMap(({ container }, index) =>
      lateEnvProblems(entriesIn(container.env), `spec.addContainers.${list}[${index}].container.env`),
    ),
  );
  return [
    ...lateEnvProblems(entriesIn(spec.env), 'spec.env'),
    ...lateVolumeProblems(entriesIn(spec.volumes), 'spec.volumes'),
    ...lateVolumeProblems(entriesIn(spec.pod?.['volumes']), 'spec.pod.volumes'),
    ...(spec.containers ?? []).flatMap(({ env }, index) =>
      lateEnvProblems(entriesIn(env), `spec.containers[${index}].env`),
    ),
    ...added,
  ];
}

function entriesIn(value: unknown): readonly EntryValue[] {
  return listIn(value).filter(isPlain);
}

/** Resource names are qualified names; a pattern would be taken for one. */
function resourceProblems(names: readonly string[] | undefined, path: string, indexed = true): Problem[] {
  return (names ?? []).flatMap((name, index) => {
    const problem = qualifiedNameProblem(name);
    return problem === undefined
      ? []
      : [
          {
            path: indexed ? `${path}[${index}]` : path,
            message: `is "${name}", wanted the name of a resource such as nvidia.com/gpu`,
          },
        ];
  });
}

function labelSelectorProblems(selector: LabelSelector | undefined, path: string): Problem[] {
  const keys = [
    ...Object.keys(selector?.matchLabels ?? {}).map((key) => [`${path}.matchLabels`, key] as const),
    ...(selector?.matchExpressions ?? []).map(
      ({ key }, index) => [`${path}.matchExpressions[${index}].key`, key] as const,
    ),
  ].flatMap(([at, key]) => {
    const problem = qualifiedNameProblem(key);
    return problem === undefined ? [] : [{ path: at, message: `has "${key}", ${problem}` }];
  });
  const values = [
    ...Object.entries(selector?.matchLabels ?? {}).map(
      ([key, value]) => [`${path}.matchLabels.${key}`, value] as const,
    ),
    ...(selector?.matchExpressions ?? []).flatMap(({ values: wanted = [] }, index) =>
      wanted.map((value, at) => [`${path}.matchExpressions[${index}].values[${at}]`, value] as const),
    ),
  ].flatMap(([at, value]) => {
    if (value.includes('${'))
      return [{ path: at, message: `is "${value}"; a selector cannot hold expressions` }];
    const problem = labelValueProblem(value);
    return problem === undefined ? [] : [{ path: at, message: `is "${value}", ${problem}` }];
  });
  return [...keys, ...values, ...operatorProblems(selector, path)];
}

function operatorProblems(selector: LabelSelector | undefined, path: string): Problem[] {
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
