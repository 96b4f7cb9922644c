/** A part of a host that never was: its files, and what is true of it. */

import type { HostFacts } from '../../host-facts/model.ts';
import type { Described } from './build-host.ts';

/** What must be found. `undefined` is a claim, too: it must be unknown. What is not named may be anything. */
export type Claims<T> = T extends readonly (infer E)[]
  ? readonly Claims<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Claims<T[K]> | undefined }
    : T;

export type Truth = Claims<HostFacts>;

export type Paths = Readonly<Record<string, Described>>;

/** Where the facts differ from the truth, as "path: wanted …, seen …". */
export function differences(truth: unknown, seen: unknown, path = 'host'): string[] {
  if (Array.isArray(truth)) {
    const list: unknown[] = Array.isArray(seen) ? seen : [];
    if (list.length !== truth.length)
      return [`${path}: wanted ${truth.length}, seen ${list.length}: ${JSON.stringify(seen)}`];
    return truth.flatMap((item, index) => differences(item, list[index], `${path}[${index}]`));
  }
  if (typeof truth === 'object' && truth !== null) {
    if (typeof seen !== 'object' || seen === null) {
      // A group of which all must be unknown may be missing.
      const wanted = Object.values(truth).some((value) => value !== undefined);
      return wanted ? [`${path}: wanted ${JSON.stringify(truth)}, seen ${String(seen)}`] : [];
    }
    return Object.entries(truth).flatMap(([name, value]) =>
      differences(value, (seen as Record<string, unknown>)[name], `${path}.${name}`),
    );
  }
  return truth === seen ? [] : [`${path}: wanted ${JSON.stringify(truth)}, seen ${JSON.stringify(seen)}`];
}

/** What identifies an element of a list, where it has elements that are no values. */
const NAMES = ['address', 'soname', 'path', 'name', 'gi'] as const;

/** As differences(), but what is not known, and what a list lacks, contradicts nothing. */
export function contradictions(truth: unknown, seen: unknown, path = 'host'): string[] {
  if (seen === undefined) return [];
  if (Array.isArray(truth)) {
    const list = (Array.isArray(seen) ? seen : []) as readonly Record<string, unknown>[];
    return list.flatMap((element) => {
      const name = NAMES.find((candidate) => element[candidate] !== undefined);
      if (name === undefined) return [];
      const same = (truth as readonly Record<string, unknown>[]).find(
        (candidate) => candidate[name] === element[name] && candidate['ci'] === element['ci'],
      );
      const at = `${path}[${String(element[name])}]`;
      return same === undefined ? [`${at} does not exist`] : contradictions(same, element, at);
    });
  }
  if (typeof truth === 'object' && truth !== null) {
    return Object.entries(truth).flatMap(([name, value]) =>
      contradictions(value, (seen as Record<string, unknown>)[name], `${path}.${name}`),
    );
  }
  return truth === seen ? [] : [`${path}: true ${JSON.stringify(truth)}, claimed ${JSON.stringify(seen)}`];
}
