import { describe, expect, it } from 'vitest';
import { nodeView } from '../../test/build/node.ts';
import { pod } from '../../test/build/pod.ts';
import { clusterPreset, type PresetObject } from '../../test/build/preset.ts';
import type { HostFacts } from '../host-facts/model.ts';
import { admitPod } from './admit.ts';
import type { NodeView } from './api.ts';
import { type CompiledPreset, compilePreset } from './compile.ts';
import { bindValues, judgeNode, type PodPlan, type PresetLookup, planOf, scoreNode } from './place.ts';
import { bindKnownValues, judgeNodes, scoreNodes } from './verdicts.ts';

const PRESET = clusterPreset('gpu')
  .forResource('nvidia.com/gpu')
  .env({ name: 'LIBRARY_DIR', value: '${host.nvidia.libraryDir}' })
  .requires("host.nvidia.driver.version.atLeast('550')", 'driver 550 or newer')
  .prefers(1, "host.nvidia.driver.version.atLeast('560')");

/** As the preset store keeps it, with its evaluations counted. */
function compiled(object: PresetObject): { preset: CompiledPreset; evaluations: () => number } {
  const result = compilePreset(object);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  let evaluations = 0;
  const require = result.preset.require.map((requirement) => ({
    ...requirement,
    expression: {
      ...requirement.expression,
      evaluate: (context: Parameters<typeof requirement.expression.evaluate>[0]) => {
        evaluations += 1;
        return requirement.expression.evaluate(context);
      },
    },
  }));
  return { preset: { ...result.preset, require }, evaluations: () => evaluations };
}

function planFor(preset: CompiledPreset, builder = pod()): PodPlan {
  const admission = admitPod({
    pod: builder.requests('nvidia.com/gpu', '1').build(),
    namespace: { name: 'team-a', labels: {} },
    presets: [preset],
  });
  if (!admission.admitted) throw new Error(admission.message);
  const planned = planOf(admission.pod);
  if (!planned.ok || planned.plan === null) throw new Error('no plan');
  return planned.plan;
}

const only =
  (preset: CompiledPreset): PresetLookup =>
  (id) =>
    id === preset.id ? preset : undefined;

const DRIVERS = ['535.1', '550.1', '550.2', '560.3', '570.4'];

/** Each with its own GPUs, of as many kinds as asked. */
function fleet(count: number, kinds: number): NodeView[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = index % kinds;
    const version = DRIVERS[kind % DRIVERS.length] ?? '';
    const facts: HostFacts = {
      bootId: `boot-${index}`,
      gpus: [{ uuid: `GPU-${index}` }],
      nvidia: { present: true, driver: { version }, libraryDir: `/opt/driver-${kind}/lib` },
    };
    return nodeView(`gpu-${index}`, facts);
  });
}

