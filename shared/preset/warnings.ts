import type { NamespaceView, PresetDecision } from './api.ts';
import type { CompiledPreset } from './compile.ts';

/** For the author of the pod: what no preset provides for, and what was left out. */
export function warningsOf(
  decisions: readonly PresetDecision[],
  uncovered: readonly string[],
  named: ReadonlyMap<string, number>,
): string[] {
  return [
    ...uncovered.map(
      (resource) =>
        `no preset covers ${resource}: what the pod needs for it on its node does not come from Latebind`,
    ),
    ...decisions
      .filter(({ preset, result }) => result === 'not-matched' && named.has(preset))
      .map(
        ({ preset, detail }) => `preset ${preset} is named by the pod, but is not for it: ${detail ?? ''}`,
      ),
    ...decisions
      .filter(({ result }) => result === 'skipped' || result === 'partly')
      .map(
        ({ preset, result, detail }) =>
          `preset ${preset} was ${result === 'partly' ? 'applied in part' : 'not applied'}: ${detail ?? ''}`,
      ),
  ];
}

/** PodSecurity validates after all mutation, so the refusal will not name the preset: say it beforehand. */
export function podSecurityWarnings(applied: readonly CompiledPreset[], namespace: NamespaceView): string[] {
  const level = namespace.labels['pod-security.kubernetes.io/enforce'];
  if (level !== 'baseline' && level !== 'restricted') return [];
  return applied
    .filter(({ addsHostPath }) => addsHostPath)
    .map(
      ({ id }) =>
        `preset ${id} adds a hostPath volume, and namespace ${namespace.name} enforces Pod Security "${level}", which refuses it`,
    );
}
