/** From an original object of another system to the pod that admission makes: what every compatibility test goes through. */
import { expect } from 'vitest';
import type { Converted, PresetManifest } from '../../cli/convert/types.ts';
import type { Container, Pod } from '../../shared/kube/objects.ts';
import { admitPod } from '../../shared/preset/admit.ts';
import type { AdmitResult, NamespaceView } from '../../shared/preset/api.ts';
import { type CompiledPreset, compilePreset } from '../../shared/preset/compile.ts';

/** Compiles presets; the test fails with every problem when one is not valid. `created`: RFC 3339, oldest first when absent. */
export function compileAll(presets: readonly PresetManifest[]): CompiledPreset[] {
  return presets.map((preset, index) => {
    const creationTimestamp = new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();
    const result = compilePreset({ ...preset, metadata: { creationTimestamp, ...preset.metadata } });
    expect(result.ok ? [] : result.problems, `${preset.kind}/${preset.metadata.name}`).toEqual([]);
    if (!result.ok) throw new Error('unreachable');
    return result.preset;
  });
}

export interface AdmitOptions {
  readonly namespace?: NamespaceView;
}

/** What admission answers for the pod under these presets; those of other namespaces are given, too. */
export function admitWith(
  presets: readonly PresetManifest[],
  pod: Pod,
  { namespace = { name: pod.metadata.namespace ?? 'team-a', labels: {} } }: AdmitOptions = {},
): AdmitResult {
  return admitPod({ pod, namespace, presets: compileAll(presets) });
}

/** The admitted pod; fails with the refusal when it was not admitted. */
export function admitted(presets: readonly PresetManifest[], pod: Pod, options?: AdmitOptions): Pod {
  const result = admitWith(presets, pod, options);
  if (!result.admitted) throw new Error(`refused: ${result.reason}: ${result.message}`);
  return result.pod;
}

/** Of app containers and init containers. */
export function containerNamed(pod: Pod, name: string): Container {
  const found = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((one) => one.name === name);
  if (found === undefined) throw new Error(`the pod has no container ${name}`);
  return found;
}

/** Presets of a conversion without losses. */
export function lossless({ presets, losses }: Converted): readonly PresetManifest[] {
  expect(losses).toEqual([]);
  return presets;
}
