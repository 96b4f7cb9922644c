import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterState } from '../../test/build/cluster-state.ts';
import { bestNode, goodNode } from '../../test/build/example.ts';
import { type AskedNodes, createReadNodes, nodesNamed } from './asked-nodes.ts';

const { nodes } = clusterState({ nodes: [goodNode, bestNode] });
const readNodes = createReadNodes(nodes);
const read = (text: string, before = ''): AskedNodes | undefined => {
  const start = Buffer.byteLength(before);
  return readNodes(Buffer.from(`${before}${text}}`), start, start + Buffer.byteLength(text));
};
const namesOf = (asked: AskedNodes | undefined): string[] | undefined =>
  asked === undefined ? undefined : Array.from({ length: asked.length }, (_, index) => asked.name(index));

/** What nodes are called, and other texts that JSON writes as they are. */
const plain = fc.oneof(fc.constantFrom('good', 'best', 'none', ''), fc.stringMatching(/^[ !#-[\]-~]{0,20}$/));

describe('names that are read from their bytes', () => {
  it('are those that JSON.parse finds, with the nodes that they name', () => {
    fc.assert(
      fc.property(
        fc.array(plain, { maxLength: 40 }),
        fc.string(),
        fc.nat(),
        fc.nat(),
        (names, before, a, b) => {
          const asked = read(JSON.stringify(names), before);
          const other = nodesNamed(names, nodes);
          expect(namesOf(asked)).toEqual(names);
          names.forEach((name, index) => {
            expect(asked?.place(index)).toBe(other.place(index));
            expect(nodes.at(asked?.place(index) ?? -1)).toBe(nodes.get(name));
          });
          const [from = 0, to = 0] = [a, b].map((n) => n % (names.length + 1)).sort((x, y) => x - y);
          expect(asked?.json(from, to)).toBe(other.json(from, to));
        },
      ),
    );
  });

  it('are never others than JSON.parse finds, whatever the bytes are', () => {
    const pieces = fc.constantFrom(
      '"',
      ',',
      '[',
      ']',
      '","',
      '"a"',
      'a',
      '\\',
      '\\"',
      ' ',
      '\n',
      'ä',
      '{',
      '}',
      'null',
    );
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((all) => `[${all.join('')}]`),
      fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
      fc.json(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const names = namesOf(read(text));
        if (names !== undefined) expect(names).toEqual(JSON.parse(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['a list that does not end', '["a"'],
    ['a name that does not end', '["a]'],
    ['a name that does not end, after another', '["a","b]'],
    ['a comma at the end', '["a",]'],
    ['two commas', '["a",,"b"]'],
    ['no comma', '["a""b"]'],
    ['nothing but a quote', '["]'],
    ['an escape', String.raw`["a\u0062"]`],
    ['a letter that has more than one byte', '["ä"]'],
    ['a blank between names', '["a", "b"]'],
    ['null', 'null'],
    ['one bracket', '['],
    ['nothing', ''],
  ])('are left to JSON.parse where there is %s', (_what, text) => {
    expect(read(text)).toBeUndefined();
  });
});
