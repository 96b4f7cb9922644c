/**
 * XML as a program writes it: elements, attributes, text. What is not one whole well-formed document is refused as a
 * whole, so one that was cut short never tells half a truth. Of a document type only the name of an outside one is
 * accepted, and it is not looked at; comments and CDATA sections are refused.
 */

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own, without that of its children, trimmed. */
  readonly text: string;
}

const MAX_CHARACTERS = 16 * 1024 * 1024;
const MAX_ELEMENTS = 200_000;
const MAX_DEPTH = 64;
/** Of one tag: patterns are only tried on short texts. */
const MAX_TAG = 4096;

const NAME = '[A-Za-z_][\\w.-]*';
const VALUE = `"[^"]*"|'[^']*'`;
const START = new RegExp(`^(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:${VALUE}))*)\\s*(/?)$`);
const END = new RegExp(`^/(${NAME})\\s*$`);
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(${VALUE})`, 'g');
const DOCUMENT_TYPE = /^!DOCTYPE\s[^[\]]*$/;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
]);

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** The root element; undefined where the text is not one whole document. */
export function parseXml(text: string): XmlElement | undefined {
  if (text.length > MAX_CHARACTERS) return undefined;
  const document: Open = { name: '', attributes: new Map(), children: [], text: '' };
  /** The document itself, then the elements that are open: a list, as calls would end with a hostile depth. */
  const open: Open[] = [document];
  let elements = 0;
  let prologue = true;

  for (let at = 0; at < text.length; ) {
    const parent = open.at(-1) ?? document;
    const before = text.indexOf('<', at);
    const own = decoded(text.slice(at, before === -1 ? text.length : before));
    if (own === undefined) return undefined;
    parent.text += own;
    if (before === -1) break;
    const after = text.indexOf('>', before);
    if (after === -1 || after - before > MAX_TAG) return undefined;
    const tag = text.slice(before + 1, after);
    at = after + 1;

    if (tag.startsWith('?') || tag.startsWith('!')) {
      if (!prologue || !(DOCUMENT_TYPE.test(tag) || tag.endsWith('?'))) return undefined;
      continue;
    }
    prologue = false;
    if (tag.startsWith('/')) {
      if (END.exec(tag)?.[1] !== parent.name) return undefined;
      open.pop();
      open.at(-1)?.children.push(closed(parent));
      continue;
    }
    const [, name, written = '', slash] = START.exec(tag) ?? [];
    const attributes = attributesIn(written);
    elements += 1;
    if (name === undefined || attributes === undefined) return undefined;
    if (elements > MAX_ELEMENTS || open.length > MAX_DEPTH) return undefined;
    const element: Open = { name, attributes, children: [], text: '' };
    if (slash === '/') parent.children.push(closed(element));
    else open.push(element);
  }

  const isWhole = open.length === 1 && document.children.length === 1 && document.text.trim() === '';
  return isWhole ? document.children[0] : undefined;
}

const closed = ({ text, ...element }: Open): XmlElement => ({ ...element, text: text.trim() });

/** Undefined where one stands twice or has an entity that is not known. */
function attributesIn(written: string): ReadonlyMap<string, string> | undefined {
  const attributes = new Map<string, string>();
  for (const [, name = '', quoted = ''] of written.matchAll(ATTRIBUTE)) {
    const value = decoded(quoted.slice(1, -1));
    if (value === undefined || attributes.has(name)) return undefined;
    attributes.set(name, value);
  }
  return attributes;
}

/** Undefined where an ampersand begins nothing that is known. */
function decoded(text: string): string | undefined {
  if (!text.includes('&')) return text;
  let isKnown = true;
  const plain = text.replace(/&(?:#(?:x[\da-f]{1,6}|\d{1,7})|[a-z]{1,8});|&/gi, (entity) => {
    const character = ENTITIES.get(entity) ?? numbered(entity);
    isKnown &&= character !== undefined;
    return character ?? '';
  });
  return isKnown ? plain : undefined;
}

/** "&#38;", "&#x26;" → "&". */
function numbered(entity: string): string | undefined {
  const [, base, digits] = /^&#(x?)([\da-f]+);$/i.exec(entity) ?? [];
  if (digits === undefined) return undefined;
  const code = Number.parseInt(digits, base === '' ? 10 : 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
