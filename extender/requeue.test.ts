import { describe, expect, it } from 'vitest';
import { silentLog } from '../shared/kube/log.ts';
import { fakeApiServer } from '../test/build/api-server.ts';
import { type Contents, clusterState } from '../test/build/cluster-state.ts';
import { admitted, bareNode, goodNode, nvidia, oldNode, rebootedNode } from '../test/build/example.ts';
import { node } from '../test/build/node.ts';
import { PodBuilder } from '../test/build/pod.ts';
import { clusterPreset } from '../test/build/preset.ts';
import { engine } from './engine.ts';
import { createMetrics } from './metrics.ts';
import { startRequeuer } from './requeue.ts';

const WOKEN = 'bind.latebind.dev/woken';
const facts = (version: string) => ({
  nvidia: { present: true, driver: { version }, libraryDir: '/opt/nvidia/lib64' },
});

async function setUp(contents: Contents = {}, pod = admitted()) {
  const api = fakeApiServer([pod]);
  const state = clusterState({ presets: [nvidia], unsynced: contents.unsynced ?? [] });
  const metrics = createMetrics();
  let timers: (() => void)[] = [];
  const requeuer = startRequeuer({
    state,
    engine,
    metrics,
    transport: api.transport,
    log: silentLog,
    after(_ms, run) {
      timers.push(run);
      return () => undefined;
    },
  });
  const turn = async (): Promise<void> => {
    const due = timers;
    timers = [];
    for (const run of due) run();
    await requeuer.idle();
  };
  for (const known of contents.nodes ?? [oldNode]) state.seeNode(known);
  await turn();
  state.seePod(pod);
  return {
    api,
    state,
    metrics,
    turn,
    requeuer,
    timers: () => timers.length,
    woken: () => api.pods.get('team-a/train')?.metadata.annotations?.[WOKEN],
  };
}

