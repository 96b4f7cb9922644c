import type { Reply } from '../../answer.ts';
import { nodesNamed } from '../asked-nodes.ts';
import { decide, NamesReply, type PlacingDeps, refusedJson } from '../filter.ts';
import { prioritizeNames } from '../prioritize.ts';
import { type Chunks, filterAnswer } from './answer.ts';
import type { LargeArgs, LargeReader } from './reader.ts';

export interface LargeCallDeps extends PlacingDeps {
  readonly reader: LargeReader;
}

export interface LargeReply {
  /** As a scheduler that sends names would have asked, and been answered. */
  readonly request: { readonly Pod: LargeArgs['pod']; readonly NodeNames: readonly string[] };
  readonly reply: Reply;
  /** What to send instead of the reply's body. */
  readonly chunks?: Chunks;
}

/** Filter, of a body that is read on another thread. Rejects as LargeReader does. */
export async function filterLarge(
  body: Buffer,
  signal: AbortSignal,
  deps: LargeCallDeps,
): Promise<LargeReply> {
  const { pod, names, nodes } = await deps.reader.read(body, signal);
  const decision = decide(pod, nodesNamed(names, deps.state.nodes), deps);
  return {
    request: { Pod: pod, NodeNames: names },
    reply: new NamesReply(decision),
    ...(nodes === undefined ? {} : { chunks: filterAnswer(nodes, decision.passed, refusedJson(decision)) }),
  };
}

/** Prioritize, of a body that is read on another thread. Rejects as LargeReader does. */
export async function prioritizeLarge(
  body: Buffer,
  signal: AbortSignal,
  deps: LargeCallDeps,
): Promise<LargeReply> {
  const { pod, names } = await deps.reader.read(body, signal);
  return {
    request: { Pod: pod, NodeNames: names },
    reply: prioritizeNames(pod, nodesNamed(names, deps.state.nodes), deps),
  };
}
