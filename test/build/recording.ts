/** An extender that records what it answers, with caches of a test's choice. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { admitPodReview } from '../../extender/admission/pod.ts';
import type { Reply } from '../../extender/answer.ts';
import { engine } from '../../extender/engine.ts';
import { createMetrics, type Verb } from '../../extender/metrics.ts';
import { startRecording } from '../../extender/record/start.ts';
import { bind } from '../../extender/scheduler/bind.ts';
import { filter } from '../../extender/scheduler/filter.ts';
import { preempt } from '../../extender/scheduler/preempt.ts';
import { prioritize } from '../../extender/scheduler/prioritize.ts';
import { createPresetStore } from '../../extender/state/presets.ts';
import { silentLog } from '../../shared/kube/log.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import type { RawObject } from '../../shared/kube/reflector.ts';
import { API_VERSION } from '../../shared/names.ts';
import { type FakeApiServer, fakeApiServer } from './api-server.ts';
import { type Contents, clusterState, type TestState } from './cluster-state.ts';
import type { PresetObject } from './preset.ts';
import { podReview } from './review.ts';

export interface RecordingExtender {
  readonly directory: string;
  readonly state: TestState;
  readonly server: FakeApiServer;
  admit(pod: Pod): Promise<Reply>;
  filter(pod: Pod, names: readonly string[]): Promise<Reply>;
  prioritize(pod: Pod, names: readonly string[]): Promise<Reply>;
  preempt(pod: Pod, names: readonly string[]): Promise<Reply>;
  bind(pod: Pod, node: string): Promise<Reply>;
  /** Ends the recording, and returns its text. */
  close(): Promise<string>;
}

export function recordingExtender(contents: Contents, limitMib = 64): RecordingExtender {
  const directory = mkdtempSync(join(tmpdir(), 'latebind-traffic-'));
  const metrics = createMetrics();
  const recording = startRecording({
    directory,
    limitMib,
    engine,
    log: silentLog,
    metrics,
    clock: () => Date.UTC(2026, 0, 1),
    now: () => performance.now(),
  });
  if (recording === undefined) throw new Error(`${directory} is full`);
  const presets = createPresetStore({ compile: recording.engine.compilePreset });
  const seePreset = (preset: PresetObject): void => {
    const kind = preset.kind === 'PodPreset' ? 'PodPreset' : 'ClusterPodPreset';
    presets.upsert(presets.projection(kind, API_VERSION)(preset as unknown as RawObject, undefined));
  };
  const state = { ...clusterState({ ...contents, presets: [] }), presets, seePreset };
  recording.follow(state);
  for (const preset of contents.presets ?? []) seePreset(preset);
  const server = fakeApiServer(contents.pods ?? []);
  const deps = {
    state,
    transport: server.transport,
    metrics,
    log: silentLog,
    engine: recording.engine,
  };
  const exchange = async (
    verb: Verb,
    request: unknown,
    answer: (request: unknown) => Reply | Promise<Reply>,
  ): Promise<Reply> => {
    const reply = await answer(request);
    recording.onExchange({ verb, request, reply, seconds: 0.001 });
    return reply;
  };
  return {
    directory,
    state,
    server,
    admit: (pod) => exchange('admit_pod', podReview(pod), (body) => admitPodReview(body, deps)),
    filter: (pod, names) => exchange('filter', { Pod: pod, NodeNames: names }, (body) => filter(body, deps)),
    prioritize: (pod, names) =>
      exchange('prioritize', { Pod: pod, NodeNames: names }, (body) => prioritize(body, deps)),
    preempt: (pod, names) =>
      exchange(
        'preempt',
        {
          Pod: pod,
          NodeNameToMetaVictims: Object.fromEntries(
            names.map((name) => [name, { Pods: [{ UID: 'uid-of-victim' }], NumPDBViolations: 0 }]),
          ),
        },
        (body) => preempt(body, deps),
      ),
    bind: ({ metadata }, node) =>
      exchange(
        'bind',
        { PodName: metadata.name, PodNamespace: metadata.namespace, PodUID: metadata.uid, Node: node },
        (body) => bind(body, deps),
      ),
    async close() {
      await recording.close();
      return readdirSync(directory)
        .map((name) => readFileSync(join(directory, name), 'utf8'))
        .join('');
    },
  };
}

/** A start of the extender with a folder that has as many bytes as it may. */
export function startInFull(directory: string, bytes: number): { records: boolean; ends: string[] } {
  const ends: string[] = [];
  const recording = startRecording({
    directory,
    limitMib: bytes / 1024 / 1024,
    engine,
    log: silentLog,
    metrics: { recordingEnded: (why) => void ends.push(why) },
    clock: () => Date.UTC(2027, 0, 1),
    now: () => performance.now(),
  });
  return { records: recording !== undefined, ends };
}
