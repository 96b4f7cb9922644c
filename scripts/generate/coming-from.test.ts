import { describe, expect, it } from 'vitest';
import { filled, wordsOf } from './coming-from.ts';

const read = (path: string) => Promise.resolve(`name: ${path}\n`);
const run = (command: string) => Promise.resolve({ code: 0, stdout: `ran: ${command}\n`, stderr: '' });
const fill = (text: string, change: Partial<Parameters<typeof filled>[1]> = {}) =>
  filled(text, { read, run, ...change });

describe('a page', () => {
  it('gets files and outputs between its marks, and keeps the rest', async () => {
    const page = [
      '# Title',
      '<!-- file: a.yaml -->',
      'old',
      '<!-- /file -->',
      'Text.',
      '<!-- run: latebind convert -f a.yaml -->',
      '<!-- /run -->',
      '',
    ].join('\n');
    const want = [
      '# Title',
      '<!-- file: a.yaml -->',
      '',
      '```yaml',
      'name: a.yaml',
      '```',
      '',
      '<!-- /file -->',
      'Text.',
      '<!-- run: latebind convert -f a.yaml -->',
      '',
      '```sh',
      'latebind convert -f a.yaml',
      '```',
      '',
      '```yaml',
      'ran: latebind convert -f a.yaml',
      '```',
      '',
      '<!-- /run -->',
      '',
    ].join('\n');
    expect(await fill(page)).toBe(want);
    expect(await fill(want)).toBe(want);
  });

  it('shows what a command said and how it ended after what it printed', async () => {
    const losses = () => Promise.resolve({ code: 4, stdout: '+a\n', stderr: 'x: y: lost\n' });
    expect(await fill('<!-- run: latebind admit -o diff -->\n<!-- /run -->', { run: losses })).toContain(
      '```diff\n+a\n```\n\n```text\nx: y: lost\nexit code 4\n```\n\n<!-- /run -->',
    );
  });

  it('has no block for what is empty', async () => {
    const silent = () => Promise.resolve({ code: 0, stdout: '', stderr: '' });
    expect(await fill('<!-- run: latebind admit -o diff -->\n<!-- /run -->', { run: silent })).toBe(
      '<!-- run: latebind admit -o diff -->\n\n```sh\nlatebind admit -o diff\n```\n\n<!-- /run -->',
    );
  });

  it('keeps dollars and fences of a file as they are', async () => {
    const odd = () => Promise.resolve('a: $1 $& ${host.x}\n```\nb\n```\n');
    expect(await fill('<!-- file: a.yaml -->\n<!-- /file -->', { read: odd })).toContain(
      '````yaml\na: $1 $& ${host.x}\n```\nb\n```\n````',
    );
  });
});

it('words of a command may stand in quotes', () => {
  expect(wordsOf(`latebind admit -n "team a" -f 'b c'  -o json`)).toEqual([
    'latebind',
    'admit',
    '-n',
    'team a',
    '-f',
    'b c',
    '-o',
    'json',
  ]);
});
