import { describe, expect, it } from 'vitest';
import { Late } from './entries.ts';
import { Joined } from './joined.ts';

const text = ({ tokens, separator }: Joined): string =>
  tokens.map((token) => (token instanceof Late ? token.source : token)).join(separator);
const join = (literal: string, ...parts: (string | Late)[]): string =>
  text(parts.reduce((joined, part) => joined.with(part), Joined.ofLiteral(':', literal)));

describe('joined values', () => {
  it.each<[string, string, string[], string]>([
    ['presets come in order, before the pod', 'z', ['a', 'b'], 'a:b:z'],
    ['a preset may give several parts', 'z', ['a:b', 'c'], 'a:b:c:z'],
    ['empty parts are dropped', ':z::y:', ['a:', ':'], 'a:z:y'],
    ['a repeated part is kept where it was', 'z:b', ['a:b', 'c'], 'a:c:z:b'],
    ['the pod’s own repeated parts are dropped', 'z:y:z', ['a'], 'a:z:y'],
    ['a part that the pod starts with counts as the preset’s', 'b:z', ['a:b', 'c'], 'a:b:c:z'],
    ['references are parts', '$(HOME)/lib:z', ['a'], 'a:$(HOME)/lib:z'],
    ['nothing joined to nothing', '', [''], ''],
  ])('%s', (_name, literal, parts, wanted) => {
    expect(join(literal, ...parts)).toBe(wanted);
  });

  it('late parts of one source are repeated as little as literals', () => {
    expect(join('z', new Late(['x']), 'a', new Late(['x']), new Late(['y']))).toBe('x:a:y:z');
  });
});
