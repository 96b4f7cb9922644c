/**
 * The table that drives the merge: for each field its identity key and how a value meets one that is there. A new field
 * is a row, not code; a field without a row is one value, structs are merged key by key.
 */
import type { EntryValue } from './entries.ts';
import { isPlain } from './entry-value.ts';
import {
  defaultedEnv,
  defaultedMount,
  defaultedPort,
  defaultedSource,
  defaultedToleration,
  defaultedVolumeEntry,
} from './equality.ts';
import type { Layer, Strategy } from './spec.ts';

/** metadata: labels and annotations; pod: its spec; container: each selected one. */
export type Scope = 'metadata' | 'pod' | 'container';

/** How `strategies` and `protect` call a scope. */
export const SCOPE_NAMES: Readonly<Record<Scope, string>> = {
  metadata: 'metadata',
  pod: 'pod',
  container: 'containers',
};

export interface ListRow {
  readonly scope: 'pod' | 'container';
  readonly field: string;
  /** Entries of equal identity are the same entry. */
  readonly identity: (entry: EntryValue) => string;
  /** For messages: spec.containers[main].env[LD_LIBRARY_PATH] */
  readonly label: (entry: EntryValue) => string;
  /** As the API server would default it, for comparison. */
  readonly defaulted: (entry: EntryValue) => EntryValue;
  readonly strategy: Readonly<Record<Layer, Strategy>>;
  readonly strategies: readonly Strategy[];
  /** Against an entry of another preset when no strategy is said: by rank (layer, priority), or always a conflict. */
  readonly againstPreset: 'rank' | 'conflict';
}

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const by =
  (...fields: readonly string[]) =>
  (entry: EntryValue): string =>
    fields.map((field) => text(entry[field] ?? '')).join('/');
const name = by('name');
const same = (entry: EntryValue): EntryValue => entry;
const nameOf = (reference: unknown): string => text((reference as EntryValue | undefined)?.['name'] ?? '');

/** Stable text of the whole entry, for fields with set semantics. */
function everything(entry: EntryValue): string {
  return JSON.stringify(sortKeys(entry));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}

const KEYED: readonly Strategy[] = [
  'Fail',
  'KeepExisting',
  'Override',
  'Replace',
  'Append',
  'Prepend',
  'MergeByKey',
];
const SET: readonly Strategy[] = ['Union', 'Append', 'Prepend', 'Replace'];

const LAYERED: Readonly<Record<Layer, Strategy>> = { Default: 'KeepExisting', Override: 'Override' };
const EXCLUSIVE: Readonly<Record<Layer, Strategy>> = { Default: 'Fail', Override: 'Override' };
const UNITED: Readonly<Record<Layer, Strategy>> = { Default: 'Union', Override: 'Union' };

type Row = Pick<ListRow, 'scope' | 'field' | 'identity'> & Partial<ListRow>;
const keyed = (row: Row): ListRow => ({
  label: row.identity,
  defaulted: same,
  strategy: LAYERED,
  strategies: KEYED,
  againstPreset: 'rank',
  ...row,
});
const exclusive = (row: Row): ListRow => keyed({ strategy: EXCLUSIVE, againstPreset: 'conflict', ...row });
const set = (row: Row): ListRow => keyed({ strategy: UNITED, strategies: SET, ...row });

export const LIST_ROWS: readonly ListRow[] = [
  exclusive({ scope: 'pod', field: 'volumes', identity: name, defaulted: defaultedVolumeEntry }),
  set({
    scope: 'pod',
    field: 'tolerations',
    identity: (entry) => everything(defaultedToleration(entry)),
    label: by('key'),
    defaulted: defaultedToleration,
  }),
  set({ scope: 'pod', field: 'imagePullSecrets', identity: name }),
  set({ scope: 'pod', field: 'schedulingGates', identity: name }),
  set({ scope: 'pod', field: 'readinessGates', identity: by('conditionType') }),
  exclusive({ scope: 'pod', field: 'resourceClaims', identity: name }),
  keyed({ scope: 'pod', field: 'hostAliases', identity: by('ip') }),
  keyed({
    scope: 'pod',
    field: 'topologySpreadConstraints',
    identity: by('topologyKey', 'whenUnsatisfiable'),
  }),
  keyed({
    scope: 'container',
    field: 'env',
    identity: name,
    defaulted: defaultedEnv,
    strategies: [...KEYED, 'Join'],
  }),
  set({
    scope: 'container',
    field: 'envFrom',
    identity: ({ prefix, configMapRef, secretRef }) =>
      JSON.stringify([prefix ?? '', nameOf(configMapRef), nameOf(secretRef)]),
    label: ({ configMapRef, secretRef }) => nameOf(configMapRef) || nameOf(secretRef),
    defaulted: defaultedSource,
  }),
  exclusive({
    scope: 'container',
    field: 'volumeMounts',
    identity: (entry) => text(defaultedMount(entry)['mountPath']),
    label: by('mountPath'),
    defaulted: defaultedMount,
  }),
  exclusive({ scope: 'container', field: 'volumeDevices', identity: by('devicePath') }),
  keyed({
    scope: 'container',
    field: 'ports',
    identity: (entry) => by('containerPort', 'protocol')(defaultedPort(entry)),
    defaulted: defaultedPort,
  }),
];

