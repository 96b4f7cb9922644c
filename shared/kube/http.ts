/**
 * HTTP to the API server over node:https with keep-alive pools. Neither global fetch (10 MB of memory) nor a
 * client library (130 MB, one connection a call) is loaded. One call is one request: nothing is retried here,
 * except a GET whose kept-alive connection turned out to be closed by the server. What writes may go another way,
 * for who passes one (http2-writes.ts).
 */

import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { AnswerFormat, BodyFormat, WatchFormat } from './answer-format.ts';
import { jsonLines } from './json-lines.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export const CONTENT_TYPE = {
  json: 'application/json',
  mergePatch: 'application/merge-patch+json',
  jsonPatch: 'application/json-patch+json',
  /** Server-side apply; JSON is YAML. */
  apply: 'application/apply-patch+yaml',
} as const;

export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
}

export interface TransportOptions {
  /** Base URL: https://10.96.0.1:443, with a path where a proxy needs one. */
  readonly server: string;
  /** Asked before each request, so that rotated tokens are used. */
  readonly headers?: () => Promise<Record<string, string>> | Record<string, string>;
  /** Asked before each request; other material means other connections. */
  readonly tls?: () => TlsMaterial;
  readonly userAgent?: string;
  /** Milliseconds from the call to the end of the answer's body, for request(). Default 30,000. */
  readonly timeoutMs?: number;
  /** Connections at once, besides those of streams. Default 32. */
  readonly maxSockets?: number;
  /** Another way for requests that are no GET, where the server is https. Passed in, so that who needs none does not load it. */
  readonly writes?: ConnectWrites;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestSpec {
  readonly method: Method;
  /** /api/v1/nodes/a: segments must be escaped by the caller. */
  readonly path: string;
  readonly query?: Query;
  /** Anything but a string is sent as JSON, or in `bodyFormat`. */
  readonly body?: unknown;
  /** Of the body; default application/json. */
  readonly contentType?: string;
  /** A server that does not know it (415) gets JSON, and from then on JSON at once. */
  readonly bodyFormat?: BodyFormat<never>;
  /** Default application/json. */
  readonly accept?: string;
  /** Asked for before JSON, where `accept` is not set; the server may send either. */
  readonly format?: AnswerFormat;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Largest answer that is read, in bytes. Default 256 MiB. */
  readonly maxBytes?: number;
}

export interface StreamSpec extends Omit<RequestSpec, 'timeoutMs' | 'maxBytes' | 'format'> {
  readonly format?: WatchFormat;
  /** Milliseconds until the answer's head must be there. Default: the transport's timeoutMs. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds without a byte after which the stream fails with reason Timeout. Default: none. */
  readonly idleTimeoutMs?: number;
  /** Told once, when the stream ends or fails, and not where it is left half-way. */
  readonly onEnd?: (error?: unknown) => void;
}

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Parsed where the answer is JSON or in the format that was asked for, else the text; undefined where it is empty. */
  readonly body: T;
}

export interface Transport {
  /** Resolves for 2xx; everything else is a KubeError. */
  request<T = unknown>(spec: RequestSpec): Promise<Answer<T>>;
  /** The events of a watch: parsed JSON, one value a line, or in the format that was asked for. Ends when the server ends; fails with a KubeError. */
  stream<T = unknown>(spec: StreamSpec): AsyncGenerator<T, void, void>;
  /** Closes idle connections; requests under way fail. */
  close(): void;
}

export type Writes = Pick<Transport, 'request' | 'close'>;

/** `overHttp1` sends as GETs are sent, for a server that can nothing else. */
export type ConnectWrites = (options: TransportOptions, overHttp1: Transport['request']) => Writes;

/** Reasons of our own, where no Status object came. */
export type TransportReason = 'Unreachable' | 'Timeout' | 'Aborted' | 'AnswerMalformed' | 'AnswerTooLarge';

interface KubeErrorFields {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** An answer outside 2xx, or no answer. */
export class KubeError extends Error {
  override readonly name = 'KubeError';
  readonly method: string;
  readonly path: string;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** `reason` of the Status object (NotFound, Conflict, Expired, ...), or a TransportReason. */
  readonly reason: string;
  /** What the server asked for, in seconds. */
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: KubeErrorFields) {
    super(
      `${fields.method} ${fields.path}: ${fields.status === 0 ? '' : `${fields.status} `}${fields.reason}: ${fields.message}`,
      fields.cause === undefined ? undefined : { cause: fields.cause },
    );
    this.method = fields.method;
    this.path = fields.path;
    this.status = fields.status;
    this.reason = fields.reason;
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }
}

