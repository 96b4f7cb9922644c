import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderWith } from '../test/build/latebind.ts';
import { documentsOf, readDocuments } from './documents.ts';
import { UserError } from './user-error.ts';

const valueOf = (text: string): unknown => documentsOf(text, 'a.yaml')[0]?.value;
const sources = (text: string): string[] => documentsOf(text, 'a.yaml').map(({ source }) => source);

describe('the text of a file', () => {
  it('is one document, or several that are told apart by number', () => {
    expect(sources('a: 1')).toEqual(['a.yaml']);
    expect(sources('---\na: 1\n')).toEqual(['a.yaml']);
    expect(sources('a: 1\n---\n# nothing\n---\nb: 2\n')).toEqual(['a.yaml#1', 'a.yaml#3']);
    expect(sources('')).toEqual([]);
    expect(sources('# a comment only\n')).toEqual([]);
  });

  it('may be JSON, or YAML that begins like it', () => {
    expect(valueOf('{"a": [1, true, null]}')).toEqual({ a: [1, true, null] });
    expect(valueOf('{a: 1, b: two}')).toEqual({ a: 1, b: 'two' });
  });

  it.each([
    ['an octal number', 'mode: 0644', { mode: 420 }],
    ['yes and on', 'a: yes\nb: Off', { a: true, b: false }],
    ['y, which is a letter', 'a: y', { a: 'y' }],
    ['a version', 'a: 1.10.0', { a: '1.10.0' }],
    [
      'a time, which stays text',
      'a: 2026-01-01T00:00:00Z\nb: 22:30',
      { a: '2026-01-01T00:00:00Z', b: '22:30' },
    ],
    ['what stands in quotes', 'a: "0644"\nb: "on"', { a: '0644', b: 'on' }],
    ['merged maps', 'base: &base {a: 1}\nc: {<<: *base, b: 2}', { base: { a: 1 }, c: { a: 1, b: 2 } }],
  ])('has %s as kubectl reads it', (_what, text, value) => {
    expect(valueOf(text)).toEqual(value);
  });

  it('may be a list, of which each item counts', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
    const list = { apiVersion: 'v1', kind: 'List', items: [pod, pod] };
    expect(documentsOf(JSON.stringify(list), 'a.json')).toEqual([
      { source: 'a.json items[0]', value: pod },
      { source: 'a.json items[1]', value: pod },
    ]);
    const listed = { apiVersion: 'v1', kind: 'PodList', items: [{ metadata: { name: 'a' } }] };
    expect(documentsOf(JSON.stringify(listed), 'a.json').map(({ value }) => value)).toEqual([pod]);
  });

  it.each([
    ['a line that is no YAML', 'a: b: c', /^a\.yaml: Nested mappings .* at line 1, column 4/],
    ['a key that is there twice', 'a: 1\na: 2', /^a\.yaml: Map keys must be unique at line 2/],
    ['a template that was not rendered', 'a: {{ .Values.x }}', /^a\.yaml: at line 1 a key is no text/],
    ['an alias for nothing', 'a: *b', /^a\.yaml: Unresolved alias .*: b/],
    ['a list', '- a', /^a\.yaml: is a list, wanted an object$/],
    ['a word', 'hello', /^a\.yaml: is the text "hello", wanted an object$/],
    [
      'a list with a word in it',
      'kind: List\nitems: [a]',
      /^a\.yaml items\[0\]: is the text "a", wanted an object$/,
    ],
  ])('that has %s is refused with place and reason', (_what, text, message) => {
    expect(() => documentsOf(text, 'a.yaml')).toThrow(UserError);
    expect(() => documentsOf(text, 'a.yaml')).toThrow(message);
  });
});

describe('what -f names', () => {
  let folder: string;
  beforeEach(() => {
    folder = folderWith({
      'b.yaml': 'name: b',
      'a.yml': 'name: a',
      'c.json': '{"name": "c"}',
      'notes.txt': 'x',
    });
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'below', 'd.yaml'), 'name: d');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const stdin = () => Promise.resolve('name: piped');
  const names = async (paths: string[], recursive = false): Promise<unknown[]> =>
    (await readDocuments(paths, { recursive, stdin })).map(({ value }) => value['name']);

  it('may be files, in the order in which they are named', async () => {
    expect(await names([join(folder, 'b.yaml'), join(folder, 'a.yml')])).toEqual(['b', 'a']);
  });

  it('may be a folder: its manifests in order of name, and those below only when asked for', async () => {
    expect(await names([folder])).toEqual(['a', 'b', 'c']);
    expect(await names([folder], true)).toEqual(['a', 'b', 'd', 'c']);
  });

  it('may be stdin, once', async () => {
    expect(await readDocuments(['-'], { stdin })).toEqual([{ source: 'stdin', value: { name: 'piped' } }]);
    await expect(readDocuments(['-', '-'], { stdin })).rejects.toThrow(/can be read only once/);
  });

  it('is refused by name when it is not there, or has nothing to read', async () => {
    await expect(readDocuments([join(folder, 'no.yaml')], { stdin })).rejects.toThrow(
      `cannot read ${folder}/no.yaml: there is no such file or folder`,
    );
    mkdirSync(join(folder, 'empty'));
    await expect(readDocuments([join(folder, 'empty')], { stdin })).rejects.toThrow(
      `${folder}/empty is a folder without .yaml, .yml or .json files`,
    );
  });
});
