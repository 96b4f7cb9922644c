/** What kube-scheduler's extender API v1 asks of an extender, whatever is decided. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeApiServer } from '../../test/build/api-server.ts';
import { clusterState } from '../../test/build/cluster-state.ts';
import { admitted, bareNode, bestNode, goodNode, nvidia, oldNode } from '../../test/build/example.ts';
import { pod } from '../../test/build/pod.ts';
import { RUNS } from '../../test/build/runs.ts';
import { engine } from '../engine.ts';
import { createMetrics } from '../metrics.ts';
import { filter } from './filter.ts';
import { preempt } from './preempt.ts';
import { prioritize } from './prioritize.ts';
import {
  decodeBindingArgs,
  decodeExtenderArgs,
  decodePreemptionArgs,
  type ExtenderFilterResult,
  type HostPriority,
} from './wire.ts';

const NODES = [goodNode, bestNode, oldNode, bareNode];
const NAMES = ['good', 'best', 'old', 'bare', 'unheard-of'];

const deps = () => ({
  state: clusterState({ nodes: NODES, presets: [nvidia] }),
  engine,
  metrics: createMetrics(),
  transport: fakeApiServer([]).transport,
});

/** The protocol's own names; the objects of Kubernetes below them keep theirs. */
function respelled(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown) => respelled(entry, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      names.get(key) ?? key,
      key === 'Pod' ? (entry as unknown) : respelled(entry, names),
    ]),
  );
}

