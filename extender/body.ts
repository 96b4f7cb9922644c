import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { ProtocolError } from './answer.ts';

/**
 * All of a request's body. Throws a ProtocolError.
 *
 * A body whose length is known is copied to its place as it comes: to put 64 MiB together at the end would hold up every other
 * request for 50 ms and more.
 */
export function readBody(request: Readable, headers: IncomingHttpHeaders, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') {
      throw new ProtocolError(`content-encoding: got ${encoding}, wanted none`, 415);
    }
    const declared = headers['content-length'];
    const length = declared === undefined ? undefined : Number(declared);
    if (length !== undefined && length > limit) throw tooLarge(length, limit);

    const chunks: Buffer[] = [];
    let whole: Buffer | undefined;
    let seen = 0;
    let isOver = false;
    request.on('data', (chunk: Buffer) => {
      const before = seen;
      seen += chunk.length;
      if (isOver) return;
      if (seen > limit) {
        isOver = true;
        reject(tooLarge('too many', limit));
      } else if (length === undefined) chunks.push(chunk);
      // Mostly it comes in one piece.
      else if (seen === length && whole === undefined) whole = chunk;
      else {
        whole ??= Buffer.allocUnsafe(length);
        chunk.copy(whole, before);
      }
    });
    // A close comes after each request: no listener is taken off, and no error made for nobody.
    const cutOff = (): void => {
      if (!isOver) reject(new ProtocolError('body: it ended before it was complete'));
    };
    request.on('error', cutOff);
    request.on('close', cutOff);
    request.on('end', () => {
      if (length !== undefined && seen !== length) return cutOff();
      isOver = true;
      resolve(whole ?? Buffer.concat(chunks));
    });
  });
}

const tooLarge = (got: number | string, limit: number): ProtocolError =>
  new ProtocolError(`body: got ${got} bytes, wanted at most ${limit}`, 413);
