import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nodeView } from '../../test/build/node.ts';
import { pod } from '../../test/build/pod.ts';
import { clusterPreset, type PresetBuilder } from '../../test/build/preset.ts';
import type { HostFacts } from '../host-facts/node-facts.ts';
import { ANNOTATION } from '../names.ts';
import { admitPod } from './admit.ts';
import { type CompiledPreset, compilePreset } from './compile.ts';
import { bindValues, isFilled, judgeNode, type PodPlan, planOf, scoreNode } from './place.ts';
import type { Slot } from './recipe.ts';

const FACTS: HostFacts = { nvidia: { libraryDir: '/usr/lib/nvidia' }, os: { id: 'ubuntu' } };
const NODE = nodeView('gpu-1', FACTS);
const APPLIED = JSON.stringify([{ preset: 'ClusterPodPreset/p', generation: 1, result: 'applied' }]);
const compile = (builder: PresetBuilder): CompiledPreset => {
  const result = compilePreset(builder.build());
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.preset;
};
const none = (): undefined => undefined;
const carrying = (slots: Record<string, Slot>, resources: Record<string, number> = {}) =>
  pod()
    .annotation(ANNOTATION.applied, APPLIED)
    .slots(JSON.stringify({ v: 1, resources, slots }));
const plan = (slots: Record<string, Slot>, resources: Record<string, number> = {}): PodPlan => {
  const planned = planOf(carrying(slots, resources).build());
  if (!planned.ok || planned.plan === null) throw new Error('no plan');
  return planned.plan;
};
const env = (...value: Extract<Slot, { kind: 'env' }>['value']): Record<string, Slot> => ({
  'env.X': { kind: 'env', value },
});
const path = (value: Extract<Slot, { kind: 'path' }>['value'], root = '/'): Record<string, Slot> => ({
  'path.v': { kind: 'path', value, root },
});
const bind = (
  slots: Record<string, Slot>,
  facts: HostFacts = FACTS,
  resources: Record<string, number> = {},
) => bindValues(plan(slots, resources), nodeView('gpu-1', facts), none);
const one = (slots: Record<string, Slot>, facts: HostFacts = FACTS): string | undefined => {
  const result = bind(slots, facts);
  if (!result.ok) throw new Error(result.detail);
  return Object.entries(result.annotations).find(([key]) => /\/(?:env|path)\./.test(key))?.[1];
};
const reason = (slots: Record<string, Slot>, facts: HostFacts = FACTS): string => {
  const result = bind(slots, facts);
  return result.ok ? 'ok' : result.reason;
};
const OS = { cel: 'host.os.id' };
const LIB = { cel: 'host.nvidia.libraryDir' };

describe('a value', () => {
  it.each<[string, Record<string, Slot>, string]>([
    ['of a variable', env('a-', OS), 'a-ubuntu'],
    ['of nothing', env(), ''],
    [
      'with every character that is allowed',
      env('~!@#%^&*()_+-={}[]|:;"\'<>,.?/ \\'),
      '~!@#%^&*()_+-={}[]|:;"\'<>,.?/ \\',
    ],
    ['of a path, relative to /', path([LIB, '/64']), 'usr/lib/nvidia/64'],
    ['of a path, relative to a root', path(['/opt/drivers/', OS], '/opt/drivers'), 'ubuntu'],
  ])('%s', (_name, slots, value) => {
    expect(one(slots)).toBe(value);
  });

  it.each<[string, Record<string, Slot>, string]>([
    ['an unknown fact', env({ cel: 'host.nvidia.driver.version' }), 'FactUnknown'],
    ['an unknown label', env({ cel: "node.labels['zone']" }), 'FactUnknown'],
    ['an expression that fails', env({ cel: 'string(1 / 0)' }), 'ExpressionFailed'],
    ['an expression that cannot be compiled', env({ cel: 'host.' }), 'RecipeUnreadable'],
    ['a dollar', env('$(X)'), 'ValueInvalid'],
    ['a backquote', env('`id`'), 'ValueInvalid'],
    ['a line feed', env('a\nb'), 'ValueInvalid'],
    ['more than ASCII', env('ü'), 'ValueInvalid'],
    ['a long value', env('a'.repeat(4_097)), 'ValueInvalid'],
    ['a relative path', path([OS]), 'ValueInvalid'],
    ['an empty part of a path', path(['/opt/', { cel: "''" }]), 'ValueInvalid'],
    ['.', path(['/opt/.'], '/opt'), 'ValueInvalid'],
    ['..', path(['/opt/drivers/../../etc']), 'ValueInvalid'],
    ['a forbidden path', path(['/etc/shadow']), 'PathForbidden'],
    ['a protected path', path(['/var/lib/kubelet/pods']), 'PathForbidden'],
    ['a path outside its root', path(['/opt/other'], '/opt/drivers'), 'PathForbidden'],
    ['the root itself', path(['/opt/drivers'], '/opt/drivers'), 'PathForbidden'],
  ])('%s is refused', (_name, slots, wanted) => {
    expect(reason(slots)).toBe(wanted);
  });

  it('says the expression in the event and the node’s value only in the detail', () => {
    const result = bind(env({ cel: 'host.nvidia.driver.version' }));
    expect(result).toMatchObject({
      message: 'env.X needs ${host.nvidia.driver.version}',
      detail: expect.stringContaining('node gpu-1'),
    });
  });

  it('values that are too large together are refused', () => {
    const slots = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [
        `env.X${at}`,
        { kind: 'env', value: ['a'.repeat(4_000)] } as const,
      ]),
    );
    expect(bind(slots)).toMatchObject({
      ok: false,
      reason: 'ValueInvalid',
      message: expect.stringContaining('too large'),
    });
  });

  it('whole amounts are ints, as at admission', () => {
    const result = bind(
      env({ cel: "resources['nvidia.com/gpu'] * 2" }, '/', { cel: "resources['cpu']" }),
      FACTS,
      { 'nvidia.com/gpu': 4, cpu: 0.5 },
    );
    expect(result).toMatchObject({ annotations: { 'bind.latebind.dev/env.X': '8/0.5' } });
  });

  it.each<[string, Partial<Extract<Slot, { kind: 'join' }>>, string]>([
    [
      'parts in order, without empty and repeated ones',
      { values: [[LIB], [':/b::/a:'], [LIB, ':/c']] },
      '/usr/lib/nvidia:/b:/a:/c',
    ],
    ['without what is in the variable already', { values: [['/a:/b']], without: ['/a'] }, '/b'],
    ['without what earlier slots hold', { values: [['/a:/b']], earlier: [['/b:/c']] }, '/a'],
    ['with the separator before it', { values: [['/a']], lead: true }, ':/a'],
    ['with the separator behind it', { values: [['/a']], trail: true }, '/a:'],
    ['without a separator where it is empty', { values: [['/a']], without: ['/a'], trail: true }, ''],
  ])('joined: %s', (_name, change, value) => {
    expect(
      one({
        'env.X': {
          kind: 'join',
          separator: ':',
          values: [],
          without: [],
          lead: false,
          trail: false,
          ...change,
        },
      }),
    ).toBe(value);
  });
});

