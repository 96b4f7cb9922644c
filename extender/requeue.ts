import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { CONTENT_TYPE, KubeError, type Transport } from '../shared/kube/http.ts';
import type { Log } from '../shared/kube/log.ts';
import type { Pod } from '../shared/kube/objects.ts';
import { ANNOTATION } from '../shared/names.ts';
import type { NodeView, PresetId } from '../shared/preset/api.ts';
import type { PodPlan } from '../shared/preset/place.ts';
import type { Engine } from './engine.ts';
import { createLimited } from './limited.ts';
import type { Metrics } from './metrics.ts';
import type { ClusterState } from './state/cluster.ts';
import { podPath } from './state/pods.ts';
import { type After, afterTimer } from './timer.ts';

export interface RequeuerOptions {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'pods' | 'unsynced'>;
  readonly engine: Pick<Engine, 'planOf' | 'judgeNodes' | 'verdictsKey'>;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Pick<Metrics, 'podWoken'>;
  readonly log: Log;
  readonly after?: After;
}

export interface Requeuer {
  /** Resolves when no check and no write is under way. */
  idle(): Promise<void>;
  /** Writes under way go on to their end; no other is begun. */
  stop(): void;
}

/** What the scheduler needs to bind a pod that its own events have woken. */
const SETTLE_MS = 2_000;
const TIMEOUT_MS = 10_000;
/** About a millisecond; thousands of nodes that change at once must not hold up a bind. */
const JUDGED_AT_ONCE = 200;
/** One node may be what thousands of pods wait for. */
const WRITES_AT_ONCE = 8;

interface NodeChange {
  readonly before: NodeView | undefined;
  readonly now: NodeView;
}

interface Waiting {
  readonly pod: Pod;
  readonly plan: PodPlan;
}

/**
 * Wakes pods that wait because of us when the cause is cured. kube-scheduler tries a pod that an extender refused again
 * when it sees a change of the cluster, and asks us at once: our own watch may be behind, and we refuse for the last time in
 * minutes. An edited preset is no change of the cluster at all. A pod whose own annotations change is tried again.
 *
 * Compares what a node is with what it was when last looked at, so a pod that waits for something else is left alone.
 * Two replicas write the same value, of which the second changes nothing.
 */
export function startRequeuer(options: RequeuerOptions): Requeuer {
  const { state, engine, transport, metrics, log } = options;
  const after = options.after ?? afterTimer;
  const nodes = new Map<string, NodeView>();
  const changedNodes = new Set<string>();
  const changedPresets = new Set<PresetId>();
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

  async function check(): Promise<void> {
    if (state.unsynced().length > 0) return;
    // Taken before the first pause: what changes while pods are looked at is for the next check.
    const changes = takeNodes();
    const edited = new Map([...changedPresets].map((id) => [id, state.presets.lookup(id)?.generation]));
    changedPresets.clear();
    if (!complete) {
      // What arrived with the first lists is no change.
      complete = true;
      return;
    }
    // Thousands of pods of one workload wait for the same.
    const cures = new Map<string, NodeView | undefined>();
    const fitting = new Map<string, boolean>();
    for (const waiting of [...state.pods.values()].flatMap(waitingOf)) {
      if (stopped) return;
      const key = engine.verdictsKey(waiting.plan, state.presets.lookup);
      if (!cures.has(key)) cures.set(key, await curedNode(waiting.plan, changes));
      const cured = cures.get(key);
      if (cured !== undefined) {
        wake(waiting.pod, 'node', `${cured.name}.${hashOf(cured)}`);
        continue;
      }
      const presets = waiting.plan.presets.filter((id) => edited.has(id));
      if (presets.length === 0) continue;
      const fits = fitting.get(key) ?? (await fitsAny(waiting.plan));
      fitting.set(key, fits);
      if (fits) {
        const value = presets.map((id) => `${id}.${edited.get(id) ?? 'deleted'}`).join(',');
        wake(waiting.pod, 'preset', value);
      }
    }
    // The next check must see what these have done.
    await writes.idle();
  }

  function takeNodes(): NodeChange[] {
    const changes: NodeChange[] = [];
    for (const name of changedNodes) {
      const before = nodes.get(name);
      const now = state.nodes.get(name);
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

  async function curedNode(plan: PodPlan, changes: readonly NodeChange[]): Promise<NodeView | undefined> {
    const judge = engine.judgeNodes(plan, state.presets.lookup);
    for (const { before, now } of changes) {
      await others();
      if ((before === undefined || !judge(before).ok) && judge(now).ok) return now;
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

  function wake(pod: Pod, cause: 'node' | 'preset', value: string): void {
    writes.add(async () => await write(pod, cause, value));
  }

  async function write(pod: Pod, cause: 'node' | 'preset', value: string): Promise<void> {
    const { name = '', namespace = '', uid = '' } = pod.metadata;
    // The watch may have shown us meanwhile that it is bound, or that the other replica woke it.
    const latest = state.pods.byUid(uid);
    if (latest === undefined || waitingOf(latest).length === 0) return;
    const { resourceVersion, annotations } = latest.metadata;
    if (annotations?.[ANNOTATION.woken] === value) return;
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
    } catch (err) {
      // Changed means that it is being tried, gone means that there is nothing to try.
      if (err instanceof KubeError && (err.status === 409 || err.status === 404)) return;
      log.warn({ err, namespace, pod: name }, 'waiting pod could not be woken');
    }
  }

  state.nodes.onChange((name) => {
    changedNodes.add(name);
    schedule();
  });
  state.presets.onChange((id) => {
    changedPresets.add(id);
    schedule();
  });

  return {
    async idle() {
      await checking;
    },
    stop() {
      stopped = true;
      writes.stop();
      cancel?.();
    },
  };
}

/** Differs when the facts do. */
function hashOf({ facts }: NodeView): string {
  return facts.kind === 'fresh' ? facts.hash.slice(0, 12) : facts.kind;
}
