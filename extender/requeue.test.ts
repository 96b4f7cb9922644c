import { describe, expect, it } from 'vitest';
import { KubeError } from '../shared/kube/http.ts';
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

/** The node that suits the pod or does not, as it was at that version. */
const suiting = (version: number) =>
  node('good').withFacts(facts('570.1')).resourceVersion(String(version)).build();
const refused = (version: number) =>
  node('good').withFacts(facts('540.1')).resourceVersion(String(version)).build();

/** The preset without its requirement: generation 1, as each that is made anew. */
const lenient = (version: number) =>
  clusterPreset('nvidia')
    .forResource('nvidia.com/gpu')
    .env({ name: 'X', value: 'y' })
    .metadata({ resourceVersion: String(version) })
    .build();
const strict = (version: number) => ({
  ...nvidia,
  metadata: { ...nvidia.metadata, resourceVersion: String(version) },
});

async function setUp(contents: Contents = {}, pod = admitted()) {
  const api = fakeApiServer([pod]);
  const state = clusterState({ presets: [nvidia], unsynced: contents.unsynced ?? [] });
  const metrics = createMetrics();
  let timers: (() => void)[] = [];
  const delays: number[] = [];
  let looks = 0;
  const requeuer = startRequeuer({
    state,
    engine: {
      ...engine,
      judgeNodes(plan, lookup) {
        looks += 1;
        return engine.judgeNodes(plan, lookup);
      },
    },
    metrics,
    random: () => 0.5,
    transport: api.transport,
    log: silentLog,
    after(ms, run) {
      delays.push(ms);
      timers.push(run);
      return () => {
        timers = timers.filter((other) => other !== run);
      };
    },
  });
  /** What was to run so many timers ahead of it is not due yet. */
  const turn = async (ahead = 0): Promise<void> => {
    const due = timers.slice(ahead);
    timers = timers.slice(0, ahead);
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
    delays,
    looks: () => looks,
    /** The watch shows the stored pod. */
    watch: () => state.seePod(api.pods.get('team-a/train') ?? admitted()),
    woken: () => api.pods.get('team-a/train')?.metadata.annotations?.[WOKEN],
  };
}

