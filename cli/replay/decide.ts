/** One call of a recording, decided again. */
import { isObject } from '../../shared/json.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { BIND_PREFIX } from '../../shared/names.ts';
import type { PresetId } from '../../shared/preset/api.ts';
import { decideAdmission, decideBind, decideFilter, decideScore } from '../../shared/traffic/decide.ts';
import type {
  AdmitLine,
  AdmitOutcome,
  BindLine,
  BindOutcome,
  CallLine,
} from '../../shared/traffic/format.ts';
import type { Outcomes } from '../../shared/traffic/outcomes.ts';
import { UserError } from '../user-error.ts';
import type { RecordedNode, ReplayState } from './state.ts';

/** One thing that is decided otherwise. */
export interface Change {
  /** A slot, a preset, "nodes", "score": of what it is said. */
  readonly what: string;
  readonly was: string;
  readonly now: string;
  /** Why it is so now, where the engine says it. */
  readonly message?: string;
  /** Those of which it is said; absent where it is not said of nodes. */
  readonly nodes?: readonly string[];
}

export type Replayed =
  | { readonly kind: 'same' }
  | { readonly kind: 'differs'; readonly pod: Pod; readonly changes: readonly Change[] }
  | { readonly kind: 'not replayable'; readonly why: string };

const INEXACT =
  'what is redacted in the recording had a part in the decision, or a preset or node changed while it was made';

/** Throws a UserError for a call that is not one of a recorder. */
export function replay(call: CallLine, state: ReplayState, place: string): Replayed {
  switch (call.verb) {
    case 'filter': {
      const pod = state.pod(call.pod, place);
      const decide = decideFilter(pod, state.presets.lookup);
      return placed(pod, call.nodes, state, place, (node, was) => {
        const now = decide(node.view);
        return now?.reason === (was ?? undefined)
          ? undefined
          : {
              what: 'nodes',
              was: was ?? 'passed',
              now: now?.reason ?? 'passed',
              ...(now === null ? {} : { message: now.message }),
            };
      });
    }
    case 'preempt': {
      const pod = state.pod(call.pod, place);
      const decide = decideFilter(pod, state.presets.lookup);
      return placed(pod, call.nodes, state, place, (node, was) => {
        const now = decide(node.view);
        return was === (now === null)
          ? undefined
          : {
              what: 'nodes',
              was: was ? 'kept' : 'left out',
              now: now?.reason ?? 'kept',
              ...(now === null ? {} : { message: now.message }),
            };
      });
    }
    case 'prioritize': {
      const pod = state.pod(call.pod, place);
      const decide = decideScore(pod, state.presets.lookup);
      return placed(pod, call.nodes, state, place, (node, was) => {
        const now = decide(node.view);
        return was === now ? undefined : { what: 'score', was: String(was), now: String(now) };
      });
    }
    case 'bind':
      return replayBind(call, state, place);
    case 'admit_pod':
      return replayAdmission(call, state, place);
    default:
      call satisfies never;
      throw new UserError(`${place}: is a call of no known verb; was the file edited?`);
  }
}

function placed<T>(
  pod: Pod,
  outcomes: Outcomes<T>,
  state: ReplayState,
  place: string,
  changeOf: (node: RecordedNode, was: T) => Omit<Change, 'nodes'> | undefined,
): Replayed {
  const changes = new Map<string, { change: Omit<Change, 'nodes'>; nodes: string[] }>();
  for (const [node, was] of state.nodes(outcomes, place)) {
    const change = changeOf(node, was);
    if (change === undefined) continue;
    const key = JSON.stringify(change);
    const known = changes.get(key);
    if (known === undefined) changes.set(key, { change, nodes: [node.name] });
    else known.nodes.push(node.name);
  }
  return changed(
    pod,
    [...changes.values()].map(({ change, nodes }) => ({ ...change, nodes })),
  );
}

const changed = (pod: Pod, changes: readonly Change[]): Replayed =>
  changes.length === 0 ? { kind: 'same' } : { kind: 'differs', pod, changes };

function replayBind(call: BindLine, state: ReplayState, place: string): Replayed {
  if (call.inexact === true) return { kind: 'not replayable', why: INEXACT };
  if (!isObject(call.outcome)) throw new UserError(`${place}: has no outcome; was the file edited?`);
  const pod = state.pod(call.pod, place);
  const now = decideBind(pod, state.node(call.node, place).view, state.presets.lookup);
  return changed(pod, bindChanges(call.outcome, now));
}

function bindChanges(was: BindOutcome, now: BindOutcome): Change[] {
  if (was.ok && now.ok)
    return mapChanges(was.values, now.values, 'no value').map((change) => ({
      ...change,
      what: change.what.startsWith(BIND_PREFIX) ? change.what.slice(BIND_PREFIX.length) : change.what,
    }));
  const text = (outcome: BindOutcome): string => (outcome.ok ? 'bound' : outcome.reason);
  return text(was) === text(now) ? [] : [{ what: 'pod', was: text(was), now: text(now) }];
}

function replayAdmission(call: AdmitLine, state: ReplayState, place: string): Replayed {
  const { pod, namespace, node: onNode, outcome } = call;
  if (call.inexact === true) return { kind: 'not replayable', why: INEXACT };
  if (
    !isObject(outcome) ||
    !isObject(pod?.metadata) ||
    !Array.isArray(pod.spec?.containers) ||
    typeof namespace?.name !== 'string'
  )
    throw new UserError(`${place}: has no pod, namespace or outcome; was the file edited?`);
  const node = onNode === undefined ? undefined : state.node(onNode, place).view;
  const now = decideAdmission({
    pod,
    namespace,
    presets: state.presets.forNamespace(namespace.name),
    ...(node === undefined ? {} : { node }),
  });
  const named = { ...pod, metadata: { ...pod.metadata, namespace: namespace.name } };
  return changed(named, admissionChanges(outcome, now));
}

function admissionChanges(was: AdmitOutcome, now: AdmitOutcome): Change[] {
  if (!was.admitted || !now.admitted) {
    const text = (outcome: AdmitOutcome): string => (outcome.admitted ? 'admitted' : outcome.reason);
    return text(was) === text(now) ? [] : [{ what: 'pod', was: text(was), now: text(now) }];
  }
  return [
    ...mapChanges<PresetId>(was.presets, now.presets, 'not matched'),
    ...(was.slots === now.slots ? [] : [{ what: 'slots', was: String(was.slots), now: String(now.slots) }]),
  ];
}

function mapChanges<K extends string>(
  was: Readonly<Record<K, string>>,
  now: Readonly<Record<K, string>>,
  none: string,
): Change[] {
  const keys = [...new Set([...Object.keys(was), ...Object.keys(now)])].toSorted() as K[];
  return keys.flatMap((what) =>
    was[what] === now[what] ? [] : [{ what, was: was[what] ?? none, now: now[what] ?? none }],
  );
}
