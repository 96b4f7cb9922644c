/** Variables, mounts, volumes and tolerations: the short form has them, and the long form in other places. */
import { flag, LATE, list, object, open, type Schema, SETTLED, text } from './schema-parts.ts';
import { ENV_STRATEGIES, POSITIONS } from './spec.ts';

const ENV_NAME = '^[^=\\x00]+$';
/** A literal name is as long as the API server allows; one with an expression is as long as it is. */
const VOLUME_NAME = '^(.{1,63}|.*\\$\\{.*\\}.*)$';

const merge = object(
  'How it meets a variable of the same name. Without it the layer decides against the pod, and of two presets the one of higher rank wins; if their layer and priority are equal they are in conflict. It goes before strategies.',
  {
    strategy: text(
      'Fail: any other value is a conflict. KeepExisting: a value that is there wins. Override: this value wins. Join: the values are joined, those of presets in order of rank; empty and repeated parts are dropped.',
      { enum: ENV_STRATEGIES },
    ),
    separator: text('Between the joined parts; ":" when absent.', { minLength: 1, maxLength: 8 }),
    position: text(
      'Where it goes among what the pod has. When absent: a new variable After, a joined part Before.',
      { enum: POSITIONS },
    ),
  },
  ['strategy'],
);

const variable = (further: Record<string, Schema>): Schema =>
  open(
    object(
      'A variable.',
      {
        name: text('Name of the variable. Names that start with LATEBIND_ are reserved.', {
          minLength: 1,
          maxLength: 253,
          pattern: ENV_NAME,
        }),
        value: text(
          `Its value. ${LATE} $(VAR) is expanded by the kubelet as always; write $\${ for a literal \${.`,
          { maxLength: 32_768 },
        ),
        valueFrom: open(
          object(
            'A reference as in a container: fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef.',
            {},
          ),
        ),
        ...further,
      },
      ['name'],
    ),
  );

const mergedVariable = variable({ merge });
const plainVariable = variable({});

export const env = (description: string): Schema => list(description, mergedVariable);

/** Of a container that is added: there is nothing that its variables could meet. */
export const plainEnv = (description: string): Schema => list(description, plainVariable);

const reference = (description: string): Schema =>
  open(
    object(
      description,
      { name: text('Its name.', { minLength: 1 }), optional: flag('The pod may start without it.') },
      ['name'],
    ),
  );

const source = open(
  object('A source.', {
    prefix: text('Put before each name.'),
    configMapRef: reference('A ConfigMap of the pod’s namespace.'),
    secretRef: reference('A Secret of the pod’s namespace.'),
  }),
);

export const envFrom = (description: string): Schema => list(description, source);

const volume = open(
  object(
    'A volume: a name and one source, as in a pod.',
    {
      name: text(`Name of the volume. Names that start with latebind- are reserved. ${SETTLED}`, {
        minLength: 1,
        maxLength: 2_000,
        pattern: VOLUME_NAME,
      }),
      hostPath: object(
        'A directory or file of the node.',
        {
          path: text(
            `Absolute path. ${LATE} A late path must lie below a root for drivers and data (docs/limits.md).`,
            { minLength: 1, maxLength: 4_096 },
          ),
          type: text(
            'As in a pod. With a late path only "" and Directory, and Directory is checked for the fixed part of the path.',
          ),
        },
        ['path'],
      ),
    },
    ['name'],
  ),
);

export const volumes = (description: string): Schema => list(description, volume);

const mount = open(
  object(
    'A mount, as in a container.',
    {
      name: text(`Name of the volume. ${SETTLED}`, { minLength: 1 }),
      mountPath: text(`Absolute path in the container. ${SETTLED}`, { minLength: 1 }),
      readOnly: flag('Mounted read-only.'),
      subPath: text(`Path below the volume’s root. ${SETTLED}`),
      subPathExpr: text('Path below the volume’s root with $(VAR) references.'),
    },
    ['name', 'mountPath'],
  ),
);

export const volumeMounts = (description: string): Schema => list(description, mount);

const toleration = object('A toleration, as in a pod.', {
  key: text(`Taint key. ${SETTLED}`),
  operator: text('Exists, or Equal (the default); Lt and Gt compare numbers, where the cluster has them.', {
    enum: ['Exists', 'Equal', 'Lt', 'Gt'],
  }),
  value: text(`Taint value. ${SETTLED}`),
  effect: text('Taint effect; every effect when absent.', {
    enum: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  }),
  tolerationSeconds: {
    type: 'integer',
    description: 'Seconds for which NoExecute is tolerated; for ever when absent.',
  },
});

export const tolerations = (description: string): Schema => list(description, toleration);
