/** A server that refuses everything, or scores nothing, is fast as well. */
interface Arguments {
  readonly NodeNames: readonly string[];
}

interface Filtered {
  readonly NodeNames: readonly string[] | null;
  readonly Error: string;
}

/** Throws unless a filter passed some of the nodes it was asked about, or a prioritize has a score for some of them. */
export function mustPassSome(verb: 'filter' | 'prioritize', body: string, answer: string): void {
  const { NodeNames: asked } = JSON.parse(body) as Arguments;
  const refused = new Error(`${verb} of ${asked.length} names: ${answer.slice(0, 300)}`);
  if (verb === 'prioritize') {
    const scores: unknown = JSON.parse(answer);
    if (!Array.isArray(scores) || scores.length === 0 || scores.length > asked.length) throw refused;
    return;
  }
  const { NodeNames, Error: error } = JSON.parse(answer) as Filtered;
  if (error !== '' || NodeNames === null || NodeNames.length === 0) throw refused;
}
