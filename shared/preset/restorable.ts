/**
 * What the note of an earlier admission may bring back into a pod. Anybody can write that annotation: what no admission can
 * have taken out, or has not the form of a pod, is left alone, so that it cannot make an admission fail.
 */
import type { EntryValue } from './entries.ts';
import { FORBIDDEN, type ListRow, listRow } from './fields.ts';
import { checkPodFields } from './pod-types.ts';

/** Without these an entry is none. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['volumes', 'imagePullSecrets', 'schedulingGates', 'resourceClaims', 'env'].map((list) => [
      list,
      ['name'],
    ]),
  ),
  volumeMounts: ['name', 'mountPath'],
};

export function isRestorableEntry({ scope, field }: ListRow, entry: EntryValue): boolean {
  const type = scope === 'pod' ? 'PodSpec' : 'Container';
  return (
    (NEEDED[field] ?? []).every((name) => typeof entry[name] === 'string') &&
    checkPodFields(type, { [field]: [entry] }, '').problems.length === 0
  );
}

/** Computed from other fields by the API server, so presets take them out although they cannot give them. */
const COMPUTED: readonly string[] = ['priority', 'serviceAccount'];

/** `path`: of the object; `group`: the map in it, or '' for its fields. */
export function isRestorableValue(path: string, group: string, name: string, value: unknown): boolean {
  if (name === '__proto__' || value === undefined) return false;
  if (group !== '') return typeof value === 'string';
  if (path === 'metadata') return false;
  const scope = path === 'spec' ? 'pod' : 'container';
  if (listRow(scope, name) !== undefined) return false;
  if (Object.hasOwn(FORBIDDEN[scope], name) && !(scope === 'pod' && COMPUTED.includes(name))) return false;
  const type = scope === 'pod' ? 'PodSpec' : 'Container';
  return checkPodFields(type, { [name]: value }, '').problems.length === 0;
}
