import { describe, expect, it } from 'vitest';
import { STEPS, testCount } from './verify-steps.ts';

describe('verify steps', () => {
  it('reads how many tests ran', () => {
    expect(testCount(' Test Files  3 passed (3)\n      Tests  21 passed | 1 skipped (22)\n')).toBe(
      '21 passed | 1 skipped (22)',
    );
  });

  it('have different names', () => {
    expect(new Set(STEPS.map((step) => step.name)).size).toBe(STEPS.length);
  });
});
