/** What every pod of Determined gets, whatever its task is. */
import type { EnvVar, Volume, VolumeMount } from '../../../shared/kube/objects.ts';
import type { PresetSpec, Protection } from '../../../shared/preset/spec.ts';
import type { Behaviour } from '../types.ts';
import {
  CONTAINER_ADVICE,
  DETERMINED_CONTAINER,
  DOCUMENTED_ADVICE,
  POD_ADVICE,
  SECURITY_ADVICE,
} from './advice.ts';
import { PRIORITY } from './priority.ts';
import { anyTask, DEVICES, type Scope, tasksOn } from './select.ts';
import type { BindMount, TaskSettings } from './task-settings.ts';

export interface NamedSpec {
  /** Behind the stem of the scope. */
  readonly name: string;
  readonly spec: PresetSpec;
}

interface MountedVolume {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

const SHARED_MEMORY: MountedVolume = {
  volume: { name: 'det-shm-volume', emptyDir: { medium: 'Memory' } },
  mount: { name: 'det-shm-volume', mountPath: '/dev/shm' },
};

const SELECT = { select: { names: [DETERMINED_CONTAINER] } } as const;

export function taskPresets(scope: Scope, settings: TaskSettings, behaviour: Behaviour): NamedSpec[] {
  const { env } = settings;
  const common = DEVICES.every((device) => sameEnv(env[device], env.cpu));
  return [
    { name: 'tasks', spec: everyTask(scope, settings, common ? env.cpu : [], behaviour) },
    ...(common
      ? []
      : DEVICES.filter((device) => env[device].length > 0).map((device) => ({
          name: `env-${device}`,
          spec: {
            ...tasksOn(scope, device),
            priority: PRIORITY.deviceEnv,
            containers: [{ ...SELECT, env: env[device] }],
          },
        }))),
  ];
}

function everyTask(
  scope: Scope,
  { network, bindMounts, hostNetwork }: TaskSettings,
  common: readonly EnvVar[],
  behaviour: Behaviour,
): PresetSpec {
  const env = [
    ...common,
    ...network.filter(({ name }) => !common.some((variable) => variable.name === name)),
  ];
  const binds = bindMounts.map(bound);
  const own = bindMounts.some(({ containerPath }) => containerPath === SHARED_MEMORY.mount.mountPath)
    ? binds
    : [...binds, SHARED_MEMORY];
  return {
    ...anyTask(scope),
    priority: PRIORITY.tasks,
    onConflict: 'SkipEntry',
    pod: {
      ...(hostNetwork ? { hostNetwork: true } : {}),
      volumes: own.map(({ volume }) => volume),
    },
    containers: [
      {
        ...SELECT,
        ...(env.length === 0 ? {} : { env }),
        volumeMounts: own.map(({ mount }) => mount),
      },
    ],
    protect: protections(behaviour),
    // Determined does the same when it makes the pod; what it has done already stays.
    strategies: [
      { path: 'pod.volumes', strategy: 'KeepExisting' },
      { path: 'containers.volumeMounts', strategy: 'KeepExisting' },
      ...(hostNetwork ? [{ path: 'pod.hostNetwork', strategy: 'Override' } as const] : []),
    ],
  };
}

/** Without it, a container sees every GPU of its node. */
export function hideGpus(): PresetSpec {
  return {
    ...tasksOn({ pool: undefined, except: [] }, 'cpu'),
    priority: PRIORITY.hideGpus,
    containers: [
      {
        ...SELECT,
        env: [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'void', merge: { strategy: 'Override' } }],
      },
    ],
  };
}

function bound(mount: BindMount, index: number): MountedVolume {
  // Not Determined's own names, which may stand for other directories in the pod.
  const name = `determined-bind-mount-${index}`;
  const { hostPath, containerPath, readOnly, propagation } = mount;
  return {
    volume: { name, hostPath: { path: hostPath } },
    mount: {
      name,
      mountPath: containerPath,
      ...(readOnly ? { readOnly } : {}),
      ...(propagation === undefined ? {} : { mountPropagation: propagation }),
    },
  };
}

/**
 * Variables of the container are open to other presets even where the guide closes them to pod specs: they are how presets
 * for drivers and networks do their work.
 */
function protections(behaviour: Behaviour): Protection[] {
  const rows = (advice: Readonly<Record<string, string>>, prefix: string): Protection[] =>
    Object.entries(advice).map(([field, message]) => ({ path: `${prefix}.${field}`, message }));
  const container = `containers[name=${DETERMINED_CONTAINER}]`;
  const security =
    behaviour === 'documented'
      ? rows({ securityContext: DOCUMENTED_ADVICE['securityContext'] ?? '' }, container)
      : rows(SECURITY_ADVICE, `${container}.securityContext`);
  return [...rows(POD_ADVICE, 'pod'), ...rows(CONTAINER_ADVICE, container), ...security];
}

function sameEnv(left: readonly EnvVar[], right: readonly EnvVar[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
