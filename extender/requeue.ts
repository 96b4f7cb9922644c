import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { type Backoff, createBackoff } from '../shared/kube/backoff.ts';
import { CONTENT_TYPE, KubeError, type Transport } from '../shared/kube/http.ts';
import type { Log } from '../shared/kube/log.ts';
import type { Pod } from '../shared/kube/objects.ts';
import { ANNOTATION } from '../shared/names.ts';
import type { PresetId } from '../shared/preset/api.ts';
import type { PodPlan } from '../shared/preset/place.ts';
import type { Engine } from './engine.ts';
import { createLimited } from './limited.ts';
import type { Metrics } from './metrics.ts';
import type { ClusterState } from './state/cluster.ts';
import type { CachedNode } from './state/nodes.ts';
import { podPath } from './state/pods.ts';
import { type After, afterTimer } from './timer.ts';

export interface RequeuerOptions {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'pods' | 'unsynced'>;
  readonly engine: Pick<Engine, 'planOf' | 'judgeNodes' | 'verdictsKey'>;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Pick<Metrics, 'podWoken'>;
  readonly log: Log;
  /** 0 ≤ random < 1 */
  readonly random?: () => number;
  readonly after?: After;
}

export interface Requeuer {
  /** Resolves when no check and no write is under way. */
  idle(): Promise<void>;
  /** Writes under way go on to their end; no other is begun, nor tried again. */
  stop(): void;
}

/** What the scheduler needs to bind a pod that its own events have woken. */
const SETTLE_MS = 2_000;
const TIMEOUT_MS = 10_000;
/** About a millisecond; thousands of nodes that change at once must not hold up a bind. */
const JUDGED_AT_ONCE = 200;
/** One node may be what thousands of pods wait for. */
const WRITES_AT_ONCE = 8;
/** What a node was between two looks; one that changes more often is judged by the latest. */
const MAX_VIEWS = 8;
const MIN_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** About three minutes; a little later the scheduler tries by itself. */
const MAX_TRIES = 12;

/** undefined: it was not there. */
type View = CachedNode | undefined;

interface NodeChange {
  /** At the last look, and each time that it has changed since. */
  readonly before: readonly View[];
  readonly now: CachedNode;
}

interface Waiting {
  readonly pod: Pod;
  readonly plan: PodPlan;
}

type Cause = 'node' | 'preset';

/** A write that is due, under way or to be tried again. */
interface Wake {
  readonly uid: string;
  readonly cause: Cause;
  readonly value: string;
  readonly backoff: Backoff;
  tries: number;
  cancel: () => void;
}

/**
 * Wakes pods that wait because of us when the cause is cured. kube-scheduler tries a pod that an extender refused again
 * when it sees a change of the cluster, and asks us at once: our own watch may be behind, and we refuse for the last time in
 * minutes. An edited preset is no change of the cluster at all. A pod whose own annotations change is tried again.
 *
 * Compares what a node is with what it was when last looked at and since, so a pod that waits for something else is left
 * alone. The value carries the resourceVersion of the change: two replicas write the same, of which the second changes
 * nothing, and the next cure writes another. A replica that missed an event may know the change by a later version;
 * then both write, and the pod is tried once more.
 */
