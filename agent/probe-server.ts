import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export interface ProbeServerOptions {
  readonly host: string | undefined;
  /** 0: any free one. */
  readonly port: number;
  readonly registry: Registry;
  /** Why the agent is not alive or not ready; undefined where it is. */
  readonly unhealthy: () => string | undefined;
  readonly unready: () => string | undefined;
}

/** /healthz, /readyz and /metrics. Resolves when it listens. */
export async function startProbeServer(
  options: ProbeServerOptions,
): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    const reply = (status: number, body: string, contentType = 'text/plain; charset=utf-8'): void => {
      response
        .writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) })
        .end(body);
    };
    const state = (problem: string | undefined): void =>
      reply(problem === undefined ? 200 : 503, `${problem ?? 'ok'}\n`);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      reply(405, 'GET only\n');
      return;
    }
    switch (request.url?.split('?')[0] ?? '') {
      case '/healthz':
        state(options.unhealthy());
        break;
      case '/readyz':
        state(options.unready());
        break;
      case '/metrics':
        options.registry.metrics().then(
          (text) => reply(200, text, options.registry.contentType),
          () => reply(500, 'metrics failed\n'),
        );
        break;
      default:
        reply(404, 'there is /healthz, /readyz and /metrics\n');
    }
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { server, port: (server.address() as AddressInfo).port };
}
