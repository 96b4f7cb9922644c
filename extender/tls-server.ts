import type { Server as HttpServer, RequestListener } from 'node:http';
import {
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { Certificates } from './certificates.ts';

export interface Listeners {
  readonly onRequest: RequestListener;
  readonly onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;
}

export interface TlsServer
  extends Http2SecureServer,
    Pick<HttpServer, 'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout'> {
  /** Idle or not. */
  closeAllConnections(): void;
}

/** Above the 90 s that Go's clients keep an idle connection: the side that reuses it must not find it closed. */
export const KEEP_ALIVE_MS = 120_000;
/** From the first byte of a request to its last. */
export const REQUEST_MS = 10_000;

const MIB = 1024 * 1024;

/** TLS of the server from what was loaded; also for a later setSecureContext. */
export function tlsOptions({ cert, key, ca }: Certificates) {
  return { cert, key, minVersion: 'TLSv1.2' as const, ...(ca === undefined ? {} : { ca }) };
}

/**
 * HTTP/2, and HTTP/1.1 for who asks for it. Go keeps two idle connections to a server in HTTP/1.1, so kube-scheduler, which binds
 * many pods at once, would open a new one for every third bind; in HTTP/2 it has one (docs/decisions/0021).
 */
export function createTlsServer({ onRequest, onStream }: Listeners, certificates: Certificates): TlsServer {
  const limits = {
    // The head may not take longer than the whole request: Node.js would swap the two. Neither runs while idle.
    headersTimeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: 5000,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const server = createSecureServer({
    ...tlsOptions(certificates),
    allowHTTP1: true,
    // The API server shows no certificate, so it cannot be demanded of everyone; see Call.hasCertificate.
    ...(certificates.ca === undefined ? {} : { requestCert: true, rejectUnauthorized: false }),
    ...limits,
    settings: { initialWindowSize: MIB },
    // Of what waits to be sent: one answer with whole nodes must not make others be refused. In MB.
    maxSessionMemory: 256,
  });
  server.on('request', onRequest as Parameters<typeof server.on>[1]);
  // That makes Node.js listen for streams too, to turn them into requests: each would be answered twice.
  server.removeAllListeners('stream');
  server.on('stream', onStream);
  server.on('session', (session: ServerHttp2Session) => {
    // For all streams together, or a body of whole nodes would wait for many round trips.
    session.setLocalWindowSize(16 * MIB);
    session.setTimeout(KEEP_ALIVE_MS, () => session.close());
  });
  const sockets = new Set<Socket>();
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Node.js 22 does not take the limits of HTTP/1.1 as options here.
  return Object.assign(server, limits, {
    closeAllConnections() {
      for (const socket of sockets) socket.destroy();
    },
  });
}