export function startRequeuer(options: RequeuerOptions): Requeuer {
  const { state, engine, transport, metrics, log } = options;
  const after = options.after ?? afterTimer;
  const random = options.random ?? Math.random;
  /** As last looked at. */
  const nodes = new Map<string, CachedNode>();
  /** Each view of a node since. */
  const changedNodes = new Map<string, readonly View[]>();
  const changedPresets = new Map<PresetId, string>();
  /** By uid: the latest cause is reason enough. */
  const wakes = new Map<string, Wake>();
  const writes = createLimited(WRITES_AT_ONCE);
  let complete = false;
  let cancel: (() => void) | undefined;
  let checking: Promise<void> | undefined;
  let judged = 0;
  let stopped = false;

  function schedule(): void {
    if (stopped || cancel !== undefined || checking !== undefined) return;
    cancel = after(SETTLE_MS, () => {
      cancel = undefined;
      checking = check()
        .catch((err: unknown) => log.warn({ err }, 'waiting pods could not be looked at'))
        .finally(() => {
          checking = undefined;
          if (changedNodes.size > 0 || changedPresets.size > 0) schedule();
        });
    });
  }

  /** What arrives with the first lists is no change; what comes after them is, however soon. */
  function isComplete(): boolean {
    complete ||= state.unsynced().length === 0;
    return complete;
  }

  async function check(): Promise<void> {
    // Taken before the first pause: what changes while pods are looked at is for the next check.
    const changes = takeNodes();
    const edited = new Map(changedPresets);
    changedPresets.clear();
    // Thousands of pods of one workload wait for the same.
    const cures = new Map<string, View>();
    const fitting = new Map<string, boolean>();
    for (const waiting of [...state.pods.values()].flatMap(waitingOf)) {
      if (stopped) return;
      const key = engine.verdictsKey(waiting.plan, state.presets.lookup);
      if (!cures.has(key)) cures.set(key, await curedNode(waiting.plan, changes));
      const cured = cures.get(key);
      if (cured !== undefined) {
        wake(waiting.pod, 'node', `${cured.name}.${cured.version}`);
        continue;
      }
      const presets = waiting.plan.presets.filter((id) => edited.has(id));
      if (presets.length === 0) continue;
      const fits = fitting.get(key) ?? (await fitsAny(waiting.plan));
      fitting.set(key, fits);
      if (fits) {
        const value = presets.map((id) => `${id}.${edited.get(id) ?? ''}`).join(',');
        wake(waiting.pod, 'preset', value);
      }
    }
    // The next check must see what these have done. Those that are to be tried again it need not wait for.
    await writes.idle();
  }

  function takeNodes(): NodeChange[] {
    const changes: NodeChange[] = [];
    for (const [name, views] of changedNodes) {
      const before = [nodes.get(name), ...views.slice(0, -1)];
      const now = views.at(-1);
      if (now === undefined) {
        nodes.delete(name);
        continue;
      }
      nodes.set(name, now);
      changes.push({ before, now });
    }
    changedNodes.clear();
    return changes;
  }

  function waitingOf(pod: Pod): Waiting[] {
    if ((pod.spec.nodeName ?? '') !== '' || pod.metadata.deletionTimestamp !== undefined) return [];
    const planned = engine.planOf(pod);
    return planned.ok && planned.plan !== null ? [{ pod, plan: planned.plan }] : [];
  }

  async function curedNode(plan: PodPlan, changes: readonly NodeChange[]): Promise<View> {
    const judge = engine.judgeNodes(plan, state.presets.lookup);
    const refused = (view: View): boolean => view === undefined || !judge(view).ok;
    for (const { before, now } of changes) {
      await others();
      if (judge(now).ok && before.some(refused)) return now;
    }
    return undefined;
  }

  async function fitsAny(plan: PodPlan): Promise<boolean> {
    const judge = engine.judgeNodes(plan, state.presets.lookup);
    for (const node of nodes.values()) {
      await others();
      if (judge(node).ok) return true;
    }
    return false;
  }

  /** Lets what waits in this process have its turn, now and then. */
  async function others(): Promise<void> {
    judged += 1;
    if (judged % JUDGED_AT_ONCE === 0) await turnOfTheLoop();
  }

  function wake(pod: Pod, cause: Cause, value: string): void {
    const { uid = '' } = pod.metadata;
    wakes.get(uid)?.cancel();
    const backoff = createBackoff({ random, minMs: MIN_BACKOFF_MS, maxMs: MAX_BACKOFF_MS });
    const entry: Wake = { uid, cause, value, backoff, tries: 0, cancel: () => undefined };
    wakes.set(uid, entry);
    writes.add(async () => await attempt(entry));
  }

  async function attempt(entry: Wake): Promise<void> {
    const pause = await write(entry);
    if (wakes.get(entry.uid) !== entry) return;
    if (pause === undefined || stopped) {
      wakes.delete(entry.uid);
      return;
    }
    entry.cancel = after(pause, () => writes.add(async () => await attempt(entry)));
  }

  /** Milliseconds after which to try again: the change that is the cause will not be seen a second time. */
  async function write(entry: Wake): Promise<number | undefined> {
    const { uid, cause, value } = entry;
    // The watch may have shown us meanwhile that it is bound or gone, or that the other replica woke it.
    const latest = state.pods.byUid(uid);
    if (latest === undefined || waitingOf(latest).length === 0) return undefined;
    const { name = '', namespace = '', resourceVersion, annotations } = latest.metadata;
    if (annotations?.[ANNOTATION.woken] === value) return undefined;
    entry.tries += 1;
    try {
      await transport.request({
        method: 'PATCH',
        path: podPath(namespace, name),
        contentType: CONTENT_TYPE.mergePatch,
        body: { metadata: { uid, resourceVersion, annotations: { [ANNOTATION.woken]: value } } },
        timeoutMs: TIMEOUT_MS,
      });
      metrics.podWoken(cause);
      log.info({ namespace, pod: name, cause, value }, 'waiting pod woken');
      return undefined;
    } catch (err) {
      if (err instanceof KubeError && err.status === 404) return undefined;
      const last = entry.tries === MAX_TRIES;
      // A conflict need not come from a write that wakes: the scheduler's own status of the pod is one that does not.
      const conflict = err instanceof KubeError && err.status === 409;
      const about = { err, namespace, pod: name, tries: entry.tries };
      if (last) log.warn(about, 'waiting pod could not be woken');
      else if (entry.tries === 1 && !conflict) log.warn(about, 'waiting pod could not be woken yet');
      const asked = err instanceof KubeError ? (err.retryAfterSeconds ?? 0) * 1000 : 0;
      return last ? undefined : asked + entry.backoff.next();
    }
  }

  state.nodes.onChange((name) => {
    const now = state.nodes.get(name);
    if (isComplete()) {
      changedNodes.set(name, [...(changedNodes.get(name) ?? []), now].slice(-MAX_VIEWS));
      schedule();
    } else if (now === undefined) {
      nodes.delete(name);
    } else {
      nodes.set(name, now);
    }
  });
  state.presets.onChange((id, version) => {
    if (!isComplete()) return;
    changedPresets.set(id, version);
    schedule();
  });

  return {
    async idle() {
      await checking;
      await writes.idle();
    },
    stop() {
      stopped = true;
      writes.stop();
      cancel?.();
      for (const entry of wakes.values()) entry.cancel();
    },
  };
}
