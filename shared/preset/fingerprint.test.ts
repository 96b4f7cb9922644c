import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';

const A = { name: 'v', hostPath: { path: '/opt' } };

describe('a fingerprint', () => {
  it.each([
    ['the order of fields', { hostPath: { path: '/opt' }, name: 'v' }],
    ['a type that the API server fills in', { name: 'v', hostPath: { path: '/opt', type: '' } }],
    ['a flag that Go leaves out', { ...A, readOnly: false }],
    ['a mode that the API server fills in', { ...A, defaultMode: 420 }],
  ])('does not depend on %s', (_name, other) => {
    expect(fingerprint(other, 'spec.volumes')).toBe(fingerprint(A, 'spec.volumes'));
  });

  it.each([
    ['a value', { name: 'v', hostPath: { path: '/opt/x' } }],
    ['another source', { name: 'v', emptyDir: {} }],
    ['a flag', { ...A, readOnly: true }],
  ])('differs with %s', (_name, other) => {
    expect(fingerprint(other, 'spec.volumes')).not.toBe(fingerprint(A, 'spec.volumes'));
  });
});
