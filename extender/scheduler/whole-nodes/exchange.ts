import type { Exchange } from '../../answer.ts';
import { decodeExtenderArgs, type ExtenderFilterResult } from '../wire.ts';

/** The same exchange with a scheduler that sends names: whole nodes are large, and nothing is decided from them. */
export function namesOnly(exchange: Exchange): Exchange {
  const { verb, request, reply } = exchange;
  // A reply without an error, to a request that was understood.
  if ((verb !== 'filter' && verb !== 'prioritize') || reply.result !== 'ok') return exchange;
  const { pod, nodes } = decodeExtenderArgs(request);
  if (nodes.form === 'names') return exchange;
  return {
    ...exchange,
    request: { Pod: pod, NodeNames: nodes.names },
    reply: verb === 'filter' ? { ...reply, body: namesOf(reply.body as ExtenderFilterResult) } : reply,
  };
}

function namesOf(result: ExtenderFilterResult): ExtenderFilterResult {
  const names = result.Nodes?.items.map(({ metadata }) => metadata.name ?? '') ?? [];
  return { ...result, Nodes: null, NodeNames: names };
}
