/** task_container_defaults without its pod specs, of the whole or of a pool. */
import type { EnvVar, Volume, VolumeMount } from '../../../shared/kube/objects.ts';
import type { PresetSpec } from '../../../shared/preset/spec.ts';
import { DETERMINED_CONTAINER } from './advice.ts';
import type { NamedSpec } from './named-spec.ts';
import { PRIORITY } from './priority.ts';
import { anyTask, DEVICES, type Scope, tasksOn } from './select.ts';
import { HOST_NETWORK, KEEP } from './task-presets.ts';
import type { BindMount, TaskSettings } from './task-settings.ts';

const SELECT = { select: { names: [DETERMINED_CONTAINER] } } as const;

/** `protectHostNetwork`: no preset for all pods does it. */
export function settingsPresets(
  stem: string,
  scope: Scope,
  settings: TaskSettings,
  protectHostNetwork: boolean,
): NamedSpec[] {
  const { env } = settings;
  const common = DEVICES.every((device) => sameEnv(env[device], env.cpu));
  const content = contentOf(settings, common ? env.cpu : [], protectHostNetwork);
  const devices = common ? [] : DEVICES.filter((device) => env[device].length > 0);
  return [
    ...(Object.keys(content).length === 0
      ? []
      : [
          {
            name: `${stem}-settings`,
            spec: {
              ...anyTask(scope),
              priority: PRIORITY.settings,
              onConflict: 'SkipEntry',
              ...content,
            } as const,
          },
        ]),
    ...devices.map((device) => ({
      name: `${stem}-env-${device}`,
      spec: {
        ...tasksOn(scope, device),
        priority: PRIORITY.deviceEnv,
        containers: [{ ...SELECT, env: env[device] }],
      },
    })),
  ];
}

type Content = Pick<PresetSpec, 'pod' | 'containers' | 'protect' | 'strategies'>;

/** What Determined has written into the pod already stays: an experiment may have asked for it. */
function contentOf(
  { network, bindMounts, hostNetwork }: TaskSettings,
  common: readonly EnvVar[],
  protectHostNetwork: boolean,
): Content {
  const env = [
    ...common,
    ...network.filter(({ name }) => !common.some((variable) => variable.name === name)),
  ];
  const binds = bindMounts.map(bound);
  const pod = {
    ...(hostNetwork ? { hostNetwork } : {}),
    ...(binds.length === 0 ? {} : { volumes: binds.map(({ volume }) => volume) }),
  };
  const container = {
    ...(env.length === 0 ? {} : { env }),
    ...(binds.length === 0 ? {} : { volumeMounts: binds.map(({ mount }) => mount) }),
  };
  const strategies = [
    ...(hostNetwork ? [{ path: 'pod.hostNetwork', strategy: 'Override' } as const] : []),
    ...(binds.length === 0 ? [] : KEEP),
  ];
  return {
    ...(Object.keys(pod).length === 0 ? {} : { pod }),
    ...(Object.keys(container).length === 0 ? {} : { containers: [{ ...SELECT, ...container }] }),
    ...(protectHostNetwork ? { protect: [HOST_NETWORK] } : {}),
    ...(strategies.length === 0 ? {} : { strategies }),
  };
}

function bound(
  { hostPath, containerPath, readOnly, propagation }: BindMount,
  index: number,
): { volume: Volume; mount: VolumeMount } {
  // Not Determined's own names, which may stand for other directories in the pod.
  const name = `determined-bind-mount-${index}`;
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

function sameEnv(left: readonly EnvVar[], right: readonly EnvVar[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
