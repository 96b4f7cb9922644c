import type { RequestListener, ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TLSSocket } from 'node:tls';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import type { Transport } from '../shared/kube/http.ts';
import type { Log } from '../shared/kube/log.ts';
import { admitBindingReview } from './admission/binding.ts';
import { admitPodReview } from './admission/pod.ts';
import { admitPresetReview } from './admission/preset.ts';
import { statusBody } from './admission/wire.ts';
import { type Exchange, ProtocolError, type Reply, Unavailable } from './answer.ts';
import { readBody } from './body.ts';
import type { Certificates } from './certificates.ts';
import { type Engine, engine as realEngine } from './engine.ts';
import type { Metrics, Verb } from './metrics.ts';
import { createProbes, notReady } from './probes.ts';
import { bind } from './scheduler/bind.ts';
import { filter, namesResult } from './scheduler/filter.ts';
import { preempt, preemptionResult } from './scheduler/preempt.ts';
import { prioritize } from './scheduler/prioritize.ts';
import { createLargeReader, LARGE_BYTES } from './scheduler/whole-nodes.ts';
import type { Chunks } from './scheduler/whole-nodes-answer.ts';
import { filterLarge, type LargeReply, prioritizeLarge } from './scheduler/whole-nodes-calls.ts';
import { namesOnly } from './scheduler/whole-nodes-exchange.ts';
import type { ClusterState } from './state/cluster.ts';

export interface ExtenderOptions {
  readonly state: ClusterState;
  readonly transport: Pick<Transport, 'request'>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly engine?: Engine;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
  /** /scheduler only for clients whose certificate the TLS server has verified. Default false. */
  readonly schedulerNeedsCertificate?: boolean;
  /** Milliseconds for the bind verb. Default 4,000, below the scheduler's httpTimeout of 5 s. */
  readonly bindDeadlineMs?: number;
  /** Called after each answer, but for those to requests that were refused or failed before there was one. */
  readonly onExchange?: (exchange: Exchange) => void;
  readonly limits?: { readonly admissionBytes: number; readonly schedulerBytes: number };
}

export interface Extender {
  /** The webhooks, the scheduler's verbs, /healthz and /readyz. */
  readonly app: Express;
  /** /metrics, /healthz and /readyz, for a listener of its own. */
  readonly probes: Express;
  /** From now on /readyz is 503 and every answer closes its connection. */
  drain(): void;
}

const MIB = 1024 * 1024;
/** A pod has at most 1.5 MiB (etcd); 15,000 whole nodes have about 240 MB and need nodeCacheCapable. */
const DEFAULT_LIMITS = { admissionBytes: 8 * MIB, schedulerBytes: 64 * MIB };

type Protocol = 'scheduler' | 'admission';

/**
 * The scheduler reads a reason, or "evict nobody", out of a 200 only. An answer of prioritize has no place for either: any other
 * status says honestly that there are no scores.
 */
const READ_FROM_A_200: ReadonlySet<Verb> = new Set<Verb>(['filter', 'bind', 'preempt']);

interface Answer {
  /** Undefined: it could not be read. */
  readonly request: unknown;
  readonly reply: Reply;
  readonly chunks?: Chunks;
}

interface Route {
  readonly path: string;
  readonly protocol: Protocol;
  readonly verb: Verb;
  readonly handle: (body: unknown) => Reply | Promise<Reply>;
  /** Of a body above LARGE_BYTES. */
  readonly handleLarge?: (body: Buffer, signal: AbortSignal) => Promise<LargeReply>;
  /** Wrong answers must not be given from half a cache. */
  readonly needsCaches: boolean;
}