describe('verdicts about many nodes', () => {
  it('are those of each node, without what only its detail says', () => {
    const { preset } = compiled(PRESET.build());
    const plan = planFor(preset);
    const nodes = [
      ...fleet(40, 10),
      nodeView('bare'),
      nodeView('old', { kind: 'stale', field: 'bootID', seen: 'a', wanted: 'b' }),
      nodeView('broken', { kind: 'unreadable', error: 'no base64' }),
      nodeView('unknown', { nvidia: { present: false } }),
    ];
    const judge = judgeNodes(plan, only(preset));
    const score = scoreNodes(plan, only(preset));
    const said = (verdict: ReturnType<typeof judge>) =>
      verdict.ok ? verdict : { reason: verdict.reason, message: verdict.message };
    for (const node of nodes) {
      expect(said(judge(node)), node.name).toEqual(said(judgeNode(plan, node, only(preset))));
      expect(score(node), node.name).toBe(scoreNode(plan, node, only(preset)));
    }
    expect(judge(nodes[0] as NodeView)).toMatchObject({ reason: 'RequireNotMet' });
    expect(nodes.map((node) => score(node))).toContain(10);
  });

  it('of 15,000 nodes of 20 kinds cost 20 evaluations, whatever number of pods asks', () => {
    const { preset, evaluations } = compiled(PRESET.build());
    const nodes = fleet(15_000, 20);
    for (const name of ['train-0', 'train-1', 'train-2']) {
      const judge = judgeNodes(planFor(preset, pod(name)), only(preset));
      expect(nodes.filter((node) => judge(node).ok)).toHaveLength(12_000);
    }
    expect(evaluations()).toBe(20);
  });

  it('of a node whose facts changed are made anew', () => {
    const { preset } = compiled(PRESET.build());
    const judge = judgeNodes(planFor(preset), only(preset));
    const [old, , fine] = fleet(5, 5) as [NodeView, NodeView, NodeView];
    expect(judge(old).ok).toBe(false);
    expect(judge({ ...old, facts: fine.facts }).ok).toBe(true);
    expect(judge({ ...fine, facts: { kind: 'missing' } })).toMatchObject({ reason: 'FactsMissing' });
  });

  it('are forgotten when a preset is edited, deleted or there again', () => {
    const { preset } = compiled(PRESET.build());
    const { preset: edited } = compiled(PRESET.requires('host.gpus.size() > 1', 'two GPUs').build());
    const plan = planFor(preset);
    const [, node] = fleet(2, 5) as [NodeView, NodeView];
    expect(judgeNodes(plan, only(preset))(node).ok).toBe(true);
    expect(judgeNodes(plan, only(edited))(node)).toMatchObject({
      message: 'two GPUs (ClusterPodPreset/gpu)',
    });
    expect(judgeNodes(plan, () => undefined)(node).ok).toBe(true);
    expect(judgeNodes(plan, only(edited))(node).ok).toBe(false);
  });

  it("are those of the pod's own requirement, not of a pod that is like it", () => {
    const { preset } = compiled(PRESET.build());
    const plan = planFor(preset);
    const requiring = planFor(preset, pod().annotation('latebind.dev/require', 'host.gpus.size() > 1'));
    const [, node] = fleet(2, 5) as [NodeView, NodeView];
    expect(judgeNodes(plan, only(preset))(node).ok).toBe(true);
    expect(judgeNodes(requiring, only(preset))(node)).toMatchObject({ reason: 'RequireNotMet' });
    expect(judgeNodes(plan, only(preset))(node).ok).toBe(true);
  });

  it('that depend on the pod are made for each pod', () => {
    const { preset, evaluations } = compiled(
      PRESET.requires("pod.metadata.name == 'train-0' && host.gpus.size() == 1", 'the first').build(),
    );
    const [, node] = fleet(2, 5) as [NodeView, NodeView];
    const judged = ['train-0', 'train-1', 'train-0'].map(
      (name) => judgeNodes(planFor(preset, pod(name)), only(preset))(node).ok,
    );
    expect(judged).toEqual([true, false, true]);
    expect(evaluations()).toBeLessThanOrEqual(4);
  });

  it('of a plan with slots that cannot be read say so of each node', () => {
    const { preset } = compiled(PRESET.build());
    const plan = planFor(preset);
    const broken: PodPlan = {
      ...plan,
      recipe: { v: 1, resources: {}, slots: { 'env.X': { kind: 'env', value: [{ cel: 'host.(' }] } } },
    };
    const judge = judgeNodes(broken, only(preset));
    for (const node of fleet(5, 5).slice(1))
      expect(judge(node)).toMatchObject({ ok: false, reason: 'RecipeUnreadable' });
  });
});

