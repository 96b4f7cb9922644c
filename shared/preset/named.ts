/** Which presets a pod names in latebind.dev/presets, and which of them hide others. */
import type { Pod } from '../kube/objects.ts';
import { ANNOTATION, type ReasonCode } from '../names.ts';
import type { PresetId } from './api.ts';
import type { CompiledPreset } from './compile.ts';

export type Choice =
  | {
      readonly ok: true;
      /** Places of the presets that the pod names. */
      readonly named: ReadonlyMap<PresetId, number>;
      /** Presets that are out before any selector is looked at. */
      readonly left: ReadonlyMap<PresetId, { readonly reason: ReasonCode; readonly detail: string }>;
    }
  | { readonly ok: false; readonly message: string };

/** `presets`: of the cluster and of the pod's namespace. A name stands for the PodPreset where there are two. */
export function chooseByName(pod: Pod, namespace: string, presets: readonly CompiledPreset[]): Choice {
  const left = new Map<PresetId, { reason: ReasonCode; detail: string }>();
  const shadows = new Map<string, CompiledPreset>();
  for (const preset of presets) if (preset.namespace === namespace) shadows.set(preset.name, preset);
  const cluster = new Map<string, CompiledPreset>();
  for (const preset of presets) if (preset.namespace === undefined) cluster.set(preset.name, preset);

  for (const preset of cluster.values()) {
    const shadow = shadows.get(preset.name);
    if (shadow !== undefined && (shadow.scopePolicy === 'Shadow' || preset.scopePolicy === 'Shadow'))
      left.set(preset.id, { reason: 'Shadowed', detail: `is hidden by ${shadow.id}` });
  }
  const names = namesIn(pod);
  const named = new Map<PresetId, number>();
  for (const [place, name] of names.entries()) {
    const preset = shadows.get(name) ?? cluster.get(name);
    if (preset === undefined) return { ok: false, message: unknown(name, namespace) };
    if (!named.has(preset.id)) named.set(preset.id, place);
  }
  for (const preset of presets) {
    if (preset.byName && !named.has(preset.id) && !left.has(preset.id)) {
      const said = names.length === 0 ? 'names none' : `names ${names.join(', ')}`;
      left.set(preset.id, { reason: 'NotRequested', detail: `the pod ${said}, wanted ${preset.name}` });
    }
  }
  return { ok: true, named, left };
}

function namesIn({ metadata }: Pod): string[] {
  return (metadata.annotations?.[ANNOTATION.requested] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function unknown(name: string, namespace: string): string {
  return `the annotation ${ANNOTATION.requested} names "${name}", and there is no valid PodPreset of that name in namespace ${namespace} and no ClusterPodPreset; see kubectl get podpresets,clusterpodpresets`;
}
