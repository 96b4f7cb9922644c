/** latebind.dev/require of a pod, in each place that decides where a pod may be. */
import { describe, expect, it } from 'vitest';
import { silentLog } from '../shared/kube/log.ts';
import type { Pod } from '../shared/kube/objects.ts';
import { ANNOTATION } from '../shared/names.ts';
import { fakeApiServer } from '../test/build/api-server.ts';
import { type Contents, clusterState } from '../test/build/cluster-state.ts';
import { bareNode, bestNode, goodNode } from '../test/build/example.ts';
import { node } from '../test/build/node.ts';
import { pod } from '../test/build/pod.ts';
import { binding, bindingReview } from '../test/build/review.ts';
import { admitBindingReview } from './admission/binding.ts';
import { engine } from './engine.ts';
import { createMetrics } from './metrics.ts';
import { startRequeuer } from './requeue.ts';
import { nodesNamed } from './scheduler/asked-nodes.ts';
import { bind } from './scheduler/bind.ts';
import { type JudgeDeps, judgeOf } from './scheduler/judge.ts';

const newerThan = (version: string): string => `host.nvidia.driver.version.atLeast('${version}')`;
const OWN = `${newerThan('560')} (the pod's own latebind.dev/require)`;

/** As admission leaves it; there is no preset in this file. */
function requiring(text: string, name = 'train'): Pod {
  const result = engine.admitPod({
    pod: pod(name).annotation(ANNOTATION.require, text).build(),
    namespace: { name: 'team-a', labels: {} },
    presets: [],
  });
  if (!result.admitted) throw new Error(result.message);
  return result.pod;
}

function setUp(contents: Contents = {}) {
  const api = fakeApiServer([requiring(newerThan('560'))]);
  const state = clusterState({ nodes: [goodNode, bestNode, bareNode], ...contents });
  return {
    api,
    state,
    deps: { state, engine, metrics: createMetrics(), log: silentLog, transport: api.transport },
  };
}

const verdictOn = (node: string, asked: Pod, deps: JudgeDeps) =>
  judgeOf(asked, nodesNamed([node], deps.state.nodes), deps)(0);

describe('a pod that says itself what its node must have', () => {
  it('may be placed where that holds, by filter and by preempt', () => {
    const { deps, state } = setUp();
    const judge = (name: string) => verdictOn(name, requiring(newerThan('560')), deps);
    expect(judge('best')).toEqual({ ok: true });
    expect(judge('good')).toMatchObject({ reason: 'RequireNotMet', message: OWN });
    expect(judge('bare')).toMatchObject({ reason: 'FactsMissing' });
    expect(judge('unheard-of')).toMatchObject({ reason: 'NodeUnknown' });
    // Remembered as one that may be bound anywhere it would be.
    expect(state.plainPods.has('uid-of-train', 'team-a', 'train')).toBe(false);
  });

  it('is not taken for another pod that says something else', () => {
    const { deps } = setUp();
    const fits = (text: string): boolean[] =>
      ['good', 'best'].map((name) => verdictOn(name, requiring(text), deps).ok);
    expect([newerThan('560'), newerThan('550'), newerThan('600'), newerThan('560')].map(fits)).toEqual([
      [false, true],
      [true, true],
      [false, false],
      [false, true],
    ]);
    const named = (name: string): boolean =>
      verdictOn('good', requiring("pod.metadata.name == 'a'", name), deps).ok;
    expect(['a', 'b', 'a'].map(named)).toEqual([true, false, true]);
  });

  it('is bound only there, whether it is watched already or not', async () => {
    for (const pods of [[], [requiring(newerThan('560'))]]) {
      const { deps, api } = setUp({ pods });
      const bindTo = async (Node: string): Promise<unknown> =>
        (
          await bind(
            { PodName: 'train', PodNamespace: 'team-a', PodUID: 'uid-of-train', Node },
            {
              ...deps,
              now: () => 0,
              random: () => 0,
              sleep: async () => undefined,
            },
          )
        ).body;
      expect(await bindTo('good')).toEqual({
        Error: expect.stringMatching(/^latebind RequireNotMet: .*the pod's own latebind\.dev\/require/),
      });
      expect(api.pods.get('team-a/train')?.spec.nodeName).toBeUndefined();
      expect(await bindTo('best')).toEqual({ Error: '' });
      expect(api.pods.get('team-a/train')?.spec.nodeName).toBe('best');
    }
  });

  it('may be bound only there by others, too', async () => {
    const { deps } = setUp();
    const review = async (nodeName: string): Promise<unknown> =>
      (await admitBindingReview(bindingReview(binding(requiring(newerThan('560')), nodeName)), deps)).body;
    expect(await review('good')).toMatchObject({
      response: { allowed: false, status: { code: 409, message: `latebind RequireNotMet: ${OWN}` } },
    });
    expect(await review('best')).toMatchObject({ response: { allowed: true } });
  });

  it('is woken when a node comes to have it', async () => {
    const { deps, state, api } = setUp({ nodes: [] });
    let timers: (() => void)[] = [];
    const requeuer = startRequeuer({
      ...deps,
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
    state.seeNode(goodNode);
    await turn();
    state.seePod(requiring(newerThan('560')));
    state.seeNode(
      node('good')
        .withFacts({ nvidia: { driver: { version: '570' } } })
        .build(),
    );
    await turn();
    expect(api.pods.get('team-a/train')?.metadata.annotations?.[ANNOTATION.woken]).toMatch(/^good\./);
  });
});
