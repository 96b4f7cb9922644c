import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { constants, type IncomingHttpHeaders as Http2Headers, type ServerHttp2Stream } from 'node:http2';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TLSSocket } from 'node:tls';
import type { Chunks } from './scheduler/whole-nodes-answer.ts';

/** A request and where its answer goes, in HTTP/1.1 or HTTP/2. */
export interface Call {
  readonly method: string;
  /** Without a query and a slash at the end. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** True where TLS has verified a certificate of the client. */
  readonly hasCertificate: boolean;
  /** Nothing happens where an answer was sent before, or nobody waits for it any more. */
  send(status: number, text: string, headers?: Readonly<Record<string, string>>): void;
  sendChunks(status: number, chunks: Chunks): Promise<void>;
  /** After the answer: a client that comes back opens another connection, maybe to another replica. */
  closeConnection(): void;
  /** Aborted when nobody waits for the answer any more. */
  goneSignal(): AbortSignal;
}

const JSON_TYPE = { 'content-type': 'application/json' };

export function http1Call(request: IncomingMessage, response: ServerResponse): Call {
  const isOver = (): boolean => response.headersSent || response.destroyed;
  return {
    method: request.method ?? '',
    path: pathOf(request.url),
    headers: request.headers,
    body: request,
    get hasCertificate() {
      return (request.socket as Partial<TLSSocket>).authorized === true;
    },
    send(status, text, headers) {
      if (isOver()) return;
      response.writeHead(status, { ...JSON_TYPE, 'content-length': Buffer.byteLength(text), ...headers });
      // As text: Node.js then writes head and body in one piece.
      if (request.complete) response.end(text);
      else sendEarly(request, response, text);
    },
    async sendChunks(status, { length, chunks }) {
      if (isOver()) return;
      response.writeHead(status, { ...JSON_TYPE, 'content-length': length });
      // Fails only where the client has gone.
      await pipeline(Readable.from(chunks), response).catch(() => undefined);
    },
    closeConnection() {
      if (!response.headersSent) response.setHeader('connection', 'close');
    },
    goneSignal: () => closeSignal(response),
  };
}

/**
 * Refused before its body was there. A connection that is closed while the client still sends is reset, and takes the
 * answer with it, so what comes is thrown away until it ends.
 */
function sendEarly(request: IncomingMessage, response: ServerResponse, text: string): void {
  response.write(text);
  const end = (): void => void response.end();
  request.once('end', end).once('close', end).resume();
}

/** As Node's own limit for HTTP/1.1, which HTTP/2 has none of: from the head of a request to its last byte. */
export function http2Call(stream: ServerHttp2Stream, headers: Http2Headers, requestMs: number): Call {
  const isOver = (): boolean => stream.headersSent || stream.destroyed || stream.closed;
  const late = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), requestMs);
  stream.once('end', () => clearTimeout(late)).once('close', () => clearTimeout(late));
  // A client that takes its request back. Who reads the body hears of it as well.
  stream.on('error', () => undefined);
  const { session } = stream;
  let closesConnection = false;
  const finish = (): void => {
    // Streams that are open go on to their ends.
    if (closesConnection) session?.close();
    // Refused before its body was there: the rest of it is not wanted.
    if (!stream.readableEnded) stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR));
  };
  return {
    method: headers[':method'] ?? '',
    path: pathOf(headers[':path']),
    headers,
    body: stream,
    get hasCertificate() {
      return (session?.socket as Partial<TLSSocket> | undefined)?.authorized === true;
    },
    send(status, text, more) {
      if (isOver()) return;
      const head = { ':status': status, ...JSON_TYPE, 'content-length': Buffer.byteLength(text), ...more };
      if (headers[':method'] === 'HEAD') stream.respond(head, { endStream: true });
      else stream.respond(head);
      if (stream.writable) stream.end(text);
      finish();
    },
    async sendChunks(status, { length, chunks }) {
      if (isOver()) return;
      stream.respond({ ':status': status, ...JSON_TYPE, 'content-length': length });
      await pipeline(Readable.from(chunks), stream).catch(() => undefined);
      finish();
    },
    closeConnection() {
      closesConnection = true;
    },
    goneSignal: () => closeSignal(stream),
  };
}

function pathOf(url = '/'): string {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function closeSignal(stream: Writable): AbortSignal {
  const gone = new AbortController();
  if (stream.closed) gone.abort();
  else stream.once('close', () => gone.abort());
  return gone.signal;
}