describe('a pod that waits for a node', () => {
  it('is woken when the facts of a node come to suit it', async () => {
    const { state, turn, woken, metrics, api } = await setUp();
    state.seeNode(node('old').withFacts(facts('570.1')).build());
    await turn();
    expect(woken()).toMatch(/^old\.[0-9a-f]+$/);
    expect(api.sent).toHaveLength(1);
    expect(await metrics.registry.metrics()).toContain('latebind_pods_woken_total{cause="node"} 1');
  });

  it('is woken when facts become fresh: the agent has looked at a node since it booted', async () => {
    const { state, turn, woken } = await setUp({ nodes: [rebootedNode] });
    state.seeNode(node('rebooted').booted('another').withFacts(facts('550.90.07')).build());
    await turn();
    expect(woken()).toMatch(/^rebooted\./);
  });

  it('is woken when the first facts of a node arrive', async () => {
    const { state, turn, woken } = await setUp({ nodes: [bareNode] });
    state.seeNode(node('bare').withFacts(facts('570.1')).build());
    await turn();
    expect(woken()).toMatch(/^bare\./);
  });

  it('is one of thousands: a few are written to at a time', async () => {
    const { state, turn, api } = await setUp();
    for (let count = 0; count < 99; count += 1) {
      const other = new PodBuilder(admitted()).name(`train-${count}`).uid(`uid-${count}`).build();
      api.pods.set(`team-a/train-${count}`, other);
      state.seePod(other);
    }
    let underWay = 0;
    let most = 0;
    api.before = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    };
    state.seeNode(goodNode);
    await turn();
    expect(most).toBe(8);
    expect(api.sent).toHaveLength(100);
  });

  it('is left alone once the end has come, however many wait', async () => {
    const { state, turn, api, requeuer } = await setUp();
    for (let count = 0; count < 99; count += 1) {
      state.seePod(new PodBuilder(admitted()).name(`train-${count}`).uid(`uid-${count}`).build());
    }
    api.before = () => requeuer.stop();
    state.seeNode(goodNode);
    await turn();
    expect(api.sent.length).toBeLessThanOrEqual(8);
  });

  it('is woken when a node appears that suits it', async () => {
    const { state, turn, woken } = await setUp();
    state.seeNode(goodNode);
    await turn();
    expect(woken()).toMatch(/^good\./);
  });

  it('is woken when a preset of its is edited so that a node suits it', async () => {
    const { state, turn, woken } = await setUp();
    state.seePreset({
      ...clusterPreset('nvidia').forResource('nvidia.com/gpu').env({ name: 'X', value: 'y' }).build(),
      metadata: { name: 'nvidia', uid: nvidia.metadata.uid ?? '', generation: 2 },
    });
    await turn();
    expect(woken()).toBe('ClusterPodPreset/nvidia.2');
  });

  it.each([
    ['a change that does not suit it', node('old').withFacts(facts('540.1')).build()],
    ['a node that goes stale', node('old').withFacts(facts('570.1')).booted('another').build()],
  ])('is left alone by %s', async (_, changed) => {
    const { state, turn, api } = await setUp();
    state.seeNode(changed);
    await turn();
    expect(api.sent).toEqual([]);
  });

  it('is woken by a preset that is edited while pods are looked at', async () => {
    const { state, turn, woken, api } = await setUp();
    const edited = (generation: number) => ({
      ...clusterPreset('nvidia').forResource('nvidia.com/gpu').env({ name: 'X', value: 'y' }).build(),
      metadata: { name: 'nvidia', uid: nvidia.metadata.uid ?? '', generation },
    });
    api.before = () => {
      api.before = () => undefined;
      state.seePreset(edited(3));
    };
    state.seePreset(edited(2));
    await turn();
    expect(woken()).toBe('ClusterPodPreset/nvidia.2');
    state.seePod(api.pods.get('team-a/train') ?? admitted());
    await turn();
    expect(woken()).toBe('ClusterPodPreset/nvidia.3');
  });

  it('does not hold up other work when the cluster is large', async () => {
    const { state, turn, api } = await setUp();
    for (let count = 0; count < 1000; count += 1) {
      state.seeNode(node(`old-${count}`).withFacts(facts('540.1')).build());
    }
    let turns = 0;
    let other: NodeJS.Immediate | undefined;
    const work = (): void => {
      turns += 1;
      other = setImmediate(work);
    };
    const done = turn();
    other = setImmediate(work);
    await done;
    clearImmediate(other);
    expect(turns).toBeGreaterThan(0);
    expect(api.sent).toEqual([]);
  });

  it('is left alone when the node suited it before: it waits for something else', async () => {
    const { state, turn, api } = await setUp({ nodes: [goodNode] });
    state.seeNode(node('good').withFacts(facts('570.1')).build());
    await turn();
    expect(api.sent).toEqual([]);
  });

  it('is left alone by the first list, and by another preset', async () => {
    const { state, turn, api } = await setUp({ nodes: [goodNode, oldNode] });
    state.seePreset(
      clusterPreset('other').forResource('example.com/x').env({ name: 'X', value: 'y' }).build(),
    );
    await turn();
    expect(api.sent).toEqual([]);
  });

  it('is left alone by all that belongs to the first lists, however long they take', async () => {
    const unsynced = ['nodes'];
    const { state, turn, timers, api } = await setUp({ unsynced });
    state.seeNode(goodNode);
    await turn();
    expect(timers()).toBe(1);
    unsynced.pop();
    await turn();
    expect(api.sent).toEqual([]);
    state.seeNode(node('new').withFacts(facts('570.1')).build());
    await turn();
    expect(api.sent).toHaveLength(1);
  });

  it('is left alone when the other replica has woken it', async () => {
    const { state, turn, woken, api } = await setUp();
    state.seeNode(goodNode);
    await turn();
    state.seePod(new PodBuilder(admitted()).annotation(WOKEN, woken() ?? '').build());
    state.nodes.delete(state.nodes.project(goodNode as never, undefined));
    await turn();
    state.seeNode(goodNode);
    await turn();
    expect(api.sent).toHaveLength(1);
  });

  it('is not written to any more after the end', async () => {
    const { state, turn, requeuer, api } = await setUp();
    state.seeNode(goodNode);
    requeuer.stop();
    await turn();
    expect(api.sent).toEqual([]);
  });

  it('is not written to any more once it is bound', async () => {
    const bound = new PodBuilder(admitted()).onNode('good').build();
    const { state, turn, api } = await setUp({}, bound);
    state.seeNode(goodNode);
    await turn();
    expect(api.sent).toEqual([]);
  });

  it('is written to once for one cause, however often the node changes meanwhile', async () => {
    const { state, turn, timers, api } = await setUp();
    state.seeNode(node('old').withFacts(facts('560.1')).build());
    state.seeNode(node('old').withFacts(facts('570.1')).build());
    expect(timers()).toBe(1);
    await turn();
    expect(api.sent).toHaveLength(1);
  });
});
