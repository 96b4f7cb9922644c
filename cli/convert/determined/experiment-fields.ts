/** What an experiment (or a notebook, shell or command) says besides its pod spec: all of it stays there. */
import type { Losses } from '../losses.ts';
import type { Reader } from '../reader.ts';
import { saysNothing } from './carried.ts';

type Section = 'experiment' | 'environment' | 'resources';

/** A preset could carry them, and those of the master configuration it does carry. */
const CARRIED_ELSEWHERE: Readonly<Record<Section, readonly string[]>> = {
  experiment: ['bind_mounts'],
  environment: ['environment_variables'],
  resources: [],
};

/** What Determined makes of a task, with presets as without them. */
const OTHERS: Readonly<Record<Section, readonly string[]>> = {
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
    'work_dir',
    'workspace',
  ],
  environment: [
    'add_capabilities',
    'drop_capabilities',
    'force_pull_image',
    'image',
    'pod_spec',
    'ports',
    'proxy_ports',
    'registry_auth',
  ],
  resources: [
    'agent_label',
    'devices',
    'is_single_node',
    'max_slots',
    'native_parallel',
    'priority',
    'resource_pool',
    'shm_size',
    'slots',
    'slots_per_trial',
    'weight',
  ],
};

const STAYS = 'Determined itself does it: leave it in the experiment';
const UNKNOWN =
  'is no key of an experiment that this version knows; leave it in the experiment, if Determined knows it';

export function loseOtherFields(root: Reader, losses: Losses): void {
  loseFields('experiment', root, losses);
  for (const section of ['environment', 'resources'] as const) loseFields(section, root.at(section), losses);
}

function loseFields(section: Section, at: Reader | undefined, losses: Losses): void {
  for (const key of at?.keys() ?? []) {
    const field = at?.at(key);
    if (field === undefined || saysNothing(field.value) || OTHERS[section].includes(key)) continue;
    losses.add(field, CARRIED_ELSEWHERE[section].includes(key) ? STAYS : UNKNOWN);
  }
}
