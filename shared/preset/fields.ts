/**
 * The table that drives the merge: for each field its identity key and what happens when an entry of the same identity
 * says something else. A new field is a row, not code.
 */
import type { EntryField, EntryValue } from './entries.ts';
import {
  defaultedEnv,
  defaultedMount,
  defaultedSource,
  defaultedToleration,
  defaultedVolume,
} from './equality.ts';

export interface FieldRule {
  readonly field: EntryField;
  readonly scope: 'pod' | 'container';
  /** Entries of equal identity are the same entry. */
  readonly identity: (entry: EntryValue) => string;
  /** For messages: spec.containers[main].env[LD_LIBRARY_PATH] */
  readonly label: (entry: EntryValue) => string;
  /** As the API server would default it, for comparison. */
  readonly defaulted: (entry: EntryValue) => EntryValue;
  /**
   * Against the pod's own entry, when the preset's layer is Default. An Override preset replaces it.
   * Union fields have an identity of everything, so they never disagree.
   */
  readonly againstPod: 'keep' | 'conflict';
  /** Against an entry of another preset: by rank (layer, priority), or always a conflict. */
  readonly againstPreset: 'rank' | 'conflict';
}

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const name = (entry: EntryValue): string => text(entry['name']);

const nameOf = (reference: unknown): string => text((reference as EntryValue | undefined)?.['name'] ?? '');

/** Stable text of the whole entry, for fields with set semantics. */
function everything(entry: EntryValue): string {
  return JSON.stringify(sortKeys(entry));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}

export const FIELDS: readonly FieldRule[] = [
  {
    field: 'volumes',
    scope: 'pod',
    identity: name,
    label: name,
    defaulted: defaultedVolume,
    againstPod: 'conflict',
    againstPreset: 'conflict',
  },
  {
    field: 'tolerations',
    scope: 'pod',
    identity: (entry) => everything(defaultedToleration(entry)),
    label: (entry) => text(entry['key']),
    defaulted: defaultedToleration,
    againstPod: 'keep',
    againstPreset: 'rank',
  },
  {
    field: 'env',
    scope: 'container',
    identity: name,
    label: name,
    defaulted: defaultedEnv,
    againstPod: 'keep',
    againstPreset: 'rank',
  },
  {
    field: 'envFrom',
    scope: 'container',
    identity: ({ prefix, configMapRef, secretRef }) =>
      JSON.stringify([prefix ?? '', nameOf(configMapRef), nameOf(secretRef)]),
    label: ({ configMapRef, secretRef }) => nameOf(configMapRef) || nameOf(secretRef),
    defaulted: defaultedSource,
    againstPod: 'keep',
    againstPreset: 'rank',
  },
  {
    field: 'volumeMounts',
    scope: 'container',
    identity: (entry) => text(defaultedMount(entry)['mountPath']),
    label: (entry) => text(entry['mountPath']),
    defaulted: defaultedMount,
    againstPod: 'conflict',
    againstPreset: 'conflict',
  },
];
