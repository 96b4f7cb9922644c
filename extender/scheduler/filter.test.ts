import { describe, expect, it } from 'vitest';
import { clusterState } from '../../test/build/cluster-state.ts';
import {
  admitted,
  bareNode,
  bestNode,
  goodNode,
  nvidia,
  oldNode,
  rebootedNode,
} from '../../test/build/example.ts';
import { pod } from '../../test/build/pod.ts';
import { engine } from '../engine.ts';
import { createMetrics } from '../metrics.ts';
import { filter } from './filter.ts';
import { prioritize } from './prioritize.ts';
import type { ExtenderFilterResult, HostPriority } from './wire.ts';

const nodes = [goodNode, bestNode, oldNode, bareNode, rebootedNode];
const names = [...nodes.map(({ metadata }) => metadata.name), 'unheard-of'];

function setUp() {
  const state = clusterState({ nodes, presets: [nvidia] });
  const metrics = createMetrics();
  const deps = { state, engine, metrics };
  return {
    state,
    metrics,
    filter: (body: unknown) => filter(body, deps).body as ExtenderFilterResult,
    prioritize: (body: unknown) => prioritize(body, deps).body as HostPriority[],
    deps,
  };
}

describe('filter', () => {
  it('keeps the nodes that can fill every slot and says of each other why not', async () => {
    const { filter, metrics } = setUp();
    expect(filter({ Pod: admitted(), Nodes: null, NodeNames: names })).toEqual({
      Nodes: null,
      NodeNames: ['good', 'best'],
      FailedNodes: {},
      FailedAndUnresolvableNodes: {
        'unheard-of': 'latebind NodeUnknown: the extender does not know this node yet',
        old: expect.stringMatching(/^latebind RequireNotMet: driver 550\.54 or newer/),
        bare: expect.stringMatching(/^latebind FactsMissing: /),
        rebooted: expect.stringMatching(/^latebind FactsStale: /),
      },
      Error: '',
    });
    expect(await metrics.registry.metrics()).toContain(
      'latebind_rejections_total{verb="filter",reason="FactsStale"} 1',
    );
  });

  it.each([
    ['nodes that passed and nodes that did not', names],
    ['one that passed', ['good']],
    ['one that did not', ['unheard-of']],
    ['no node', []],
    ['names that no node can have', ['"', '\\', 'a"b', '\u2028', '\n', 'Ü', '', 'good']],
  ])('is sent as the JSON of the same answer: %s', (_what, asked) => {
    const reply = filter({ Pod: admitted(), NodeNames: asked }, setUp().deps);
    expect(reply.json?.()).toBe(JSON.stringify(reply.body));
  });

  it('answers whole nodes to a scheduler that sends whole nodes', () => {
    const { filter } = setUp();
    const result = filter({ Pod: admitted(), Nodes: { metadata: {}, items: nodes }, NodeNames: null });
    expect(result.NodeNames).toBeNull();
    expect(result.Nodes?.items).toEqual([goodNode, bestNode]);
    expect(Object.keys(result.FailedAndUnresolvableNodes).sort()).toEqual(['bare', 'old', 'rebooted']);
  });

  it('reads field names in any case', () => {
    expect(setUp().filter({ pod: admitted(), nodenames: ['good'] }).NodeNames).toEqual(['good']);
  });

  it('passes every node for a pod that depends on none, and remembers it for bind', () => {
    const { filter, state } = setUp();
    const plain = pod('web').build();
    expect(filter({ Pod: plain, NodeNames: names })).toEqual({
      Nodes: null,
      NodeNames: names,
      FailedNodes: {},
      FailedAndUnresolvableNodes: {},
      Error: '',
    });
    expect(state.plainPods.has('uid-of-web', 'team-a', 'web')).toBe(true);
  });

  it('does not remember a pod with slots, whose recipe must come from the API server', () => {
    const { filter, state } = setUp();
    filter({ Pod: admitted(), NodeNames: names });
    expect(state.plainPods.has('uid-of-train', 'team-a', 'train')).toBe(false);
  });

  it('says on every node that a recipe cannot be read', () => {
    const { filter } = setUp();
    const result = filter({ Pod: pod().slots('{').build(), NodeNames: ['good', 'best'] });
    expect(result.NodeNames).toEqual([]);
    expect(Object.keys(result.FailedAndUnresolvableNodes)).toEqual(['good', 'best']);
    expect(result.FailedAndUnresolvableNodes['good']).toMatch(/^latebind RecipeUnreadable: /);
  });

  it('has at most 20 different messages, the later ones only codes, and one for every node', () => {
    const { state, metrics } = setUp();
    const many = Array.from({ length: 100 }, (_, index) => `node-${index}`);
    const reasons = [
      'FactsMissing',
      'FactsStale',
      'FactsUnreadable',
      'RequireNotMet',
      'FactUnknown',
      'ExpressionFailed',
      'ValueInvalid',
      'PathForbidden',
      // Of a slot that is read after one that fails on some nodes.
      'RecipeUnreadable',
    ] as const;
    let count = 0;
    const judgeNodes = () => () => {
      count += 1;
      const reason = reasons[count % reasons.length] ?? 'FactsMissing';
      return { ok: false, reason, message: `number ${count}`, detail: '' } as const;
    };
    for (const name of many) state.seeNode({ metadata: { name, uid: name } });
    const reply = filter(
      { Pod: admitted(), NodeNames: [...many, 'unheard-of'] },
      { state, metrics, engine: { ...engine, judgeNodes } },
    );
    const failed = (reply.body as ExtenderFilterResult).FailedAndUnresolvableNodes;
    expect(Object.keys(failed).toSorted()).toEqual([...many, 'unheard-of'].toSorted());
    const messages = new Set(Object.values(failed));
    expect(messages.size).toBe(20);
    expect(messages).toContain('latebind RequireNotMet');
    expect(messages).toContain('latebind NodeUnknown');
  });

  it.each([
    ['null', null],
    ['an array', []],
    ['a string', 'pod'],
    ['no pod', { NodeNames: [] }],
    ['a pod that is null', { Pod: null, NodeNames: [] }],
    ['a pod without metadata', { Pod: {}, NodeNames: [] }],
    ['a pod without a name', { Pod: { metadata: {} }, NodeNames: [] }],
    [
      'annotations that are not strings',
      { Pod: { metadata: { name: 'a', annotations: { a: 1 } } }, NodeNames: [] },
    ],
    ['neither nodes nor names', { Pod: pod().build(), Nodes: null, NodeNames: null }],
    ['names that are not strings', { Pod: pod().build(), NodeNames: [1] }],
    ['names that are no array', { Pod: pod().build(), NodeNames: 'good' }],
    ['nodes without items', { Pod: pod().build(), Nodes: {} }],
    ['nodes without names', { Pod: pod().build(), Nodes: { items: [{}] } }],
    ['nodes that are null', { Pod: pod().build(), Nodes: { items: [null] } }],
  ])('refuses %s and says what it wanted', (_what, body) => {
    expect(() => setUp().filter(body)).toThrow(/wanted/);
    expect(() => setUp().prioritize(body)).toThrow(/wanted/);
  });
});

describe('prioritize', () => {
  it('scores by the preferences, and leaves out what has no score or cannot be judged', () => {
    expect(setUp().prioritize({ Pod: admitted(), NodeNames: names })).toEqual([{ Host: 'best', Score: 10 }]);
  });

  it('scores no node for a pod without preferences', () => {
    expect(setUp().prioritize({ Pod: pod().build(), NodeNames: names })).toEqual([]);
  });

  it.each([
    [3.4, [{ Host: 'good', Score: 3 }]],
    [0.4, []],
    [-2, []],
    [11, [{ Host: 'good', Score: 10 }]],
    [Number.NaN, []],
  ])('answers integers from 0 to 10 even when the engine says %d', (score, want) => {
    const { deps } = setUp();
    const reply = prioritize(
      { Pod: admitted(), NodeNames: ['good'] },
      { ...deps, engine: { ...engine, scoreNodes: () => () => score } },
    );
    expect(reply.body).toEqual(want);
  });
});
