import type { Pod } from '../../shared/kube/objects.ts';
import type { Reply } from '../answer.ts';
import { type AskedNodes, nodesNamed } from './asked-nodes.ts';
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
  return prioritizeNames(pod, nodesNamed(nodes.names, deps.state.nodes), deps);
}

/** The part of prioritize that does not depend on how the nodes came. */
export const prioritizeNames = (pod: Pod, asked: AskedNodes, deps: PlacingDeps): Reply =>
  new ScoresReply(asked, scoresOf(pod, asked, deps));

/** A class for the same reason as NamesReply. */
class ScoresReply implements Reply {
  readonly status = 200;
  readonly result = 'ok';
  readonly #asked: AskedNodes;
  readonly #scores: Scores;

  constructor(asked: AskedNodes, scores: Scores) {
    this.#asked = asked;
    this.#scores = scores;
  }

  get body(): readonly HostPriority[] {
    return this.#scores.flatMap((nodes, score) =>
      nodes.map((index) => ({ Host: this.#asked.name(index), Score: score })),
    );
  }

  /** Joined by all that stands between two names, in one go. */
  json(): string {
    const lists = this.#scores.flatMap((nodes, score) => {
      const end = `,"Score":${score}}`;
      const names = nodes.map((index) => this.#asked.json(index, index + 1));
      return names.length === 0 ? [] : [`{"Host":${names.join(`${end},{"Host":`)}${end}`];
    });
    return `[${lists.join(',')}]`;
  }
}

/** By their score, indexes of the nodes asked about. The scheduler does not mind the order. */
type Scores = readonly (readonly number[])[];

function scoresOf(pod: Pod, asked: AskedNodes, { state, engine }: PlacingDeps): Scores {
  const planned = engine.planOf(pod);
  const plan = planned.ok ? planned.plan : null;
  if (plan === null) return [];
  const scoreOf = engine.scoreNodes(plan, state.presets.lookup);
  const scores: number[][] = Array.from({ length: MAX_SCORE + 1 }, () => []);
  for (let index = 0; index < asked.length; index += 1) {
    const place = asked.place(index);
    const node = state.nodes.at(place);
    const wanted = node === undefined ? 0 : scoreOf(node, place, state.nodes.serialAt(place));
    // Most nodes; also not a number.
    if (!(wanted > 0)) continue;
    const score = clamp(wanted);
    if (score > 0) scores[score]?.push(index);
  }
  return scores;
}

/** The scheduler does not clamp, and drops the whole answer over one fraction. */
const clamp = (score: number): number =>
  Number.isFinite(score) ? Math.min(MAX_SCORE, Math.max(0, Math.round(score))) : 0;
