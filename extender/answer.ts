import type { Pod } from '../shared/kube/objects.ts';
import type { RequestResult, Verb } from './metrics.ts';

/** What a verb answers, and what the metrics call it. */
export interface Reply {
  readonly status: number;
  /** Sent as JSON. */
  readonly body: unknown;
  /** The same as JSON, where that is quicker made of something else than the body. */
  readonly json?: () => string;
  readonly result: RequestResult;
  /** Bind: what was decided with, for a record of the traffic. */
  readonly bound?: { readonly pod: Pod; readonly annotations: Readonly<Record<string, string>> };
}

/** One request and its answer, for a record of the traffic. */
export interface Exchange {
  readonly verb: Verb;
  /** As parsed; of a filter or prioritize call with whole nodes, only `Pod` and `NodeNames`. */
  readonly request: unknown;
  readonly reply: Reply;
  readonly seconds: number;
}

/** Not a request of this protocol: what was seen and what was wanted. Becomes a 4xx with a JSON body. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** The request is fine and cannot be answered now. Becomes a 503, or an `Error` for the scheduler. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** "an array", "null", "the string "abc"": for messages about bodies. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return `the ${typeof value} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}
