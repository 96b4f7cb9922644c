import { describe, expect, it } from 'vitest';
import { forbiddenInputs, judgeSize, judgeText } from './bundle-budgets.ts';

describe('bundle budgets', () => {
  it('accepts a bundle at its limit', () => {
    expect(judgeSize(110, { measuredKB: 100, limitKB: 110 })).toEqual([]);
  });

  it('refuses a bundle above its limit and one without a budget', () => {
    expect(judgeSize(111, { measuredKB: 100, limitKB: 110 })).toHaveLength(1);
    expect(judgeSize(1, undefined)).toHaveLength(1);
  });

  it('refuses text that is not ASCII, and says where', () => {
    expect(judgeText('a.mjs', Buffer.from('const plain = 1;'))).toEqual([]);
    expect(judgeText('a.mjs', Buffer.from('const micro = /µs/;'))).toEqual([expect.stringContaining('/µs/')]);
  });

  it('names a package that must not be in the bundle', () => {
    const program = { name: 'agent', entry: 'agent/main.ts', without: ['@kubernetes/client-node', 'undici'] };
    expect(forbiddenInputs(program, ['agent/main.ts', 'node_modules/undici/index.js'])).toEqual([
      'must not contain undici',
    ]);
  });
});
