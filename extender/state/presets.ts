import { type Log, silentLog } from '../../shared/kube/log.ts';
import type { RawObject } from '../../shared/kube/reflector.ts';
import type { PresetId, Problem } from '../../shared/preset/api.ts';
import { type CompiledPreset, type CompileResult, presetId } from '../../shared/preset/compile.ts';
import type { PresetKind } from '../../shared/preset/spec.ts';

/** A preset of the cluster: compiled once, when it arrives. */
export type CachedPreset = {
  readonly kind: PresetKind;
  readonly namespace: string | undefined;
  readonly name: string;
  /** The API server raises it when the spec changes; metadata alone does not matter to us. */
  readonly generation: number | undefined;
  /** The resourceVersion with which the spec came to be as it is. A generation comes again when a preset is made anew. */
  readonly version: string;
} & (
  | { readonly valid: true; readonly compiled: CompiledPreset }
  | { readonly valid: false; readonly problems: readonly Problem[] }
);

export interface PresetStore {
  /** Valid presets that may select pods of this namespace: all of the cluster's and its own. */
  forNamespace(namespace: string): CompiledPreset[];
  /** undefined: deleted, or not valid any more. */
  readonly lookup: (id: PresetId) => CompiledPreset | undefined;
  counts(): { kind: PresetKind; valid: boolean; count: number }[];
  /** Called with the id of each preset that appears, changes or goes, and a text that no other change of it has. */
  onChange(listener: (id: PresetId, version: string) => void): void;
  /** For the reflector of one kind: objects in a list do not carry theirs. */
  projection(
    kind: PresetKind,
    apiVersion: string,
  ): (raw: RawObject, previous: CachedPreset | undefined) => CachedPreset;
  readonly upsert: (preset: CachedPreset, previous?: CachedPreset) => void;
  readonly delete: (preset: CachedPreset) => void;
}

export interface PresetStoreOptions {
  readonly compile: (object: unknown) => CompileResult;
  readonly log?: Log;
}

export function createPresetStore({ compile, log = silentLog }: PresetStoreOptions): PresetStore {
  const cluster = new Map<string, CachedPreset>();
  const namespaced = new Map<string, Map<string, CachedPreset>>();
  const byId = new Map<PresetId, CompiledPreset>();
  const listeners: ((id: PresetId, version: string) => void)[] = [];

  function compiledOf(presets: ReadonlyMap<string, CachedPreset> | undefined): CompiledPreset[] {
    const compiled: CompiledPreset[] = [];
    for (const preset of presets?.values() ?? []) if (preset.valid) compiled.push(preset.compiled);
    return compiled;
  }

  function forget(preset: CachedPreset): void {
    if (preset.namespace === undefined) {
      cluster.delete(preset.name);
    } else {
      const presets = namespaced.get(preset.namespace);
      presets?.delete(preset.name);
      if (presets?.size === 0) namespaced.delete(preset.namespace);
    }
    if (preset.valid) byId.delete(preset.compiled.id);
  }

  const changed = ({ kind, namespace, name }: CachedPreset, version: string): void => {
    const id = presetId(kind, namespace, name);
    for (const listener of listeners) listener(id, version);
  };

  return {
    forNamespace: (namespace) => [...compiledOf(cluster), ...compiledOf(namespaced.get(namespace))],
    lookup: (id) => byId.get(id),
    counts() {
      const counts = (['ClusterPodPreset', 'PodPreset'] as const).flatMap((kind) =>
        [true, false].map((valid) => ({ kind, valid, count: 0 })),
      );
      const count = (preset: CachedPreset): void => {
        const entry = counts.find(({ kind, valid }) => kind === preset.kind && valid === preset.valid);
        if (entry !== undefined) entry.count += 1;
      };
      for (const preset of cluster.values()) count(preset);
      for (const presets of namespaced.values()) for (const preset of presets.values()) count(preset);
      return counts;
    },
    onChange(listener) {
      listeners.push(listener);
    },
    projection: (kind, apiVersion) => (raw, previous) => {
      const { name = '', namespace, generation, resourceVersion: version = '' } = raw.metadata;
      if (previous !== undefined && generation !== undefined && previous.generation === generation) {
        return previous;
      }
      const about = { kind, namespace, name, generation, version };
      const result = compile({ ...raw, apiVersion, kind });
      if (result.ok) return { ...about, valid: true, compiled: result.preset };
      // The webhook refuses such a preset; it can still be here from before an upgrade, or from when the
      // webhook was away. It is not applied to any pod.
      log.warn(
        { kind, preset: name, namespace, problems: result.problems.slice(0, 10) },
        'preset is not valid',
      );
      return { ...about, valid: false, problems: result.problems };
    },
    upsert(preset, previous) {
      if (previous !== undefined) forget(previous);
      if (preset.namespace === undefined) {
        cluster.set(preset.name, preset);
      } else {
        const presets = namespaced.get(preset.namespace) ?? new Map<string, CachedPreset>();
        presets.set(preset.name, preset);
        namespaced.set(preset.namespace, presets);
      }
      if (preset.valid) byId.set(preset.compiled.id, preset.compiled);
      changed(preset, preset.version);
    },
    delete(preset) {
      forget(preset);
      changed(preset, `${preset.version}.deleted`);
    },
  };
}
