/**
 * The OpenAPI schema of a preset: the one source of the CRDs (scripts/generate.ts), of their reference page and of
 * the offline check. Every field has a description.
 */
import { env, envFrom, tolerations, volumeMounts, volumes } from './schema-entries.ts';
import { LONG_FORM } from './schema-long.ts';
import { flag, labelSelector, list, object, open, type Schema, text } from './schema-parts.ts';
import { RESOURCE_OPERATORS } from './selectors.ts';
import { LAYERS, ON_CONFLICT, type PresetKind, SCOPE_POLICIES } from './spec.ts';

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
    byName: flag(
      'true: only for pods that name the preset in the annotation latebind.dev/presets. It is a selector like the others, and enough by itself.',
    ),
    host,
    layer: text('Default: what the pod says wins. Override: the preset wins.', {
      enum: LAYERS,
      default: 'Default',
    }),
    priority: {
      type: 'integer',
      description:
        'Among presets of one layer the higher one wins; then the one that the pod names first, then the older, then by name.',
      default: 0,
      minimum: -1_000_000,
      maximum: 1_000_000,
    },
    scopePolicy: text(
      'Shadow, in the ClusterPodPreset or in the PodPreset: a PodPreset hides the ClusterPodPreset of the same name in its namespace. Merge: both count.',
      { enum: SCOPE_POLICIES, default: 'Merge' },
    ),
    onConflict: text(
      'SkipAll: none of the matching presets is applied (PodPreset). SkipPreset: this preset is not applied. SkipEntry: only the entry is left out. Reject: the pod is refused (PodDefault).',
      { enum: ON_CONFLICT, default: 'SkipPreset' },
    ),
    required: flag('A pod that matches is refused when the preset cannot be applied.'),
    covers: list(
      'Resources that the preset provides for besides those that it selects by; a pod that requests an extended resource that no preset covers is warned.',
      text('Resource name.', { minLength: 1 }),
      32,
    ),
    env: env(
      'Variables for every container and init container. At least one of them late puts a gate into the container.',
    ),
    envFrom: envFrom(
      'Sources of variables for every container and init container. An equal source is not repeated.',
    ),
    volumes: volumes('Volumes of the pod. A volume of the same name with another source is a conflict.'),
    volumeMounts: volumeMounts(
      'Mounts for every container and init container. Another mount at the same path is a conflict. Every mount names a volume of this preset.',
    ),
    tolerations: tolerations(
      'Tolerations of the pod. They count when a node is chosen, so they cannot be late. An equal one is not repeated.',
    ),
    tolerateRequested: list(
      'For each extended resource that the pod requests and that matches, a toleration of that name: key, operator Exists, effect NoSchedule. Example: [nvidia.com/*]; ["*"] is every extended resource.',
      text('Resource name, a pattern such as nvidia.com/*, or *.', { minLength: 1, maxLength: 253 }),
      32,
    ),
    ...LONG_FORM,
  };
  return open(object('Which pods, which nodes, and what they get.', properties));
}

/**
 * Unknown fields are kept by the API server so that the webhook can refuse them by name: a selector that is lost because
 * of a typing error would select everything.
 */
function keepingUnknown(schema: Schema): Schema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(items === undefined ? {} : { items: keepingUnknown(items) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, keepingUnknown(property)]),
          ),
          'x-kubernetes-preserve-unknown-fields': true,
        }),
  };
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
                spec: keepingUnknown(specSchema(kind)),
              },
            },
          },
        },
      ],
    },
  };
}
