/**
 * What the preset engine takes and gives. Pure: no I/O, no clock, no environment. The webhook, the scheduler
 * verbs, the repairer and the command line all call the same functions.
 */
import type { FactsState } from '../host-facts/node-facts.ts';
import type { Pod } from '../kube/objects.ts';
import type { ReasonCode } from '../names.ts';

/** One thing that is wrong with a preset: where, what was seen and what was wanted. */
export interface Problem {
  /** Field path, e.g. spec.env[2].value */
  readonly path: string;
  readonly message: string;
}

/** Name of a preset, unique in the cluster: "ClusterPodPreset/nvidia" or "PodPreset/team-a/nvidia". */
export type PresetId = string;

/** A node as the engine sees it. */
export interface NodeView {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly facts: FactsState;
}

export interface NamespaceView {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What became of one preset for one pod. */
export interface PresetDecision {
  readonly preset: PresetId;
  readonly result: 'applied' | 'partly' | 'skipped' | 'not-matched';
  /** First reason why not, absent when applied. */
  readonly reason?: ReasonCode;
  /** Value seen and value wanted, one line. */
  readonly detail?: string;
}

export interface Conflict {
  /** e.g. spec.containers[main].env[LD_LIBRARY_PATH] */
  readonly path: string;
  readonly preset: PresetId;
  /** The pod, or the preset that was there first. */
  readonly other: string;
  readonly seen: string;
  readonly wanted: string;
}

export interface AdmitReport {
  readonly decisions: readonly PresetDecision[];
  readonly conflicts: readonly Conflict[];
  /** Extended resources the pod requests and no applied preset covers, sorted. */
  readonly uncovered: readonly string[];
  /** For the author of the pod, one line each. */
  readonly warnings: readonly string[];
}

export type AdmitResult = AdmitReport &
  (
    | { readonly admitted: true; readonly pod: Pod; readonly slots: number }
    | { readonly admitted: false; readonly reason: ReasonCode; readonly message: string }
  );

export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: ReasonCode;
      /** Prose for the scheduler's events, the same for every node: no names of nodes, no values. See reasonText(). */
      readonly message: string;
      /** The value seen and the value wanted, for logs and `explain`. */
      readonly detail: string;
    };

export type BindValues =
  | { readonly ok: true; readonly annotations: Readonly<Record<string, string>> }
  | Extract<Verdict, { ok: false }>;