export function createExtender(options: ExtenderOptions): Extender {
  const { state, metrics, log } = options;
  const limits = options.limits ?? DEFAULT_LIMITS;
  const now = options.now ?? (() => performance.now());
  const engine = options.engine ?? realEngine;
  const deps = {
    state,
    transport: options.transport,
    metrics,
    log,
    engine,
  };
  const bindDeps = {
    ...deps,
    ...(options.bindDeadlineMs === undefined ? {} : { deadlineMs: options.bindDeadlineMs }),
  };
  const largeDeps = { ...deps, reader: createLargeReader() };
  const routes: readonly Route[] = [
    {
      ...scheduler('filter', (body) => filter(body, deps)),
      handleLarge: (body, signal) => filterLarge(body, signal, largeDeps),
    },
    {
      ...scheduler('prioritize', (body) => prioritize(body, deps)),
      handleLarge: (body, signal) => prioritizeLarge(body, signal, largeDeps),
    },
    scheduler('preempt', (body) => preempt(body, deps)),
    scheduler('bind', (body) => bind(body, bindDeps)),
    admission('pod', 'admit_pod', (body) => admitPodReview(body, deps)),
    admission('binding', 'admit_binding', (body) => admitBindingReview(body, deps)),
    { ...admission('preset', 'admit_preset', (body) => admitPresetReview(body, deps)), needsCaches: false },
  ];
  let draining = false;
  const isDraining = (): boolean => draining;

  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use((_request, response, next) => {
    // API servers go on using open connections to a pod that is terminating (kubernetes#127335).
    if (draining) response.setHeader('connection', 'close');
    next();
  });

  for (const route of routes) {
    const limit = route.protocol === 'scheduler' ? limits.schedulerBytes : limits.admissionBytes;
    const answer = async (run: () => Answer | Promise<Answer>, response: Response): Promise<void> => {
      const started = now();
      const { reply, request, chunks } = await answerOf(route, run);
      // kube-scheduler keeps one connection: let the next try find a replica that reaches the API server.
      if (route.verb === 'bind' && reply.result === 'error') response.setHeader('connection', 'close');
      if (chunks === undefined) sendJson(response, reply.status, reply.body);
      const seconds = (now() - started) / 1000;
      // While the caches are what the answer was made from.
      if (request !== undefined) tell({ verb: route.verb, request, reply, seconds });
      if (chunks !== undefined) await sendChunks(response, reply.status, chunks);
      metrics.request(route.verb, reply.result, (now() - started) / 1000);
    };
    const handlers: RequestHandler[] = [
      ...(route.protocol === 'scheduler' && options.schedulerNeedsCertificate === true
        ? [certificateGuard(route)]
        : []),
      async (request, response) => {
        const body = await readBody(request, limit);
        await answer(async () => {
          refuseOther(request.headers['content-type']);
          if (route.handleLarge !== undefined && body.length > LARGE_BYTES) {
            refuseUnsynced(route);
            return await route.handleLarge(body, goneSignal(response));
          }
          const parsed = parse(body);
          refuseUnsynced(route);
          return { request: parsed, reply: await route.handle(parsed) };
        }, response);
      },
    ];
    const failed: ErrorRequestHandler = async (error: unknown, _request, response, next) => {
      // The answer is out or its connection is gone; express ends what is left of it.
      if (response.headersSent) return next(error);
      await answer(() => {
        throw error;
      }, response);
    };
    app.post(route.path, ...handlers, failed);
    app.all(route.path, (request, response) => {
      response.setHeader('allow', 'POST');
      sendError(response, route.protocol, 405, `${request.path}: got ${request.method}, wanted POST`);
    });
  }

  app.get('/healthz', (_request, response) => sendJson(response, 200, { status: 'ok' }));
  app.get('/readyz', (_request, response) => {
    const why = notReady({ state, isDraining });
    sendJson(response, why === undefined ? 200 : 503, { status: why ?? 'ok' });
  });
  app.use((request, response) => {
    const protocol = request.path.startsWith('/scheduler') ? 'scheduler' : 'admission';
    const paths = routes.map(({ path }) => path).join(' ');
    sendError(response, protocol, 404, `${request.path.slice(0, 100)}: there are ${paths}`);
  });
  const lastResort: ErrorRequestHandler = (err: unknown, request, response, next) => {
    log.error({ err, method: request.method }, 'request failed');
    if (response.headersSent) next(err);
    else sendError(response, 'admission', 500, 'internal error');
  };
  app.use(lastResort);

  function refuseUnsynced(route: Route): void {
    const unsynced = route.needsCaches ? state.unsynced() : [];
    if (unsynced.length > 0) throw new Unavailable(`caches not synced yet: ${unsynced.join(', ')}`);
  }

  function tell(exchange: Exchange): void {
    if (options.onExchange === undefined) return;
    try {
      options.onExchange(namesOnly(exchange));
    } catch (err) {
      log.error({ err, verb: exchange.verb }, 'recording a request failed');
    }
  }

  async function answerOf(route: Route, run: () => Answer | Promise<Answer>): Promise<Answer> {
    try {
      return await run();
    } catch (err) {
      return { request: undefined, reply: failure(route, err) };
    }
  }

  function failure(route: Route, err: unknown): Reply {
    if (err instanceof ProtocolError) {
      log.warn({ verb: route.verb, why: err.message }, 'request refused');
      return { status: err.status, body: errorBody(route, err.status, err.message), result: 'protocol' };
    }
    const unavailable = err instanceof Unavailable;
    if (unavailable) log.warn({ err, verb: route.verb }, 'request cannot be answered now');
    else log.error({ err, verb: route.verb }, 'request failed');
    const message = unavailable ? err.message : 'internal error, see the log of the extender';
    const status = READ_FROM_A_200.has(route.verb) ? 200 : unavailable ? 503 : 500;
    return { status, body: errorBody(route, status, message), result: 'error' };
  }

  return {
    app,
    probes: createProbes({ state, registry: metrics.registry, isDraining }),
    drain() {
      draining = true;
    },
  };
}

