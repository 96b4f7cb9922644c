import { type Decision, runsOf } from '../filter.ts';
import type { NodeBytes } from './reader.ts';

/** A body too large to be made at once. */
export interface Chunks {
  readonly length: number;
  readonly chunks: Iterable<Buffer>;
}

/** What is encrypted and written between two looks at other requests. */
const CHUNK_BYTES = 256 * 1024;

/** The answer of filter with the bytes of the nodes that passed; `rest`: the JSON of its other fields. */
export function filterAnswer({ body, ranges }: NodeBytes, passed: Decision['passed'], rest: string): Chunks {
  const pieces = [
    Buffer.from('{"Nodes":{"metadata":{},"items":['),
    ...nodesOf(body, ranges, passed),
    Buffer.from(`]},"NodeNames":null,${rest}}`),
  ];
  return { length: pieces.reduce((sum, piece) => sum + piece.length, 0), chunks: packed(pieces) };
}

/** Nodes that were neighbours are one piece, with the commas that they came with. */
function nodesOf(body: Buffer, ranges: Uint32Array, passed: Decision['passed']): Buffer[] {
  return runsOf(passed, (first, behind) => {
    const piece = body.subarray(ranges[2 * first], ranges[2 * behind - 1]);
    return first === passed[0] ? [piece] : [Buffer.from(','), piece];
  }).flat();
}

/** Chunks of one size, from pieces of any. */
function* packed(pieces: readonly Buffer[]): Iterable<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const copied = piece.copy(chunk, filled, at);
      at += copied;
      filled += copied;
      if (filled < CHUNK_BYTES) continue;
      yield chunk;
      chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}
