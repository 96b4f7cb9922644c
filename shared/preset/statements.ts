/**
 * What a preset says, taken apart: lists of entries, single values, what is added and what is taken out. Short and long
 * form come to the same statements, so there is one way to merge.
 */
import { type Fields, isObject } from '../json.ts';
import type { Problem } from './api.ts';
import type { EntryValue } from './entries.ts';
import { isPlain } from './entry-value.ts';
import {
  FORBIDDEN,
  isMap,
  isWhole,
  type ListRow,
  listRow,
  SCOPE_NAMES,
  type Scope,
  STRUCT_STRATEGIES,
  type ValueRow,
  valueRow,
} from './fields.ts';
import type { ContainerSelect, ContainerType, FieldStrategy, PresetSpec, Remove, Strategy } from './spec.ts';

export type Where =
  | { readonly scope: 'metadata' }
  | { readonly scope: 'pod' }
  | { readonly scope: 'container'; readonly select: ContainerSelect };

export interface EntriesStatement {
  readonly kind: 'entries';
  readonly where: Where;
  readonly row: ListRow;
  readonly chosen: FieldStrategy | undefined;
  readonly entries: readonly EntryValue[];
}

export interface ValueStatement {
  readonly kind: 'value';
  readonly where: Where;
  readonly path: readonly string[];
  readonly row: ValueRow;
  readonly chosen: FieldStrategy | undefined;
  readonly value: unknown;
}

/** There must be a container that `select` describes. */
export interface PresentStatement {
  readonly kind: 'present';
  readonly where: Extract<Where, { scope: 'container' }>;
}

export type Statement = EntriesStatement | ValueStatement | PresentStatement;

export interface RemoveStatement {
  readonly where: Where;
  readonly path: readonly string[];
  readonly key: string;
  /** Absent for the keys of a map. */
  readonly row: ListRow | undefined;
  readonly matches: (entry: EntryValue) => boolean;
}

export interface AddedStatement {
  readonly list: 'containers' | 'initContainers';
  readonly type: ContainerType;
  readonly position: 'First' | 'Last';
  readonly receivePatches: boolean;
  readonly container: EntryValue & { readonly name: string };
}

export interface Content {
  readonly remove: readonly RemoveStatement[];
  readonly add: readonly AddedStatement[];
  /** Volumes first, since mounts look for them; then the more specific before the less. */
  readonly statements: readonly Statement[];
}

const METADATA: Where = { scope: 'metadata' };
const POD: Where = { scope: 'pod' };
const EVERY_CONTAINER: Where = { scope: 'container', select: {} };

/** The content of a preset whose strings are compiled (entries.ts). */
export function contentOf(spec: PresetSpec): { content: Content; problems: Problem[] } {
  const strategies = new Strategies(spec);
  const { pod = {}, containers = [], metadata } = spec;
  const statements: Statement[] = [];
  const say = (where: Where, fields: Fields): void => {
    for (const [field, value] of Object.entries(fields)) {
      if (value !== undefined) statements.push(...fieldStatements(where, field, value, strategies));
    }
  };
  const { volumes, tolerations, ...others } = pod;
  say(POD, {
    volumes: joinLists(volumes, spec.volumes),
    tolerations: joinLists(tolerations, spec.tolerations),
  });
  if (metadata !== undefined) say(METADATA, metadata);
  say(POD, others);
  for (const { select = {}, ...fields } of containers) {
    const where: Where = { scope: 'container', select };
    if (select.required === true) statements.push({ kind: 'present', where });
    say(where, fields);
  }
  const { env, envFrom, volumeMounts } = spec;
  say(EVERY_CONTAINER, { env, envFrom, volumeMounts });
  if ((spec.tolerateRequested ?? []).length > 0) strategies.use('pod', ['tolerations']);
  return {
    content: { remove: removals(spec.remove), add: additions(spec), statements },
    problems: strategies.problems(),
  };
}