const scheduler = (verb: 'filter' | 'prioritize' | 'preempt' | 'bind', handle: Route['handle']): Route => ({
  path: `/scheduler/${verb}`,
  protocol: 'scheduler',
  verb,
  handle,
  needsCaches: true,
});

const admission = (name: string, verb: Verb, handle: Route['handle']): Route => ({
  path: `/admission/${name}`,
  protocol: 'admission',
  verb,
  handle,
  needsCaches: true,
});

function certificateGuard(route: Route): RequestHandler {
  return (request, _response, next) => {
    if ((request.socket as TLSSocket).authorized) next();
    else
      next(
        new ProtocolError(`${route.path}: wanted a client certificate of --scheduler-client-ca-file`, 403),
      );
  };
}

/** Throws a ProtocolError. */
function refuseOther(contentType: string | undefined): void {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
    throw new ProtocolError(`content-type: got ${contentType ?? 'nothing'}, wanted application/json`, 415);
  }
}

/** Throws a ProtocolError. */
function parse(body: Buffer): unknown {
  if (body.length === 0) throw new ProtocolError('body: got nothing, wanted JSON');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ProtocolError(`body: ${body.length} bytes that are not JSON`);
  }
}

/** Aborted when nobody waits for the answer any more. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.closed) gone.abort();
  else response.once('close', () => gone.abort());
  return gone.signal;
}

function errorBody(
  { protocol, verb }: { readonly protocol: Protocol; readonly verb?: Verb },
  status: number,
  message: string,
): object {
  const text = `latebind: ${message}`;
  if (protocol === 'admission') return statusBody(status, text);
  if (verb === 'filter') return { ...namesResult([], { passed: [], failed: {} }), Error: text };
  if (verb === 'preempt') return { ...preemptionResult([]), Error: text };
  return { Error: text };
}

function sendError(response: Response, protocol: Protocol, status: number, message: string): void {
  sendJson(response, status, errorBody({ protocol }, status, message));
}

function sendJson(response: Response, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  // As text: Node.js then writes head and body in one piece.
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  response.end(text);
}

async function sendChunks(response: Response, status: number, { length, chunks }: Chunks): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  // Fails only where the client has gone.
  await pipeline(Readable.from(chunks), response).catch(() => undefined);
}

/** Above the 90 s that Go's clients keep an idle connection: the side that reuses it must not find it closed. */
export const KEEP_ALIVE_MS = 120_000;
/** From the first byte of a request to its last. */
const REQUEST_MS = 10_000;

/** TLS of the server from what was loaded; also for a later setSecureContext. */
export function tlsOptions({ cert, key, ca }: Certificates) {
  return { cert, key, minVersion: 'TLSv1.2' as const, ...(ca === undefined ? {} : { ca }) };
}

export function createTlsServer(listener: RequestListener, certificates: Certificates): HttpsServer {
  return createHttpsServer(
    {
      ...tlsOptions(certificates),
      // The API server shows no certificate, so it cannot be demanded of everyone; see certificateGuard.
      ...(certificates.ca === undefined ? {} : { requestCert: true, rejectUnauthorized: false }),
      // The head may not take longer than the whole request: Node.js would swap the two. Neither runs while idle.
      headersTimeout: REQUEST_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: 5000,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    listener,
  );
}
