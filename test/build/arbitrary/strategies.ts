/** Strategies for what a preset gives: any that its path may have. */
import fc from 'fast-check';
import { type Topic, withoutUndefined } from './sparse.ts';

type Fields = Record<string, unknown>;

const ONE = ['Fail', 'KeepExisting', 'Override', 'Replace'];
const MAP = [...ONE, 'MapUnion'];
const KEYED = [...ONE, 'Append', 'Prepend', 'MergeByKey'];
const SET = ['Union', 'Append', 'Prepend', 'Replace'];
const VALUES = [...ONE, 'Union', 'Append', 'Prepend'];
const NODE_TERMS = [...ONE, 'And', 'Or'];

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

/** A row and one below it would get in each other's way, so one of each line is chosen. */
const PATHS: readonly Readonly<Record<string, readonly string[]>>[] = [
  { 'metadata.labels': MAP, 'metadata.labels.a': ONE },
  { 'metadata.annotations': MAP },
  { 'pod.nodeSelector': MAP, 'pod.nodeSelector.disk': ONE },
  { 'pod.volumes': KEYED },
  { 'pod.tolerations': SET },
  { 'pod.imagePullSecrets': SET },
  { 'pod.schedulingGates': SET },
  { 'pod.topologySpreadConstraints': KEYED },
  { 'pod.hostAliases': KEYED },
  { 'pod.resourceClaims': KEYED },
  { 'pod.securityContext': MAP, 'pod.securityContext.runAsUser': ONE },
  {
    'pod.affinity': MAP,
    [`pod.affinity.nodeAffinity.${REQUIRED}`]: NODE_TERMS,
    [`pod.affinity.podAntiAffinity.${REQUIRED}`]: VALUES,
  },
  { 'pod.serviceAccountName': ONE },
  { 'pod.priorityClassName': ONE },
  { 'pod.terminationGracePeriodSeconds': ONE },
  { 'pod.hostNetwork': ONE },
  { 'containers.env': [...KEYED, 'Join'] },
  { 'containers.envFrom': SET },
  { 'containers.volumeMounts': KEYED },
  { 'containers.ports': KEYED },
  { 'containers.resources': MAP, 'containers.resources.limits': MAP },
  { 'containers.securityContext': MAP, 'containers.securityContext.capabilities.add': VALUES },
  { 'containers.command': ONE },
  { 'containers.livenessProbe': ONE },
  { 'containers.lifecycle.preStop': ONE },
];

const NONE: fc.Arbitrary<Fields[]> = fc.constant([]);

const LISTS: ReadonlySet<readonly string[]> = new Set([KEYED, SET, VALUES]);

/** For the topic, if it is given, there is one more often than not. */
export function strategiesFor(spec: Fields, topic: Topic): fc.Arbitrary<Fields[]> {
  const lines = PATHS.map((line) =>
    Object.entries(line).filter(([path]) => isGiven(spec, path.split('.'))),
  ).filter((line) => line.length > 0);
  const isTopic = ([first]: Line): boolean => topic !== undefined && first?.[0].split('.')[1] === topic;
  const rows = lines.filter((line) => !isTopic(line)).map(rowOf);
  const own = lines.filter(isTopic).map(rowOf);
  const some = fc
    .shuffledSubarray(rows, { maxLength: Math.min(rows.length, 2) })
    .chain((chosen) => fc.tuple(...own, ...chosen));
  return fc.oneof({ withCrossShrink: true }, { weight: 1, arbitrary: NONE }, { weight: 1, arbitrary: some });
}

type Line = readonly (readonly [path: string, strategies: readonly string[]])[];

function rowOf(line: Line): fc.Arbitrary<Fields> {
  return fc.oneof(...line.map(([path, strategies]) => row(path, strategies)));
}

function row(path: string, strategies: readonly string[]): fc.Arbitrary<Fields> {
  return fc
    .record({
      strategy: fc.constantFrom(...strategies),
      position: fc.constantFrom(undefined, undefined, 'Before', 'After'),
      byName: fc.boolean(),
    })
    .map(({ strategy, position, byName }) => {
      const positioned = LISTS.has(strategies) && ['Union', 'KeepExisting', 'Override'].includes(strategy);
      return withoutUndefined({
        path,
        strategy,
        position: positioned && !isValueList(path, strategy) ? position : undefined,
        key: path === 'containers.volumeMounts' && byName ? 'name+mountPath' : undefined,
      });
    });
}

/** A list that is no list of the table has a position only where it is added to. */
function isValueList(path: string, strategy: string): boolean {
  return path.split('.').length > 2 && strategy !== 'Union';
}

function isGiven(spec: Fields, [scope, ...path]: readonly string[]): boolean {
  if (scope === 'containers') {
    const patches = spec['containers'] as Fields[] | undefined;
    return [spec, ...(patches ?? [])].some((fields, index) =>
      index === 0 ? isShort(path) && has(fields, path) : has(fields, path),
    );
  }
  const [field = ''] = path;
  const fields = spec[scope ?? ''];
  if (scope === 'pod' && (field === 'volumes' || field === 'tolerations') && has(spec, path)) return true;
  return has(fields, path);
}

function isShort([field = '']: readonly string[]): boolean {
  return ['env', 'envFrom', 'volumeMounts'].includes(field);
}

/** What is empty gives nothing that a strategy could be for. */
function has(value: unknown, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return value !== undefined;
  return typeof value === 'object' && value !== null && key in value && has((value as Fields)[key], rest);
}