export const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
/** Of an error's body: a Status object is small, a proxy's HTML page need not be read. */
const MAX_ERROR_BYTES = 64 * 1024;
/** Below the 90 s after which cloud load balancers drop an idle connection. */
export const IDLE_SOCKET_MS = 80_000;
/** Of TCP: notices another end that is gone without a word. */
export const KEEP_ALIVE_PROBE_MS = 30_000;

/** A pool of connections to one API server. */
export function createTransport(options: TransportOptions): Transport {
  const base = new URL(options.server);
  const secure = base.protocol === 'https:';
  if (!secure && base.protocol !== 'http:')
    throw new Error(`API server must be http or https: ${options.server}`);
  const pool = {
    keepAlive: true,
    keepAliveMsecs: KEEP_ALIVE_PROBE_MS,
    timeout: IDLE_SOCKET_MS,
    maxSockets: options.maxSockets ?? 32,
  };
  const agentFor = (limits: typeof pool): HttpAgent =>
    secure ? new HttpsAgent(limits) : new HttpAgent(limits);
  const requests = agentFor(pool);
  // A watch keeps its connection for minutes, and must not keep it from requests.
  const streams = agentFor({ ...pool, maxSockets: Number.POSITIVE_INFINITY });
  const prefix = prefixOf(base);
  const host = hostOf(base);
  const port = portOf(base);
  const defaultTimeout = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;

  /** Sends once; resolves with the head of the answer, whatever its status. */
  async function send(
    spec: RequestSpec | StreamSpec,
    agent: HttpAgent,
    signal: AbortSignal,
    accept: string,
  ): Promise<IncomingMessage> {
    const payload = payloadOf(spec);
    const headers: Record<string, string | number> = {
      accept,
      'user-agent': userAgentOf(options),
      ...(await options.headers?.()),
    };
    if (payload !== undefined) {
      headers['content-type'] = contentTypeOf(spec);
      headers['content-length'] = Buffer.byteLength(payload);
    }
    const path = prefix + spec.path + queryString(spec.query);
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)({
        host,
        port,
        method: spec.method,
        path,
        headers,
        agent,
        signal,
        ...(secure ? options.tls?.() : undefined),
      });
      request.once('response', resolve);
      request.once('error', (error) => {
        reject(Object.assign(error, { onKeptConnection: request.reusedSocket }));
      });
      request.end(payload);
    });
  }

  async function sendOrFail(
    spec: RequestSpec | StreamSpec,
    agent: HttpAgent,
    deadline: Deadline,
    accept: string,
  ): Promise<IncomingMessage> {
    const failed = (error: unknown): KubeError => transportError(spec, deadline, error);
    try {
      return await send(spec, agent, deadline.signal, accept);
    } catch (error) {
      // The server closed the connection while it lay in the pool; a GET may simply be sent again.
      if (!deadline.signal.aborted && spec.method === 'GET' && wasStaleConnection(error)) {
        return await send(spec, agent, deadline.signal, accept).catch((again: unknown) => {
          throw failed(again);
        });
      }
      throw failed(error);
    }
  }

  async function request<T>(spec: RequestSpec): Promise<Answer<T>> {
    const deadline = startDeadline(spec.signal, spec.timeoutMs ?? defaultTimeout);
    try {
      const answer = await sendOrFail(spec, requests, deadline, acceptOf(spec));
      const head = headOf(answer);
      if (!isSuccess(head)) throw await failedAnswer(spec, answer, deadline);
      const bytes = await readBytes(spec, answer, deadline, byteLimit(spec.maxBytes, head));
      return { status: head.status, headers: head.headers, body: parseBody(spec, head, bytes) as T };
    } finally {
      deadline.clear();
    }
  }

  const writes = secure ? options.writes?.(options, request) : undefined;
  const either: Transport['request'] = (spec) =>
    writes === undefined || spec.method === 'GET' ? request(spec) : writes.request(spec);
  const unknownFormats = new Set<string>();

  /** The server has not looked at what it does not know the format of. */
  async function requestInFormat<T>(spec: RequestSpec, { mediaType }: BodyFormat<never>): Promise<Answer<T>> {
    const { bodyFormat: _, ...asJson } = spec;
    if (unknownFormats.has(mediaType)) return await either<T>(asJson);
    try {
      return await either<T>(spec);
    } catch (error) {
      if (!(error instanceof KubeError) || error.status !== 415) throw error;
      unknownFormats.add(mediaType);
      return await either<T>(asJson);
    }
  }

  return {
    request: (spec) =>
      spec.bodyFormat === undefined ? either(spec) : requestInFormat(spec, spec.bodyFormat),

    async *stream<T>(spec: StreamSpec): AsyncGenerator<T, void, void> {
      const deadline = startDeadline(spec.signal, spec.connectTimeoutMs ?? defaultTimeout);
      let answer: IncomingMessage | undefined;
      try {
        answer = await sendOrFail(spec, streams, deadline, acceptOf(spec, ';stream=watch'));
        const head = headOf(answer);
        if (!isSuccess(head)) throw await failedAnswer(spec, answer, deadline);
        deadline.restart(spec.idleTimeoutMs);
        const format = formatOf(spec, head);
        const reader = format?.readStream() ?? jsonLines();
        // One generator, and not one in another: each event goes through all of them.
        let isReading = false;
        try {
          for await (const chunk of answer) {
            deadline.restart(spec.idleTimeoutMs);
            isReading = true;
            for (const value of reader.push(chunk as Buffer)) yield value as T;
            isReading = false;
          }
          isReading = true;
          for (const value of reader.end()) yield value as T;
        } catch (cause) {
          if (cause instanceof KubeError) throw cause;
          throw isReading
            ? malformed(spec, head.status, format, cause)
            : transportError(spec, deadline, cause);
        }
        spec.onEnd?.();
      } catch (error) {
        spec.onEnd?.(error);
        throw error;
      } finally {
        deadline.clear();
        // A stream that is left half-way must not keep its connection.
        answer?.destroy();
      }
    },

    close() {
      writes?.close();
      requests.destroy();
      streams.destroy();
    },
  };
}

