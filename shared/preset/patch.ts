/**
 * RFC 6902 for what an admission changed. Whole lists are replaced: a diff by index would rename what follows an
 * inserted entry, and the API server applies the patch to exactly the object we were sent.
 */
import { type Fields, isObject, own } from '../json.ts';
import type { Pod } from '../kube/objects.ts';
import { sameJson } from './equality.ts';

export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** Operations that turn `before` into `after`; empty when they are equal. */
export function podPatch(before: Pod, after: Pod): PatchOperation[] {
  return objectPatch('', before as unknown as Fields, after as unknown as Fields);
}

function objectPatch(path: string, before: Fields, after: Fields): PatchOperation[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key): PatchOperation[] => {
    const child = `${path}/${escapePointer(key)}`;
    const [left, right] = [own(before, key), own(after, key)];
    if (sameJson(left, right)) return [];
    if (right === undefined) return [{ op: 'remove', path: child }];
    if (left === undefined) return [{ op: 'add', path: child, value: right }];
    if (isObject(left) && isObject(right)) return objectPatch(child, left, right);
    if (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      [...left, ...right].every(isObject)
    ) {
      return right.flatMap((item, index) =>
        objectPatch(`${child}/${index}`, left[index] as Fields, item as Fields),
      );
    }
    return [{ op: 'replace', path: child, value: right }];
  });
}

export function escapePointer(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
