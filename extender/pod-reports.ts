import type { Pod } from '../shared/kube/objects.ts';
import { ANNOTATION } from '../shared/names.ts';
import { presetSkipped, type Recorder, type SkippedPreset, uncovered } from './events.ts';
import type { PodStore } from './state/pods.ts';

export interface PodReportOptions {
  readonly pods: Pick<PodStore, 'onUpsert'>;
  readonly recorder: Pick<Recorder, 'record'>;
  /** Presets that admission did not apply, from the pod's provenance. */
  readonly skippedPresets: (pod: Pod) => readonly SkippedPreset[];
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Older pods were reported when they were new; a restart must not report a whole cluster again. */
const NEW_FOR_MS = 10 * 60_000;

/**
 * Says on new pods what admission noted in their annotations. From the watch and not from the webhook, because a
 * webhook's pod may never be created.
 */
export function reportPods({ pods, recorder, skippedPresets, clock }: PodReportOptions): void {
  pods.onUpsert((pod) => {
    const created = Date.parse(pod.metadata.creationTimestamp ?? '');
    if (!(clock() - created < NEW_FOR_MS)) return;
    const resources = pod.metadata.annotations?.[ANNOTATION.uncovered];
    if (resources !== undefined && resources !== '') recorder.record(uncovered(pod, resources));
    for (const skipped of skippedPresets(pod)) recorder.record(presetSkipped(pod, skipped));
  });
}
