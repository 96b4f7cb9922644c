import type { Pod } from '../../shared/kube/objects.ts';
import type { Reply } from '../answer.ts';
import type { PlacingDeps } from './filter.ts';
import { decodeExtenderArgs, type HostPriority } from './wire.ts';

const MAX_SCORE = 10;

/** How well each node suits the pod, 0..10. Reads memory only. Throws a ProtocolError. */
export function prioritize(body: unknown, deps: PlacingDeps): Reply {
  const { pod, nodes } = decodeExtenderArgs(body);
  return { status: 200, body: scoresOf(pod, nodes.names, deps), result: 'ok' };
}

/** The part of prioritize that does not depend on how the nodes came. */
export function scoresOf(pod: Pod, names: readonly string[], { state, engine }: PlacingDeps): HostPriority[] {
  const planned = engine.planOf(pod);
  const plan = planned.ok ? planned.plan : null;
  if (plan === null) return names.map((name) => ({ Host: name, Score: 0 }));
  const score = engine.scoreNodes(plan, state.presets.lookup);
  return names.map((name) => {
    const node = state.nodes.get(name);
    return { Host: name, Score: node === undefined ? 0 : clamp(score(node)) };
  });
}

/** The scheduler does not clamp, and drops the whole answer over one fraction. */
const clamp = (score: number): number =>
  Number.isFinite(score) ? Math.min(MAX_SCORE, Math.max(0, Math.round(score))) : 0;
