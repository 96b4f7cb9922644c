/**
 * The OpenAPI schema of a preset: the one source of the CRDs (scripts/generate.ts), of their reference page and of
 * the offline check. Every field has a description; unknown fields are kept by the API server so that the webhook can
 * refuse them by name instead of losing them.
 */

import { RESOURCE_OPERATORS } from './selectors.ts';
import { ENV_STRATEGIES, LAYERS, ON_CONFLICT, type PresetKind } from './spec.ts';

export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly description: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly enum?: readonly string[];
  readonly default?: string | number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: true;
  readonly 'x-kubernetes-int-or-string'?: true;
}

const text = (description: string, rest: Partial<Schema> = {}): Schema => ({
  type: 'string',
  description,
  ...rest,
});
const flag = (description: string): Schema => ({ type: 'boolean', description });
const list = (description: string, items: Schema, maxItems = 256): Schema => ({
  type: 'array',
  description,
  items,
  maxItems,
});
const object = (
  description: string,
  properties: Record<string, Schema>,
  required: readonly string[] = [],
): Schema => ({
  type: 'object',
  description,
  properties,
  ...(required.length > 0 ? { required } : {}),
});
/** A Kubernetes object of which only the named part is ours to check; the API server validates the pod it lands in. */
const open = (schema: Schema): Schema => ({ ...schema, 'x-kubernetes-preserve-unknown-fields': true });

const LATE = 'May hold ${ } expressions over host and node, which are filled when a node is chosen.';
const SETTLED = 'May hold ${ } expressions over pod, namespaceObject and resources.';

const labelSelector = (description: string): Schema =>
  object(description, {
    matchLabels: {
      type: 'object',
      description: 'Labels that must be there with exactly these values.',
      additionalProperties: text('Wanted value.'),
    },
    matchExpressions: list(
      'Conditions on labels; all must hold.',
      object(
        'One condition.',
        {
          key: text('Label key.', { minLength: 1 }),
          operator: text('How the label is compared.', { enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'] }),
          values: list('Values for In and NotIn.', text('A value.')),
        },
        ['key', 'operator'],
      ),
    ),
  });

const ENV_NAME = '^[^=\\x00]+$';

const env = list(
  'Variables for every container and init container. At least one of them late puts a gate into the container.',
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
            'A reference as in a container: fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef.',
            {},
          ),
        ),
        merge: object(
          'How it meets a variable of the same name. Without it, the layer decides against the pod, and two presets of equal layer and priority that disagree are in conflict.',
          {
            strategy: text(
              'Fail: any other value is a conflict. KeepExisting: a value that is there wins. Join: the values are joined, presets before the pod in order of priority, age and name; empty and repeated parts are dropped.',
              { enum: ENV_STRATEGIES },
            ),
            separator: text('Between the joined parts; ":" when absent.', { minLength: 1, maxLength: 8 }),
          },
          ['strategy'],
        ),
      },
      ['name'],
    ),
  ),
);

const envFrom = list(
  'Sources of variables for every container and init container. An equal source is not repeated.',
  open(
    object('A source.', {
      prefix: text('Put before each name.'),
      configMapRef: open(
        object(
          'A ConfigMap of the pod’s namespace.',
          { name: text('Its name.', { minLength: 1 }), optional: flag('The pod may start without it.') },
          ['name'],
        ),
      ),
      secretRef: open(
        object(
          'A Secret of the pod’s namespace.',
          { name: text('Its name.', { minLength: 1 }), optional: flag('The pod may start without it.') },
          ['name'],
        ),
      ),
    }),
  ),
);

