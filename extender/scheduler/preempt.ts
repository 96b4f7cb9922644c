import type { Reply } from '../answer.ts';
import { nodesNamed } from './asked-nodes.ts';
import { type JudgeDeps, judgeOf } from './judge.ts';
import { decodePreemptionArgs, type ExtenderPreemptionResult, type MetaVictims } from './wire.ts';

/**
 * Leaves out the nodes on which the pod could not be placed however many pods were evicted. The scheduler chooses victims by
 * its own rules alone, and a node that is full has never reached our filter.
 *
 * Victims go back as they came. An empty list says "nobody has to go here": newer schedulers send it, and older ones end the
 * pod's preemption where one that was not empty comes back so. Throws a ProtocolError.
 */
export function preempt(body: unknown, deps: JudgeDeps): Reply {
  const { pod, victims } = decodePreemptionArgs(body);
  const judge = judgeOf(pod, nodesNamed([...victims.keys()], deps.state.nodes), deps);
  const kept = [...victims].filter((_, index) => judge(index).ok);
  return { status: 200, body: preemptionResult(kept), result: 'ok' };
}

/** Of no nodes: nobody is evicted, also where the scheduler would go on after an error (`ignorable`). */
export const preemptionResult = (
  kept: Iterable<readonly [string, MetaVictims]>,
): ExtenderPreemptionResult => ({
  NodeNameToMetaVictims: Object.fromEntries(kept),
});
