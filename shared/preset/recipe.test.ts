import { describe, expect, it } from 'vitest';
import { fromRecipeParts, MAX_SLOTS, type Recipe, readRecipe, writeRecipe } from './recipe.ts';

const GOOD: Recipe = {
  v: 1,
  resources: { 'nvidia.com/gpu': 2 },
  slots: {
    'env.X': { kind: 'env', value: ['a', { cel: 'node.name' }] },
    'path.v': { kind: 'path', value: [{ cel: 'host.nvidia.libraryDir' }], root: '/' },
    'env.LIST.2': {
      kind: 'join',
      separator: ':',
      values: [[{ cel: 'node.name' }]],
      without: ['z'],
      earlier: [['a']],
      lead: false,
      trail: true,
    },
  },
};
const slots = (value: unknown): string => JSON.stringify({ v: 1, resources: {}, slots: value });
const slot = (value: unknown): string => slots({ 'env.X': value });
const join = (change: object): string =>
  slot({ kind: 'join', separator: ':', values: [], without: [], lead: true, trail: false, ...change });

describe('a recipe', () => {
  it('is read as it was written', () => {
    expect(readRecipe(writeRecipe(GOOD))).toEqual(GOOD);
  });

  it.each<[string, string, string]>([
    ['too long', `{"v":1${' '.repeat(140_000)}}`, 'is 140007 characters long, at most 131072 are allowed'],
    ['no JSON', '{', 'JSON'],
    ['null', 'null', 'version is null, wanted 1'],
    ['another version', '{"v":2}', 'version is 2, wanted 1'],
    [
      'resources that are no numbers',
      '{"v":1,"resources":{"a":"1"},"slots":{}}',
      'resources is not a map of numbers',
    ],
    ['no slots', '{"v":1,"resources":{}}', 'slots is not a map'],
    ['a list of slots', slots([]), 'slots is not a map'],
    [
      'too many slots',
      slots(Object.fromEntries(Array.from({ length: MAX_SLOTS + 1 }, (_, at) => [`env.${at}`, 0]))),
      'at most 64',
    ],
    [
      'a foreign key',
      slots({ generation: { kind: 'env', value: [] } }),
      'slot key "generation" is not one of ours',
    ],
    ['a key with a slash', slots({ 'env.a/b': { kind: 'env', value: [] } }), 'not one of ours'],
    ['a long key', slots({ [`env.${'a'.repeat(60)}`]: { kind: 'env', value: [] } }), 'not one of ours'],
    ['an unknown kind', slot({ kind: 'file' }), 'slot env.X has an unknown form'],
    ['no object', slot(null), 'unknown form'],
    ['parts that are none', slot({ kind: 'env', value: [1] }), 'unknown form'],
    ['a part without its expression', slot({ kind: 'env', value: [{}] }), 'unknown form'],
    ['a relative root', slot({ kind: 'path', value: [], root: 'opt' }), 'unknown form'],
    ['an empty separator', join({ separator: '' }), 'unknown form'],
    ['values that are none', join({ values: ['a'] }), 'unknown form'],
    ['without that is none', join({ without: [1] }), 'unknown form'],
    ['earlier that is none', join({ earlier: [1] }), 'unknown form'],
    ['a lead that is no flag', join({ lead: 'yes' }), 'unknown form'],
  ])('with %s is refused', (_name, text, message) => {
    expect(() => readRecipe(text)).toThrow(message);
  });

  it('names the expression that does not compile', () => {
    expect(() => fromRecipeParts([{ cel: 'host.nothing' }])).toThrow('expression "host.nothing"');
  });
});
