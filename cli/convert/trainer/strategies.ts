/** How the fields of a patch meet those of the pod. */
import { isObject } from '../../../shared/json.ts';
import type { FieldStrategy } from '../../../shared/preset/spec.ts';
import type { Behaviour } from '../types.ts';

/** Lists that the merge of Trainer replaces, deep in what it merges key by key. */
const AFFINITY_LISTS = ['nodeAffinity', 'podAffinity', 'podAntiAffinity'].flatMap((affinity) =>
  ['requiredDuringSchedulingIgnoredDuringExecution', 'preferredDuringSchedulingIgnoredDuringExecution'].map(
    (list) => `pod.affinity.${affinity}.${list}`,
  ),
);
const CAPABILITIES = [
  'containers.securityContext.capabilities.add',
  'containers.securityContext.capabilities.drop',
];

/** What Trainer does: a strategic merge; of a volume or variable that has one source only that source is kept. */
const IMPLEMENTED: readonly FieldStrategy[] = [
  { path: 'containers.env', strategy: 'MergeByKey' },
  { path: 'containers.volumeMounts', strategy: 'MergeByKey' },
  { path: 'pod.volumes', strategy: 'MergeByKey' },
  ...[...AFFINITY_LISTS, ...CAPABILITIES].map((path): FieldStrategy => ({ path, strategy: 'Replace' })),
];

/** What its guide says. */
const DOCUMENTED: readonly FieldStrategy[] = [
  { path: 'containers.env', strategy: 'Override' },
  { path: 'containers.volumeMounts', strategy: 'Override', key: 'name+mountPath' },
  { path: 'pod.volumes', strategy: 'Override' },
  ...['nodeSelector', 'affinity', 'schedulingGates', 'imagePullSecrets'].map(
    (field): FieldStrategy => ({ path: `pod.${field}`, strategy: 'Replace' }),
  ),
  ...CAPABILITIES.map((path): FieldStrategy => ({ path, strategy: 'Replace' })),
];

export const KEEP_VOLUMES: FieldStrategy = { path: 'pod.volumes', strategy: 'KeepExisting' };

interface Content {
  readonly pod?: unknown;
  readonly containers?: readonly unknown[];
}

/** Only those of fields that the patch has. */
export function strategiesOf(
  content: Content,
  behaviour: Behaviour,
  tolerations: 'Replace' | 'Union',
): FieldStrategy[] {
  const all: readonly FieldStrategy[] = [
    ...(behaviour === 'implemented' ? IMPLEMENTED : DOCUMENTED),
    { path: 'pod.tolerations', strategy: tolerations },
  ];
  return all.filter(({ path }) => {
    const [scope = '', ...keys] = path.split('.');
    const roots = scope === 'pod' ? [content.pod] : (content.containers ?? []);
    return roots.some((root) => has(root, keys));
  });
}

function has(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return value !== undefined;
  return isObject(value) && Object.hasOwn(value, key) && has(value[key], rest);
}
