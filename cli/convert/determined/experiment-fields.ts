/** What an experiment (or a notebook, shell or command) says besides its pod spec: all of it stays there. */
import type { Losses } from '../pod-preset-losses.ts';
import type { Reader } from '../pod-preset-reader.ts';
import { saysNothing } from './carried.ts';

/** They change the pod. */
const OF_THE_POD: Readonly<Record<'experiment' | 'environment' | 'resources', readonly string[]>> = {
  experiment: ['bind_mounts', 'work_dir'],
  environment: ['environment_variables', 'force_pull_image', 'image', 'ports', 'proxy_ports'],
  resources: ['is_single_node', 'priority', 'resource_pool', 'slots', 'slots_per_trial'],
};

/** They do not, or not on Kubernetes. */
const OTHERS: typeof OF_THE_POD = {
  experiment: [
    'checkpoint_policy',
    'checkpoint_storage',
    'data',
    'data_layer',
    'debug',
    'description',
    'entrypoint',
    'environment',
    'hyperparameters',
    'idle_timeout',
    'integrations',
    'internal',
    'labels',
    'log_policies',
    'max_restarts',
    'min_checkpoint_period',
    'min_validation_period',
    'name',
    'notebook_idle_type',
    'optimizations',
    'pbs',
    'perform_initial_validation',
    'preemption_timeout',
    'profiling',
    'project',
    'records_per_epoch',
    'reproducibility',
    'resources',
    'retention_policy',
    'scheduling_unit',
    'searcher',
    'security',
    'slurm',
    'tensorboard_args',
    'tensorboard_storage',
    'workspace',
  ],
  environment: ['add_capabilities', 'drop_capabilities', 'pod_spec', 'registry_auth'],
  resources: ['agent_label', 'devices', 'max_slots', 'native_parallel', 'shm_size', 'weight'],
};

/** Kinds of checkpoint storage that are a directory in the pod. */
const DIRECTORIES = ['directory', 'shared_fs'];

const STAYS = 'Determined itself does it: leave it in the experiment';
const UNKNOWN =
  'is no key of an experiment that this version knows; leave it in the experiment, if Determined knows it';

export function loseOtherFields(root: Reader, losses: Losses): void {
  loseFields('experiment', root, losses);
  for (const section of ['environment', 'resources'] as const) loseFields(section, root.at(section), losses);
  const storage = root.at('checkpoint_storage');
  if (storage !== undefined && DIRECTORIES.includes(String(storage.at('type')?.value)))
    losses.add(storage, STAYS);
}

function loseFields(section: keyof typeof OF_THE_POD, at: Reader | undefined, losses: Losses): void {
  for (const key of at?.keys() ?? []) {
    const field = at?.at(key);
    if (field === undefined || saysNothing(field.value) || OTHERS[section].includes(key)) continue;
    losses.add(field, OF_THE_POD[section].includes(key) ? STAYS : UNKNOWN);
  }
}
