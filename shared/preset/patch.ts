import type { Pod } from '../kube/objects.ts';

export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** RFC 6902 operations that turn `before` into `after`; empty when they are equal. */
export function podPatch(_before: Pod, _after: Pod): PatchOperation[] {
  throw new Error('being built');
}