describe('a node', () => {
  const needs = compile(
    clusterPreset('p')
      .forResource('a')
      .requires("host.os.id == 'ubuntu'", 'needs Ubuntu')
      .requires("has(host.nvidia.driver) && host.nvidia.driver.version.atLeast('550')", 'driver 550'),
  );
  const withPlan = plan({});
  it.each<[string, HostFacts, string]>([
    ['suits', { os: { id: 'ubuntu' }, nvidia: { driver: { version: '560' } } }, 'ok'],
    ['has another system', { os: { id: 'x' } }, 'needs Ubuntu (ClusterPodPreset/p)'],
    ['does not say its system', {}, 'needs Ubuntu (ClusterPodPreset/p)'],
    [
      'has an old driver',
      { os: { id: 'ubuntu' }, nvidia: { driver: { version: '500' } } },
      'driver 550 (ClusterPodPreset/p)',
    ],
  ])('that %s', (_name, facts, wanted) => {
    const verdict = judgeNode(withPlan, nodeView('n', facts), () => needs);
    expect(verdict.ok ? 'ok' : verdict.message).toBe(wanted);
  });

  it.each([
    [nodeView('n'), 'FactsMissing'],
    [nodeView('n', { kind: 'stale', field: 'bootID', seen: 'a', wanted: 'b' }), 'FactsStale'],
    [nodeView('n', { kind: 'unreadable', error: 'x' }), 'FactsUnreadable'],
  ] as const)('without fresh facts is refused %#', (view, wanted) => {
    expect(judgeNode(plan(env(OS)), view, none)).toMatchObject({ ok: false, reason: wanted });
    expect(scoreNode(plan(env(OS)), view, none)).toBe(0);
  });

  it('needs no facts where nothing depends on it', () => {
    expect(judgeNode(withPlan, nodeView('n'), none)).toEqual({ ok: true });
    expect(bindValues(withPlan, nodeView('n'), none)).toEqual({ ok: true, annotations: {} });
  });

  it('scores by the weight of what holds', () => {
    const prefers = compile(
      clusterPreset('p')
        .forResource('a')
        .prefers(30, "host.os.id == 'ubuntu'")
        .prefers(10, 'host.gpus.size() > 5')
        .prefers(10, "host.nvidia.driver.version == '1'"),
    );
    expect(scoreNode(withPlan, NODE, () => prefers)).toBe(6);
    expect(scoreNode(withPlan, NODE, none)).toBe(0);
  });
});

