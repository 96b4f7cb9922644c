import { type Backoff, createBackoff } from '../shared/kube/backoff.ts';
import { CONTENT_TYPE, KubeError, type Transport } from '../shared/kube/http.ts';
import type { Log } from '../shared/kube/log.ts';
import type { Pod } from '../shared/kube/objects.ts';
import type { ReasonCode } from '../shared/names.ts';
import type { Engine } from './engine.ts';
import { type Recorder, repaired, waiting } from './events.ts';
import { createLimited } from './limited.ts';
import type { Metrics } from './metrics.ts';
import { valuesOn } from './node-values.ts';
import type { ClusterState } from './state/cluster.ts';
import { podPath } from './state/pods.ts';
import { type After, afterTimer } from './timer.ts';

export interface RepairerOptions {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'pods' | 'unsynced'>;
  readonly engine: Pick<Engine, 'planOf' | 'bindValues' | 'dependsOnNode' | 'isFilled'>;
  readonly transport: Pick<Transport, 'request'>;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly metrics: Pick<Metrics, 'slotsFilled'>;
  readonly log: Log;
  readonly random: () => number;
  readonly after?: After;
}

export interface Repairer {
  /** Pods that are bound and not filled. */
  waiting(): number;
  /** Resolves when no write is under way or due. */
  idle(): Promise<void>;
  /** Writes under way go on to their end; no other is begun. */
  stop(): void;
}

interface Waiting {
  readonly uid: string;
  readonly nodeName: string;
  readonly backoff: Backoff;
  cancel: () => void;
  /** A write is under way or due. */
  busy: boolean;
  /** Its node or a preset has changed since the write under way was computed. */
  changed: boolean;
}

/** Two replicas see the same pod at one moment; the spread lets one of them find it done. */
const FIRST_DELAY_MS = 250;
const MIN_BACKOFF_MS = 2000;
const MAX_BACKOFF_MS = 300_000;
const TIMEOUT_MS = 10_000;
/** Thousands of pods may have been bound while we were away. */
const WRITES_AT_ONCE = 16;

/**
 * Fills pods that were bound without values: by a scheduler that does not know us, while we were away, or to a
 * node whose facts came later. Their containers wait at the gate meanwhile, and kubelet tries again by itself.
 *
 * Runs in every replica without a leader: each write carries the uid and resourceVersion it was computed from, so
 * the second of two writers gets a conflict and looks again. Tries again when the node or a preset changes, and
 * with a growing delay.
 */
export function startRepairer(options: RepairerOptions): Repairer {
  const { state, engine, transport, recorder, metrics, log, random } = options;
  const after = options.after ?? afterTimer;
  const pending = new Map<string, Waiting>();
  const byNode = new Map<string, Set<string>>();
  const writes = createLimited(WRITES_AT_ONCE);
  let stopped = false;

  function needsRepair(pod: Pod): string | undefined {
    const { nodeName } = pod.spec;
    if (nodeName === undefined || nodeName === '' || pod.metadata.deletionTimestamp !== undefined)
      return undefined;
    return engine.isFilled(pod, nodeName) ? undefined : nodeName;
  }

  function forget(uid: string): void {
    const entry = pending.get(uid);
    if (entry === undefined) return;
    entry.cancel();
    pending.delete(uid);
    const uids = byNode.get(entry.nodeName);
    uids?.delete(uid);
    if (uids?.size === 0) byNode.delete(entry.nodeName);
  }

  function look(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const nodeName = needsRepair(pod);
    if (nodeName === undefined) {
      forget(uid);
      return;
    }
    if (pending.has(uid) || stopped) return;
    const backoff = createBackoff({ random, minMs: MIN_BACKOFF_MS, maxMs: MAX_BACKOFF_MS });
    const entry: Waiting = { uid, nodeName, backoff, cancel: () => undefined, busy: false, changed: false };
    pending.set(uid, entry);
    const uids = byNode.get(nodeName) ?? new Set();
    byNode.set(nodeName, uids.add(uid));
    schedule(entry, random() * FIRST_DELAY_MS);
  }

  function schedule(entry: Waiting, ms: number): void {
    entry.cancel();
    if (stopped || pending.get(entry.uid) !== entry) return;
    entry.cancel = after(ms, () => {
      entry.busy = true;
      writes.add(async () => {
        entry.changed = false;
        await attempt(entry);
        entry.busy = false;
        // Instead of the delay that the attempt may have asked for: it knew less.
        if (entry.changed) schedule(entry, random() * FIRST_DELAY_MS);
      });
    });
  }

  async function attempt(entry: Waiting): Promise<void> {
    const pod = state.pods.byUid(entry.uid);
    const nodeName = pod === undefined ? undefined : needsRepair(pod);
    if (pod === undefined || nodeName === undefined) {
      forget(entry.uid);
      return;
    }
    // Half a cache would report nodes as unknown.
    if (state.unsynced().length > 0) {
      schedule(entry, MIN_BACKOFF_MS);
      return;
    }
    try {
      await fill(entry, pod, nodeName);
    } catch (err) {
      const conflict = err instanceof KubeError && err.status === 409;
      if (err instanceof KubeError && err.status === 404) {
        forget(entry.uid);
        return;
      }
      const about = { err, namespace: pod.metadata.namespace, pod: pod.metadata.name };
      if (!conflict) log.warn(about, 'pod could not be repaired');
      schedule(entry, entry.backoff.next());
    }
  }

  async function fill(entry: Waiting, pod: Pod, nodeName: string): Promise<void> {
    const { name = '', namespace = '', uid, resourceVersion } = pod.metadata;
    const wait = (reason: ReasonCode, message: string): void => {
      recorder.record(waiting(pod, reason, message));
      log.info({ namespace, pod: name, node: nodeName, reason }, 'pod waits for its values');
      schedule(entry, entry.backoff.next());
    };
    const planned = engine.planOf(pod);
    if (!planned.ok) return wait(planned.reason, planned.message);
    const { plan } = planned;
    if (plan === null) return forget(entry.uid);
    const values = valuesOn(plan, nodeName, options);
    if (!values.ok) return wait(values.reason, values.message);
    await transport.request({
      method: 'PATCH',
      path: podPath(namespace, name),
      contentType: CONTENT_TYPE.mergePatch,
      body: { metadata: { uid, resourceVersion, annotations: values.annotations } },
      timeoutMs: TIMEOUT_MS,
    });
    metrics.slotsFilled('repair', plan.slots);
    recorder.record(repaired(pod, plan.slots));
    log.info({ namespace, pod: name, node: nodeName, slots: plan.slots }, 'pod repaired');
    // The watch brings the pod back, filled.
    forget(entry.uid);
  }

  const now = (uids: Iterable<string>): void => {
    for (const uid of uids) {
      const entry = pending.get(uid);
      if (entry === undefined) continue;
      if (entry.busy) entry.changed = true;
      else schedule(entry, random() * FIRST_DELAY_MS);
    }
  };

  state.pods.onUpsert(look);
  state.pods.onDelete((pod) => forget(pod.metadata.uid ?? ''));
  state.nodes.onChange((name) => now(byNode.get(name) ?? []));
  state.presets.onChange(() => now(pending.keys()));

  return {
    waiting: () => pending.size,
    idle: () => writes.idle(),
    stop() {
      stopped = true;
      writes.stop();
      for (const entry of pending.values()) entry.cancel();
    },
  };
}
