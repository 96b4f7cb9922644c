import { expect, test } from 'vitest';
import { createAllocations } from './allocations.ts';
import { createMetrics } from './metrics.ts';
import type { PodResourcesResult } from './pod-resources.ts';

/** The metric's series, and what is logged, after each answer of kubelet. */
async function after(...answers: PodResourcesResult[]): Promise<{ series: string[][]; logged: number }> {
  const metrics = createMetrics({ defaults: false });
  let logged = 0;
  let answer: PodResourcesResult | undefined;
  const allocations = createAllocations({
    podResources: {
      list: () =>
        answer === undefined ? Promise.reject(new Error('no answer left')) : Promise.resolve(answer),
      close: () => {},
    },
    metrics,
    log: { warn: () => (logged += 1) },
    intervalMs: 60_000,
  });
  const series: string[][] = [];
  for (answer of answers) {
    await allocations.update();
    const text = await metrics.registry.metrics();
    series.push(text.split('\n').filter((line) => /^latebind_agent_(allocated|pod_res)/.test(line)));
  }
  return { series, logged };
}

const train = { namespace: 'team-a', pod: 'train', resource: 'nvidia.com/gpu', ids: ['GPU-1', 'GPU-2'] };
const denied: PodResourcesResult = { ok: false, reason: 'EACCES', detail: '/kubelet.sock' };

test('devices are counted by pod and resource; those of a pod that ended go', async () => {
  const { series } = await after({ ok: true, devices: [train] }, { ok: true, devices: [] });
  expect(series).toEqual([
    ['latebind_agent_allocated_devices{resource="nvidia.com/gpu",namespace="team-a",pod="train"} 2'],
    [],
  ]);
});

test('a kubelet that does not answer is counted, said once, and nothing old is shown', async () => {
  const { series, logged } = await after({ ok: true, devices: [train] }, denied, denied);
  expect(series[2]).toEqual(['latebind_agent_pod_resources_errors_total{reason="EACCES"} 2']);
  expect(logged).toBe(1);
});
