import type { EnvVar, ObjectMeta } from '../../shared/kube/objects.ts';
import { API_VERSION } from '../../shared/names.ts';

export interface PresetObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: Record<string, unknown>;
}

export class PresetBuilder {
  readonly #preset: PresetObject;

  constructor(preset: PresetObject) {
    this.#preset = preset;
  }

  metadata(change: Partial<ObjectMeta>): PresetBuilder {
    return new PresetBuilder({ ...this.#preset, metadata: { ...this.#preset.metadata, ...change } });
  }

  /** Any fields of the spec; what is there already is replaced. */
  spec(change: Record<string, unknown>): PresetBuilder {
    return new PresetBuilder({ ...this.#preset, spec: { ...this.#preset.spec, ...change } });
  }

  forResource(...resources: string[]): PresetBuilder {
    return this.spec({ resourceSelector: resources });
  }

  env(...env: EnvVar[]): PresetBuilder {
    return this.spec({ env: [...((this.#preset.spec['env'] as EnvVar[] | undefined) ?? []), ...env] });
  }

  requires(expression: string, message = expression): PresetBuilder {
    const host = (this.#preset.spec['host'] ?? {}) as { require?: object[] };
    return this.spec({ host: { ...host, require: [...(host.require ?? []), { expression, message }] } });
  }

  prefers(weight: number, expression: string): PresetBuilder {
    const host = (this.#preset.spec['host'] ?? {}) as { prefer?: object[] };
    return this.spec({ host: { ...host, prefer: [...(host.prefer ?? []), { weight, expression }] } });
  }

  build(): PresetObject {
    return structuredClone(this.#preset);
  }
}

export const clusterPreset = (name = 'nvidia'): PresetBuilder =>
  new PresetBuilder({
    apiVersion: API_VERSION,
    kind: 'ClusterPodPreset',
    metadata: { name, uid: `uid-of-${name}`, resourceVersion: '1', generation: 1 },
    spec: {},
  });

export const preset = (namespace: string, name: string): PresetBuilder =>
  new PresetBuilder({
    apiVersion: API_VERSION,
    kind: 'PodPreset',
    metadata: { name, namespace, uid: `uid-of-${namespace}-${name}`, resourceVersion: '1', generation: 1 },
    spec: {},
  });
