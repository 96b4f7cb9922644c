import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import {
  constants,
  type IncomingHttpHeaders as Http2Headers,
  type Http2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TLSSocket } from 'node:tls';
import { type BodyLimits, createOpenBodies, type OpenBodies } from './open-bodies.ts';
import type { Chunks } from './scheduler/whole-nodes/answer.ts';

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

/** A class, because there are three of them for each pod, and closures for each function of each would be made. */
class Http2Call implements Call {
  readonly headers: Http2Headers;
  readonly method: string;
  readonly path: string;
  readonly body: ServerHttp2Stream;
  readonly #session: ServerHttp2Stream['session'];
  readonly #bodies: OpenBodies;
  #closesConnection = false;

  constructor(stream: ServerHttp2Stream, headers: Http2Headers, bodies: OpenBodies) {
    this.headers = headers;
    this.method = headers[':method'] ?? '';
    this.path = pathOf(headers[':path']);
    this.body = stream;
    // A stream that has ended has none any more.
    this.#session = stream.session;
    this.#bodies = bodies;
    bodies.add(stream);
  }

  get hasCertificate(): boolean {
    const session = this.#session;
    if (session === undefined) return false;
    const known = verified.get(session);
    if (known !== undefined) return known;
    const authorized = (session.socket as Partial<TLSSocket>).authorized === true;
    verified.set(session, authorized);
    return authorized;
  }

  send(status: number, text: string, more?: Readonly<Record<string, string>>): void {
    const stream = this.body;
    if (isOver(stream)) return;
    const isHead = this.method === 'HEAD';
    stream.respond({ ':status': status, ...JSON_TYPE, ...more }, isHead ? { endStream: true } : undefined);
    if (stream.writable) stream.end(text);
    this.#finish();
  }

  async sendChunks(status: number, { length, chunks }: Chunks): Promise<void> {
    const stream = this.body;
    if (isOver(stream)) return;
    stream.respond({ ':status': status, ...JSON_TYPE, 'content-length': length });
    await pipeline(Readable.from(chunks), stream).catch(() => undefined);
    this.#finish();
  }

  closeConnection(): void {
    this.#closesConnection = true;
  }

  goneSignal(): AbortSignal {
    return closeSignal(this.body);
  }

  #finish(): void {
    const stream = this.body;
    if (stream.readableEnded) this.#bodies.delete(stream);
    // Streams that are open go on to their ends.
    if (this.#closesConnection) this.#session?.close();
    // Refused before its body was there: the rest of it is not wanted.
    if (!stream.readableEnded) stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR));
  }
}

/** TLS asks for it when the connection is made, and never again; the socket of a session is behind a proxy object. */
const verified = new WeakMap<Http2Session, boolean>();

const isOver = (stream: ServerHttp2Stream): boolean =>
  stream.headersSent || stream.destroyed || stream.closed;

/** Turns streams into calls. */
export function createHttp2Calls(
  limits: BodyLimits,
): (stream: ServerHttp2Stream, headers: Http2Headers) => Call {
  const bodies = createOpenBodies(limits);
  return (stream, headers) => {
    // A client that takes its request back. Who reads the body hears of it as well.
    stream.on('error', ignore);
    return new Http2Call(stream, headers, bodies);
  };
}

const ignore = (): void => undefined;

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