describe('a pod that waits for a node', () => {
  it('is woken when the facts of a node come to suit it', async () => {
    const { state, turn, woken, metrics, api } = await setUp();
    state.seeNode(node('old').withFacts(facts('570.1')).build());
    await turn();
    expect(woken()).toBe('old.1');
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
    state.seePreset(lenient(2));
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
    api.before = () => {
      api.before = () => undefined;
      state.seePreset(lenient(3));
    };
    state.seePreset(lenient(2));
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
    state.seePreset(lenient(2));
    expect(timers()).toBe(0);
    unsynced.pop();
    state.seeNode(node('new').withFacts(facts('570.1')).build());
    await turn();
    expect(api.sent).toHaveLength(1);
  });

  it('is woken by what changes right after the first lists, which are what it is compared with', async () => {
    const unsynced = ['presets'];
    const { state, turn, woken } = await setUp({ unsynced, nodes: [refused(1)] });
    unsynced.pop();
    state.seeNode(suiting(2));
    await turn();
    expect(woken()).toBe('good.2');
  });

  it('is left alone when the other replica has woken it', async () => {
    const { state, turn, api } = await setUp();
    state.seeNode(suiting(7));
    state.seePod(new PodBuilder(admitted()).annotation(WOKEN, 'good.7').build());
    await turn();
    expect(api.sent).toEqual([]);
  });

  it('is woken again by the second cure of a node with the same facts', async () => {
    const { state, turn, watch, woken, api } = await setUp({ nodes: [refused(1)] });
    state.seeNode(suiting(2));
    await turn();
    watch();
    state.seeNode(refused(3));
    await turn();
    expect(woken()).toBe('good.2');
    state.seeNode(suiting(4));
    await turn();
    expect(woken()).toBe('good.4');
    expect(api.sent).toHaveLength(2);
  });

  it('is woken again by a preset that is made anew, with the generation of the first', async () => {
    const { state, turn, watch, woken } = await setUp();
    state.seePreset(lenient(2));
    await turn();
    watch();
    state.seePreset(strict(3));
    await turn();
    state.seePreset(lenient(4));
    await turn();
    expect(woken()).toBe('ClusterPodPreset/nvidia.4');
  });

  it('is woken by each deletion of a preset that stood in its way', async () => {
    const { state, turn, watch, woken } = await setUp();
    const project = state.presets.projection('ClusterPodPreset', nvidia.apiVersion);
    const cachedOf = (version: number) => project(strict(version), undefined);
    state.presets.delete(cachedOf(2));
    await turn();
    expect(woken()).toBe('ClusterPodPreset/nvidia.2.deleted');
    watch();
    state.presets.upsert(cachedOf(3));
    await turn();
    state.presets.delete(cachedOf(3));
    await turn();
    expect(woken()).toBe('ClusterPodPreset/nvidia.3.deleted');
  });

  it.each([
    ['refused it for a moment', () => [refused(2), suiting(3)]],
    ['was gone for a moment', () => [undefined, suiting(3)]],
  ])('is woken when a node that suits it %s, in which it may have been tried', async (_, views) => {
    const { state, turn, woken } = await setUp({ nodes: [suiting(1)] });
    for (const view of views()) {
      if (view !== undefined) state.seeNode(view);
      else state.nodes.delete(state.nodes.project(suiting(1) as never, undefined));
    }
    await turn();
    expect(woken()).toBe('good.3');
  });

  it('is looked at once with all the others of its workload', async () => {
    const { state, turn, looks, api } = await setUp();
    const base = admitted();
    for (let count = 0; count < 5000; count += 1) {
      state.seePod(new PodBuilder(base).name(`train-${count}`).uid(`uid-${count}`).build());
    }
    const before = looks();
    state.seeNode(refused(2));
    await turn();
    expect(looks() - before).toBe(1);
    expect(api.sent).toEqual([]);
  });

  it.each([
    [0, 'Unreachable'],
    [429, 'TooManyRequests'],
    [503, 'ServiceUnavailable'],
    [409, 'Conflict'],
  ])('is written to again when the API server answers %i %s', async (status, reason) => {
    const { state, turn, woken, api, delays, timers } = await setUp();
    api.before = ({ method, path }) => {
      if (api.sent.length < 3) throw new KubeError({ method, path, status, reason, message: '' });
    };
    state.seeNode(suiting(2));
    for (let round = 0; round < 3; round += 1) await turn();
    expect(woken()).toBe('good.2');
    expect(delays.slice(-2)).toEqual([750, 750]);
    expect(timers()).toBe(0);
  });

  it('is written to again as it is by then, when its status was written to meanwhile', async () => {
    const { state, turn, woken, watch, api } = await setUp();
    const stored = api.pods.get('team-a/train');
    if (stored === undefined) throw new Error('no pod');
    stored.metadata.resourceVersion = '77';
    state.seeNode(suiting(2));
    await turn();
    expect(woken()).toBeUndefined();
    watch();
    await turn();
    expect(woken()).toBe('good.2');
    expect(api.sent).toHaveLength(2);
  });

  it.each([
    ['bound', () => new PodBuilder(admitted()).onNode('good').build()],
    ['woken by the other replica', () => new PodBuilder(admitted()).annotation(WOKEN, 'good.2').build()],
  ])('is not written to again once it is %s', async (_, latest) => {
    const { state, turn, timers, api } = await setUp();
    api.before = ({ method, path }) => {
      throw new KubeError({ method, path, status: 409, reason: 'Conflict', message: '' });
    };
    state.seeNode(suiting(2));
    await turn();
    state.seePod(latest());
    await turn();
    expect(api.sent).toHaveLength(1);
    expect(timers()).toBe(0);
  });

  it('is given up after a while, with growing pauses, longer where the API server asks for it', async () => {
    const { state, turn, timers, api, delays } = await setUp();
    api.before = ({ method, path }) => {
      const busy = { status: 429, reason: 'TooManyRequests', message: '', retryAfterSeconds: 1 };
      throw new KubeError({ method, path, ...busy });
    };
    state.seeNode(suiting(2));
    for (let round = 0; round < 20; round += 1) await turn();
    expect(api.sent).toHaveLength(12);
    expect(delays.slice(2, 6)).toEqual([1750, 1750, 2500, 4000]);
    expect(Math.max(...delays)).toBeLessThanOrEqual(31_000);
    expect(timers()).toBe(0);
  });

  it('has one write that is tried again, for the latest cause', async () => {
    const { state, turn, timers, api, woken } = await setUp();
    api.before = ({ method, path }) => {
      if (api.sent.length < 2) throw new KubeError({ method, path, status: 503, reason: '', message: '' });
    };
    state.seeNode(suiting(2));
    await turn();
    state.seePreset(lenient(3));
    expect(timers()).toBe(2);
    await turn(1);
    expect(woken()).toBe('ClusterPodPreset/nvidia.3');
    expect(timers()).toBe(0);
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
