import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { NAMESPACES_LEFT_OUT, outsideNamespace, outsideRequest } from './pod-request.ts';

const CREATE = { group: '', resource: 'pods', operation: 'CREATE' };

describe('presets are for pods that are created', () => {
  it('and for nothing else', () => {
    expect(outsideRequest(CREATE)).toBeUndefined();
    expect(outsideRequest({ ...CREATE, operation: 'UPDATE' })).toMatch(/the operation is UPDATE/);
    expect(outsideRequest({ ...CREATE, resource: 'pods/binding' })).toMatch(/is about pods\/binding/);
    expect(outsideRequest({ ...CREATE, group: 'metrics.k8s.io' })).toMatch(/is about pods\.metrics\.k8s\.io/);
  });

  it('in namespaces that are not left out', () => {
    expect(outsideNamespace({ name: 'team-a', labels: {} })).toBeUndefined();
    expect(
      outsideNamespace({ name: 'team-a', labels: { 'latebind.dev/injection': 'enabled' } }),
    ).toBeUndefined();
    expect(outsideNamespace({ name: 'team-a', labels: { 'latebind.dev/injection': 'disabled' } })).toBe(
      'namespace team-a has latebind.dev/injection=disabled',
    );
    expect(outsideNamespace({ name: 'kube-system', labels: {} })).toBe(
      'namespace kube-system is always left out',
    );
  });

  it('as the webhook is registered', () => {
    const text = readFileSync(join(import.meta.dirname, '..', 'deploy', '50-webhooks.yaml'), 'utf8');
    const [mutating] = parseAllDocuments(text).map((document) => document.toJS());
    const [pods] = mutating.webhooks;
    expect(pods.rules).toEqual([
      {
        apiGroups: [''],
        apiVersions: ['v1'],
        operations: ['CREATE'],
        resources: ['pods'],
        scope: 'Namespaced',
      },
    ]);
    expect(pods.namespaceSelector.matchExpressions).toEqual([
      { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: NAMESPACES_LEFT_OUT },
      { key: 'latebind.dev/injection', operator: 'NotIn', values: ['disabled'] },
    ]);
  });
});