/** What comes before an answer's body. */
export interface Head {
  readonly status: number;
  readonly statusText: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

const headOf = ({ statusCode, statusMessage, headers }: IncomingMessage): Head => ({
  status: statusCode ?? 0,
  statusText: statusMessage,
  headers,
});

export const isSuccess = ({ status }: Head): boolean => status >= 200 && status <= 299;

/** Of the body that is read. */
export const byteLimit = (maxBytes: number | undefined, head: Head): number =>
  isSuccess(head) ? (maxBytes ?? DEFAULT_MAX_BYTES) : MAX_ERROR_BYTES;

interface Deadline {
  readonly signal: AbortSignal;
  readonly timedOut: () => boolean;
  /** Milliseconds from now; undefined: no limit. */
  restart(ms: number | undefined): void;
  clear(): void;
}

/** The caller's signal and a timer in one signal. */
function startDeadline(outer: AbortSignal | undefined, ms: number): Deadline {
  const controller = new AbortController();
  let timedOut = false;
  let timer: NodeJS.Timeout | undefined;
  const expire = (): void => {
    timedOut = true;
    controller.abort();
  };
  const abort = (): void => controller.abort();
  if (outer?.aborted === true) abort();
  outer?.addEventListener('abort', abort, { once: true });
  const clear = (): void => clearTimeout(timer);
  const restart = (next: number | undefined): void => {
    clear();
    if (next !== undefined) timer = setTimeout(expire, next);
  };
  restart(ms);
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    restart,
    clear: () => {
      clear();
      outer?.removeEventListener('abort', abort);
    },
  };
}

/** An IPv6 host is written in brackets in a URL, and without them everywhere else. */
export const hostOf = (base: URL): string => base.hostname.replace(/^\[|\]$/g, '');

export const portOf = (base: URL): number =>
  base.port === '' ? (base.protocol === 'https:' ? 443 : 80) : Number(base.port);

/** Of each path. */
export const prefixOf = (base: URL): string => base.pathname.replace(/\/+$/, '');

export const userAgentOf = ({ userAgent }: TransportOptions): string => userAgent ?? 'latebind';

export function payloadOf({
  body,
  bodyFormat,
}: Pick<RequestSpec, 'body' | 'bodyFormat'>): string | Uint8Array | undefined {
  if (body === undefined || typeof body === 'string') return body;
  return bodyFormat === undefined ? JSON.stringify(body) : bodyFormat.writeBody(body as never);
}

export const contentTypeOf = ({
  bodyFormat,
  contentType,
}: Pick<RequestSpec, 'bodyFormat' | 'contentType'>): string =>
  bodyFormat?.mediaType ?? contentType ?? CONTENT_TYPE.json;

