import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../test/build/runs.ts';
import { createLabelSharing } from './shared-labels.ts';

const TYPE = 'node.kubernetes.io/instance-type';

/** Twenty labels of which `own` are of this node alone. */
function labels(name: string, own = 1): Record<string, string> {
  const entries = Array.from({ length: 20 }, (_, at) => [
    `label-${String(at).padStart(2, '0')}`,
    at < own ? name : 'same',
  ]);
  return { [TYPE]: 'gpu', ...(Object.fromEntries(entries) as Record<string, string>) };
}

describe('labels that are shared', () => {
  it('are those of the node, whatever nodes came before it', () => {
    const share = createLabelSharing();
    const key = fc.constantFrom('a', 'b', 'c', 'd', '7', TYPE, 'constructor');
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.constantFrom('', '1', '2'), { noNullPrototype: true }),
        fc.dictionary(key, fc.constant('1'), { noNullPrototype: true }),
        (one, two) => {
          const shared = share({ ...one });
          expect(JSON.stringify(shared.toRecord())).toBe(JSON.stringify(one));
          expect(shared.equal({ ...one })).toBe(true);
          expect(shared.equal(two)).toBe(isDeepStrictEqual(one, two));
        },
      ),
      RUNS,
    );
  });

  it('are one object where two nodes have the same', () => {
    const share = createLabelSharing();
    expect(share(labels('a')).toRecord()).toBe(share(labels('a')).toRecord());
  });

  it('are the same in another order', () => {
    const share = createLabelSharing();
    const reversed = Object.fromEntries(Object.entries(labels('a')).toReversed());
    expect(share(labels('a')).equal(reversed)).toBe(true);
    expect(share(labels('a')).equal({ ...reversed, 'label-00': 'b' })).toBe(false);
  });

  it.each([
    ['another value', { ...labels('a'), 'label-19': 'other' }],
    ['another own value', labels('b')],
    ['one more', { ...labels('a'), more: '' }],
    ['one less', Object.fromEntries(Object.entries(labels('a')).slice(0, -1))],
  ])('differ from those with %s', (_what, other) => {
    const share = createLabelSharing();
    share(labels('first'));
    const shared = share(labels('a'));
    expect(shared.equal(labels('a'))).toBe(true);
    expect(shared.equal(other)).toBe(false);
  });

  it('stay what they are when hundreds of others of the type come', () => {
    const share = createLabelSharing();
    const shared = Array.from({ length: 300 }, (_, index) => share(labels(`node-${index}`, index % 21)));
    expect(shared.map((one) => one.toRecord())).toEqual(
      Array.from({ length: 300 }, (_, index) => labels(`node-${index}`, index % 21)),
    );
  });
});
