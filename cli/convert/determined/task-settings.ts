/** What task_container_defaults says besides pod specs. */
import { posix } from 'node:path';
import type { EnvVar } from '../../../shared/kube/objects.ts';
import type { Problem } from '../../../shared/preset/api.ts';
import { envProblems, mountProblems } from '../../../shared/preset/entry-problems.ts';
import { literalPathProblem } from '../../../shared/preset/paths.ts';
import { UserError } from '../../user-error.ts';
import { literalText } from '../literal.ts';
import type { Losses } from '../losses.ts';
import type { Reader } from '../reader.ts';
import { DEVICES, type Device } from './select.ts';

export interface BindMount {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly readOnly: boolean;
  readonly propagation: string | undefined;
}

export interface TaskSettings {
  /** By device; no name twice. */
  readonly env: Readonly<Record<Device, readonly EnvVar[]>>;
  /** No container path twice. */
  readonly bindMounts: readonly BindMount[];
  readonly hostNetwork: boolean;
  /** Variables that Determined makes of single settings. */
  readonly network: readonly EnvVar[];
}

export const NO_SETTINGS: TaskSettings = {
  env: { cpu: [], cuda: [], rocm: [] },
  bindMounts: [],
  hostNetwork: false,
  network: [],
};

export const POD_SPECS = ['cpu_pod_spec', 'gpu_pod_spec', 'checkpoint_gc_pod_spec'] as const;

const CARRIED = ['environment_variables', 'bind_mounts', 'network_mode'];
const NETWORK_VARIABLES: Readonly<Record<string, string>> = {
  dtrain_network_interface: 'DET_INTER_NODE_NETWORK_INTERFACE',
  gloo_port_range: 'GLOO_PORT_RANGE',
};

/** Settings for Docker and for HPC schedulers; Determined does nothing with them on Kubernetes. */
const IDLE_ON_KUBERNETES = [
  'add_capabilities',
  'devices',
  'drop_capabilities',
  'nccl_port_range',
  'pbs',
  'registry_auth',
  'shm_size_bytes',
  'slurm',
];

const WRITTEN =
  'Determined writes it into every pod, where it cannot be told from what the task asked for; keep it in the master configuration';
const OWN = 'is done by Determined itself, not by a field of the pod; keep it in the master configuration';
const STAYS: Readonly<Record<string, string>> = {
  image: WRITTEN,
  cpu_image: WRITTEN,
  gpu_image: WRITTEN,
  rocm_image: WRITTEN,
  force_pull_image: WRITTEN,
  work_dir: WRITTEN,
  kubernetes: OWN,
  log_policies: OWN,
  preemption_timeout: OWN,
  startup_hook: OWN,
};

export function readTaskSettings(settings: ReadonlyMap<string, Reader>, losses: Losses): TaskSettings {
  const known: readonly string[] = [
    ...POD_SPECS,
    ...CARRIED,
    ...IDLE_ON_KUBERNETES,
    ...Object.keys(NETWORK_VARIABLES),
  ];
  for (const [name, at] of settings) {
    if (!known.includes(name)) losses.add(at, STAYS[name] ?? 'is no setting of task_container_defaults');
  }
  return {
    env: envOf(settings.get('environment_variables'), losses),
    bindMounts: bindMountsOf(settings.get('bind_mounts'), losses),
    hostNetwork: settings.get('network_mode')?.text() === 'host',
    network: Object.entries(NETWORK_VARIABLES).flatMap(([setting, name]) => {
      const value = settings.get(setting)?.text() ?? '';
      return value === '' ? [] : [{ name, value: literalText(value) }];
    }),
  };
}

/** A pool over the whole: by name and by path. Its network mode counts even where it says none, since that means bridge. */
export function poolSettings(pool: TaskSettings, whole: TaskSettings): TaskSettings {
  const byName = ({ name }: EnvVar): string => name;
  const env = (device: Device): EnvVar[] => united(pool.env[device], whole.env[device], byName);
  return {
    env: { cpu: env('cpu'), cuda: env('cuda'), rocm: env('rocm') },
    bindMounts: united(pool.bindMounts, whole.bindMounts, ({ containerPath }) => containerPath),
    hostNetwork: pool.hostNetwork,
    network: united(pool.network, whole.network, byName),
  };
}

function united<T>(first: readonly T[], second: readonly T[], key: (entry: T) => string): T[] {
  const taken = new Set(first.map(key));
  return [...first, ...second.filter((entry) => !taken.has(key(entry)))];
}

/** A list for all devices, or one for each of them; gpu is the older name of cuda. */
function envOf(at: Reader | undefined, losses: Losses): TaskSettings['env'] {
  if (at === undefined) return NO_SETTINGS.env;
  if (Array.isArray(at.value)) {
    const all = variables(at, losses);
    return { cpu: all, cuda: all, rocm: all };
  }
  losses.addUnknown(at, [...DEVICES, 'gpu'], 'is no kind of device, wanted cpu, cuda or rocm');
  const of = (device: string): EnvVar[] => {
    const list = at.at(device);
    return list === undefined ? [] : variables(list, losses);
  };
  return { cpu: of('cpu'), cuda: of(at.at('cuda') === undefined ? 'gpu' : 'cuda'), rocm: of('rocm') };
}

/** NAME=VALUE, or NAME for an empty one. Of two of one name the later counts. */
function variables(list: Reader, losses: Losses): EnvVar[] {
  const found = new Map<string, EnvVar>();
  for (const item of list.items()) {
    const text = item.text();
    const end = text.includes('=') ? text.indexOf('=') : text.length;
    const name = text.slice(0, end);
    if (name === '') throw item.unlike('NAME=VALUE');
    if (name === 'PYTHONUSERBASE' || name.startsWith('DET_')) {
      losses.add(
        item,
        'Determined writes this variable into every pod, and what the pod says is kept; set it as env of determined-container in a pod spec',
      );
    } else {
      const variable = { name, value: literalText(text.slice(end + 1)) };
      refuse(item, envProblems([variable], ''));
      found.set(name, variable);
    }
  }
  return [...found.values()];
}

const DEFAULT_WORK_DIR = '/run/determined/workdir';

/** Docker's names; the others that Docker has do nothing on Kubernetes. */
const PROPAGATION: Readonly<Record<string, string>> = {
  private: 'None',
  rslave: 'HostToContainer',
  rshared: 'Bidirectional',
};

function bindMountsOf(list: Reader | undefined, losses: Losses): BindMount[] {
  const mounts = (list?.items() ?? []).flatMap((mount): BindMount[] => {
    losses.addUnknown(
      mount,
      ['host_path', 'container_path', 'read_only', 'propagation'],
      'is no field of a bind mount',
    );
    const hostPath = mount.required('host_path');
    const target = mount.required('container_path');
    const problem = literalPathProblem(hostPath.text());
    if (problem !== undefined) {
      losses.add(hostPath, `${problem}; a preset may not mount it`);
      return [];
    }
    const containerPath = literalText(posix.resolve(DEFAULT_WORK_DIR, target.text()));
    refuse(target, mountProblems([{ name: 'bind-mount', mountPath: containerPath }], undefined, ''));
    return [
      {
        hostPath: literalText(hostPath.text()),
        containerPath,
        readOnly: mount.at('read_only')?.flag() ?? false,
        propagation: PROPAGATION[mount.at('propagation')?.text() ?? ''],
      },
    ];
  });
  return united(mounts, [], ({ containerPath }) => containerPath);
}

function refuse(at: Reader, [problem]: readonly Problem[]): void {
  if (problem !== undefined) throw new UserError(`${at.source}: ${at.path} ${problem.message}`);
}
