import type { Express } from 'express';
import type { Transport } from '../shared/kube/http.ts';
import type { Log } from '../shared/kube/log.ts';
import { admitBindingReview } from './admission/binding.ts';
import { admitPodReview } from './admission/pod.ts';
import { admitPresetReview } from './admission/preset.ts';
import { statusBody } from './admission/wire.ts';
import { type Exchange, ProtocolError, type Reply, Unavailable } from './answer.ts';
import { readBody } from './body.ts';
import { type Call, createHttp2Calls, http1Call } from './call.ts';
import { type Engine, engine as realEngine } from './engine.ts';
import type { Metrics, Verb } from './metrics.ts';
import { createProbes, notReady } from './probes.ts';
import { createReadNodes } from './scheduler/asked-nodes.ts';
import { bind } from './scheduler/bind.ts';
import { filter, filterNames, NO_NODES } from './scheduler/filter.ts';
import { type NamedArgs, readNamedArgs } from './scheduler/named-args.ts';
import { preempt, preemptionResult } from './scheduler/preempt.ts';
import { prioritize, prioritizeNames } from './scheduler/prioritize.ts';
import type { Chunks } from './scheduler/whole-nodes/answer.ts';
import { filterLarge, type LargeReply, prioritizeLarge } from './scheduler/whole-nodes/calls.ts';
import { namesOnly } from './scheduler/whole-nodes/exchange.ts';
import { createLargeReader, LARGE_BYTES } from './scheduler/whole-nodes/reader.ts';
import type { ClusterState } from './state/cluster.ts';
import { type Listeners, REQUEST_MS } from './tls-server.ts';

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

/** Its listeners answer the webhooks, the scheduler's verbs, /healthz and /readyz. */
export interface Extender extends Listeners {
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
  /** The same of a body with names that is written as kube-scheduler does it. */
  readonly handleNamed?: (args: NamedArgs) => Reply;
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
      handleNamed: ({ pod, asked }) => filterNames(pod, asked, deps),
      handleLarge: (body, signal) => filterLarge(body, signal, largeDeps),
    },
    {
      ...scheduler('prioritize', (body) => prioritize(body, deps)),
      handleNamed: ({ pod, asked }) => prioritizeNames(pod, asked, deps),
      handleLarge: (body, signal) => prioritizeLarge(body, signal, largeDeps),
    },
    scheduler('preempt', (body) => preempt(body, deps)),
    scheduler('bind', (body) => bind(body, bindDeps)),
    admission('pod', 'admit_pod', (body) => admitPodReview(body, deps)),
    admission('binding', 'admit_binding', (body) => admitBindingReview(body, deps)),
    { ...admission('preset', 'admit_preset', (body) => admitPresetReview(body, deps)), needsCaches: false },
  ];
  const reading = { pods: state.pods, readNodes: createReadNodes(state.nodes) };
  const tells = options.onExchange !== undefined;
  let draining = false;
  const isDraining = (): boolean => draining;

  const routeOf = new Map(routes.map((route) => [route.path, route]));
  const http2Call = createHttp2Calls({ bodyMs: REQUEST_MS, everyMs: 1_000 });

  /** Never throws nor rejects: either would end the process. */
  function listen(call: Call): void {
    const failed = (err: unknown): void => {
      log.error({ err, method: call.method }, 'request failed');
      call.send(500, JSON.stringify(errorBody({ protocol: 'admission' }, 500, 'internal error')));
    };
    try {
      // API servers go on using open connections to a pod that is terminating (kubernetes#127335).
      if (draining) call.closeConnection();
      const route = routeOf.get(call.path);
      if (route === undefined) sendOther(call);
      else if (call.method === 'POST') answer(route, call).catch(failed);
      else {
        const message = `${call.path}: got ${call.method}, wanted POST`;
        call.send(405, JSON.stringify(errorBody(route, 405, message)), { allow: 'POST' });
      }
    } catch (err) {
      failed(err);
    }
  }

  function sendOther(call: Call): void {
    const isRead = call.method === 'GET' || call.method === 'HEAD';
    if (isRead && call.path === '/healthz') return call.send(200, JSON.stringify({ status: 'ok' }));
    if (isRead && call.path === '/readyz') {
      const why = notReady({ state, isDraining });
      return call.send(why === undefined ? 200 : 503, JSON.stringify({ status: why ?? 'ok' }));
    }
    const protocol = call.path.startsWith('/scheduler') ? 'scheduler' : 'admission';
    const paths = routes.map(({ path }) => path).join(' ');
    const message = `${call.path.slice(0, 100)}: there are ${paths}`;
    call.send(404, JSON.stringify(errorBody({ protocol }, 404, message)));
  }

  async function answer(route: Route, call: Call): Promise<void> {
    let started = now();
    let answered: Answer;
    // One function that waits, and not one in another: this is done three times for each pod.
    try {
      if (route.protocol === 'scheduler' && options.schedulerNeedsCertificate === true)
        demandCertificate(route, call);
      const limit = route.protocol === 'scheduler' ? limits.schedulerBytes : limits.admissionBytes;
      const body = await readBody(call.body, call.headers, limit);
      // How long it took to come says nothing about us.
      started = now();
      refuseOther(call.headers['content-type']);
      if (route.handleLarge !== undefined && body.length > LARGE_BYTES) {
        refuseUnsynced(route);
        answered = await route.handleLarge(body, call.goneSignal());
      } else {
        const { handleNamed } = route;
        // Who records the traffic wants to see all of the pod.
        const named = handleNamed === undefined || tells ? undefined : readNamedArgs(body, reading);
        const request = named ?? parse(body);
        refuseUnsynced(route);
        const reply =
          named === undefined || handleNamed === undefined ? route.handle(request) : handleNamed(named);
        answered = { request, reply: reply instanceof Promise ? await reply : reply };
      }
    } catch (err) {
      answered = { request: undefined, reply: failure(route, err) };
    }
    const { reply, request, chunks } = answered;
    // kube-scheduler keeps one connection: let the next try find a replica that reaches the API server.
    if (route.verb === 'bind' && reply.result === 'error') call.closeConnection();
    if (chunks === undefined) call.send(reply.status, reply.json?.() ?? JSON.stringify(reply.body));
    const seconds = (now() - started) / 1000;
    // While the caches are what the answer was made from.
    if (request !== undefined) tell({ verb: route.verb, request, reply, seconds });
    if (chunks !== undefined) await call.sendChunks(reply.status, chunks);
    metrics.request(route.verb, reply.result, (now() - started) / 1000);
  }

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
    onRequest: (request, response) => listen(http1Call(request, response)),
    onStream: (stream, headers) => listen(http2Call(stream, headers)),
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

/** Throws a ProtocolError. */
function demandCertificate(route: Route, call: Call): void {
  if (call.hasCertificate) return;
  throw new ProtocolError(`${route.path}: wanted a client certificate of --scheduler-client-ca-file`, 403);
}

/** Throws a ProtocolError. */
function refuseOther(contentType: string | undefined): void {
  if (contentType !== 'application/json' && !/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
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

function errorBody(
  { protocol, verb }: { readonly protocol: Protocol; readonly verb?: Verb },
  status: number,
  message: string,
): object {
  const text = `latebind: ${message}`;
  if (protocol === 'admission') return statusBody(status, text);
  if (verb === 'filter') return { ...NO_NODES, Error: text };
  if (verb === 'preempt') return { ...preemptionResult([]), Error: text };
  return { Error: text };
}
