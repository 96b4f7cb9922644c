import { describe, expect, it } from 'vitest';
import { KubeError } from '../shared/kube/http.ts';
import { silentLog } from '../shared/kube/log.ts';
import type { Pod } from '../shared/kube/objects.ts';
import { fakeApiServer } from '../test/build/api-server.ts';
import { type Contents, clusterState } from '../test/build/cluster-state.ts';
import { admitted, bareNode, goodNode, LIBRARY_DIR, nvidia } from '../test/build/example.ts';
import { node } from '../test/build/node.ts';
import { PodBuilder } from '../test/build/pod.ts';
import { engine } from './engine.ts';
import type { PodEvent } from './events.ts';
import { createMetrics } from './metrics.ts';
import { startRepairer } from './repair.ts';

const VALUE = 'bind.latebind.dev/env.LIBRARY_DIR';

function setUp(stored: Pod, contents: Contents = {}) {
  const api = fakeApiServer([stored]);
  const state = clusterState({ nodes: [goodNode, bareNode], presets: [nvidia], ...contents });
  const metrics = createMetrics();
  const events: PodEvent[] = [];
  let timers: { ms: number; run: () => void }[] = [];
  const repairer = startRepairer({
    state,
    engine,
    metrics,
    transport: api.transport,
    recorder: { record: (event) => events.push(event) },
    log: silentLog,
    random: () => 0.5,
    after(ms, run) {
      const timer = { ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  });
  state.seePod(stored);
  return {
    api,
    state,
    events,
    repairer,
    metrics,
    delays: () => timers.map(({ ms }) => ms),
    /** Runs what is due, to its end. */
    async turn() {
      const due = timers;
      timers = [];
      for (const { run } of due) run();
      await repairer.idle();
    },
    pod: () => api.pods.get('team-a/train'),
    /** The watch shows the stored pod. */
    watch() {
      const now = api.pods.get('team-a/train');
      if (now !== undefined) state.seePod(now);
    },
  };
}

const unfilled = (nodeName: string): Pod => new PodBuilder(admitted()).onNode(nodeName).build();

describe('a pod that was bound without values', () => {
  it('gets those of its node, in a write that fails if the pod has changed', async () => {
    const { turn, pod, api, events, repairer, metrics, watch } = setUp(unfilled('good'));
    expect(repairer.waiting()).toBe(1);
    await turn();
    expect(pod()?.metadata.annotations?.[VALUE]).toBe(LIBRARY_DIR);
    expect(api.sent[0]).toMatchObject({
      method: 'PATCH',
      body: { metadata: { uid: 'uid-of-train', resourceVersion: '1' } },
    });
    watch();
    expect(repairer.waiting()).toBe(0);
    expect(events.map(({ reason }) => reason)).toEqual(['LatebindRepaired']);
    expect(await metrics.registry.metrics()).toContain('latebind_slots_filled_total{path="repair"} 1');
  });

  it('waits visibly while its node has no facts, and is filled as soon as it has', async () => {
    const { turn, events, state, pod, delays, repairer } = setUp(unfilled('bare'));
    await turn();
    expect(events).toMatchObject([{ reason: 'LatebindWaiting', type: 'Warning' }]);
    expect(events[0]?.message).toMatch(/^latebind FactsMissing: .*; the containers wait until node bare can/);
    expect(delays()).toEqual([3000]);
    const facts = { nvidia: { present: true, driver: { version: '570.1' }, libraryDir: LIBRARY_DIR } };
    state.seeNode(node('bare').withFacts(facts).build());
    expect(delays()).toEqual([125]);
    await turn();
    expect(pod()?.metadata.annotations?.[VALUE]).toBe(LIBRARY_DIR);
    expect(repairer.waiting()).toBe(0);
  });

  it('is looked at again with a growing delay', async () => {
    const { turn, delays } = setUp(unfilled('bare'));
    const seen: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      await turn();
      seen.push(...delays());
    }
    expect(seen.slice(0, 4)).toEqual([3000, 3000, 6000, 12_000]);
    expect(Math.max(...seen)).toBeLessThanOrEqual(300_000);
  });

  it('is looked at again when a preset changes', async () => {
    const { turn, delays, state } = setUp(unfilled('bare'));
    await turn();
    state.seePreset(nvidia);
    expect(delays()).toEqual([125]);
  });

  it('is looked at again at once when its node changed while it was written to in vain', async () => {
    const { turn, state, api, delays, pod } = setUp(unfilled('good'));
    api.before = ({ method, path }) => {
      api.before = () => undefined;
      state.seeNode(goodNode);
      throw new KubeError({ method, path, status: 500, reason: 'InternalError', message: 'oops' });
    };
    await turn();
    expect(delays()).toEqual([125]);
    await turn();
    expect(pod()?.metadata.annotations?.[VALUE]).toBe(LIBRARY_DIR);
    expect(delays()).toEqual([]);
  });

  it('is left to the other replica that was faster', async () => {
    const { turn, api, pod, watch, repairer, events } = setUp(unfilled('good'));
    const stored = pod();
    if (stored === undefined) throw new Error('no pod');
    stored.metadata.resourceVersion = '2';
    stored.metadata.annotations = {
      ...stored.metadata.annotations,
      [VALUE]: LIBRARY_DIR,
      'bind.latebind.dev/node': 'good',
      'bind.latebind.dev/generation': 'abc',
    };
    await turn();
    expect(repairer.waiting()).toBe(1);
    watch();
    expect(repairer.waiting()).toBe(0);
    await turn();
    expect(api.sent).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it('is tried again after the API server failed', async () => {
    const { turn, api, pod } = setUp(unfilled('good'));
    api.before = ({ method, path }) => {
      throw new KubeError({ method, path, status: 500, reason: 'InternalError', message: 'oops' });
    };
    await turn();
    api.before = () => undefined;
    await turn();
    expect(pod()?.metadata.annotations?.[VALUE]).toBe(LIBRARY_DIR);
  });

  it('is forgotten when it is gone', async () => {
    const { state, repairer, turn, api } = setUp(unfilled('good'));
    const known = state.pods.byUid('uid-of-train');
    if (known !== undefined) state.pods.delete(known);
    expect(repairer.waiting()).toBe(0);
    await turn();
    expect(api.sent).toEqual([]);
  });

  it('is not judged by half a cache', async () => {
    const { turn, events, api, repairer } = setUp(unfilled('unheard-of'), { unsynced: ['nodes'] });
    await turn();
    expect(events).toEqual([]);
    expect(api.sent).toEqual([]);
    expect(repairer.waiting()).toBe(1);
  });

  it('is one of thousands: a few are written at a time, in order, and all are counted as waiting', async () => {
    const { state, api, turn, repairer } = setUp(unfilled('good'));
    for (let count = 0; count < 99; count += 1) {
      const other = new PodBuilder(unfilled('good')).name(`train-${count}`).uid(`uid-${count}`).build();
      api.pods.set(`team-a/train-${count}`, other);
      state.seePod(other);
    }
    let underWay = 0;
    let most = 0;
    let least = Number.POSITIVE_INFINITY;
    api.before = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      least = Math.min(least, repairer.waiting());
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    };
    expect(repairer.waiting()).toBe(100);
    await turn();
    expect(most).toBe(16);
    expect(least).toBe(16);
    expect(repairer.waiting()).toBe(0);
    expect(api.sent.map(({ path }) => path.split('/').at(-1)).slice(0, 3)).toEqual([
      'train',
      'train-0',
      'train-1',
    ]);
    expect(
      [...api.pods.values()].every(({ metadata }) => metadata.annotations?.[VALUE] === LIBRARY_DIR),
    ).toBe(true);
  });

  it('is not written to any more once the end has come, however many wait', async () => {
    const { state, api, turn, repairer } = setUp(unfilled('good'));
    for (let count = 0; count < 99; count += 1) {
      state.seePod(new PodBuilder(unfilled('good')).name(`train-${count}`).uid(`uid-${count}`).build());
    }
    api.before = () => repairer.stop();
    await turn();
    expect(api.sent.length).toBeLessThanOrEqual(16);
  });

  it('is not touched any more after the end', async () => {
    const { repairer, turn, api, delays } = setUp(unfilled('good'));
    repairer.stop();
    expect(delays()).toEqual([]);
    await turn();
    expect(api.sent).toEqual([]);
  });
});

it.each([
  ['that is not bound', admitted()],
  [
    'without slots',
    new PodBuilder(admitted())
      .annotation('latebind.dev/slots', '{"v":1,"resources":{},"slots":{}}')
      .onNode('good')
      .build(),
  ],
  ['that is being deleted', new PodBuilder(unfilled('good')).deleting().build()],
  [
    'that is a mirror of a static pod',
    new PodBuilder(unfilled('good')).annotation('kubernetes.io/config.mirror', 'x').build(),
  ],
  ['that has failed', new PodBuilder(unfilled('good')).phase('Failed').build()],
  ['that has succeeded', new PodBuilder(unfilled('good')).phase('Succeeded').build()],
])('a pod %s is left alone', (_what, stored) => {
  expect(setUp(stored).repairer.waiting()).toBe(0);
});
