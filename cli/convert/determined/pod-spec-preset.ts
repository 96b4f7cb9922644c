/** What a pod spec changes, as a preset says it. */
import type { Container } from '../../../shared/kube/objects.ts';
import type {
  AddContainers,
  AddedContainer,
  FieldStrategy,
  PresetSpec,
} from '../../../shared/preset/spec.ts';
import { DETERMINED_CONTAINER } from './advice.ts';
import { valueAt } from './fields.ts';
import type { PodChange } from './pod-change.ts';

type Content = Pick<
  PresetSpec,
  'onConflict' | 'metadata' | 'pod' | 'containers' | 'addContainers' | 'strategies'
>;

/** A pod spec of a task, a default that such a one replaces, or a default with which it is merged. */
export type Merging = 'task' | 'replaced' | 'merged';

/**
 * A volume or mount that Determined has already, and a container of a name that is taken, made the API server refuse the
 * pod; so does the preset.
 */
export function podSpecPreset(change: PodChange, merging: Merging): Content {
  const { labels, annotations, pod, container, init, sidecars } = change;
  const metadata = {
    ...(isEmpty(labels) ? {} : { labels }),
    ...(isEmpty(annotations) ? {} : { annotations }),
  };
  const addContainers = additions(init, sidecars);
  const strategies = STRATEGIES[merging].filter(({ path }) => has(change, path));
  return {
    onConflict: 'Reject',
    ...(isEmpty(metadata) ? {} : { metadata }),
    ...(isEmpty(pod) ? {} : { pod }),
    ...(isEmpty(container)
      ? {}
      : { containers: [{ select: { names: [DETERMINED_CONTAINER] }, ...container }] }),
    ...(isEmpty(addContainers) ? {} : { addContainers }),
    ...(strategies.length === 0 ? {} : { strategies }),
  };
}

/** In front of Determined's own containers. */
function additions(init: PodChange['init'], sidecars: PodChange['sidecars']): AddContainers {
  const first = (container: Container): AddedContainer => ({ container, position: 'First' });
  const running = init.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ending = init.filter((container) => !running.includes(container)).map(first);
  const beside = [
    ...running.map(({ restartPolicy: _always, ...container }) => ({
      ...first(container),
      restartable: true,
    })),
    ...sidecars.map(first),
  ];
  return {
    ...(ending.length === 0 ? {} : { init: ending }),
    ...(beside.length === 0 ? {} : { sidecars: beside }),
  };
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const ALWAYS: readonly FieldStrategy[] = [
  // Determined fills these in only where the pod spec says nothing.
  { path: 'pod.priorityClassName', strategy: 'Override' },
  { path: 'pod.schedulerName', strategy: 'Override' },
  // It appends these variables to its own, and of two of one name the later counts.
  { path: 'containers.env', strategy: 'Override' },
];

/** Lists that a task's pod spec replaces as a whole; the pod that Determined makes has none of them. */
const REPLACED_LISTS: readonly FieldStrategy[] = [
  ...[
    `nodeAffinity.${PREFERRED}`,
    `podAffinity.${REQUIRED}`,
    `podAffinity.${PREFERRED}`,
    `podAntiAffinity.${REQUIRED}`,
    `podAntiAffinity.${PREFERRED}`,
  ].map((list) => `pod.affinity.${list}`),
  'containers.securityContext.capabilities.add',
  'containers.securityContext.capabilities.drop',
].map((path) => ({ path, strategy: 'KeepExisting' }));

const STRATEGIES: Readonly<Record<Merging, readonly FieldStrategy[]>> = {
  task: [...ALWAYS, { path: 'pod.volumes', strategy: 'Fail', position: 'Before' }],
  replaced: [...ALWAYS, { path: 'pod.volumes', strategy: 'Fail', position: 'Before' }],
  merged: [
    ...ALWAYS,
    { path: 'pod.volumes', strategy: 'MergeByKey', position: 'Before' },
    { path: 'pod.topologySpreadConstraints', strategy: 'MergeByKey' },
    { path: 'pod.resourceClaims', strategy: 'KeepExisting' },
    { path: 'containers.volumeMounts', strategy: 'MergeByKey' },
    { path: 'containers.volumeDevices', strategy: 'MergeByKey' },
    ...REPLACED_LISTS,
  ],
};

function has({ pod, container }: PodChange, path: string): boolean {
  const [scope, ...keys] = path.split('.');
  return valueAt(scope === 'pod' ? pod : container, keys) !== undefined;
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
