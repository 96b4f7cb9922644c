/**
 * Equality after API defaulting (pkg/apis/core/v1/defaults.go): a Secret volume with and without `defaultMode: 420` is
 * the same volume. Presence counts, not truthiness: false, 0 and "" are values.
 */
import type { Fields } from '../json.ts';
import { defaultedVolume } from './defaults.ts';
import { Late } from './entries.ts';
import { isPlain } from './entry-value.ts';
import { Joined } from './joined.ts';

/** Deep equality of JSON, ignoring the order of keys and keys that are undefined. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left instanceof Late || right instanceof Late) {
    return left instanceof Late && right instanceof Late && left.source === right.source;
  }
  if (left instanceof Joined || right instanceof Joined) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => sameJson(item, right[index]))
    );
  }
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return false;
  const [a, b] = [left as Fields, right as Fields];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson(a[key], b[key]));
}

export function defaultedEnv(env: Fields): Fields {
  const { merge: _merge, ...rest } = env;
  const reference = rest['valueFrom'] as Fields | undefined;
  if (reference === undefined) return { ...rest, value: rest['value'] ?? '' };
  const fieldRef = reference['fieldRef'] as Fields | undefined;
  return fieldRef === undefined
    ? rest
    : { ...rest, valueFrom: { ...reference, fieldRef: { apiVersion: 'v1', ...fieldRef } } };
}

export function defaultedSource(source: Fields): Fields {
  const result: Record<string, unknown> = { prefix: '', ...source };
  for (const reference of ['configMapRef', 'secretRef']) {
    if (result[reference] !== undefined)
      result[reference] = { optional: false, ...(result[reference] as Fields) };
  }
  return result;
}

export function defaultedMount(mount: Fields): Fields {
  const path = String(mount['mountPath'] ?? '');
  return {
    readOnly: false,
    subPath: '',
    ...mount,
    mountPath: path.length > 1 ? path.replace(/\/+$/, '') : path,
  };
}

export function defaultedToleration(toleration: Fields): Fields {
  return { key: '', value: '', effect: '', ...toleration, operator: toleration['operator'] || 'Equal' };
}

export function defaultedPort(port: Fields): Fields {
  return { protocol: 'TCP', ...port };
}

export function defaultedVolumeEntry(volume: Fields): Fields {
  const hostPath = volume['hostPath'];
  // A late path is no JSON; the other sources are.
  if (isPlain(hostPath)) return { ...volume, hostPath: { type: '', ...hostPath } };
  return defaultedVolume(volume);
}
