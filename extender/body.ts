import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { ProtocolError } from './answer.ts';

/**
 * All of a request's body. Throws a ProtocolError.
 *
 * A body whose length is known is copied to its place as it comes: to put 64 MiB together at the end would hold up every other
 * request for 50 ms and more.
 */
export async function readBody(
  request: Readable,
  headers: IncomingHttpHeaders,
  limit: number,
): Promise<Buffer> {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new ProtocolError(`content-encoding: got ${encoding}, wanted none`, 415);
  }
  const declared = headers['content-length'];
  const length = declared === undefined ? undefined : Number(declared);
  if (length !== undefined && length > limit) throw tooLarge(length, limit);
  return await collect(request, length, limit);
}

/** Where a body goes. */
interface Collected {
  readonly resolve: (body: Buffer) => void;
  readonly reject: (error: ProtocolError) => void;
  readonly chunks: Buffer[];
  whole: Buffer | undefined;
}

function collect(request: Readable, length: number | undefined, limit: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  // Let go as soon as it is over: Node keeps a stream of HTTP/2, and all that its listeners reach, until the next full
  // collection of garbage.
  let collected: Collected | undefined = { resolve, reject, chunks: [], whole: undefined };
  let seen = 0;
  const fail = (error: ProtocolError): void => {
    collected?.reject(error);
    collected = undefined;
  };
  // A close comes after each request: no listener is taken off, and no error made for nobody.
  const cutOff = (): void => {
    if (collected !== undefined) fail(new ProtocolError('body: it ended before it was complete'));
  };
  request.on('data', (chunk: Buffer) => {
    if (collected === undefined) return;
    const before = seen;
    seen += chunk.length;
    if (seen > limit) fail(tooLarge('too many', limit));
    else if (length === undefined) collected.chunks.push(chunk);
    // Mostly it comes in one piece.
    else if (chunk.length === length) collected.whole = chunk;
    else {
      collected.whole ??= Buffer.allocUnsafe(length);
      chunk.copy(collected.whole, before);
    }
  });
  request.on('error', cutOff);
  request.on('close', cutOff);
  request.on('end', () => {
    if (collected === undefined) return;
    if (length !== undefined && seen !== length) return cutOff();
    collected.resolve(collected.whole ?? Buffer.concat(collected.chunks));
    collected = undefined;
  });
  return promise;
}

const tooLarge = (got: number | string, limit: number): ProtocolError =>
  new ProtocolError(`body: got ${got} bytes, wanted at most ${limit}`, 413);
