import type { Pod } from '../../shared/kube/objects.ts';
import type { Reply } from '../answer.ts';
import type { PlacingDeps } from './filter.ts';
import { decodeExtenderArgs, type HostPriority } from './wire.ts';

const MAX_SCORE = 10;

/**
 * How well each node suits the pod, 0..10. Reads memory only. Throws a ProtocolError.
 *
 * Nodes that have no score are left out: to the scheduler, which adds what it finds, that is the same, and it need not read
 * a zero for each (prioritizeNodes in pkg/scheduler/schedule_one.go).
 */
export function prioritize(body: unknown, deps: PlacingDeps): Reply {
  const { pod, nodes } = decodeExtenderArgs(body);
  return { status: 200, body: scoresOf(pod, nodes.names, deps), result: 'ok' };
}

/** The part of prioritize that does not depend on how the nodes came. */
export function scoresOf(pod: Pod, names: readonly string[], { state, engine }: PlacingDeps): HostPriority[] {
  const planned = engine.planOf(pod);
  const plan = planned.ok ? planned.plan : null;
  if (plan === null) return [];
  const score = engine.scoreNodes(plan, state.presets.lookup);
  const scores: HostPriority[] = [];
  for (const name of names) {
    const node = state.nodes.get(name);
    const wanted = node === undefined ? 0 : score(node);
    // Most nodes; also not a number.
    if (!(wanted > 0)) continue;
    const value = clamp(wanted);
    if (value > 0) scores.push({ Host: name, Score: value });
  }
  return scores;
}

/** The scheduler does not clamp, and drops the whole answer over one fraction. */
const clamp = (score: number): number =>
  Number.isFinite(score) ? Math.min(MAX_SCORE, Math.max(0, Math.round(score))) : 0;
