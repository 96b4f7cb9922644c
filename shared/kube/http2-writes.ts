import { STATUS_CODES } from 'node:http';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import {
  type Answer,
  acceptOf,
  byteLimit,
  type ConnectWrites,
  contentTypeOf,
  DEFAULT_TIMEOUT_MS,
  type Head,
  isSuccess,
  noAnswer,
  parseBody,
  payloadOf,
  prefixOf,
  queryString,
  type RequestSpec,
  statusError,
  tooLarge,
  userAgentOf,
} from './http.ts';
import { type Connection, createConnections, type Opened } from './http2-connections.ts';

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;

/**
 * All that writes, over one connection in HTTP/2: less CPU for each Binding (docs/decisions/0023). A request is
 * sent again, once, where the server certainly did not look at it. This is the path of each pod, so a request is
 * one promise and one timer, and no signal of its own.
 */
export const http2Writes: ConnectWrites = (options, overHttp1) => {
  const base = new URL(options.server);
  const connections = createConnections(base);
  const prefix = prefixOf(base);
  const fixed = { ':scheme': 'https', ':authority': base.host, 'user-agent': userAgentOf(options) };
  const defaultTimeout = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;

  function headersOf(
    spec: RequestSpec,
    more: Record<string, string> | undefined,
    payload: string | Uint8Array | undefined,
  ): OutgoingHttpHeaders {
    const headers: OutgoingHttpHeaders = {
      ':method': spec.method,
      ':path': prefix + spec.path + queryString(spec.query),
      accept: acceptOf(spec),
      ...fixed,
      ...more,
    };
    if (payload !== undefined) {
      headers['content-type'] = contentTypeOf(spec);
      headers['content-length'] = Buffer.byteLength(payload);
    }
    return headers;
  }

  const request = <T>(spec: RequestSpec): Promise<Answer<T>> =>
    new Promise((resolve, reject) => {
      const { signal } = spec;
      const start = performance.now();
      const timeoutMs = spec.timeoutMs ?? defaultTimeout;
      let done = false;
      let sentAgain = false;
      let connection: Connection | undefined;
      let exchange: Exchange | undefined;

      const finish = (): void => {
        done = true;
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const fail = (reason: 'Unreachable' | 'Timeout' | 'Aborted', cause: unknown): void => {
        if (done) return;
        finish();
        exchange?.stream.close(NGHTTP2_CANCEL);
        const head = exchange?.head;
        // What began with a status fails with that one, also where the rest did not come.
        reject(
          head === undefined || isSuccess(head)
            ? noAnswer(spec, reason, cause)
            : statusError(spec, head, Buffer.alloc(0)),
        );
      };
      const unreachable = (cause: unknown): void => fail('Unreachable', cause);
      const abort = (): void => fail('Aborted', signal?.reason);
      const timer = setTimeout(() => {
        // Its other end may be gone without a word: who tries again gets another one.
        connection?.retire();
        fail('Timeout', undefined);
      }, timeoutMs);

      function begin(): void {
        try {
          const more = options.headers?.();
          if (more instanceof Promise) more.then(chooseConnection, unreachable);
          else chooseConnection(more);
        } catch (error) {
          unreachable(error);
        }
      }

      // The TLS material after the headers: whoever logs in may answer with either.
      function chooseConnection(more: Record<string, string> | undefined): void {
        if (done) return;
        try {
          connection = connections.current(options.tls?.() ?? {});
          if (connection === undefined) useHttp1();
          else if (connection.session !== undefined) send(connection.session, more);
          else connection.opened.then((opened) => onOpened(opened, more), unreachable);
        } catch (error) {
          unreachable(error);
        }
      }

      function onOpened(opened: Opened, more: Record<string, string> | undefined): void {
        if (done) return;
        if (opened === 'HTTP/1.1') useHttp1();
        else if (opened === 'given up') begin();
        else send(opened, more);
      }

      function useHttp1(): void {
        finish();
        const left = Math.max(1, timeoutMs - (performance.now() - start));
        resolve(overHttp1<T>({ ...spec, timeoutMs: left }));
      }

      function send(session: ClientHttp2Session, more: Record<string, string> | undefined): void {
        try {
          const payload = payloadOf(spec);
          exchange = startExchange(session, headersOf(spec, more, payload), payload, spec.maxBytes, end);
        } catch (error) {
          // What cannot be written as JSON; in Node.js 22 also a session that is closed.
          end({ kind: 'broken', cause: error, unseen: isUnsent(error) });
        }
      }

      function end(how: End): void {
        if (done) return;
        if (how.kind === 'broken') {
          if (sentAgain || !how.unseen) {
            unreachable(how.cause);
            return;
          }
          sentAgain = true;
          exchange = undefined;
          connection?.retire();
          begin();
          return;
        }
        finish();
        try {
          resolve(answerOf<T>(spec, how));
        } catch (error) {
          reject(error);
        }
      }

      if (signal?.aborted === true) {
        abort();
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
      begin();
    });

  return { request, close: () => connections.close() };
};

/** Throws a KubeError where it is none of success. */
function answerOf<T>(spec: RequestSpec, { kind, head, bytes }: Exclude<End, { kind: 'broken' }>): Answer<T> {
  if (!isSuccess(head)) throw statusError(spec, head, bytes);
  if (kind === 'too large') throw tooLarge(spec, head.status, byteLimit(spec.maxBytes, head));
  return { status: head.status, headers: head.headers, body: parseBody(spec, head, bytes) as T };
}

/** One request and its answer: one stream. */
interface Exchange {
  readonly stream: ClientHttp2Stream;
  head: Head | undefined;
}

type End =
  | { readonly kind: 'complete' | 'too large'; readonly head: Head; readonly bytes: Buffer }
  /** `unseen`: the server did nothing for it. */
  | { readonly kind: 'broken'; readonly cause: unknown; readonly unseen: boolean };

const WITH_BODY = { endStream: false };
const WITHOUT_BODY = { endStream: true };
const NO_CHUNKS: Buffer[] = [];

/**
 * Ends once. Node.js keeps a stream and its listeners until the next full garbage collection, so all that these can
 * reach would be copied by each small one before that: once it is over, they reach nothing.
 */
function startExchange(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  payload: string | Uint8Array | undefined,
  maxBytes: number | undefined,
  onEnd: (how: End) => void,
): Exchange {
  const stream = session.request(headers, payload === undefined ? WITHOUT_BODY : WITH_BODY);
  const exchange: Exchange = { stream, head: undefined };
  let ended: ((how: End) => void) | undefined = onEnd;
  let chunks: Buffer[] = [];
  let size = 0;
  let cause: unknown;
  const end = (how: End): void => {
    const tell = ended;
    ended = undefined;
    chunks = NO_CHUNKS;
    tell?.(how);
    exchange.head = undefined;
  };
  stream.on('response', (got) => {
    const status = got[':status'] ?? 0;
    exchange.head = { status, statusText: STATUS_CODES[status], headers: got };
  });
  stream.on('data', (chunk: Buffer) => {
    const { head } = exchange;
    if (ended === undefined) return;
    chunks.push(chunk);
    size += chunk.length;
    if (head === undefined || size <= byteLimit(maxBytes, head)) return;
    stream.close(NGHTTP2_CANCEL);
    end({ kind: 'too large', head, bytes: Buffer.alloc(0) });
  });
  stream.on('end', () => {
    const { head } = exchange;
    // Node.js also ends what it cuts off; then 'close' says why.
    if (head === undefined || stream.destroyed || stream.rstCode !== NGHTTP2_NO_ERROR) return;
    end({ kind: 'complete', head, bytes: Buffer.concat(chunks) });
  });
  stream.on('error', (error) => {
    cause = error;
  });
  stream.on('close', () => {
    if (ended === undefined) return;
    const unseen =
      exchange.head === undefined && (stream.rstCode === NGHTTP2_REFUSED_STREAM || isUnsent(cause));
    end({
      kind: 'broken',
      cause: cause ?? new Error('the connection was closed before the answer was complete'),
      unseen,
    });
  });
  if (payload !== undefined) stream.end(payload);
  return exchange;
}

/** What Node.js says of a request that it kept. */
const UNSENT: ReadonlySet<unknown> = new Set([
  'ERR_HTTP2_GOAWAY_SESSION',
  'ERR_HTTP2_INVALID_SESSION',
  'ERR_HTTP2_OUT_OF_STREAMS',
]);
const isUnsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && UNSENT.has(error.code);
