/**
 * A recording of extender traffic: JSON, one object a line. What calls refer to (parts of facts, nodes, pods) is written once,
 * before the first call that needs it, and is counted from 0 in the order of its lines. Presets come as they change,
 * between the calls, so at each call a reader has the very presets that the extender had.
 */
import type { FactsState } from '../host-facts/node-facts.ts';
import type { ObjectMeta, Pod } from '../kube/objects.ts';
import type { ReasonCode } from '../names.ts';
import type { NamespaceView, PresetDecision, PresetId } from '../preset/api.ts';
import type { Outcomes } from './outcomes.ts';

/** Raised when an older reader would understand a recording wrongly. */
export const TRAFFIC_FORMAT = 1;

/** Of a file in the folder of a recording. */
export const isTrafficFile = (name: string): boolean => /^traffic-.*\.jsonl$/.test(name);

export type TrafficLine = StartLine | PresetLine | PartLine | NodeLine | PodLine | CallLine | EndLine;

/** The first line. */
export interface StartLine {
  readonly t: 'start';
  readonly format: number;
  /** Version of the extender. */
  readonly program: string;
  /** RFC 3339. */
  readonly at: string;
}

/** The last line; a process that was killed has written none. */
export interface EndLine {
  readonly t: 'end';
  readonly why: 'stopped' | 'full' | 'slow';
}

export interface PresetLine {
  readonly t: 'preset';
  readonly id: PresetId;
  /** null: it was deleted, or became one that is not valid. */
  readonly preset: PresetSource | null;
}

/** The part of a preset's manifest that is compiled. */
export interface PresetSource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Pick<ObjectMeta, 'name' | 'namespace' | 'generation' | 'creationTimestamp'>;
  readonly spec: unknown;
}

/** The value of one field of facts. Hosts of one kind have most of theirs in common: what tells them apart is replaced. */
export interface PartLine {
  readonly t: 'part';
  readonly value: unknown;
}

export interface NodeLine {
  readonly t: 'node';
  readonly name: string;
  readonly facts: NodeFacts;
  /** A node with nearly the same labels; `labels` are then those that differ, null for one that is not there. */
  readonly like?: number;
  readonly labels: Readonly<Record<string, string | null>>;
}

export type NodeFacts =
  /** Part by field. */
  | { readonly kind: 'fresh'; readonly parts: Readonly<Record<string, number>> }
  | Exclude<FactsState, { kind: 'fresh' }>
  /** The extender did not have the node in its cache. */
  | { readonly kind: 'unknown' };

/** A pod as the scheduler's verbs see it: its labels and what Latebind has written on it. */
export interface PodLine {
  readonly t: 'pod';
  readonly metadata: ObjectMeta;
}

interface Call {
  readonly t: 'call';
  /** RFC 3339. */
  readonly at: string;
  readonly ms: number;
}

export interface FilterLine extends Call {
  readonly verb: 'filter';
  readonly pod: number;
  readonly nodes: Outcomes<FilterOutcome>;
}

/** Candidates for preemption, and whether they were kept. */
export interface PreemptLine extends Call {
  readonly verb: 'preempt';
  readonly pod: number;
  readonly nodes: Outcomes<boolean>;
}

export interface PrioritizeLine extends Call {
  readonly verb: 'prioritize';
  readonly pod: number;
  readonly nodes: Outcomes<number>;
}

export interface BindLine extends Call {
  readonly verb: 'bind';
  readonly pod: number;
  readonly node: number;
  /** Where it is inexact: what is decided without what was replaced, or the annotations without their values. */
  readonly outcome: BindOutcome;
  /** What was replaced in the recording had a part in this decision, or something it was made from changed meanwhile. */
  readonly inexact?: true;
}

export interface AdmitLine extends Call {
  readonly verb: 'admit_pod';
  readonly namespace: NamespaceView;
  /** As its author wrote it, with stand-ins for what is nobody's business. */
  readonly pod: Pod;
  /** Of spec.nodeName, where the extender knew it. */
  readonly node?: number;
  readonly outcome: AdmitOutcome;
  readonly inexact?: true;
}

export type CallLine = FilterLine | PreemptLine | PrioritizeLine | BindLine | AdmitLine;

/** null: it passed. */
export type FilterOutcome = ReasonCode | null;

export type BindOutcome =
  /** Values by annotation, without the generation: it is a digest of what is not in the recording. */
  | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly reason: ReasonCode };

export type AdmitOutcome =
  | {
      readonly admitted: true;
      readonly slots: number;
      /** "applied", "partly", or "skipped" with its reason; without those that do not match. */
      readonly presets: Readonly<Record<PresetId, PresetOutcome>>;
    }
  | { readonly admitted: false; readonly reason: ReasonCode };

export type PresetOutcome = Exclude<PresetDecision['result'], 'not-matched'> | `skipped ${ReasonCode}`;