/** `chosen` for tolerations that the pod's requests bring about. */
export function tolerationStatement(
  entries: readonly EntryValue[],
  strategies: PresetSpec['strategies'],
): EntriesStatement {
  const row = listRow('pod', 'tolerations');
  if (row === undefined) throw new Error('the table has no tolerations');
  const chosen = strategies?.find(({ path }) => path === 'pod.tolerations');
  return { kind: 'entries', where: POD, row, chosen, entries };
}

function joinLists(...lists: readonly unknown[]): unknown[] | undefined {
  const given = lists.filter((list) => Array.isArray(list));
  return given.length === 0 ? undefined : given.flat();
}

function fieldStatements(where: Where, field: string, value: unknown, strategies: Strategies): Statement[] {
  const row = listRow(where.scope, field);
  if (row === undefined) return valueStatements(where, [field], value, strategies);
  const chosen = strategies.take(where.scope, [field], row.strategies);
  return [{ kind: 'entries', where, row, chosen, entries: Array.isArray(value) ? value : [] }];
}

/** Structs and maps key by key, unless a strategy is for the whole. */
function valueStatements(
  where: Where,
  path: readonly string[],
  value: unknown,
  strategies: Strategies,
  inherited?: FieldStrategy,
): Statement[] {
  const { scope } = where;
  const row = valueRow(scope, path);
  if (!isPlain(value) || isWhole(scope, path, value)) {
    const chosen = strategies.take(scope, path, row.strategies) ?? inherited;
    return [{ kind: 'value', where, path, row, chosen, value }];
  }
  const chosen = strategies.take(scope, path, STRUCT_STRATEGIES);
  const whole = chosen?.strategy === 'Replace' || (!isMap(scope, path) && chosen?.strategy !== 'MapUnion');
  if (chosen !== undefined && whole) return [{ kind: 'value', where, path, row, chosen, value }];
  const below = chosen?.strategy === 'MapUnion' ? undefined : chosen;
  return Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : valueStatements(where, [...path, key], item, strategies, below),
  );
}

function additions({ addContainers }: PresetSpec): AddedStatement[] {
  const { init = [], sidecars = [], receivePatches = false } = addContainers ?? {};
  const added = (one: (typeof init)[number], type: ContainerType): AddedStatement => ({
    list: type === 'App' ? 'containers' : 'initContainers',
    type,
    position: one.position ?? 'Last',
    receivePatches,
    container: type === 'Sidecar' ? { ...one.container, restartPolicy: 'Always' } : { ...one.container },
  });
  return [
    ...init.map((one) => added(one, 'Init')),
    ...sidecars.map((one) => added(one, one.restartable === true ? 'Sidecar' : 'App')),
  ];
}

/** By which the entries of a list are named in `remove`, and where they are. Mounts before volumes. */
const REMOVABLE: readonly { of: keyof Remove; where: Where; path: readonly string[]; key?: string }[] = [
  { of: 'labels', where: METADATA, path: ['labels'] },
  { of: 'annotations', where: METADATA, path: ['annotations'] },
  { of: 'nodeSelector', where: POD, path: ['nodeSelector'] },
  { of: 'env', where: EVERY_CONTAINER, path: ['env'], key: 'name' },
  { of: 'volumeMounts', where: EVERY_CONTAINER, path: ['volumeMounts'], key: 'mountPath' },
  { of: 'volumes', where: POD, path: ['volumes'], key: 'name' },
  { of: 'tolerations', where: POD, path: ['tolerations'], key: 'key' },
  { of: 'imagePullSecrets', where: POD, path: ['imagePullSecrets'], key: 'name' },
  { of: 'schedulingGates', where: POD, path: ['schedulingGates'], key: 'name' },
];

function removals(remove: Remove | undefined): RemoveStatement[] {
  return REMOVABLE.flatMap(({ of, where, path, key: field }) =>
    (remove?.[of] ?? []).map(
      (key): RemoveStatement => ({
        where,
        path,
        key,
        row: field === undefined ? undefined : listRow(where.scope, path[0] ?? ''),
        matches: (entry) => field !== undefined && comparable(entry[field]) === comparable(key),
      }),
    ),
  );
}

