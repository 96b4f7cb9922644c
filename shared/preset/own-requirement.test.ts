import { describe, expect, it } from 'vitest';
import { nodeView } from '../../test/build/node.ts';
import { type PodBuilder, pod } from '../../test/build/pod.ts';
import { clusterPreset } from '../../test/build/preset.ts';
import type { HostFacts } from '../host-facts/node-facts.ts';
import type { Pod } from '../kube/objects.ts';
import { ANNOTATION, LABEL } from '../names.ts';
import { type AdmitInput, admitPod } from './admit.ts';
import type { NodeView } from './api.ts';
import { type CompiledPreset, compilePreset } from './compile.ts';
import { bindValues, dependsOnNode, judgeNode, type PlanResult, type PodPlan, planOf } from './place.ts';

const LARGE = 'host.gpus.all(g, g.memoryMiB >= 80000)';
const NAMESPACE = { name: 'team-a', labels: {} };
const requiring = (text: string): PodBuilder => pod().annotation(ANNOTATION.require, text);
const gpus = (...memoryMiB: number[]): HostFacts => ({
  gpus: memoryMiB.map((size) => ({ vendor: 'nvidia', memoryMiB: size })),
});
const large = nodeView('large', gpus(81_559, 81_559));
const small = nodeView('small', gpus(24_576));
const none = (): undefined => undefined;

const run = (builder: PodBuilder, change: Partial<AdmitInput> = {}) =>
  admitPod({ pod: builder.build(), namespace: NAMESPACE, presets: [], ...change });
const accept = (builder: PodBuilder, change: Partial<AdmitInput> = {}): Pod => {
  const result = run(builder, change);
  if (!result.admitted) throw new Error(result.message);
  return result.pod;
};
const planned = (builder: PodBuilder, change: Partial<AdmitInput> = {}): PodPlan => {
  const result = planOf(accept(builder, change));
  if (!result.ok || result.plan === null) throw new Error('no plan');
  return result.plan;
};
const compile = (builder: ReturnType<typeof clusterPreset>): CompiledPreset => {
  const result = compilePreset(builder.build());
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.preset;
};

