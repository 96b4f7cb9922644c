import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../../test/build/runs.ts';
import { decodeExtenderArgs } from '../wire.ts';
import { scanExtenderArgs } from './scan.ts';

const POD = { metadata: { name: 'train' } };

/** What the scanner makes of a text, or the message of its refusal. */
function scanned(text: string) {
  const body = Buffer.from(text);
  try {
    const { args, ranges } = scanExtenderArgs(body);
    const nodes: unknown[] = [];
    for (let at = 0; at < ranges.length; at += 2) {
      nodes.push(JSON.parse(body.toString('utf8', ranges[at], ranges[at + 1])));
    }
    return { pod: args.pod, form: args.nodes.form, names: args.nodes.names, nodes };
  } catch (error) {
    return (error as Error).message;
  }
}

/** The same by JSON.parse of everything. */
function parsed(text: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `body: ${Buffer.byteLength(text)} bytes that are not JSON`;
  }
  try {
    const { pod, nodes } = decodeExtenderArgs(value);
    return { pod, form: nodes.form, names: nodes.names, nodes: nodes.form === 'objects' ? nodes.items : [] };
  } catch (error) {
    return (error as Error).message;
  }
}

const node = (name: string, more: object = {}) => ({ metadata: { name, ...more } });

describe('reading a body node by node', () => {
  it.each<[string, string]>([
    ['two nodes', JSON.stringify({ Pod: POD, Nodes: { metadata: {}, items: [node('a'), node('b')] } })],
    ['no nodes', JSON.stringify({ Pod: POD, Nodes: { items: [] }, NodeNames: null })],
    ['names', JSON.stringify({ Pod: POD, Nodes: null, NodeNames: ['a', 'b'] })],
    ['names and nodes', JSON.stringify({ Pod: POD, NodeNames: ['a'], Nodes: { items: [node('b')] } })],
    ['blanks', JSON.stringify({ Pod: POD, Nodes: { items: [node('a'), node('b')] } }, null, '\t \n\r')],
    ['any case', JSON.stringify({ pod: POD, nODES: { ITEMS: [node('a')] } })],
    ['brackets in strings', JSON.stringify({ Pod: POD, Nodes: { items: [node('a', { x: '}]"\\' })] } })],
    ['a repeated field', `{"Pod":{},"Pod":${JSON.stringify(POD)},"nodes":null,"Nodes":{"items":[]}}`],
    ['nodes in two cases', `{"Pod":${JSON.stringify(POD)},"Nodes":{"items":[]},"nodes":{"items":[{}]}}`],
    ['a field called __proto__', `{"__proto__":1,"Pod":${JSON.stringify(POD)},"NodeNames":[]}`],
    ['letters beyond ASCII', JSON.stringify({ Pod: POD, Nodes: { items: [node('ä', { x: '😀' })] } })],
    ['a node without a name', JSON.stringify({ Pod: POD, Nodes: { items: [{ metadata: {} }] } })],
    ['a node without metadata', JSON.stringify({ Pod: POD, Nodes: { items: [{}] } })],
    ['a node that is null', JSON.stringify({ Pod: POD, Nodes: { items: [null] } })],
    ['a node that is a list', JSON.stringify({ Pod: POD, Nodes: { items: [[]] } })],
    ['items that are an object', JSON.stringify({ Pod: POD, Nodes: { items: {} } })],
    ['nodes that are a list', JSON.stringify({ Pod: POD, Nodes: [] })],
    ['no pod', '{"Nodes":{"items":[]}}'],
    ['nothing', ''],
    ['blanks alone', '  '],
    ['null', 'null'],
    ['a list', '[]'],
    ['something behind', '{} {}'],
    ['a comma too many', `{"Pod":{"metadata":{"name":"a"}},"Nodes":{"items":[{},]}}`],
    ['a comma too few', `{"Nodes":{"items":[{}{}]}}`],
    ['a wrong bracket', '{"Nodes":{"items":[{}}]}'],
    ['a key without quotes', '{Pod:1}'],
    ['a key that is a number', '{1:1}'],
    ['no colon', '{"Pod" 1}'],
    ['an open string', '{"Pod":"'],
    ['a string that ends in a backslash', '{"Pod":"\\'],
    ['an open node', '{"Nodes":{"items":[{"metadata":{'],
  ])('gives what JSON.parse would: %s', (_what, text) => {
    expect(scanned(text)).toEqual(parsed(text));
  });

  it.each<[string, string, RegExp]>([
    [
      'one value',
      `{"more":"${'x'.repeat(9_000_000)}"}`,
      /^body: got a value of 9000002 bytes, wanted at most/,
    ],
    [
      'a node',
      `{"Nodes":{"items":[{"x":"${'x'.repeat(9_000_000)}"}]}}`,
      /^body: got a value of 9000008 bytes/,
    ],
    [
      'the list of nodes',
      `{"Nodes":{"items":[${'{},'.repeat(200_000)}{}]}}`,
      /^body: got more nodes and names than/,
    ],
    ['three pods', `{${`"Pod":"${'x'.repeat(5_000_000)}",`.repeat(3)}"Pod":1}`, /^body: got more nodes/],
  ])('refuses %s that would not fit into memory as objects', (_what, text, message) => {
    expect(scanned(text)).toMatch(message);
  });

  it('keeps no more than is wanted of all that is small enough', () => {
    const more = Array.from({ length: 4 }, () => `"more":"${'x'.repeat(5_000_000)}"`).join(',');
    expect(scanned(`{${more},"Pod":${JSON.stringify(POD)},"NodeNames":["a"]}`)).toMatchObject({
      names: ['a'],
    });
  });

  const anyCase = (word: string) => fc.mixedCase(fc.constant(word));
  const items = fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ metadata: fc.record({ name: fc.string() }), spec: fc.jsonValue() }),
      },
      fc.jsonValue(),
    ),
  );
  const text = fc
    .tuple(
      anyCase('Pod'),
      anyCase('Nodes'),
      anyCase('items'),
      items,
      fc.jsonValue(),
      fc.constantFrom('', ' '),
    )
    .map(([Pod, Nodes, list, nodes, more, blank]) =>
      JSON.stringify({ [Pod]: POD, more, [Nodes]: { more, [list]: nodes } }, null, blank),
    );

  it('gives what JSON.parse would of any nodes', () => {
    fc.assert(
      fc.property(text, (body) => {
        expect(scanned(body)).toEqual(parsed(body));
      }),
      RUNS,
    );
  });

  it('gives what JSON.parse would of a body with any one character changed, lost or added', () => {
    const change = fc.tuple(fc.nat(), fc.nat(1), fc.constantFrom(...'{}[]",:\\ 0n'.split(''), ''));
    fc.assert(
      fc.property(text, change, (body, [at, lost, added]) => {
        const place = at % (body.length + 1);
        const changed = body.slice(0, place) + added + body.slice(place + lost);
        expect(scanned(changed)).toEqual(parsed(changed));
      }),
      RUNS,
    );
  });
});
