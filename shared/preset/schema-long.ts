/**
 * The long form: any field of a pod. Its objects are open where Kubernetes' own fields go, so that a field that is newer
 * than this schema can be used; pod-types.ts judges those that are known.
 */
import { env, envFrom, plainEnv, tolerations, volumeMounts, volumes } from './schema-entries.ts';
import { flag, list, object, open, type Schema, SETTLED, text } from './schema-parts.ts';
import { CONTAINER_POSITIONS, CONTAINER_TYPES, MOUNT_KEYS, POSITIONS, STRATEGIES } from './spec.ts';

const FIELD_PATH = { minLength: 1, maxLength: 253 };

const names = (description: string, item: string, rest: Partial<Schema> = { minLength: 1 }): Schema =>
  list(description, text(item, rest), 64);

const metadata = object('Labels and annotations of the pod. What they select is not looked at again.', {
  labels: {
    type: 'object',
    description: 'Labels of the pod.',
    additionalProperties: text(`Value of the label. ${SETTLED}`),
  },
  annotations: {
    type: 'object',
    description: 'Annotations of the pod. Those of latebind.dev cannot be set.',
    additionalProperties: text(`Value of the annotation. ${SETTLED}`),
  },
});

const pod = open(
  object(
    `Fields of the pod’s spec, as in a pod: all but nodeName, hostPID, hostIPC and the lists of containers. ${SETTLED}`,
    {
      volumes: volumes('Volumes of the pod, as spec.volumes.'),
      tolerations: tolerations('Tolerations of the pod, as spec.tolerations.'),
    },
  ),
);

const select = object(
  'Which containers of the pod. All that is present must hold; without it every App, Init and Sidecar container.',
  {
    types: list(
      'App: spec.containers. Sidecar: an init container with restartPolicy Always. Init: the other init containers. All three when absent; with primary: true only App.',
      text('Type of container.', { enum: CONTAINER_TYPES }),
      CONTAINER_TYPES.length,
    ),
    names: names('Containers of these names.', 'Name of a container.'),
    except: names('Containers that are left out.', 'Name of a container.'),
    primary: flag(
      'Only the primary container: the one that the annotation kubectl.kubernetes.io/default-container or primary_container_name names, else determined-container, else node, else the first. With types: [Init] the one that latebind.dev/primary-init-container names.',
    ),
    requesting: text(
      'Containers that request this resource themselves. Example: nvidia.com/gpu, or nvidia.com/* for any of the domain.',
      { minLength: 1, maxLength: 253 },
    ),
    required: flag(
      'A name of names that the pod does not have, or no primary container, is a conflict. Otherwise such a pod gets nothing from this entry.',
    ),
  },
);

const containers = list(
  'Changes to containers that are there. Each holds, besides select, any field of a container but its name.',
  open(
    object(`One change. ${SETTLED}`, {
      select,
      env: env('Variables of the selected containers.'),
      envFrom: envFrom('Sources of variables of the selected containers.'),
      volumeMounts: volumeMounts(
        'Mounts of the selected containers. They name a volume of the pod, of this preset or of one of higher rank.',
      ),
    }),
  ),
  64,
);

const container = open(
  object(
    `A container, as in a pod. ${SETTLED}`,
    {
      name: text('Its name. A container of that name in the pod is a conflict unless it is the same.', {
        minLength: 1,
        maxLength: 63,
      }),
      env: plainEnv('Variables of the container.'),
      envFrom: envFrom('Sources of variables of the container.'),
      volumeMounts: volumeMounts('Mounts of the container. They name a volume of the pod or of a preset.'),
    },
    ['name'],
  ),
);

const added = (description: string, further: Record<string, Schema>): Schema =>
  list(
    description,
    object(
      'A container and where it goes.',
      {
        container,
        position: text('Among the containers that are there; Last when absent.', {
          enum: CONTAINER_POSITIONS,
        }),
        ...further,
      },
      ['container'],
    ),
    32,
  );

const addContainers = object('Containers that the pod gets. Other presets do not change them.', {
  init: added('Init containers; they run to their end before the others start.', {}),
  sidecars: added('Containers that run beside those of the pod.', {
    restartable: flag(
      'An init container with restartPolicy Always, which starts before the others and does not hold up the end of a Job, instead of a container like the others.',
    ),
  }),
  receivePatches: flag(
    'What this preset and presets of lower rank give to containers (short form and containers) reaches these, too.',
  ),
});

const remove = object(
  'What is taken out of the pod. Presets of lower rank cannot bring it back. What is not there is no error.',
  {
    labels: names('Labels, by key.', 'Key.'),
    annotations: names('Annotations, by key.', 'Key.'),
    nodeSelector: names('Entries of nodeSelector, by key.', 'Key.'),
    volumes: names('Volumes, by name.', 'Name.'),
    tolerations: names('Tolerations, by taint key; "" is the one without a key.', 'Taint key.', {}),
    imagePullSecrets: names('Image pull secrets, by name.', 'Name.'),
    schedulingGates: names('Scheduling gates, by name.', 'Name.'),
    env: names('Variables of every container, by name.', 'Name.'),
    volumeMounts: names('Mounts of every container, by mount path.', 'Path.'),
  },
);

const protect = list(
  'Fields that no other preset may set, nor what lies below them: that is a conflict. The pod itself may.',
  object(
    'A protected field.',
    {
      path: text(
        'As in strategies. containers[name=NAME].env is of one container. Example: pod.nodeSelector.',
        FIELD_PATH,
      ),
      message: text('For the author of the other preset: what to use instead.', {
        minLength: 1,
        maxLength: 512,
      }),
    },
    ['path', 'message'],
  ),
  64,
);

const strategies = list(
  'How fields meet what is there, where it shall not be as the layer says. Each path once.',
  object(
    'A field and its strategy.',
    {
      path: text(
        'metadata.labels, metadata.annotations, pod.FIELD or containers.FIELD, also deeper. It covers the short form, too: pod.tolerations, containers.env. Example: pod.securityContext.runAsUser.',
        FIELD_PATH,
      ),
      strategy: text(
        'Fail: any other value is a conflict. KeepExisting: what is there wins. Override: the preset wins, entry by entry. Replace: the preset’s is all there is. Append, Prepend: new entries after or before those of the pod. Union: what is not there is added. MergeByKey: entries of the same key are merged field by field. MapUnion: keys of both. Join: values of variables are joined. And, Or: of required node affinity. Which of them a field may have is said when the preset is written.',
        { enum: STRATEGIES },
      ),
      separator: text('For Join, between the joined parts; ":" when absent.', { minLength: 1, maxLength: 8 }),
      position: text('Where new entries go among those of the pod.', { enum: POSITIONS }),
      key: text(
        'Only for containers.volumeMounts: what makes two mounts the same. mountPath when absent; name+mountPath: an equal path or an equal volume.',
        { enum: MOUNT_KEYS },
      ),
    },
    ['path', 'strategy'],
  ),
  64,
);

export const LONG_FORM = { metadata, pod, containers, addContainers, remove, protect, strategies } as const;