describe('a pod that says what its node must have', () => {
  it('is seen by the extender and depends on its node, although no preset is for it', () => {
    const { metadata, spec } = accept(requiring(LARGE));
    expect(metadata.labels).toEqual({ [LABEL.managed]: 'true' });
    expect(metadata.annotations).toEqual({
      [ANNOTATION.require]: LARGE,
      [ANNOTATION.slots]: '{"v":1,"resources":{},"slots":{}}',
    });
    expect(spec).toEqual(pod().build().spec);
    const plan = planned(requiring(LARGE));
    expect(dependsOnNode(plan, none)).toBe(true);
    expect(bindValues(plan, large, none)).toEqual({ ok: true, annotations: {} });
  });

  it.each<[string, string, NodeView, string]>([
    ['has it', LARGE, large, 'ok'],
    ['does not have it', LARGE, small, 'RequireNotMet'],
    ['does not say', "host.nvidia.driver.version.atLeast('550')", small, 'FactUnknown'],
    ['makes it fail', "resources['cpu'] / 0 > 1", small, 'ExpressionFailed'],
    ['has no facts', LARGE, nodeView('bare'), 'FactsMissing'],
    [
      'has old facts',
      LARGE,
      nodeView('n', { kind: 'stale', field: 'bootID', seen: 'a', wanted: 'b' }),
      'FactsStale',
    ],
    ['has the label', "node.labels['kubernetes.io/hostname'] == 'large'", large, 'ok'],
    ['has a GPU for each that is requested', "host.gpus.size() >= resources['nvidia.com/gpu']", large, 'ok'],
    ['has too few of them', "host.gpus.size() >= resources['nvidia.com/gpu']", small, 'RequireNotMet'],
    ['makes it no bool', "resources['nvidia.com/gpu']", large, 'RequireNotMet'],
    ['is right for its name', "pod.metadata.name + '-node' == node.name", nodeView('train-node', {}), 'ok'],
  ])('on a node that %s', (_what, text, node, wanted) => {
    const plan = planned(requiring(text).requests('nvidia.com/gpu', 2).requests('cpu', 1));
    for (const verdict of [judgeNode(plan, node, none), bindValues(plan, node, none)])
      expect(verdict.ok ? 'ok' : verdict.reason).toBe(wanted);
  });

  it('has in its events that it asked for that itself, clipped and on one line, and all of it in the detail', () => {
    const long = `${LARGE}\n  && ${LARGE}\n  && ${LARGE}`;
    expect(judgeNode(planned(requiring(`${LARGE}\n`)), small, none)).toEqual({
      ok: false,
      reason: 'RequireNotMet',
      message: `${LARGE} (the pod's own latebind.dev/require)`,
      detail: `node small: ${LARGE}\n: is false, wanted true`,
    });
    expect(judgeNode(planned(requiring(long)), small, none)).toMatchObject({
      message: `${LARGE} && ${LARGE.slice(0, 35)}... (the pod's own latebind.dev/require)`,
      detail: expect.stringContaining(long),
    });
  });

  it('must have it besides what presets require', () => {
    const preset = compile(
      clusterPreset('p').spec({ selector: {} }).requires("node.name.startsWith('a')", 'needs an a'),
    );
    const plan = planned(requiring("node.name.endsWith('z')"), { presets: [preset] });
    const on = (name: string): string => {
      const verdict = judgeNode(plan, nodeView(name, {}), () => preset);
      return verdict.ok ? 'ok' : verdict.message;
    };
    expect(on('a-z')).toBe('ok');
    expect(on('b-z')).toBe('needs an a (ClusterPodPreset/p)');
    expect(on('a-y')).toBe("node.name.endsWith('z') (the pod's own latebind.dev/require)");
  });

  it('gets the values of its presets only where it may be', () => {
    const preset = compile(
      clusterPreset('p').spec({ selector: {} }).env({ name: 'NODE', value: '${node.name}' }),
    );
    const plan = planned(requiring(LARGE), { presets: [preset] });
    expect(bindValues(plan, large, none)).toMatchObject({
      annotations: { 'bind.latebind.dev/env.NODE': 'large' },
    });
    expect(bindValues(plan, small, none)).toMatchObject({ ok: false, reason: 'RequireNotMet' });
  });

  it.each<[string, string, RegExp]>([
    [
      'names a fact that there is not',
      'host.gpu.all(g, true)',
      /"host\.gpu\.all\(g, true\)": No such key: gpu at character 6; wanted a condition on host, node,/,
    ],
    ['does not end', 'host.gpus.all(g,', /Unexpected token: EOF at character 17/],
    ['is no condition', 'size(host.gpus)', /"size\(host\.gpus\)" is a int, wanted a bool/],
    [
      'needs what is not known late',
      'pod.spec.hostNetwork',
      /No such key: spec at character 5 \(together with host and node only pod\.metadata/,
    ],
    ['could take long', "host.os.id.matches('x')", /uses matches\(\)/],
    ['is too long', `true${' '.repeat(2_000)}`, /"true": is 2004 characters long, at most 2000 are allowed/],
    [
      'is empty',
      '',
      /^the annotation latebind\.dev\/require is empty, wanted a condition .* such as host\.gpus/,
    ],
    ['is as good as empty', ' \n', /is empty/],
  ])('is refused where that %s', (_what, text, message) => {
    const result = run(requiring(text));
    expect(result).toMatchObject({
      admitted: false,
      reason: 'RequireInvalid',
      message: expect.stringMatching(message),
    });
    expect(result).toMatchObject({
      message: expect.stringMatching(/^the annotation latebind\.dev\/require/),
    });
  });

  it('is refused where it is created on a node that does not have it, or that nobody knows', () => {
    const builder = requiring(LARGE).onNode('small');
    expect(run(builder, { node: small })).toMatchObject({ admitted: false, reason: 'RequireNotMet' });
    expect(run(builder)).toMatchObject({ admitted: false, reason: 'NodeUnknown' });
    expect(run(requiring(LARGE).onNode('large'), { node: large })).toMatchObject({ admitted: true });
  });

  it('is the same after a second admission', () => {
    const once = accept(requiring(LARGE).requests('nvidia.com/gpu', 1));
    expect(admitPod({ pod: once, namespace: NAMESPACE, presets: [] })).toMatchObject({ pod: once });
  });
});

it('a requirement stays where a preset replaces all annotations, also when the preset is gone', () => {
  const replacing = compile(
    clusterPreset('p').spec({
      selector: {},
      layer: 'Override',
      metadata: { annotations: { note: 'preset' } },
      strategies: [{ path: 'metadata.annotations', strategy: 'Replace' }],
    }),
  );
  const annotations = (of: Pod, presets: CompiledPreset[]): Record<string, string> => {
    const result = admitPod({ pod: of, namespace: NAMESPACE, presets });
    if (!result.admitted) throw new Error(result.message);
    const {
      [ANNOTATION.applied]: _applied,
      [ANNOTATION.slots]: _slots,
      ...rest
    } = result.pod.metadata.annotations ?? {};
    return rest;
  };
  const builder = requiring(LARGE).annotation('note', 'pod').annotation('own', 'x');
  const once = accept(builder, { presets: [replacing] });
  const replaced = { [ANNOTATION.require]: LARGE, note: 'preset' };
  expect(annotations(builder.build(), [replacing])).toEqual(replaced);
  expect(annotations(once, [replacing])).toEqual(replaced);
  expect(annotations(once, [])).toEqual({ [ANNOTATION.require]: LARGE, note: 'pod', own: 'x' });
});

describe('a requirement that nothing looks at', () => {
  it('is said to the author of a pod that opted out, and is not read', () => {
    const builder = requiring('nonsense(').annotation(ANNOTATION.exclude, 'true');
    const result = run(builder);
    expect(result).toMatchObject({ admitted: true, pod: builder.build() });
    expect(result.warnings).toEqual([
      'the annotation latebind.dev/require is not looked at, the pod may land on any node: it has latebind.dev/exclude: "true"',
    ]);
    expect(run(pod().annotation(ANNOTATION.exclude, 'true')).warnings).toEqual([]);
  });

  it('is that of a pod that admission has not seen', () => {
    expect(planOf(requiring(LARGE).build())).toEqual({ ok: true, plan: null });
  });
});

it('a requirement that was never admitted keeps its pod off all nodes', () => {
  const forged = requiring('host.').slots('{"v":1,"resources":{},"slots":{}}').build();
  const seen: PlanResult = planOf(forged);
  expect(seen).toMatchObject({
    ok: false,
    reason: 'RequireInvalid',
    message: expect.stringContaining('host.'),
  });
});

it.each([
  ['annotations', ANNOTATION.require],
  ['labels', LABEL.managed],
])('a preset takes none of %s away that are for Latebind', (field, key) => {
  expect(
    compilePreset(
      clusterPreset('p')
        .spec({ selector: {}, remove: { [field]: [key] } })
        .build(),
    ),
  ).toEqual({
    ok: false,
    problems: [
      {
        path: `spec.remove.${field}`,
        message: `has "${key}"; keys of latebind.dev are not removed by presets`,
      },
    ],
  });
});
