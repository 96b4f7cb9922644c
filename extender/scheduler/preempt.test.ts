import { describe, expect, it } from 'vitest';
import { clusterState } from '../../test/build/cluster-state.ts';
import { admitted, bareNode, goodNode, nvidia, oldNode } from '../../test/build/example.ts';
import { pod } from '../../test/build/pod.ts';
import { engine } from '../engine.ts';
import { preempt } from './preempt.ts';

function answer(body: unknown): unknown {
  const state = clusterState({ nodes: [goodNode, oldNode, bareNode], presets: [nvidia] });
  return preempt(body, { state, engine }).body;
}

const victims = (...uids: string[]) => ({ Pods: uids.map((UID) => ({ UID })), NumPDBViolations: 1 });

describe('preempt', () => {
  it('leaves out the nodes where no eviction would help, and passes the other victims on', () => {
    const NodeNameToMetaVictims = {
      good: victims('a', 'b'),
      old: victims('c'),
      bare: victims('d'),
      'unheard-of': victims('e'),
    };
    expect(answer({ Pod: admitted(), NodeNameToVictims: null, NodeNameToMetaVictims })).toEqual({
      NodeNameToMetaVictims: { good: victims('a', 'b') },
    });
  });

  it('answers uids to a scheduler that sends whole pods', () => {
    const Pods = [pod().uid('a').build(), pod().uid('b').build()];
    const NodeNameToVictims = { good: { Pods, NumPDBViolations: 1 }, old: { Pods, NumPDBViolations: 0 } };
    expect(answer({ Pod: admitted(), NodeNameToVictims, NodeNameToMetaVictims: null })).toEqual({
      NodeNameToMetaVictims: { good: victims('a', 'b') },
    });
  });

  it.each([
    ['NodeNameToMetaVictims', []],
    ['NodeNameToMetaVictims', null],
    ['NodeNameToVictims', []],
    ['NodeNameToVictims', null],
  ])('keeps a node of %s whose list of victims is %j', (field, Pods) => {
    const sent = { good: { Pods, NumPDBViolations: 0 }, old: { Pods, NumPDBViolations: 0 } };
    expect(answer({ Pod: admitted(), [field]: sent })).toEqual({
      NodeNameToMetaVictims: { good: { Pods: [], NumPDBViolations: 0 } },
    });
  });

  it('reads field names in any case', () => {
    const nodenametometavictims = { good: { pods: [{ uid: 'a' }], numpdbviolations: 1 } };
    expect(answer({ pod: admitted(), nodenametometavictims })).toEqual({
      NodeNameToMetaVictims: { good: victims('a') },
    });
  });

  it('leaves everything as it is for a pod that depends on no node', () => {
    const NodeNameToMetaVictims = { old: victims('a'), 'unheard-of': victims('b') };
    expect(answer({ Pod: pod().build(), NodeNameToMetaVictims })).toEqual({ NodeNameToMetaVictims });
  });

  it('evicts nobody for a pod whose recipe cannot be read', () => {
    expect(answer({ Pod: pod().slots('{').build(), NodeNameToMetaVictims: { good: victims('a') } })).toEqual({
      NodeNameToMetaVictims: {},
    });
  });

  it.each([
    ['null', null, 'ExtenderPreemptionArgs: got null, wanted an object'],
    ['no pod', {}, 'ExtenderPreemptionArgs.Pod: got nothing, wanted a pod'],
    [
      'a pod without a name',
      { Pod: { metadata: {} } },
      'ExtenderPreemptionArgs.Pod.metadata: got an object, wanted one with a name',
    ],
    [
      'no victims',
      { Pod: pod().build(), NodeNameToVictims: null },
      'ExtenderPreemptionArgs: got neither NodeNameToVictims nor NodeNameToMetaVictims, wanted one of them',
    ],
    [
      'victims that are a list',
      { Pod: pod().build(), NodeNameToMetaVictims: [] },
      'ExtenderPreemptionArgs.NodeNameToMetaVictims: got an array, wanted victims by the name of their node',
    ],
    [
      'victims of a node that are null',
      { Pod: pod().build(), NodeNameToMetaVictims: { a: null } },
      'ExtenderPreemptionArgs.NodeNameToMetaVictims["a"]: got null, wanted an object',
    ],
    [
      'pods that are no list',
      { Pod: pod().build(), NodeNameToMetaVictims: { a: { Pods: 1 } } },
      'ExtenderPreemptionArgs.NodeNameToMetaVictims["a"].Pods: got the number 1, wanted an array of pods',
    ],
    [
      'a victim without a uid',
      { Pod: pod().build(), NodeNameToMetaVictims: { a: { Pods: [{ UID: 'a' }, {}] } } },
      'ExtenderPreemptionArgs.NodeNameToMetaVictims["a"].Pods[1]: got an object without a uid, wanted a pod',
    ],
    [
      'a whole pod without a uid',
      { Pod: pod().build(), NodeNameToVictims: { a: { Pods: [{ UID: 'a', metadata: {} }] } } },
      'ExtenderPreemptionArgs.NodeNameToVictims["a"].Pods[0]: got an object without a uid, wanted a pod',
    ],
    [
      'half a violation',
      { Pod: pod().build(), NodeNameToMetaVictims: { a: { Pods: [], NumPDBViolations: 0.5 } } },
      'ExtenderPreemptionArgs.NodeNameToMetaVictims["a"].NumPDBViolations: got the number 0.5, wanted an integer',
    ],
  ])('refuses %s and says what it wanted', (_what, body, message) => {
    expect(() => answer(body)).toThrow(expect.objectContaining({ name: 'ProtocolError', message }));
  });
});
