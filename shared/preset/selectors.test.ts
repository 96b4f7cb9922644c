import { describe, expect, it } from 'vitest';
import type { LabelSelector } from '../kube/objects.ts';
import { labelMismatch, type ResourceExpression, resourceMismatch } from './selectors.ts';

const LABELS = { app: 'train', tier: '' };

describe('a label selector', () => {
  it.each<[string, LabelSelector, string | undefined]>([
    ['{} selects everything', {}, undefined],
    ['equal labels', { matchLabels: { app: 'train', tier: '' } }, undefined],
    ['another value', { matchLabels: { app: 'serve' } }, 'label app is "train", wanted "serve"'],
    ['an absent label', { matchLabels: { zone: 'a' } }, 'label zone is absent, wanted "a"'],
    [
      'a name that every object inherits',
      { matchLabels: { constructor: 'a' } },
      'label constructor is absent, wanted "a"',
    ],
    ['In', { matchExpressions: [{ key: 'app', operator: 'In', values: ['x', 'train'] }] }, undefined],
    [
      'In, other values',
      { matchExpressions: [{ key: 'app', operator: 'In', values: ['x'] }] },
      'label app is "train", wanted one of x',
    ],
    [
      'In, absent',
      { matchExpressions: [{ key: 'zone', operator: 'In', values: ['x'] }] },
      'label zone is absent, wanted one of x',
    ],
    [
      'NotIn holds for an absent label',
      { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['x'] }] },
      undefined,
    ],
    [
      'NotIn',
      { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['train'] }] },
      'label app is "train", wanted none of train',
    ],
    ['Exists with an empty value', { matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, undefined],
    [
      'Exists, absent',
      { matchExpressions: [{ key: 'toString', operator: 'Exists' }] },
      'label toString is absent',
    ],
    ['DoesNotExist', { matchExpressions: [{ key: 'toString', operator: 'DoesNotExist' }] }, undefined],
    [
      'DoesNotExist, present',
      { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] },
      'label app is present',
    ],
  ])('%s', (_name, selector, wanted) => {
    expect(labelMismatch(selector, LABELS)).toBe(wanted);
  });
});

describe('a resource expression', () => {
  const requests = new Map([['gpu', 3_000_000_000n]]);
  it.each<[ResourceExpression['operator'], string | undefined, boolean]>([
    ['Exists', undefined, true],
    ['DoesNotExist', undefined, false],
    ['Eq', '3', true],
    ['Eq', '3000m', true],
    ['Ne', '3', false],
    ['Gt', '2', true],
    ['Gt', '3', false],
    ['Ge', '3', true],
    ['Lt', '10', true],
    ['Lt', '3', false],
    ['Le', '3', true],
    ['Le', '2', false],
  ])('3 is %s %s: %s', (operator, quantity, wanted) => {
    const mismatch = resourceMismatch(
      { resource: 'gpu', operator, ...(quantity === undefined ? {} : { quantity }) },
      requests,
    );
    expect(mismatch === undefined).toBe(wanted);
  });

  it('counts a resource that is not requested as zero', () => {
    expect(resourceMismatch({ resource: 'ssd', operator: 'DoesNotExist' }, requests)).toBeUndefined();
    expect(resourceMismatch({ resource: 'ssd', operator: 'Lt', quantity: '1' }, requests)).toBeUndefined();
    expect(resourceMismatch({ resource: 'ssd', operator: 'Exists' }, requests)).toBe(
      'requests 0 of ssd, wanted Exists',
    );
  });
});
