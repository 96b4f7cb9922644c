import { expect } from 'vitest';
import { KubeError } from '../../shared/kube/http.ts';

/** What a request failed with; a test whose request did not fail, or with something else, is red. */
export async function errorOf(promise: Promise<unknown>): Promise<KubeError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(KubeError);
  return error as KubeError;
}
