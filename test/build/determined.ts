/** What a user of Determined writes, and the pods that its master makes where no pod spec says anything. */
import { convertDetermined } from '../../cli/convert/determined.ts';
import type { Behaviour, Converted, SourceDocument } from '../../cli/convert/types.ts';
import type { Fields } from '../../shared/json.ts';
import { type PodBuilder, pod } from './pod.ts';

const LABEL = 'determined.ai/';

/** A master configuration. */
export const master = (taskContainerDefaults: Fields, further: Fields = {}): SourceDocument => ({
  source: 'master.yaml',
  value: { task_container_defaults: taskContainerDefaults, ...further },
});

/** An entry of resource_pools. */
export const pool = (name: string, taskContainerDefaults?: Fields): Fields => ({
  pool_name: name,
  ...(taskContainerDefaults === undefined ? {} : { task_container_defaults: taskContainerDefaults }),
});

/** A pod spec: a whole pod, of which the spec is given. */
export const podSpec = (spec: Fields, metadata?: Fields): Fields => ({
  apiVersion: 'v1',
  kind: 'Pod',
  ...(metadata === undefined ? {} : { metadata }),
  spec,
});

/** A pod spec that sets one label, to see whether it came. */
export const labelled = (customLabel: string): Fields => podSpec({}, { labels: { customLabel } });

/** A pod spec with fields of determined-container. */
export const forContainer = (fields: Fields, spec: Fields = {}): Fields =>
  podSpec({ ...spec, containers: [{ name: 'determined-container', ...fields }] });

/** The configuration of an experiment. */
export const experiment = (name: string, own: Fields): SourceDocument => ({
  source: `${name}.yaml`,
  value: { name, entrypoint: 'python3 train.py', environment: { pod_spec: own } },
});

export interface DeterminedOptions {
  readonly behaviour?: Behaviour;
}

export function converted(
  documents: readonly SourceDocument[],
  { behaviour = 'implemented' }: DeterminedOptions = {},
): Converted {
  const isMaster = ({ value }: SourceDocument): boolean => !('environment' in value);
  return convertDetermined(
    {
      masters: documents.filter(isMaster),
      experiments: documents.filter((document) => !isMaster(document)),
    },
    { behaviour },
  );
}

/** Determined marks nodes that it shall not use with a label of this name. */
export const NODE_DISABLED = { key: 'cluster-1', operator: 'DoesNotExist' } as const;

/** A task without slots. */
export const task = (type = 'TRIAL'): PodBuilder =>
  pod('det-exp-1')
    .label('determined', 'alloc-1')
    .label(`${LABEL}resource_pool`, 'default')
    .label(`${LABEL}task_type`, type)
    .spec({
      restartPolicy: 'Never',
      priorityClassName: 'determined-medium-priority',
      priority: 50,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [NODE_DISABLED] }],
          },
        },
      },
      volumes: [
        { name: 'det-shm-volume', emptyDir: { medium: 'Memory' } },
        { name: 'archive-volume', configMap: { name: 'exp-1' } },
      ],
      initContainers: [
        {
          name: 'determined-init-container',
          image: 'registry.example/train:1',
          volumeMounts: [{ name: 'archive-volume', mountPath: '/run/determined/temp/tar/src' }],
        },
      ],
      containers: [
        {
          name: 'determined-container',
          image: 'registry.example/train:1',
          command: ['/run/determined/ship-logs.sh'],
          env: [
            { name: 'DET_TASK_TYPE', value: type },
            { name: 'DET_AGENT_ID', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          ],
          securityContext: { runAsUser: 1000, runAsGroup: 1000 },
          volumeMounts: [{ name: 'det-shm-volume', mountPath: '/dev/shm' }],
          workingDir: '/run/determined/workdir',
        },
      ],
    });

/** A task with one slot. */
export const gpuTask = (type = 'TRIAL'): PodBuilder => task(type).requests('nvidia.com/gpu', 1);

export const gcTask = (): PodBuilder => task('CHECKPOINT_GC');

/** The task has a pod spec of its own, of this name. */
export const naming = (builder: PodBuilder, ...names: readonly string[]): PodBuilder =>
  builder.annotation('latebind.dev/presets', names.join(','));
