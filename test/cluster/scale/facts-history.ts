/** Pods against all that their nodes ever said: whose values are they. */
import type { CompiledPreset } from '../../../shared/preset/compile.ts';
import { expectedAnnotations } from './example-pod.ts';
import type { LiveNode } from './nodes.ts';
import { type Bound, sameAnnotations, writtenAtBind } from './pods.ts';

/** What a node said from an etcd revision on. */
export interface Said {
  readonly resourceVersion: number;
  readonly at: number;
  readonly node: LiveNode;
}

export interface Judged {
  /** Pods whose values are of one revision of their node's facts. */
  readonly whole: number;
  /** Values of two revisions in one pod; a sentence a pod. */
  readonly mixed: readonly string[];
  /** A value that the pod's node did not have before the bind, or none. */
  readonly foreign: readonly string[];
  /** Of pods whose facts had been replaced when they were bound: milliseconds since, sorted. */
  readonly lateMs: readonly number[];
  /** By how many revisions at most. */
  readonly lateRevisions: number;
}

/** The binding's resourceVersion and those of the node are revisions of one etcd: they say what came first. */
export function judgePods(
  bound: readonly Pick<Bound, 'pod' | 'at'>[],
  saidBy: (node: string) => readonly Said[],
  presets: readonly CompiledPreset[],
): Judged {
  const mixed: string[] = [];
  const foreign: string[] = [];
  const lateMs: number[] = [];
  let lateRevisions = 0;
  for (const { pod, at } of bound) {
    const boundAt = Number(pod.metadata.resourceVersion);
    const written = writtenAtBind(pod);
    const before = saidBy(pod.spec.nodeName ?? '').filter(({ resourceVersion }) => resourceVersion < boundAt);
    const expected = before.map(({ node }) => expectedAnnotations(pod, node, presets));
    const match = expected.findLastIndex(
      // A node whose facts were of no use gives no values, and a pod without values is none of its.
      (annotations) => annotations !== undefined && sameAnnotations(annotations, written),
    );
    if (match === -1) {
      const all = Object.entries(written);
      const isKnown = ([key, value]: [string, string]): boolean =>
        // The generation is a hash of all the others: of a mix it is new.
        key.endsWith('/generation') || expected.some((annotations) => annotations?.[key] === value);
      const what = `${pod.metadata.name} on ${pod.spec.nodeName}: ${JSON.stringify(written)}`;
      (all.length > 0 && all.every(isKnown) ? mixed : foreign).push(what);
      continue;
    }
    const replaced = before[match + 1];
    if (replaced === undefined) continue;
    lateMs.push(at - replaced.at);
    lateRevisions = Math.max(lateRevisions, before.length - 1 - match);
  }
  const whole = bound.length - mixed.length - foreign.length;
  return { whole, mixed, foreign, lateMs: lateMs.toSorted((a, b) => a - b), lateRevisions };
}
