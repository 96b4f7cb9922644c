import { CONTENT_TYPE, KubeError, type Transport } from '../shared/kube/http.ts';
import type { Log } from '../shared/kube/log.ts';
import type { Pod } from '../shared/kube/objects.ts';
import { ANNOTATION } from '../shared/names.ts';
import type { NodeView, PresetId } from '../shared/preset/api.ts';
import type { CompiledPreset } from '../shared/preset/compile.ts';
import type { PodPlan } from '../shared/preset/place.ts';
import type { Engine } from './engine.ts';
import type { Metrics } from './metrics.ts';
import type { ClusterState } from './state/cluster.ts';
import { podPath } from './state/pods.ts';

export interface RequeuerOptions {
  readonly state: Pick<ClusterState, 'nodes' | 'presets' | 'pods' | 'unsynced'>;
  readonly engine: Pick<Engine, 'planOf' | 'judgeNode'>;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Pick<Metrics, 'podWoken'>;
  readonly log: Log;
  /** Calls `run` after so many milliseconds; returns what cancels it. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

export interface Requeuer {
  /** Resolves when no check is under way; for tests. */
  idle(): Promise<void>;
  stop(): void;
}

/** What the scheduler needs to bind a pod that its own events have woken. */
const SETTLE_MS = 2_000;
const TIMEOUT_MS = 10_000;

/**
 * Wakes pods that wait because of us when the cause is cured. kube-scheduler tries a pod that an extender refused again
 * when it sees a change of the cluster, and asks us at once: our own watch may be behind, and we refuse for the last time in
 * minutes. An edited preset is no change of the cluster at all. A pod whose own annotations change is tried again.
 *
 * Compares what a node or preset is with what it was when last looked at, so a pod that waits for something else is
 * left alone. Two replicas write the same value, of which the second changes nothing.
 */
export function startRequeuer(options: RequeuerOptions): Requeuer {
  const { state, engine, transport, metrics, log } = options;
  const after = options.after ?? defaultTimer;
  const nodes = new Map<string, NodeView>();
  const presets = new Map<PresetId, CompiledPreset | undefined>();
  const changedNodes = new Set<string>();
  let presetsChanged = false;
  let cancel: (() => void) | undefined;
  let checking = Promise.resolve();
  let stopped = false;

  function schedule(): void {
    if (stopped || cancel !== undefined) return;
    cancel = after(SETTLE_MS, () => {
      cancel = undefined;
      checking = checking
        .then(check)
        .catch((err: unknown) => log.warn({ err }, 'waiting pods could not be looked at'));
    });
  }

  async function check(): Promise<void> {
    // What arrives with the first list is no change.
    const first = state.unsynced().length > 0 || nodes.size === 0;
    const cured: { name: string; before: NodeView | undefined; now: NodeView }[] = [];
    for (const name of changedNodes) {
      const now = state.nodes.get(name);
      const before = nodes.get(name);
      if (now === undefined) nodes.delete(name);
      else nodes.set(name, now);
      if (now !== undefined && !first) cured.push({ name, before, now });
    }
    changedNodes.clear();
    const lookAtPresets = presetsChanged && !first;
    presetsChanged = false;

    for (const pod of [...state.pods.values()]) {
      const plan = planIfWaiting(pod);
      if (plan === undefined) continue;
      const edited = editedPresets(plan);
      const node = cured.find(
        ({ before, now }) =>
          engine.judgeNode(plan, now, state.presets.lookup).ok &&
          (before === undefined || !engine.judgeNode(plan, before, state.presets.lookup).ok),
      );
      if (node !== undefined) await wake(pod, 'node', `${node.name}.${hashOf(node.now)}`);
      else if (lookAtPresets && edited !== '') {
        const fits = [...nodes.values()].some((now) => engine.judgeNode(plan, now, state.presets.lookup).ok);
        if (fits) await wake(pod, 'preset', edited);
      }
    }
    for (const id of presets.keys()) presets.set(id, state.presets.lookup(id));
  }

  function planIfWaiting(pod: Pod): PodPlan | undefined {
    if ((pod.spec.nodeName ?? '') !== '' || pod.metadata.deletionTimestamp !== undefined) return undefined;
    const planned = engine.planOf(pod);
    return planned.ok && planned.plan !== null ? planned.plan : undefined;
  }

  /** Presets of the plan that are not what they were, with their generation. */
  function editedPresets(plan: PodPlan): string {
    const edited: string[] = [];
    for (const id of plan.presets) {
      const now = state.presets.lookup(id);
      if (presets.has(id) && presets.get(id) !== now) edited.push(`${id}.${now?.generation ?? 'deleted'}`);
    }
    return edited.join(',');
  }

  async function wake(pod: Pod, cause: 'node' | 'preset', value: string): Promise<void> {
    const { name = '', namespace = '', uid, annotations } = pod.metadata;
    // The watch may have shown us meanwhile that it is bound.
    const latest = state.pods.byUid(uid ?? '');
    if (
      latest === undefined ||
      (latest.spec.nodeName ?? '') !== '' ||
      annotations?.[ANNOTATION.woken] === value
    )
      return;
    try {
      await transport.request({
        method: 'PATCH',
        path: podPath(namespace, name),
        contentType: CONTENT_TYPE.mergePatch,
        body: {
          metadata: {
            uid,
            resourceVersion: latest.metadata.resourceVersion,
            annotations: { [ANNOTATION.woken]: value },
          },
        },
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
  state.presets.onChange(() => {
    presetsChanged = true;
    schedule();
  });
  // Remembers each preset as the first waiting pod that uses it finds it.
  state.pods.onUpsert((pod) => {
    const plan = planIfWaiting(pod);
    for (const id of plan?.presets ?? []) if (!presets.has(id)) presets.set(id, state.presets.lookup(id));
  });

  return {
    async idle() {
      await checking;
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

/** Differs when the facts do. */
function hashOf({ facts }: NodeView): string {
  return facts.kind === 'fresh' ? facts.hash.slice(0, 12) : facts.kind;
}

function defaultTimer(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
