import { describe, expect, it } from 'vitest';
import { parseApiPath, withQuery } from './api-path.ts';

describe('parseApiPath', () => {
  it.each([
    ['/api/v1/nodes', '/api/v1/nodes', undefined],
    ['/api/v1/nodes/a', '/api/v1/nodes', 'a'],
    ['/api/v1/namespaces', '/api/v1/namespaces', undefined],
    ['/api/v1/namespaces/a', '/api/v1/namespaces', 'a'],
    ['/api/v1/namespaces/a/pods', '/api/v1/namespaces/a/pods', undefined],
    ['/api/v1/namespaces/a/pods/b', '/api/v1/namespaces/a/pods', 'b'],
    ['/apis/apps/v1/namespaces/a/deployments/b', '/apis/apps/v1/namespaces/a/deployments', 'b'],
    ['/apis/latebind.dev/v1alpha1/clusterpodpresets/b', '/apis/latebind.dev/v1alpha1/clusterpodpresets', 'b'],
    ['/api/v1/pods?labelSelector=a%3Db', '/api/v1/pods?labelSelector=a%3Db', undefined],
  ])('%s', (path, collection, name) => {
    expect(parseApiPath(path)).toEqual({ collection, name });
  });

  it.each(['/healthz', '/api/v1', '/api/v1/namespaces/a/pods/b/status'])('refuses %s', (path) => {
    expect(() => parseApiPath(path)).toThrow('neither a collection nor an object');
  });
});

it('withQuery keeps the query that is there', () => {
  expect(withQuery('/api/v1/pods?a=1', { watch: 'true' })).toBe('/api/v1/pods?a=1&watch=true');
  expect(withQuery('/api/v1/pods', { fieldSelector: 'metadata.name=b' })).toBe(
    '/api/v1/pods?fieldSelector=metadata.name%3Db',
  );
});
