import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from './diff.ts';

const diff = (before: string, after: string): string =>
  unifiedDiff({ name: 'a', text: before }, { name: 'b', text: after });
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

describe('a unified diff', () => {
  it('of equal texts is empty', () => {
    expect(diff('one\ntwo\n', 'one\ntwo\n')).toBe('');
    expect(diff('', '')).toBe('');
  });

  it.each([
    ['a line that is added', 'a\nc\n', 'a\nb\nc\n', '@@ -1,2 +1,3 @@\n a\n+b\n c'],
    ['a line that goes', 'a\nb\nc\n', 'a\nc\n', '@@ -1,3 +1,2 @@\n a\n-b\n c'],
    ['a line that changes', 'a\nb\nc\n', 'a\nx\nc\n', '@@ -1,3 +1,3 @@\n a\n-b\n+x\n c'],
    ['all that is new', '', 'a\nb\n', '@@ -0,0 +1,2 @@\n+a\n+b'],
    ['all that goes', 'a\n', '', '@@ -1 +0,0 @@\n-a'],
  ])('shows %s', (_what, before, after, hunk) => {
    expect(diff(before, after)).toBe(`--- a\n+++ b\n${hunk}`);
  });

  it('has three lines of context, and a hunk of its own for what is far away', () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
    const after = before.map((line) => (line === 'line 5' || line === 'line 15' ? line.toUpperCase() : line));
    const lines = diff(text(before), text(after)).split('\n');
    expect(lines.filter((line) => line.startsWith('@@'))).toEqual(['@@ -2,7 +2,7 @@', '@@ -12,7 +12,7 @@']);
  });

  it('joins hunks whose context touches', () => {
    const before = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`);
    const after = before.map((line) => (line === 'line 3' || line === 'line 9' ? 'x' : line));
    expect(diff(text(before), text(after)).match(/^@@/gm)).toHaveLength(1);
  });
});

describe('any two texts', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });

  it('have a diff that turns the first into the second and is as short as can be', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const output = diff(text(before), text(after));
        expect(apply(before, output)).toEqual(after);
        const edits = output.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line)).length;
        expect(edits).toBe(before.length + after.length - 2 * longestCommon(before, after));
      }),
      { numRuns: 500 },
    );
  });
});

function apply(before: readonly string[], output: string): string[] {
  if (output === '') return [...before];
  const result: string[] = [];
  let next = 0;
  for (const line of output.split('\n').slice(2)) {
    const head = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (head !== null) {
      const start = head[2] === '0' ? Number(head[1]) : Number(head[1]) - 1;
      result.push(...before.slice(next, start));
      next = start;
      continue;
    }
    const [mark, content] = [line[0], line.slice(1)];
    if (mark !== '+') {
      expect(before[next]).toBe(content);
      next += 1;
    }
    if (mark !== '-') result.push(content);
  }
  return [...result, ...before.slice(next)];
}

function longestCommon(left: readonly string[], right: readonly string[]): number {
  let row = Array.from({ length: right.length + 1 }, () => 0);
  for (const one of left) {
    const next = [0];
    for (const [index, other] of right.entries()) {
      next.push(one === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
