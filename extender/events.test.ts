import { describe, expect, it } from 'vitest';
import { KubeError } from '../shared/kube/http.ts';
import { fakeApiServer } from '../test/build/api-server.ts';
import { clusterState } from '../test/build/cluster-state.ts';
import { type PodBuilder, pod } from '../test/build/pod.ts';
import { createRecorder, type PodEvent, uncovered, waiting } from './events.ts';
import { createMetrics } from './metrics.ts';
import { reportPods } from './pod-reports.ts';
import { skippedPresets } from './skipped-presets.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

function setUp(api = fakeApiServer()) {
  let now = START;
  const metrics = createMetrics();
  const recorder = createRecorder({
    transport: api.transport,
    metrics,
    clock: () => now,
    instance: 'extender-0',
  });
  return {
    api,
    metrics,
    recorder,
    pass(ms: number) {
      now += ms;
    },
  };
}

const event = uncovered(pod().build(), 'example.com/fpga');

describe('the recorder', () => {
  it('creates one core/v1 event that the API server and kubectl understand', async () => {
    const { recorder, api } = setUp();
    recorder.record(event);
    await recorder.idle();
    expect(api.sent).toHaveLength(1);
    expect(api.sent[0]?.path).toBe('/api/v1/namespaces/team-a/events');
    expect(api.sent[0]?.body).toMatchObject({
      metadata: { name: expect.stringMatching(/^train\.[0-9a-f]{16}$/), namespace: 'team-a' },
      involvedObject: { kind: 'Pod', name: 'train', namespace: 'team-a', uid: 'uid-of-train' },
      reason: 'LatebindUncovered',
      type: 'Warning',
      firstTimestamp: '2026-01-01T00:00:00Z',
      count: 1,
    });
  });

  it('says a thing once in half an hour', async () => {
    const { recorder, api, pass } = setUp();
    for (let time = 0; time < 3; time += 1) recorder.record(event);
    pass(29 * 60_000);
    recorder.record(event);
    await recorder.idle();
    expect(api.sent).toHaveLength(1);
    pass(2 * 60_000);
    recorder.record(event);
    await recorder.idle();
    expect(api.sent).toHaveLength(2);
  });

  it('of a second replica finds the event already there', async () => {
    const first = setUp();
    const second = setUp(first.api);
    first.recorder.record(event);
    await first.recorder.idle();
    second.recorder.record(event);
    await second.recorder.idle();
    expect(await second.metrics.registry.metrics()).toContain(
      'latebind_events_total{reason="LatebindUncovered",result="exists"} 1',
    );
  });

  it('goes on after a failure, and may say it again', async () => {
    const { recorder, api } = setUp();
    api.before = ({ method, path }) => {
      throw new KubeError({ method, path, status: 403, reason: 'Forbidden', message: 'no' });
    };
    recorder.record(event);
    await recorder.idle();
    api.before = () => undefined;
    recorder.record(event);
    await recorder.idle();
    expect(api.sent).toHaveLength(2);
  });

  it('of a full queue is dropped, and may be said again', async () => {
    const { recorder, api, metrics } = setUp();
    // One is under way and a thousand are queued.
    for (let count = 0; count <= 1000; count += 1) {
      recorder.record(
        waiting(pod(`other-${count}`).uid(`uid-${count}`).onNode('good').build(), 'FactsMissing', ''),
      );
    }
    recorder.record(event);
    await recorder.idle();
    expect(await metrics.registry.metrics()).toContain(
      'latebind_events_total{reason="LatebindUncovered",result="dropped"} 1',
    );
    recorder.record(event);
    await recorder.idle();
    expect(api.sent).toHaveLength(1002);
  });

  it('keeps names and messages within the limits of the API server', async () => {
    const { recorder, api } = setUp();
    const long = pod('a'.repeat(253)).onNode('good').build();
    recorder.record(waiting(long, 'FactsMissing', 'x'.repeat(5000)));
    await recorder.idle();
    const [{ body } = { body: undefined }] = api.sent;
    const { metadata, message } = body as { metadata: { name: string }; message: string };
    expect(metadata.name.length).toBeLessThanOrEqual(253);
    expect(message.length).toBeLessThanOrEqual(1024);
  });
});

describe('what admission noted on a pod', () => {
  function reports(...pods: PodBuilder[]): PodEvent[] {
    const seen: PodEvent[] = [];
    const state = clusterState();
    reportPods({
      pods: state.pods,
      recorder: { record: (event) => seen.push(event) },
      skippedPresets,
      clock: () => START,
    });
    for (const builder of pods) state.seePod(builder.build());
    return seen;
  }
  const fresh = pod().createdAt('2025-12-31T23:59:00Z');

  it('is said when it is new', () => {
    const applied = JSON.stringify([
      { preset: 'ClusterPodPreset/a', generation: 1, result: 'applied' },
      { preset: 'ClusterPodPreset/b', generation: 1, result: 'skipped', reason: 'Conflict', detail: 'env A' },
      { preset: 'PodPreset/team-a/c', generation: 1, result: 'partly', reason: 'Conflict' },
    ]);
    const messages = reports(
      fresh
        .annotation('latebind.dev/uncovered', 'example.com/fpga')
        .annotation('latebind.dev/applied', applied),
    ).map(({ message }) => message);
    expect(messages).toEqual([
      expect.stringMatching(/^latebind Uncovered: no preset covers example\.com\/fpga/),
      'latebind Conflict: ClusterPodPreset/b was not applied: env A',
      'latebind Conflict: PodPreset/team-a/c was applied in part',
    ]);
  });

  it.each([
    ['old', pod().createdAt('2025-12-31T20:00:00Z').annotation('latebind.dev/uncovered', 'example.com/fpga')],
    ['of unknown age', pod().annotation('latebind.dev/uncovered', 'example.com/fpga')],
    ['without notes', fresh],
    ['with notes that cannot be read', fresh.annotation('latebind.dev/applied', '{')],
  ])('is not said of a pod that is %s', (_what, builder) => {
    expect(reports(builder)).toEqual([]);
  });
});
