/** A pod and the presets that it meets. */
import fc from 'fast-check';
import type { Pod } from '../../../shared/kube/objects.ts';
import { ANNOTATION } from '../../../shared/names.ts';
import { admitPod } from '../../../shared/preset/admit.ts';
import type { AdmitResult } from '../../../shared/preset/api.ts';
import type { CompiledPreset } from '../../../shared/preset/compile.ts';
import type { PresetSpec } from '../../../shared/preset/spec.ts';
import { asSent } from '../api-server-pod.ts';
import type { PresetObject } from '../preset.ts';
import { TOPICS } from './fields.ts';
import { podsAbout } from './pods.ts';
import { compileOnce, presetsAbout } from './presets.ts';
import type { Topic } from './sparse.ts';

const NAMESPACE = { name: 'team-a', labels: {} };

export interface Input {
  readonly pod: Pod;
  readonly presets: readonly CompiledPreset[];
  /** The presets as they were written. */
  readonly objects: readonly PresetObject[];
}

/** Half of the pods are as the API server sends them; some name presets. */
export const inputs: fc.Arbitrary<Input> = inputsOf((presets) => presets);

/** `change`: to presets that fit what a property is about. */
export function inputsOf(
  change: (presets: fc.Arbitrary<PresetObject[]>) => fc.Arbitrary<readonly PresetObject[]>,
): fc.Arbitrary<Input> {
  const inputsAbout = (topic: Topic): fc.Arbitrary<Input> =>
    fc
      .record({
        pod: podsAbout(topic),
        objects: change(presetsAbout(topic)),
        names: fc.nat({ max: 3 }),
        sent: fc.boolean(),
      })
      .map((all) => inputOf(all));
  return fc.oneof(
    { weight: TOPICS.length, arbitrary: inputsAbout(undefined) },
    ...TOPICS.map((topic) => ({ weight: 1, arbitrary: inputsAbout(topic) })),
  );
}

function inputOf({
  pod,
  objects,
  names,
  sent,
}: {
  readonly pod: Pod;
  readonly objects: readonly PresetObject[];
  readonly names: number;
  readonly sent: boolean;
}): Input {
  const presets = objects.map(compileOnce);
  const chosen = presets.slice(0, names).map(({ name }) => name);
  const naming = chosen.length === 0 ? pod : withAnnotation(pod, ANNOTATION.requested, chosen.join(','));
  const given = sent ? asSent(naming) : naming;
  const text = (): string => [given, ...objects].map((one) => JSON.stringify(one)).join('\n');
  return { pod: given, presets, objects, ...{ [fc.toStringMethod]: text } };
}

function withAnnotation(pod: Pod, key: string, value: string): Pod {
  return {
    ...pod,
    metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, [key]: value } },
  };
}

/** Each preset with what its author wrote. */
export function specsOf({ presets, objects }: Input): { preset: CompiledPreset; spec: PresetSpec }[] {
  return presets.map((preset, index) => ({ preset, spec: (objects[index]?.spec ?? {}) as PresetSpec }));
}

export function admit(pod: Pod, presets: readonly CompiledPreset[]): AdmitResult {
  return admitPod({ pod, namespace: NAMESPACE, presets });
}

/** The pod after admission; cases that are refused say nothing about it. */
export function admitted(pod: Pod, presets: readonly CompiledPreset[]): Pod {
  const result = admit(pod, presets);
  fc.pre(result.admitted);
  return result.pod;
}
