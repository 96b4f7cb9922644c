import { describe, expect, it } from 'vitest';
import { KubeError } from '../shared/kube/http.ts';
import { fakeApiServer } from '../test/build/api-server.ts';
import { pod } from '../test/build/pod.ts';
import { countedTransport, createMetrics, EXTENDER_METRICS } from './metrics.ts';

describe('metrics', () => {
  it('are exactly those of the table, each with its type and help', async () => {
    const text = await createMetrics().registry.metrics();
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    const want: string[] = EXTENDER_METRICS.map(({ name, type }) => `${name} ${type}`);
    expect(types.toSorted()).toEqual(want.toSorted());
    for (const { name, help } of EXTENDER_METRICS) expect(text).toContain(`# HELP ${name} ${help}`);
  });

  it('do not grow with the names that users give to resources', async () => {
    const metrics = createMetrics();
    for (let index = 0; index < 200; index += 1) metrics.uncovered(`example.com/resource-${index}`);
    const text = await metrics.registry.metrics();
    expect(text.match(/latebind_uncovered_pods_total\{/g)).toHaveLength(51);
    expect(text).toContain('latebind_uncovered_pods_total{resource="other"} 150');
  });

  it('of caches are read when they are asked for', async () => {
    const metrics = createMetrics();
    let lists = 1;
    metrics.observe({
      nodes: () => ({ fresh: 3, stale: 0, missing: 1, unreadable: 0 }),
      presets: () => [{ kind: 'PodPreset', valid: false, count: 2 }],
      waiting: () => 4,
      now: () => 5000,
      reflectors: () => [
        {
          name: 'nodes',
          synced: true,
          size: 4,
          lists,
          failures: 0,
          handlerErrors: 0,
          lastSyncAt: 1000,
          lastEventAt: 3000,
        },
      ],
    });
    await metrics.registry.metrics();
    lists = 2;
    const text = await metrics.registry.metrics();
    for (const line of [
      'latebind_nodes{facts="fresh"} 3',
      'latebind_presets{kind="PodPreset",valid="false"} 2',
      'latebind_pods_waiting 4',
      'latebind_reflector_lists_total{reflector="nodes"} 2',
      'latebind_reflector_last_event_age_seconds{reflector="nodes"} 2',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('count requests to the API server by method and status', async () => {
    const metrics = createMetrics();
    const api = fakeApiServer([pod().build()]);
    const transport = countedTransport(api.transport, metrics);
    await transport.request({ method: 'GET', path: '/api/v1/namespaces/team-a/pods/train' });
    await expect(
      transport.request({ method: 'GET', path: '/api/v1/namespaces/team-a/pods/x' }),
    ).rejects.toThrow();
    api.before = ({ method, path }) => {
      throw new KubeError({ method, path, status: 0, reason: 'Timeout', message: '' });
    };
    await expect(transport.request({ method: 'PATCH', path: '/x' })).rejects.toThrow();
    const text = await metrics.registry.metrics();
    expect(text).toContain('latebind_api_requests_total{verb="GET",code="200"} 1');
    expect(text).toContain('latebind_api_requests_total{verb="GET",code="404"} 1');
    expect(text).toContain('latebind_api_requests_total{verb="PATCH",code="Timeout"} 1');
  });
});