export function queryString(query: Query | undefined): string {
  if (query === undefined) return '';
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function wasStaleConnection(error: unknown): boolean {
  const { code, onKeptConnection } = error as { code?: string; onKeptConnection?: boolean };
  return onKeptConnection === true && (code === 'ECONNRESET' || code === 'EPIPE');
}

type Where = Pick<RequestSpec, 'method' | 'path'>;

function transportError(spec: Where, deadline: Deadline, cause: unknown): KubeError {
  if (cause instanceof KubeError) return cause;
  const reason = deadline.timedOut() ? 'Timeout' : deadline.signal.aborted ? 'Aborted' : 'Unreachable';
  return noAnswer(spec, reason, cause);
}

export function noAnswer(
  spec: Where,
  reason: Extract<TransportReason, 'Unreachable' | 'Timeout' | 'Aborted'>,
  cause: unknown,
): KubeError {
  const text =
    reason === 'Timeout'
      ? 'no complete answer in time'
      : cause instanceof Error && cause.message !== ''
        ? cause.message
        : String(cause);
  return new KubeError({ ...where(spec), status: 0, reason, message: text, cause });
}

const where = (spec: Where): Where => ({ method: spec.method, path: spec.path });

async function* chunksOf(
  spec: Where,
  answer: IncomingMessage,
  deadline: Deadline,
): AsyncGenerator<Buffer, void, void> {
  try {
    for await (const chunk of answer) yield chunk as Buffer;
  } catch (error) {
    throw transportError(spec, deadline, error);
  }
}

async function readBytes(
  spec: Where,
  answer: IncomingMessage,
  deadline: Deadline,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(spec, answer, deadline)) {
    size += chunk.length;
    if (size > maxBytes) {
      answer.destroy();
      throw tooLarge(spec, answer.statusCode ?? 0, maxBytes);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function tooLarge(spec: Where, status: number, maxBytes: number): KubeError {
  const reason: TransportReason = 'AnswerTooLarge';
  return new KubeError({ ...where(spec), status, reason, message: `more than ${maxBytes} bytes` });
}

/** Throws a KubeError where the bytes are not what the answer says. */
export function parseBody(spec: RequestSpec, head: Head, bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const format = formatOf(spec, head);
  if (format === undefined && !isJson(head)) return bytes.toString('utf8');
  try {
    return format === undefined ? JSON.parse(bytes.toString('utf8')) : format.readBody(bytes);
  } catch (cause) {
    throw malformed(spec, head.status, format, cause);
  }
}

/** JSON second, for a server or a proxy that has nothing else. */
export const acceptOf = (
  { accept, format }: Pick<RequestSpec, 'accept' | 'format'>,
  parameters = '',
): string =>
  accept ??
  (format === undefined ? CONTENT_TYPE.json : `${format.mediaType}${parameters},${CONTENT_TYPE.json}`);

/** What the answer is in, where that is what was asked for. */
function formatOf<F extends AnswerFormat>(
  { format }: { readonly format?: F },
  { headers }: Head,
): F | undefined {
  if (format === undefined) return undefined;
  const [mediaType] = (headers['content-type'] ?? '').split(';');
  return mediaType?.trim() === format.mediaType ? format : undefined;
}

const isJson = ({ headers }: Head): boolean =>
  /^application\/(json|[^;]*\+json)/.test(headers['content-type'] ?? '');

function malformed(spec: Where, status: number, format: AnswerFormat | undefined, cause: unknown): KubeError {
  const reason: TransportReason = 'AnswerMalformed';
  const message =
    format === undefined
      ? 'the answer is not JSON'
      : `the answer is not the ${format.mediaType} that it says: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new KubeError({ ...where(spec), status, reason, message, cause });
}

async function failedAnswer(
  spec: RequestSpec | StreamSpec,
  answer: IncomingMessage,
  deadline: Deadline,
): Promise<KubeError> {
  const bytes = await readBytes(spec, answer, deadline, MAX_ERROR_BYTES).catch(() => Buffer.alloc(0));
  return statusError(spec, headOf(answer), bytes);
}

/** From the Status object where one came, else from the HTTP status alone. */
export function statusError(spec: RequestSpec | StreamSpec, head: Head, bytes: Buffer): KubeError {
  const format = formatOf(spec, head);
  const text = format === undefined ? bytes.toString('utf8') : '';
  let body: { reason?: unknown; message?: unknown; details?: { retryAfterSeconds?: unknown } } = {};
  try {
    const parsed: unknown = format === undefined ? JSON.parse(text) : format.readBody(bytes);
    if (typeof parsed === 'object' && parsed !== null) body = parsed;
  } catch {
    // A proxy's page or plain text: its beginning is the message.
  }
  const header = Number(head.headers['retry-after']);
  const asked = Number.isFinite(header) ? header : Number(body.details?.retryAfterSeconds);
  return new KubeError({
    ...where(spec),
    status: head.status,
    reason:
      typeof body.reason === 'string' && body.reason !== '' ? body.reason : (head.statusText ?? 'Unknown'),
    message: typeof body.message === 'string' ? body.message : text.slice(0, 300),
    retryAfterSeconds: Number.isFinite(asked) && asked >= 0 ? asked : undefined,
  });
}
