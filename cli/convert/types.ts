/** What every converter takes and gives. A converter is pure: documents in, presets and losses out. */
import type { Fields } from '../../shared/json.ts';
import type { ObjectMeta } from '../../shared/kube/objects.ts';
import type { PresetKind, PresetSpec } from '../../shared/preset/spec.ts';

/** Where a document of another system and its code disagree: what it does, or what it says it does. */
export const BEHAVIOURS = ['implemented', 'documented'] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** One YAML document. */
export interface SourceDocument {
  /** For messages: presets.yaml, or presets.yaml#2 for the second document of a file. */
  readonly source: string;
  readonly value: Fields;
}

export interface PresetManifest {
  readonly apiVersion: 'latebind.dev/v1alpha1';
  readonly kind: PresetKind;
  readonly metadata: Pick<ObjectMeta, 'name' | 'namespace' | 'labels' | 'annotations'> & {
    readonly name: string;
  };
  readonly spec: PresetSpec;
}

/** Something of the original that the presets do not carry. */
export interface Loss {
  /** e.g. PodDefault/team-a/gpu, or flyte.yaml: plugins.k8s */
  readonly object: string;
  /** Field path in the original. */
  readonly path: string;
  /** What was seen, why it is not carried, and what to do instead; one line. */
  readonly message: string;
}

export interface Converted {
  readonly presets: readonly PresetManifest[];
  readonly losses: readonly Loss[];
}

export interface ConvertOptions {
  readonly behaviour: Behaviour;
}
