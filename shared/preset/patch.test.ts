import jsonPatch from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { type PodBuilder, pod } from '../../test/build/pod.ts';
import { type PatchOperation, podPatch } from './patch.ts';

const apply = (before: PodBuilder, operations: PatchOperation[]): unknown =>
  jsonPatch.applyPatch(before.build(), operations as jsonPatch.Operation[], true).newDocument;

describe('a patch', () => {
  it.each<[string, PodBuilder, PodBuilder, number]>([
    ['nothing changed', pod(), pod(), 0],
    ['first annotation', pod(), pod().annotation('a.b/c~d', 'x'), 1],
    [
      'one more annotation',
      pod().annotation('a', 'x'),
      pod().annotation('a', 'x').annotation('a.b/c~d', 'y'),
      1,
    ],
    [
      'a label that objects inherit',
      pod().label('a', 'x'),
      pod().label('a', 'x').label('constructor', 'y'),
      1,
    ],
    ['an annotation goes', pod().annotation('a/b', 'x').annotation('c', 'x'), pod().annotation('c', 'x'), 1],
    [
      'a list grows',
      pod().env({ name: 'A', value: '1' }),
      pod().env({ name: 'B', value: '1' }, { name: 'A', value: '1' }),
      1,
    ],
    ['a value within a list', pod().env({ name: 'A', value: '1' }), pod().env({ name: 'A', value: '2' }), 1],
    ['a container more', pod(), pod().container({ name: 'b' }), 1],
  ])('turns one pod into the other: %s', (_name, before, after, operations) => {
    const patch = podPatch(before.build(), after.build());
    expect(patch).toHaveLength(operations);
    expect(apply(before, patch)).toEqual(after.build());
  });

  it('escapes what a JSON pointer reserves', () => {
    const patch = podPatch(
      pod().annotation('x', '1').build(),
      pod().annotation('x', '1').annotation('a/b~c', '').build(),
    );
    expect(patch).toEqual([{ op: 'add', path: '/metadata/annotations/a~1b~0c', value: '' }]);
  });
});