/** Paths with and without a slash at the end are the same. */
function comparable(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return text.length > 1 ? text.replace(/\/+$/, '') : text;
}

/** `strategies`, each to be used by a field that the preset gives. */
class Strategies {
  readonly #rows: readonly FieldStrategy[];
  readonly #used = new Set<FieldStrategy>();
  readonly #problems: Problem[] = [];

  constructor({ strategies = [] }: PresetSpec) {
    this.#rows = strategies;
  }

  /** The strategy for exactly this path. */
  take(scope: Scope, path: readonly string[], allowed: readonly Strategy[]): FieldStrategy | undefined {
    const row = this.use(scope, path);
    if (row === undefined) return undefined;
    if (!allowed.includes(row.strategy))
      this.#report(
        row,
        'strategy',
        `is "${row.strategy}", which ${row.path} cannot have; wanted one of ${allowed.join(', ')}`,
      );
    return row;
  }

  use(scope: Scope, path: readonly string[]): FieldStrategy | undefined {
    const wanted = [SCOPE_NAMES[scope], ...path].join('.');
    const row = this.#rows.find((one) => one.path === wanted);
    if (row !== undefined) this.#used.add(row);
    return row;
  }

  problems(): Problem[] {
    const seen = new Set<string>();
    for (const row of this.#rows) {
      const { path, strategy, separator, position, key } = row;
      if (seen.has(path)) this.#report(row, 'path', `is "${path}", which is there twice`);
      seen.add(path);
      if (!this.#used.has(row))
        this.#report(row, 'path', `is "${path}", which this preset does not give, so it would do nothing`);
      if (separator !== undefined && strategy !== 'Join')
        this.#report(row, 'separator', `is for Join, not for ${strategy}`);
      if (key !== undefined && path !== 'containers.volumeMounts')
        this.#report(row, 'key', 'is for containers.volumeMounts only');
      if (
        position !== undefined &&
        listRowOf(path) === undefined &&
        strategy !== 'Union' &&
        strategy !== 'Append'
      )
        this.#report(row, 'position', `is for lists, and ${path} is none`);
      if (
        (strategy === 'Append' && position === 'Before') ||
        (strategy === 'Prepend' && position === 'After')
      )
        this.#report(row, 'position', `is ${position}, which ${strategy} contradicts`);
    }
    return this.#problems;
  }

  #report(row: FieldStrategy, field: string, message: string): void {
    const problem = { path: `spec.strategies[${this.#rows.indexOf(row)}].${field}`, message };
    const known = this.#problems.some((one) => one.path === problem.path && one.message === message);
    if (!known) this.#problems.push(problem);
  }
}

function listRowOf(path: string): ListRow | undefined {
  const [name, field, ...rest] = path.split('.');
  const scope = (Object.keys(SCOPE_NAMES) as Scope[]).find((one) => SCOPE_NAMES[one] === name);
  return scope === undefined || field === undefined || rest.length > 0 ? undefined : listRow(scope, field);
}

/** Fields that presets may not have, wherever they are said. */
export function forbiddenFields({ pod = {}, containers = [] }: PresetSpec): Problem[] {
  const refuse = (scope: 'pod' | 'container', fields: Fields, path: string): Problem[] =>
    Object.keys(fields).flatMap((field) => {
      const reason = Object.hasOwn(FORBIDDEN[scope], field) ? FORBIDDEN[scope][field] : undefined;
      return reason === undefined
        ? []
        : [{ path: `${path}.${field}`, message: `cannot be given: ${reason}` }];
    });
  return [
    ...refuse('pod', pod, 'spec.pod'),
    ...containers.flatMap((patch, index) =>
      isObject(patch) ? refuse('container', patch, `spec.containers[${index}]`) : [],
    ),
  ];
}
