import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../shared/kube/log.ts';
import type { AgentMetrics } from './metrics.ts';
import type { PodResources } from './pod-resources.ts';

export interface AllocationsOptions {
  readonly podResources: PodResources;
  readonly metrics: AgentMetrics;
  readonly log: Pick<Log, 'warn'>;
  readonly intervalMs: number;
}

const DEADLINE_MS = 5000;

/** Shows which devices kubelet has given to pods, as a metric and nowhere else. */
export function createAllocations(options: AllocationsOptions): {
  update(): Promise<void>;
  run(signal: AbortSignal): Promise<void>;
} {
  const { podResources, metrics, log } = options;
  let failing: string | undefined;

  async function update(): Promise<void> {
    const result = await podResources.list(DEADLINE_MS);
    if (result.ok) {
      failing = undefined;
      metrics.replace(
        'latebind_agent_allocated_devices',
        result.devices.map(({ resource, namespace, pod, ids }) => ({
          labels: { resource, namespace, pod },
          value: ids.length,
        })),
      );
      return;
    }
    // What may have changed since is not shown.
    metrics.replace('latebind_agent_allocated_devices', []);
    metrics.count('latebind_agent_pod_resources_errors_total', { reason: result.reason });
    const { reason, detail } = result;
    // Said once, not every minute.
    if (failing !== reason)
      log.warn({ reason, detail }, 'kubelet does not say which devices it has given to pods');
    failing = reason;
  }

  return {
    update,
    async run(signal) {
      while (!signal.aborted) {
        await update();
        await sleep(options.intervalMs, undefined, { signal, ref: false }).catch(() => {});
      }
    },
  };
}