describe('values that are known from another pod or node of the kind', () => {
  const NAMED = PRESET.env({ name: 'WHERE', value: '${node.name}' }).env({
    name: 'WHO',
    value: "${pod.metadata.name + '-on-' + host.nvidia.driver.version}",
  });
  const nodes = [
    ...fleet(40, 10),
    { ...(fleet(2, 5)[1] as NodeView), uid: 'made-anew' },
    nodeView('bare'),
    nodeView('old', { kind: 'stale', field: 'bootID', seen: 'a', wanted: 'b' }),
    nodeView('broken', { kind: 'unreadable', error: 'no base64' }),
    nodeView('unknown', { nvidia: { present: false } }),
  ];

  it.each([
    ['that depend on the kind alone', PRESET],
    ['that depend on the node and the pod, too', NAMED],
    [
      'of which there are none',
      clusterPreset('p').forResource('nvidia.com/gpu').requires('host.gpus.size() > 0', 'a'),
    ],
  ])('are those of the pod and the node: %s', (_what, builder) => {
    const { preset } = compiled(builder.build());
    for (const name of ['train-0', 'train-1', 'train-0']) {
      const plan = planFor(preset, pod(name));
      for (const node of [...nodes, ...nodes])
        expect(bindKnownValues(plan, node, only(preset)), `${name} on ${node.name}`).toEqual(
          bindValues(plan, node, only(preset)),
        );
    }
  });

  it('are made once for a kind of nodes', () => {
    const { preset, evaluations } = compiled(PRESET.build());
    const suitable = fleet(40, 5).slice(1, 5);
    const first = suitable.map((node) => bindKnownValues(planFor(preset), node, only(preset)));
    const before = evaluations();
    const second = fleet(40, 5)
      .slice(6, 10)
      .map((node) => bindKnownValues(planFor(preset), node, only(preset)));
    expect(evaluations()).toBe(before);
    const libraryDirs = (all: typeof first) =>
      all.map((one) => (one.ok ? one.annotations['bind.latebind.dev/env.LIBRARY_DIR'] : one.reason));
    expect(libraryDirs(second)).toEqual(libraryDirs(first));
    expect(new Set(libraryDirs(first)).size).toBe(4);
    const generations = [...first, ...second].map((one) =>
      one.ok ? one.annotations['bind.latebind.dev/generation'] : one.reason,
    );
    expect(new Set(generations).size).toBe(8);
  });

  it('are not changed for others by who got them', () => {
    const { preset } = compiled(PRESET.build());
    const [, node] = fleet(2, 5) as [NodeView, NodeView];
    const bind = () => bindKnownValues(planFor(preset), node, only(preset));
    const first = bind();
    const kept = structuredClone(first);
    if (first.ok) Object.assign(first.annotations, { 'bind.latebind.dev/env.LIBRARY_DIR': 'x', more: 'y' });
    expect(bind()).toEqual(kept);
  });

  it('are made anew where a preset is edited, so that what it requires now is looked at', () => {
    const { preset } = compiled(PRESET.build());
    const { preset: edited } = compiled(PRESET.requires('host.gpus.size() > 1', 'two GPUs').build());
    const plan = planFor(preset);
    const [, node] = fleet(2, 5) as [NodeView, NodeView];
    expect(bindKnownValues(plan, node, only(preset)).ok).toBe(true);
    expect(bindKnownValues(plan, node, only(edited))).toMatchObject({ reason: 'RequireNotMet' });
    expect(bindKnownValues(plan, node, only(preset)).ok).toBe(true);
  });

  it('name the node that is refused', () => {
    const { preset } = compiled(PRESET.build());
    const details = fleet(11, 5)
      .filter((_node, index) => index % 5 === 0)
      .map((node) => bindKnownValues(planFor(preset), node, only(preset)))
      .map((one) => (one.ok ? 'ok' : one.detail.split(':')[0]));
    expect(details).toEqual(['node gpu-0', 'node gpu-5', 'node gpu-10']);
  });

  it('are right after more of them than are kept', () => {
    const { preset } = compiled(NAMED.build());
    const [, node] = fleet(2, 5) as [NodeView, NodeView];
    for (let round = 0; round < 2; round += 1) {
      for (let index = 0; index < 1_200; index += 1) {
        const plan = {
          ...planFor(preset),
          pod: { metadata: { name: `p-${index}`, namespace: 'a', labels: {} } },
        };
        expect(bindKnownValues(plan, node, only(preset))).toMatchObject({
          annotations: { 'bind.latebind.dev/env.WHO': `p-${index}-on-550.1` },
        });
      }
    }
  });
});
