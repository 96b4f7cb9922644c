/** The spec of PodPreset and ClusterPodPreset, latebind.dev/v1alpha1, as its author writes it. Schema: deploy/crds. */
import type {
  Container,
  EnvFromSource,
  EnvVar,
  LabelSelector,
  Toleration,
  Volume,
  VolumeMount,
} from '../kube/objects.ts';
import type { ResourceExpression } from './selectors.ts';

export const PRESET_KINDS = ['PodPreset', 'ClusterPodPreset'] as const;
export type PresetKind = (typeof PRESET_KINDS)[number];

export const LAYERS = ['Default', 'Override'] as const;
export type Layer = (typeof LAYERS)[number];

export const SCOPE_POLICIES = ['Merge', 'Shadow'] as const;
export type ScopePolicy = (typeof SCOPE_POLICIES)[number];

export const ON_CONFLICT = ['SkipAll', 'SkipPreset', 'SkipEntry', 'Reject'] as const;
export type OnConflict = (typeof ON_CONFLICT)[number];

/** How a value meets one that is there. Which of them a field may have: fields.ts. */
export const STRATEGIES = [
  'Fail',
  'KeepExisting',
  'Override',
  'Replace',
  'Append',
  'Prepend',
  'Union',
  'MergeByKey',
  'MapUnion',
  'Join',
  'And',
  'Or',
] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** Of one variable; the other strategies make no sense for a single entry. */
export const ENV_STRATEGIES = ['Fail', 'KeepExisting', 'Override', 'Join'] as const;

export const POSITIONS = ['Before', 'After'] as const;
export type Position = (typeof POSITIONS)[number];

export interface EnvMerge {
  readonly strategy: (typeof ENV_STRATEGIES)[number];
  /** For Join; ":" when absent. */
  readonly separator?: string;
  /** Where it goes among those of the pod: new variables After, parts of a Join Before when absent. */
  readonly position?: Position;
}

export type PresetEnvVar = EnvVar & { readonly merge?: EnvMerge };

/** The keys by which mounts can be told apart; PodPreset used both. */
export const MOUNT_KEYS = ['mountPath', 'name+mountPath'] as const;

/** One row of `strategies`. */
export interface FieldStrategy {
  /** metadata.labels, pod.tolerations, pod.securityContext.runAsUser, containers.env */
  readonly path: string;
  readonly strategy: Strategy;
  /** For Join; ":" when absent. */
  readonly separator?: string;
  readonly position?: Position;
  /** Only for containers.volumeMounts. */
  readonly key?: (typeof MOUNT_KEYS)[number];
}

/** App: spec.containers. Sidecar: an init container with restartPolicy Always. Init: the other init containers. */
export const CONTAINER_TYPES = ['App', 'Init', 'Sidecar'] as const;
export type ContainerType = (typeof CONTAINER_TYPES)[number];

/** All that is present must hold; an empty one selects every container. */
export interface ContainerSelect {
  readonly types?: readonly ContainerType[];
  readonly names?: readonly string[];
  /** Names that are left out. */
  readonly except?: readonly string[];
  /** Only the primary container; together with types: [Init] the primary init container. */
  readonly primary?: boolean;
  /** A resource that the container itself requests; "nvidia.com/*" is any of that domain. */
  readonly requesting?: string;
  /** A name of `names` that the pod does not have, or no primary container, is a conflict. */
  readonly required?: boolean;
}

/** Changes to containers that are there: any field of a container, but its name. */
export interface ContainerPatch {
  readonly select?: ContainerSelect;
  readonly env?: readonly PresetEnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly [field: string]: unknown;
}

export const CONTAINER_POSITIONS = ['First', 'Last'] as const;

export interface AddedContainer {
  readonly container: Container;
  /** Among the containers that are there; Last when absent. */
  readonly position?: (typeof CONTAINER_POSITIONS)[number];
  /** Of a sidecar: an init container that keeps running (KEP-753) instead of an app container. */
  readonly restartable?: boolean;
}

export interface AddContainers {
  readonly init?: readonly AddedContainer[];
  readonly sidecars?: readonly AddedContainer[];
  /** What this preset and those of lower rank give to containers reaches these, too. */
  readonly receivePatches?: boolean;
}

/** What is taken out of the pod, by the key of each entry. */
export interface Remove {
  readonly labels?: readonly string[];
  readonly annotations?: readonly string[];
  readonly nodeSelector?: readonly string[];
  /** By name. */
  readonly volumes?: readonly string[];
  /** By taint key; "" is the toleration without a key. */
  readonly tolerations?: readonly string[];
  readonly imagePullSecrets?: readonly string[];
  readonly schedulingGates?: readonly string[];
  /** Of every container, by name. */
  readonly env?: readonly string[];
  /** Of every container, by mount path. */
  readonly volumeMounts?: readonly string[];
}

/** A field that no other preset may set. */
export interface Protection {
  /** As in FieldStrategy; containers[name=node].env is of one container. What lies below is protected, too. */
  readonly path: string;
  /** Says what to use instead. */
  readonly message: string;
}

export interface Requirement {
  readonly expression: string;
  /** Shown in the scheduler's events instead of the expression. */
  readonly message?: string;
}

export interface Preference {
  /** 1..100 */
  readonly weight: number;
  readonly expression: string;
}

export interface PresetSpec {
  readonly selector?: LabelSelector;
  readonly resourceSelector?: readonly string[];
  readonly resourceExpressions?: readonly ResourceExpression[];
  readonly namespaceSelector?: LabelSelector;
  readonly matchExpression?: string;
  /** Only for pods that name the preset in the annotation latebind.dev/presets. */
  readonly byName?: boolean;
  readonly host?: { readonly require?: readonly Requirement[]; readonly prefer?: readonly Preference[] };
  readonly layer?: Layer;
  readonly priority?: number;
  readonly scopePolicy?: ScopePolicy;
  readonly onConflict?: OnConflict;
  /** A pod that matches is refused when the preset cannot be applied. */
  readonly required?: boolean;
  /** Resources that it provides for besides those it selects by. */
  readonly covers?: readonly string[];
  readonly env?: readonly PresetEnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly volumes?: readonly Volume[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly tolerations?: readonly Toleration[];
  /** "*" or patterns such as nvidia.com/*: each requested extended resource that matches is tolerated. */
  readonly tolerateRequested?: readonly string[];
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  /** Any field of a pod's spec but containers and what is forbidden (fields.ts). */
  readonly pod?: Readonly<Record<string, unknown>>;
  readonly containers?: readonly ContainerPatch[];
  readonly addContainers?: AddContainers;
  readonly remove?: Remove;
  readonly protect?: readonly Protection[];
  readonly strategies?: readonly FieldStrategy[];
}

export const SELECTOR_FIELDS = [
  'selector',
  'resourceSelector',
  'resourceExpressions',
  'namespaceSelector',
  'matchExpression',
  'byName',
] as const;
