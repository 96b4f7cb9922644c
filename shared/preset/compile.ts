import type { PresetId, Problem } from './api.ts';

/** A preset that passed validation, with every expression compiled. Opaque to the extender. */
export interface CompiledPreset {
  readonly id: PresetId;
  readonly kind: 'PodPreset' | 'ClusterPodPreset';
  readonly name: string;
  readonly namespace: string | undefined;
  readonly uid: string;
  readonly generation: number;
}

export type CompileResult =
  | { readonly ok: true; readonly preset: CompiledPreset; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Validates and compiles a PodPreset or ClusterPodPreset as it comes from the API server or a file. */
export function compilePreset(_object: unknown): CompileResult {
  throw new Error('being built');
}
