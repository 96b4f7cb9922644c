/** The spec of PodPreset and ClusterPodPreset, latebind.dev/v1alpha1, as its author writes it. Schema: deploy/crds. */
import type {
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

export const ON_CONFLICT = ['SkipAll', 'SkipPreset', 'SkipEntry', 'Reject'] as const;
export type OnConflict = (typeof ON_CONFLICT)[number];

/** How one variable meets a variable of the same name. */
export const ENV_STRATEGIES = ['Fail', 'KeepExisting', 'Join'] as const;
export type EnvStrategy = (typeof ENV_STRATEGIES)[number];

export interface EnvMerge {
  readonly strategy: EnvStrategy;
  /** For Join; ":" when absent. */
  readonly separator?: string;
}

export type PresetEnvVar = EnvVar & { readonly merge?: EnvMerge };

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
  readonly host?: { readonly require?: readonly Requirement[]; readonly prefer?: readonly Preference[] };
  readonly layer?: Layer;
  readonly priority?: number;
  readonly onConflict?: OnConflict;
  readonly env?: readonly PresetEnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
  readonly volumes?: readonly Volume[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly tolerations?: readonly Toleration[];
}

/** What can be injected; a preset needs at least one of these or a host rule. */
export const ENTRY_FIELDS = ['env', 'envFrom', 'volumes', 'volumeMounts', 'tolerations'] as const;
export const SELECTOR_FIELDS = [
  'selector',
  'resourceSelector',
  'resourceExpressions',
  'namespaceSelector',
  'matchExpression',
] as const;