const listRows = new Map(LIST_ROWS.map((row) => [`${row.scope}.${row.field}`, row]));

export function listRow(scope: Scope, field: string): ListRow | undefined {
  return listRows.get(`${scope}.${field}`);
}

/** How a value that is no list of the table meets one that is there. */
export interface ValueRow {
  /** nodeTerms: a required node affinity. set: a list of which equal entries are one. one: anything else. */
  readonly form: 'one' | 'set' | 'nodeTerms';
  readonly strategy: Readonly<Record<Layer, Strategy>>;
  readonly strategies: readonly Strategy[];
}

const ONE: ValueRow = {
  form: 'one',
  strategy: LAYERED,
  strategies: ['Fail', 'KeepExisting', 'Override', 'Replace'],
};
const VALUE_SET: ValueRow = {
  form: 'set',
  strategy: UNITED,
  strategies: [...ONE.strategies, 'Union', 'Append', 'Prepend'],
};
const NODE_TERMS: ValueRow = {
  form: 'nodeTerms',
  strategy: { Default: 'And', Override: 'And' },
  strategies: [...ONE.strategies, 'And', 'Or'],
};

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const VALUE_ROWS: ReadonlyMap<string, ValueRow> = new Map([
  [`pod.affinity.nodeAffinity.${REQUIRED}`, NODE_TERMS],
  ...['nodeAffinity', 'podAffinity', 'podAntiAffinity'].map(
    (affinity) => [`pod.affinity.${affinity}.${PREFERRED}`, VALUE_SET] as const,
  ),
  // Terms of pod affinity must all hold, so more of them only say more.
  ...['podAffinity', 'podAntiAffinity'].map(
    (affinity) => [`pod.affinity.${affinity}.${REQUIRED}`, VALUE_SET] as const,
  ),
  ['container.securityContext.capabilities.add', VALUE_SET],
  ['container.securityContext.capabilities.drop', VALUE_SET],
]);

/** Structs of which the fields belong together: half of one and half of another would be wrong or mean something else. */
const WHOLE: readonly RegExp[] = [
  /^container\.(?:livenessProbe|readinessProbe|startupProbe)$/,
  /^container\.lifecycle\.[^.]+$/,
  /^(?:pod|container)\.securityContext\.(?:seccompProfile|appArmorProfile|seLinuxOptions|windowsOptions)$/,
  /^pod\.os$/,
];

/** Free keys: a strategy for one of these is for each of its keys. */
const MAPS: readonly RegExp[] = [
  /^metadata\.(?:labels|annotations)$/,
  /^pod\.(?:nodeSelector|overhead)$/,
  /^(?:pod|container)\.resources\.(?:requests|limits)$/,
];

export function valueRow(scope: Scope, path: readonly string[]): ValueRow {
  return VALUE_ROWS.get([scope, ...path].join('.')) ?? ONE;
}

export function isWhole(scope: Scope, path: readonly string[], value: unknown): boolean {
  const full = [scope, ...path].join('.');
  return !isPlain(value) || VALUE_ROWS.has(full) || WHOLE.some((pattern) => pattern.test(full));
}

export function isMap(scope: Scope, path: readonly string[]): boolean {
  const full = [scope, ...path].join('.');
  return MAPS.some((pattern) => pattern.test(full));
}

/** On a struct a strategy that says who wins is for the struct as a whole. */
export const STRUCT_STRATEGIES: readonly Strategy[] = [...ONE.strategies, 'MapUnion'];

/** Not for presets: where a pod runs, what is shared with the host beyond the network, and what has a place of its own. */
export const FORBIDDEN: Readonly<Record<'pod' | 'container', Readonly<Record<string, string>>>> = {
  pod: {
    nodeName: 'presets do not choose the node',
    hostPID: 'presets do not open the host’s processes to a pod',
    hostIPC: 'presets do not open the host’s IPC to a pod',
    containers: 'use spec.containers for those that are there, spec.addContainers for more',
    initContainers: 'use spec.containers for those that are there, spec.addContainers for more',
    ephemeralContainers: 'they are added to running pods only',
    priority: 'use priorityClassName',
    serviceAccount: 'use serviceAccountName',
  },
  container: { name: 'containers keep their names; select one with select.names' },
};

/** Fields that say the same as another one, which the API server fills in for older clients. */
export function mirroredFields(scope: Scope, field: string): readonly string[] {
  return scope === 'pod' && field === 'serviceAccountName' ? ['serviceAccount'] : [];
}

/**
 * Fields that admission plugins or defaulting compute from another one. They are taken out when that one changes, so
 * that the API server computes them again before it calls webhooks a second time: it refuses a pod in which they differ.
 */
export function recomputedFields(scope: Scope, field: string): readonly string[] {
  switch (`${scope}.${field}`) {
    case 'pod.priorityClassName':
      return ['priority', 'preemptionPolicy'];
    case 'pod.runtimeClassName':
      return ['overhead'];
    case 'container.image':
      return ['imagePullPolicy'];
    default:
      return [];
  }
}
