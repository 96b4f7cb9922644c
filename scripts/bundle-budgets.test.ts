import { describe, expect, it } from 'vitest';
import { forbiddenInputs, judgeSize } from './bundle-budgets.ts';

describe('bundle budgets', () => {
  it('accepts a bundle at its limit', () => {
    expect(judgeSize(110, { measuredKB: 100, limitKB: 110 })).toEqual([]);
  });

  it('refuses a bundle above its limit and one without a budget', () => {
    expect(judgeSize(111, { measuredKB: 100, limitKB: 110 })).toHaveLength(1);
    expect(judgeSize(1, undefined)).toHaveLength(1);
  });

  it('names a package that must not be in the bundle', () => {
    const program = { name: 'agent', entry: 'agent/main.ts', without: ['@kubernetes/client-node', 'undici'] };
    expect(forbiddenInputs(program, ['agent/main.ts', 'node_modules/undici/index.js'])).toEqual([
      'must not contain undici',
    ]);
  });
});