describe('a request', () => {
  const victims = { good: { Pods: [{ UID: 'a' }], NumPDBViolations: 2 } };
  it.each<[string, (body: unknown) => unknown, object]>([
    ['ExtenderArgs with names', decodeExtenderArgs, { Pod: admitted(), Nodes: null, NodeNames: ['good'] }],
    [
      'ExtenderArgs with nodes',
      decodeExtenderArgs,
      { Pod: admitted(), Nodes: { items: [goodNode] }, NodeNames: null },
    ],
    [
      'ExtenderPreemptionArgs with uids',
      decodePreemptionArgs,
      { Pod: admitted(), NodeNameToVictims: null, NodeNameToMetaVictims: victims },
    ],
    [
      'ExtenderPreemptionArgs with pods',
      decodePreemptionArgs,
      {
        Pod: admitted(),
        NodeNameToVictims: { good: { Pods: [pod().build()], NumPDBViolations: 2 } },
        NodeNameToMetaVictims: null,
      },
    ],
    [
      'ExtenderBindingArgs',
      decodeBindingArgs,
      { PodName: 'train', PodNamespace: 'team-a', PodUID: 'uid', Node: 'good' },
    ],
  ])('%s is read with its fields in any case', (_what, decode, body) => {
    const names = [
      ...['Pod', 'Nodes', 'NodeNames', 'items', 'NodeNameToVictims', 'NodeNameToMetaVictims', 'Pods', 'UID'],
      ...['NumPDBViolations', 'PodName', 'PodNamespace', 'PodUID', 'Node'],
    ];
    const spellings = fc
      .tuple(...names.map((name) => fc.mixedCase(fc.constant(name))))
      .map((spelled) => new Map(names.map((name, index) => [name, spelled[index] ?? name])));
    fc.assert(
      fc.property(spellings, (spelled) => {
        expect(decode(respelled(body, spelled))).toEqual(decode(body));
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  it.each([
    ['null', { Pod: pod().build(), Nodes: null, NodeNames: ['good'] }],
    ['absent', { Pod: pod().build(), NodeNames: ['good'] }],
    ['null in the pod', { Pod: nulls(), Nodes: null, NodeNames: ['good'] }],
    ['unknown', { Pod: pod().build(), NodeNames: ['good'], Extra: 1 }],
  ])('may have fields that are %s', (_what, body) => {
    expect(filter(body, deps()).body).toMatchObject({ NodeNames: ['good'], Error: '' });
    expect(prioritize(body, deps()).body).toEqual([]);
  });

  function nulls(): object {
    const { metadata, spec } = pod().build();
    return { metadata: { ...metadata, labels: null, annotations: null, ownerReferences: null }, spec };
  }
});

describe('an answer', () => {
  it('of filter has every field in PascalCase, also the empty ones', () => {
    const fields = ['Nodes', 'NodeNames', 'FailedNodes', 'FailedAndUnresolvableNodes', 'Error'];
    for (const NodeNames of [[], NAMES]) {
      expect(Object.keys(filter({ Pod: admitted(), NodeNames }, deps()).body as object)).toEqual(fields);
    }
    const whole = filter({ Pod: admitted(), Nodes: { items: NODES } }, deps()).body as object;
    expect(Object.keys(whole)).toEqual(fields);
  });

  it('of filter names no node that was not asked about, and has each that was either passed or with a reason', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...NAMES)), (asked) => {
        const { NodeNames, FailedNodes, FailedAndUnresolvableNodes } = filter(
          { Pod: admitted(), NodeNames: asked },
          deps(),
        ).body as ExtenderFilterResult;
        const answered = [...(NodeNames ?? []), ...Object.keys(FailedAndUnresolvableNodes)];
        expect(answered).toHaveLength(asked.length);
        expect(new Set(answered)).toEqual(new Set(asked));
        // None of our reasons is cured by eviction.
        expect(FailedNodes).toEqual({});
        for (const reason of Object.values(FailedAndUnresolvableNodes))
          expect(reason).toMatch(/^latebind \w+/);
      }),
      { ...RUNS, numRuns: 50 },
    );
  });

  it('of filter with no node left is an empty list, since null would say the same without reasons', () => {
    expect(filter({ Pod: admitted(), NodeNames: ['old'] }, deps()).body).toMatchObject({ NodeNames: [] });
    expect(filter({ Pod: admitted(), Nodes: { items: [oldNode] } }, deps()).body).toMatchObject({
      Nodes: { items: [] },
    });
  });

  it('of prioritize is a bare list of whole numbers from 1 to 10, of the nodes that have one', () => {
    const scores = prioritize({ Pod: admitted(), NodeNames: NAMES }, deps()).body as HostPriority[];
    expect(scores.map(({ Host }) => Host)).toEqual(NAMES.filter((name) => name === 'best'));
    expect(scores).not.toEqual([]);
    for (const score of scores) {
      expect(Object.keys(score)).toEqual(['Host', 'Score']);
      expect(JSON.stringify(score.Score)).toMatch(/^(10|[1-9])$/);
    }
  });

  it('of preempt has uids and numbers', () => {
    const sent = { good: { Pods: [pod().uid('a').build()], NumPDBViolations: 0 } };
    expect(JSON.stringify(preempt({ Pod: admitted(), NodeNameToVictims: sent }, deps()).body)).toBe(
      '{"NodeNameToMetaVictims":{"good":{"Pods":[{"UID":"a"}],"NumPDBViolations":0}}}',
    );
  });
});

describe('the same answer comes', () => {
  it('for one node alone, as for a nominated one, as for that node among all', () => {
    const all = filter({ Pod: admitted(), NodeNames: NAMES }, deps()).body as ExtenderFilterResult;
    for (const name of NAMES) {
      const one = filter({ Pod: admitted(), NodeNames: [name] }, deps()).body as ExtenderFilterResult;
      expect(one.NodeNames).toEqual(all.NodeNames?.filter((passed) => passed === name));
      expect(one.FailedAndUnresolvableNodes[name]).toBe(all.FailedAndUnresolvableNodes[name]);
    }
  });

  it('however often filter is called without a bind: it reserves nothing', () => {
    const same = deps();
    const ask = () => filter({ Pod: admitted(), NodeNames: NAMES }, same).body;
    const first = ask();
    for (let count = 0; count < 10; count += 1) expect(ask()).toEqual(first);
  });
});
