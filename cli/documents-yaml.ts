/** Text of a file to values, as kubectl reads it: YAML with several documents, or JSON. */
import { type Document, isCollection, parseAllDocuments, type ScalarTag, visit } from 'yaml';
import { UserError } from './user-error.ts';

/** kubectl reads numbers and booleans as YAML 1.1 has them; `defaultMode: 0644` is 420 and `readOnly: yes` is true. */
const OCTAL: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
};
const YES_AND_NO: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:yes|Yes|YES|on|On|ON|no|No|NO|off|Off|OFF)$/,
  resolve: (text) => /^(?:yes|on)$/i.test(text),
};

/** Every document that holds something, with its place among all documents of the text, from 1. */
export function parseDocuments(text: string, source: string): { place: number; value: unknown }[] {
  if (/^\s*[[{]/.test(text)) {
    try {
      return [{ place: 1, value: JSON.parse(text) }];
    } catch {
      // Flow YAML begins like this, too.
    }
  }
  const documents = parseAllDocuments(text, {
    merge: true,
    customTags: (tags) => [OCTAL, YES_AND_NO, ...tags],
  });
  return [...documents].flatMap((document, index) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw new UserError(`${source}: ${problem.message.split('\n')[0]}`);
    const value: unknown = valueOf(document, text, source);
    return value === null || value === undefined ? [] : [{ place: index + 1, value }];
  });
}

function valueOf(document: Document, text: string, source: string): unknown {
  visit(document, {
    Pair(_key, { key }) {
      if (!isCollection(key)) return;
      const line = text.slice(0, key.range?.[0] ?? 0).split('\n').length;
      throw new UserError(
        `${source}: at line ${line} a key is no text, but {…} or […]; is this a template that is to be rendered first?`,
      );
    },
  });
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that stand for nothing, or for far too much.
    throw new UserError(`${source}: ${(error as Error).message}`);
  }
}