const volumes = list(
  'Volumes of the pod. A volume of the same name with another source is a conflict.',
  open(
    object(
      'A volume: a name and one source, as in a pod.',
      {
        name: text('Name of the volume. Names that start with latebind- are reserved.', {
          minLength: 1,
          maxLength: 63,
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
  ),
);

const volumeMounts = list(
  'Mounts for every container and init container. Another mount at the same path is a conflict. Every mount names a volume of this preset.',
  open(
    object(
      'A mount, as in a container.',
      {
        name: text('Name of a volume of this preset.', { minLength: 1 }),
        mountPath: text(`Absolute path in the container. ${SETTLED}`, { minLength: 1 }),
        readOnly: flag('Mounted read-only.'),
        subPath: text(`Path below the volume’s root. ${SETTLED}`),
        subPathExpr: text('Path below the volume’s root with $(VAR) references.'),
      },
      ['name', 'mountPath'],
    ),
  ),
);

const tolerations = list(
  'Tolerations of the pod. They count when a node is chosen, so they cannot be late. An equal one is not repeated.',
  object('A toleration, as in a pod.', {
    key: text(`Taint key. ${SETTLED}`),
    operator: text('Exists, or Equal (the default).', { enum: ['Exists', 'Equal'] }),
    value: text(`Taint value. ${SETTLED}`),
    effect: text('Taint effect; every effect when absent.', {
      enum: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
    }),
    tolerationSeconds: {
      type: 'integer',
      description: 'Seconds for which NoExecute is tolerated; for ever when absent.',
    },
  }),
);

const host = object(
  'Which nodes suit the pods of this preset. Read from the preset as it is when the pod is placed.',
  {
    require: list(
      'All must be true on a node; the extender’s filter refuses other nodes.',
      object(
        'A requirement.',
        {
          expression: text('CEL over host, node, resources and the pod’s metadata that yields a bool.', {
            minLength: 1,
            maxLength: 2_000,
          }),
          message: text(
            'Shown in the scheduler’s events when it is false. Keep it short and the same for every node.',
            { maxLength: 120 },
          ),
        },
        ['expression'],
      ),
      16,
    ),
    prefer: list(
      'Nodes on which more of these hold score higher.',
      object(
        'A preference.',
        {
          weight: { type: 'integer', description: 'Share of the score.', minimum: 1, maximum: 100 },
          expression: text('CEL that yields a bool, as in require.', { minLength: 1, maxLength: 2_000 }),
        },
        ['weight', 'expression'],
      ),
      16,
    ),
  },
);

const namespaceSelector = labelSelector(
  'Namespaces, by label. Only in ClusterPodPreset; every namespace when absent.',
);

export function specSchema(kind: PresetKind): Schema {
  const properties: Record<string, Schema> = {
    selector: labelSelector(
      'Pods, by label. All selectors that are present must hold; at least one must be present. {} selects every pod.',
    ),
    resourceSelector: list(
      'Resources that the pod must request, all of them. Example: [nvidia.com/gpu].',
      text('Resource name.', { minLength: 1 }),
      32,
    ),
    resourceExpressions: list(
      'Comparisons of what the pod requests in all, as the scheduler counts it. A resource that is not requested counts as 0.',
      object(
        'A comparison.',
        {
          resource: text('Resource name.', { minLength: 1 }),
          operator: text('How the request is compared.', { enum: RESOURCE_OPERATORS }),
          quantity: text(
            'Kubernetes quantity, e.g. "2" or 16Gi; for all operators but Exists and DoesNotExist.',
          ),
        },
        ['resource', 'operator'],
      ),
      32,
    ),
    ...(kind === 'ClusterPodPreset' ? { namespaceSelector } : {}),
    matchExpression: text(
      'CEL over pod, namespaceObject and resources that yields a bool; for what the selectors cannot say.',
      { minLength: 1, maxLength: 2_000 },
    ),
    host,
    layer: text('Default: what the pod says wins. Override: the preset wins.', {
      enum: LAYERS,
      default: 'Default',
    }),
    priority: {
      type: 'integer',
      description: 'Among presets of one layer the higher one wins; then the older, then by name.',
      default: 0,
      minimum: -1_000_000,
      maximum: 1_000_000,
    },
    onConflict: text(
      'SkipAll: none of the matching presets is applied (PodPreset). SkipPreset: this preset is not applied. SkipEntry: only the entry is left out. Reject: the pod is refused (PodDefault).',
      { enum: ON_CONFLICT, default: 'SkipPreset' },
    ),
    env,
    envFrom,
    volumes,
    volumeMounts,
    tolerations,
  };
  return open(object('Which pods, which nodes, and what they get.', properties));
}

/** The CustomResourceDefinition of a kind, as a plain object. */
export function customResourceDefinition(kind: PresetKind): Record<string, unknown> {
  const cluster = kind === 'ClusterPodPreset';
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.latebind.dev` },
    spec: {
      group: 'latebind.dev',
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames: cluster ? ['cpp'] : ['pp'],
      },
      scope: cluster ? 'Cluster' : 'Namespaced',
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          additionalPrinterColumns: [
            {
              name: 'Resources',
              type: 'string',
              jsonPath: '.spec.resourceSelector',
              description: 'Resources that select the preset.',
            },
            { name: 'Layer', type: 'string', jsonPath: '.spec.layer' },
            { name: 'Priority', type: 'integer', jsonPath: '.spec.priority' },
            { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
          ],
          schema: {
            openAPIV3Schema: {
              type: 'object',
              description: cluster
                ? 'ClusterPodPreset gives the pods it selects, in every namespace it selects, what they need on the node they land on.'
                : 'PodPreset gives the pods of its namespace that it selects what they need on the node they land on.',
              required: ['spec'],
              properties: {
                apiVersion: { type: 'string', description: 'latebind.dev/v1alpha1' },
                kind: { type: 'string', description: kind },
                metadata: { type: 'object', description: 'Standard metadata.' },
                spec: specSchema(kind),
              },
            },
          },
        },
      ],
    },
  };
}
