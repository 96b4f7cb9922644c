/** Which presets an admission considered for a pod, as the pod carries it: the annotation latebind.dev/applied. */
import type { Pod } from '../kube/objects.ts';
import { ANNOTATION, REASONS, type ReasonCode } from '../names.ts';
import type { PresetId } from './api.ts';

export interface Provenance {
  readonly preset: PresetId;
  readonly generation: number;
  /** partly: without the entries that were in conflict. */
  readonly result: 'applied' | 'partly' | 'skipped';
  readonly reason?: ReasonCode;
  readonly detail?: string;
  /**
   * What it put into the pod, so that a second admission can take it out again. By path of the list; of values that are no
   * list by path of the object or map that holds them, as { name, value }.
   */
  readonly added?: Readonly<Record<string, readonly Addition[]>>;
  /** What it took out, by the same paths. */
  readonly taken?: Readonly<Record<string, readonly Taken[]>>;
}

/** With its place among the entries of the author; 0 for what has no place. */
export type Taken = readonly [at: number, was: Readonly<Record<string, unknown>>];

/** Fingerprint of the entry; with what the pod had in its place, if anything. */
export type Addition = string | readonly [fingerprint: string, was: Readonly<Record<string, unknown>>];

const RESULTS: readonly unknown[] = ['applied', 'partly', 'skipped'];

/** Empty when the pod carries none; throws an Error that says what is wrong when it cannot be read. */
export function provenanceOf(pod: Pick<Pod, 'metadata'>): readonly Provenance[] {
  const text = pod.metadata.annotations?.[ANNOTATION.applied];
  return text === undefined ? [] : readProvenance(text);
}

/** Throws as provenanceOf() does. */
export function readProvenance(text: string): readonly Provenance[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new Error('is not a list');
  return parsed.map((entry: Partial<Provenance> | null) => {
    if (
      typeof entry?.preset !== 'string' ||
      typeof entry.generation !== 'number' ||
      !RESULTS.includes(entry.result)
    ) {
      throw new Error(`has the entry ${JSON.stringify(entry)}, wanted preset, generation and result`);
    }
    if (entry.reason !== undefined && !Object.hasOwn(REASONS, entry.reason))
      throw new Error(`has the unknown reason ${JSON.stringify(entry.reason)}`);
    return entry as Provenance;
  });
}
