import type { Reply } from '../answer.ts';
import type { PlacingDeps } from './filter.ts';
import { decodeExtenderArgs, type HostPriority } from './wire.ts';

const MAX_SCORE = 10;

/** How well each node suits the pod, 0..10. Reads memory only. Throws a ProtocolError. */
export function prioritize(body: unknown, { state, engine }: PlacingDeps): Reply {
  const { pod, nodes } = decodeExtenderArgs(body);
  const planned = engine.planOf(pod);
  const plan = planned.ok ? planned.plan : null;
  const scoreOf = (name: string): number => {
    const node = plan === null ? undefined : state.nodes.get(name);
    if (plan === null || node === undefined) return 0;
    return clamp(engine.scoreNode(plan, node, state.presets.lookup));
  };
  const priorities: HostPriority[] = nodes.names.map((name) => ({ Host: name, Score: scoreOf(name) }));
  return { status: 200, body: priorities, result: 'ok' };
}

/** The scheduler does not clamp, and drops the whole answer over one fraction. */
const clamp = (score: number): number =>
  Number.isFinite(score) ? Math.min(MAX_SCORE, Math.max(0, Math.round(score))) : 0;
