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

  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const whole = length === undefined ? undefined : Buffer.allocUnsafe(length);
  const chunks: Buffer[] = [];
  let seen = 0;
  request.on('data', (chunk: Buffer) => {
    if (seen + chunk.length > limit) {
      reject(tooLarge('too many', limit));
      return;
    }
    if (whole === undefined) chunks.push(chunk);
    else chunk.copy(whole, seen);
    seen += chunk.length;
  });
  const cutOff = (): void => reject(new ProtocolError('body: it ended before it was complete'));
  request.once('error', cutOff).once('close', cutOff);
  request.once('end', () => {
    // A close comes after each request, and making an error for nobody takes longer than reading a body.
    request.off('close', cutOff);
    resolve(whole ?? Buffer.concat(chunks));
  });
  return await promise;
}

const tooLarge = (got: number | string, limit: number): ProtocolError =>
  new ProtocolError(`body: got ${got} bytes, wanted at most ${limit}`, 413);
