import express, { type Express, type Response } from 'express';
import type { Registry } from 'prom-client';
import type { ClusterState } from './state/cluster.ts';

export interface ProbeOptions {
  readonly state: Pick<ClusterState, 'unsynced' | 'reflectors'>;
  readonly registry: Registry;
  readonly isDraining: () => boolean;
  /** The clock of the reflectors, milliseconds. */
  readonly now?: () => number;
}

/**
 * Without a word from the API server on any watch for so long, a replica cannot bind either, and another may be better off.
 * Bookmarks come once a minute, and a restart of the API server takes less: neither comes near. When the server is away for
 * all, all are unready, until their next list (at most 30 s after it is back).
 */
const CUT_OFF_MS = 5 * 60_000;

/** /healthz, /readyz and /metrics, plain text. */
export function createProbes({ registry, ...options }: ProbeOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.get('/healthz', (_request, response) => text(response, 200, 'ok\n'));
  app.get('/readyz', (_request, response) => {
    const why = notReady(options);
    if (why === undefined) text(response, 200, 'ok\n');
    else text(response, 503, `${why}\n`);
  });
  app.get('/metrics', async (_request, response) => {
    const metrics = await registry.metrics();
    text(response, 200, metrics, registry.contentType);
  });
  app.use((_request, response) => text(response, 404, 'there are /metrics, /healthz and /readyz\n'));
  return app;
}

/** One line that says what is missing; undefined: ready. */
export function notReady({ state, isDraining, now }: Omit<ProbeOptions, 'registry'>): string | undefined {
  if (isDraining()) return 'shutting down';
  const unsynced = state.unsynced();
  if (unsynced.length > 0) return `caches not synced yet: ${unsynced.join(', ')}`;
  const heard = state.reflectors().map(({ lastEventAt = 0 }) => lastEventAt);
  if (heard.length === 0) return undefined;
  // One that is silent has a trouble of its own, such as a definition that is gone: what it has cached is still good to have.
  const silentMs = (now ?? (() => performance.now()))() - Math.max(...heard);
  return silentMs < CUT_OFF_MS
    ? undefined
    : `cut off: nothing heard from the API server for ${Math.round(silentMs / 1000)} s; see the log for why its watches fail`;
}

function text(response: Response, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