describe('a pod whose presets have only host rules', () => {
  it('is judged by what it requests', () => {
    const preset = compile(
      clusterPreset('p')
        .forResource('nvidia.com/gpu')
        .requires("host.gpus.size() >= resources['nvidia.com/gpu']", 'enough GPUs'),
    );
    const verdictOn = (gpus: number): string => {
      const admitted = admitPod({
        pod: pod().requests('nvidia.com/gpu', 2).build(),
        namespace: { name: 'default', labels: {} },
        presets: [preset],
      });
      const planned = admitted.admitted ? planOf(admitted.pod) : undefined;
      if (planned?.ok !== true || planned.plan === null) throw new Error('no plan');
      const facts = { gpus: Array.from({ length: gpus }, () => ({ vendor: 'nvidia' })) };
      const verdict = judgeNode(planned.plan, nodeView('n', facts), () => preset);
      return verdict.ok ? 'ok' : verdict.reason;
    };
    expect([verdictOn(1), verdictOn(2)]).toEqual(['RequireNotMet', 'ok']);
  });
});

describe('the generation', () => {
  const generation = (slots: Record<string, Slot>, facts: HostFacts): string => {
    const result = bind(slots, facts);
    return result.ok ? (result.annotations[ANNOTATION.generation] ?? '') : '';
  };
  it('is the same for the same values and differs with a value', () => {
    expect(generation(env(OS), FACTS)).toMatch(/^[0-9a-f]{12}$/);
    expect(generation(env(OS), FACTS)).toBe(generation(env(OS), FACTS));
    expect(generation(env(OS), FACTS)).not.toBe(generation(env(OS), { ...FACTS, os: { id: 'debian' } }));
    expect(generation(env(OS), FACTS)).not.toBe(generation(env('a', OS), FACTS));
  });

  it('is the same in every version of ours: replicas of two versions must not disagree', () => {
    const slots = { ...path([LIB]), ...env(OS, ' "x"') };
    const entries = [
      ['bind.latebind.dev/env.X', 'ubuntu "x"'],
      ['bind.latebind.dev/node', 'gpu-1'],
      ['bind.latebind.dev/path.v', 'usr/lib/nvidia'],
    ];
    if (NODE.facts.kind !== 'fresh') throw new Error('unreachable: facts of a builder are fresh');
    const text = JSON.stringify([NODE.uid, NODE.facts.hash, entries]);
    const wanted = createHash('sha256').update(text).digest('hex').slice(0, 12);
    expect(generation(slots, FACTS)).toBe(wanted);
  });
});

describe('the plan of a pod', () => {
  it('is null where no preset was applied', () => {
    expect(planOf(pod().build())).toEqual({ ok: true, plan: null });
    const skipped = APPLIED.replace('applied', 'skipped');
    expect(planOf(pod().annotation(ANNOTATION.applied, skipped).build())).toEqual({ ok: true, plan: null });
  });

  it.each([
    [ANNOTATION.slots, '{'],
    [ANNOTATION.applied, '{}'],
  ])('is refused where %s is %s', (key, text) => {
    expect(planOf(pod().annotation(key, text).build())).toMatchObject({
      ok: false,
      reason: 'RecipeUnreadable',
    });
    expect(isFilled(pod().annotation(key, text).build(), 'n')).toBe(false);
  });

  it('is the same of pods with the same texts, but for who they are', () => {
    const planned = (name: string) => {
      const result = planOf(
        carrying(env({ cel: 'pod.metadata.name' }))
          .name(name)
          .build(),
      );
      if (!result.ok || result.plan === null) throw new Error('no plan');
      return result.plan;
    };
    const [one, other] = [planned('one'), planned('other')];
    expect(other).toEqual({ ...one, pod: { metadata: { ...one.pod.metadata, name: 'other' } } });
    const value = (of: PodPlan) => bindValues(of, NODE, none);
    expect(value(one)).toMatchObject({ annotations: { 'bind.latebind.dev/env.X': 'one' } });
    expect(value(other)).toMatchObject({ annotations: { 'bind.latebind.dev/env.X': 'other' } });
  });

  it('is right after more different texts than are kept, also very long ones', () => {
    const texts = [
      ...Array.from({ length: 300 }, (_, at) => `${at}`),
      ...Array.from({ length: 8 }, (_, at) => `${at}`.padEnd(4_000, 'x')),
    ];
    for (const text of [...texts, ...texts]) expect(one(env(text))).toBe(text);
    const applied = (preset: string): string =>
      JSON.stringify([{ preset, generation: 1, result: 'applied', detail: preset.repeat(50) }]);
    for (let at = 0; at < 600; at += 1) {
      const preset = `ClusterPodPreset/p-${at % 300}`;
      expect(planOf(pod().annotation(ANNOTATION.applied, applied(preset)).build())).toMatchObject({
        plan: { presets: [preset] },
      });
    }
  });

  it('is filled when every value is there, for this node', () => {
    const filled = carrying(env(OS))
      .annotation(ANNOTATION.node, 'n')
      .annotation(ANNOTATION.generation, 'x')
      .annotation('bind.latebind.dev/env.X', '');
    expect(isFilled(filled.build(), 'n')).toBe(true);
    expect(isFilled(filled.build(), 'other')).toBe(false);
    expect(isFilled(carrying(env(OS)).build(), 'n')).toBe(false);
    expect(isFilled(filled.annotation(ANNOTATION.generation, '').build(), 'n')).toBe(false);
    expect(isFilled(pod().build(), 'n')).toBe(true);
  });
});
