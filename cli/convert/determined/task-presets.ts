/** What pods of Determined get whatever their pod specs say. */

import type { PresetSpec, Protection } from '../../../shared/preset/spec.ts';
import type { Behaviour } from '../types.ts';
import {
  CONTAINER_ADVICE,
  DETERMINED_CONTAINER,
  DOCUMENTED_ADVICE,
  HOST_NETWORK_ADVICE,
  RESTART_ADVICE,
  SECURITY_ADVICE,
} from './advice.ts';
import type { NamedSpec } from './named-spec.ts';
import { PRIORITY } from './priority.ts';
import { anyTask, EVERYWHERE, taskOfUser, tasksOn } from './select.ts';

const SELECT = { select: { names: [DETERMINED_CONTAINER] } } as const;

/** Its pods have the shared memory already; the preset keeps it where something else makes them. */
export function everyTask(protectHostNetwork: boolean, behaviour: Behaviour): NamedSpec {
  return {
    name: 'determined-tasks',
    spec: {
      ...anyTask(EVERYWHERE),
      priority: PRIORITY.tasks,
      onConflict: 'SkipEntry',
      pod: { volumes: [{ name: 'det-shm-volume', emptyDir: { medium: 'Memory' } }] },
      containers: [{ ...SELECT, volumeMounts: [{ name: 'det-shm-volume', mountPath: '/dev/shm' }] }],
      protect: [...(protectHostNetwork ? [HOST_NETWORK] : []), ...protections(behaviour)],
      strategies: KEEP,
    },
  };
}

export const KEEP = [
  { path: 'pod.volumes', strategy: 'KeepExisting' },
  { path: 'containers.volumeMounts', strategy: 'KeepExisting' },
] as const satisfies PresetSpec['strategies'];

/** Every pod of Determined has a class; one that something else makes gets it here. */
export function taskPriority(): NamedSpec {
  return {
    name: 'determined-priority',
    spec: {
      ...taskOfUser(),
      priority: PRIORITY.tasks,
      pod: { priorityClassName: 'determined-medium-priority' },
      strategies: [{ path: 'pod.priorityClassName', strategy: 'KeepExisting' }],
    },
  };
}

/** Without it, a container sees every GPU of its node. */
export function hideGpus(): NamedSpec {
  const env = [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'void', merge: { strategy: 'Override' } }] as const;
  return {
    name: 'determined-hide-gpus',
    spec: { ...tasksOn(EVERYWHERE, 'cpu'), priority: PRIORITY.hideGpus, containers: [{ ...SELECT, env }] },
  };
}

export const HOST_NETWORK: Protection = { path: 'pod.hostNetwork', message: HOST_NETWORK_ADVICE };

/**
 * Variables of the container are open to other presets even where the guide closes them to pod specs: they are how presets
 * for drivers and networks do their work.
 */
function protections(behaviour: Behaviour): Protection[] {
  const container = `containers[name=${DETERMINED_CONTAINER}]`;
  const rows = (advice: Readonly<Record<string, string>>, prefix: string): Protection[] =>
    Object.entries(advice).map(([field, message]) => ({ path: `${prefix}.${field}`, message }));
  const security =
    behaviour === 'documented'
      ? rows({ securityContext: DOCUMENTED_ADVICE.securityContext }, container)
      : rows(SECURITY_ADVICE, `${container}.securityContext`);
  return [
    { path: 'pod.restartPolicy', message: RESTART_ADVICE },
    ...rows(CONTAINER_ADVICE, container),
    ...security,
  ];
}
