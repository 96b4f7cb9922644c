import { describe, expect, test } from 'vitest';
import type { Node } from '../kube/objects.ts';
import { ANNOTATION } from '../names.ts';
import { encodeFacts, factsHash } from './codec.ts';
import type { HostFacts } from './model.ts';
import { factsOfNode } from './node-facts.ts';

const facts: HostFacts = { schema: 1, bootId: 'boot-1', nodeUid: 'uid-1', kernel: { release: '6.1.0' } };

function nodeWith(
  annotation: string | undefined,
  change: { uid?: string; bootID?: string; kernelVersion?: string } = {},
): Node {
  return {
    metadata: {
      name: 'n',
      uid: change.uid ?? 'uid-1',
      ...(annotation === undefined ? {} : { annotations: { [ANNOTATION.hostFacts]: annotation } }),
    },
    status: {
      nodeInfo: { bootID: change.bootID ?? 'boot-1', kernelVersion: change.kernelVersion ?? '6.1.0' },
    },
  };
}

describe('facts of a node', () => {
  test('of its present boot, kernel and uid are fresh', () => {
    expect(factsOfNode(nodeWith(encodeFacts(facts)))).toEqual({
      kind: 'fresh',
      facts,
      hash: factsHash(facts),
    });
  });

  test('without the annotation are missing', () => {
    expect(factsOfNode(nodeWith(undefined))).toEqual({ kind: 'missing' });
    expect(factsOfNode({ metadata: {} })).toEqual({ kind: 'missing' });
  });

  test.each([
    ['after a reboot', { bootID: 'boot-2' }, 'bootID', 'boot-1', 'boot-2'],
    ['after a change of the kernel', { kernelVersion: '6.2.0' }, 'kernel', '6.1.0', '6.2.0'],
    ['after the Node was made anew', { uid: 'uid-2' }, 'nodeUID', 'uid-1', 'uid-2'],
  ])('%s are stale', (_, change, field, seen, wanted) => {
    expect(factsOfNode(nodeWith(encodeFacts(facts), change))).toEqual({ kind: 'stale', field, seen, wanted });
  });

  test('that do not say of what boot they are, on a Node that does not either, are stale', () => {
    const { bootId: _, ...rest } = facts;
    expect(factsOfNode(nodeWith(encodeFacts(rest), { bootID: '' }))).toMatchObject({
      kind: 'stale',
      field: 'bootID',
    });
  });

  test('on a Node without status are stale', () => {
    const node: Node = { metadata: nodeWith(encodeFacts(facts)).metadata };
    expect(factsOfNode(node)).toMatchObject({ kind: 'stale', field: 'bootID', wanted: '' });
  });

  test('that cannot be decoded are unreadable, with the reason', () => {
    expect(factsOfNode(nodeWith('1.%%%'))).toEqual({
      kind: 'unreadable',
      error: expect.stringContaining('NotBase64'),
    });
  });
});
