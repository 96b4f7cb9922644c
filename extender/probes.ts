import express, { type Express, type Response } from 'express';
import type { Registry } from 'prom-client';
import type { ClusterState } from './state/cluster.ts';

export interface ProbeOptions {
  readonly state: Pick<ClusterState, 'unsynced'>;
  readonly registry: Registry;
  readonly isDraining: () => boolean;
}

/** /healthz, /readyz and /metrics, plain text. */
export function createProbes({ state, registry, isDraining }: ProbeOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.get('/healthz', (_request, response) => text(response, 200, 'ok\n'));
  app.get('/readyz', (_request, response) => {
    const why = notReady({ state, isDraining });
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
export function notReady({
  state,
  isDraining,
}: Pick<ProbeOptions, 'state' | 'isDraining'>): string | undefined {
  if (isDraining()) return 'shutting down';
  const unsynced = state.unsynced();
  return unsynced.length === 0 ? undefined : `caches not synced yet: ${unsynced.join(', ')}`;
}

function text(response: Response, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
