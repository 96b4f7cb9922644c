import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseXml, type XmlElement } from './xml.ts';

/** The same cases in each run. */
const RUNS = { seed: 1 };

const element = (name: string, parts: Partial<XmlElement> = {}): XmlElement => ({
  name,
  attributes: new Map(),
  children: [],
  text: '',
  ...parts,
});

describe('a document', () => {
  test.each<[string, string, XmlElement]>([
    ['of one element', '<a/>', element('a')],
    [
      'with a declaration and a type',
      '<?xml version="1.0" ?>\n<!DOCTYPE a SYSTEM "a.dtd">\n<a></a>\n',
      element('a'),
    ],
    ['with text', '<a>\n\t81559 MiB\n</a>', element('a', { text: '81559 MiB' })],
    [
      'with attributes',
      `<a id="1B:00.0" b = 'x "y"' />`,
      element('a', {
        attributes: new Map([
          ['id', '1B:00.0'],
          ['b', 'x "y"'],
        ]),
      }),
    ],
    [
      'with elements among text',
      '<a>5001 <b>1</b> MHz<b/></a>',
      element('a', { text: '5001  MHz', children: [element('b', { text: '1' }), element('b')] }),
    ],
    [
      'with entities, which are resolved once',
      '<a b="&quot;">&amp;lt; &lt;&gt;&apos;&#38;&#x26;</a>',
      element('a', { text: `&lt; <>'&&`, attributes: new Map([['b', '"']]) }),
    ],
  ])('%s: is read', (_, text, want) => {
    expect(parseXml(text)).toEqual(want);
  });

  test.each([
    ['nothing', ''],
    ['no element', 'text'],
    ['two roots', '<a/><b/>'],
    ['text behind the root', '<a/>text'],
    ['an element that stays open', '<a><b></a>'],
    ['elements that cross', '<a><b></a></b>'],
    ['an end without a beginning', '</a>'],
    ['an end too much', '<a></a></a>'],
    ['a tag that is cut off', '<a><b'],
    ['an ampersand', '<a>b & c</a>'],
    ['an entity that is not known', '<a>&nbsp;</a>'],
    ['a character that is none', '<a>&#x110000;</a>'],
    ['the character 0', '<a>&#0;</a>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['a document type of its own', '<!DOCTYPE a [<!ENTITY b "c">]><a/>'],
    ['a document type behind the beginning', '<a><!DOCTYPE a></a>'],
    ['a comment', '<a><!-- b --></a>'],
    ['a CDATA section', '<a><![CDATA[b]]></a>'],
    ['a name that is none', '<1a/>'],
    ['a tag that is too long', `<a b="${'x'.repeat(5000)}"/>`],
    ['too many depths', '<a>'.repeat(100_000)],
    ['more depths than there are', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`],
    ['too many elements', `<a>${'<b/>'.repeat(200_001)}</a>`],
    ['too many characters', `<a>${'b'.repeat(16 * 1024 * 1024)}</a>`],
  ])('with %s: is refused', (_, text) => {
    expect(parseXml(text)).toBeUndefined();
  });
});

describe('any tree', () => {
  const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,8}$/);
  const text = fc.string({ maxLength: 20 }).map((value) => value.trim());
  const attributes = fc.array(fc.tuple(name, text), { maxLength: 3 }).map((entries) => new Map(entries));
  const leaf: fc.Arbitrary<XmlElement> = fc.record({ name, attributes, children: fc.constant([]), text });
  const { tree } = fc.letrec<{ tree: XmlElement }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({ name, attributes, children: fc.array(tie('tree'), { maxLength: 4 }), text }),
    ),
  }));

  const escaped = (value: string): string =>
    value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const written = ({ name, attributes, children, text }: XmlElement): string => {
    const tag = [name, ...[...attributes].map(([key, value]) => `${key}="${escaped(value)}"`)].join(' ');
    return `<${tag}>${escaped(text)}${children.map(written).join('\n')}</${name}>`;
  };

  test('is read as it was written', () => {
    fc.assert(
      fc.property(tree, (root) => {
        expect(parseXml(written(root))).toEqual(root);
      }),
      RUNS,
    );
  });

  test('that is cut off anywhere is refused', () => {
    fc.assert(
      fc.property(tree, fc.nat(), (root, at) => {
        const whole = written(root);
        expect(parseXml(whole.slice(0, at % whole.length))).toBeUndefined();
      }),
      RUNS,
    );
  });

  test('with other characters in it never throws', () => {
    fc.assert(
      fc.property(tree, fc.string({ unit: 'binary' }), fc.nat(), (root, noise, at) => {
        const whole = written(root);
        const place = at % whole.length;
        parseXml(whole.slice(0, place) + noise + whole.slice(place + 1));
      }),
      RUNS,
    );
  });
});

test('Characters of any kind never throw', () => {
  const markup = fc.constantFrom(
    '<',
    '>',
    '/',
    '&',
    ';',
    '?',
    '!',
    '"',
    '=',
    'a',
    ' ',
    '<a',
    '</a>',
    '<?xml ?>',
    '&#',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => void parseXml(text)),
    RUNS,
  );
  fc.assert(
    fc.property(fc.array(markup), (parts) => void parseXml(parts.join(''))),
    RUNS,
  );
});
