import { type ClientHttp2Session, connect as startHttp2 } from 'node:http2';
import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { hostOf, IDLE_SOCKET_MS, KEEP_ALIVE_PROBE_MS, portOf, type TlsMaterial } from './http.ts';

export interface Connection {
  /** undefined until the handshake is over. */
  readonly session: ClientHttp2Session | undefined;
  /** Rejects where there is no connection; what goes wrong later shows at the requests. */
  readonly opened: Promise<Opened>;
  /** It gets no further requests; those under way may end. */
  retire(): void;
}

/** `given up`: retired before it was open, so that nothing was sent. */
export type Opened = ClientHttp2Session | 'HTTP/1.1' | 'given up';

export interface Connections {
  /** The one for all requests of now. undefined: the server has no HTTP/2. */
  current(material: TlsMaterial): Connection | undefined;
  close(): void;
}

/** After that a server is asked again: it may have been replaced, or the proxy before it. */
const HTTP1_MS = 5 * 60_000;
/** What a request may take where nobody says otherwise. A connection without another end never says that it is closed. */
const RETIRED_MS = 30_000;
/** Answers to what writes are an object at most; that one should not wait for a round trip. */
const STREAM_WINDOW = 256 * 1024;
const SESSION_WINDOW = 4 * 1024 * 1024;

interface OwnConnection extends Connection {
  session: ClientHttp2Session | undefined;
  /** What it was made with: the same object, or another one that says the same. */
  material: TlsMaterial;
  destroy(): void;
}

/** HTTP/2 to one server: one connection for all requests, and another one where that takes no more. */
export function createConnections(base: URL): Connections {
  const host = hostOf(base);
  const target = {
    host,
    port: portOf(base),
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['h2', 'http/1.1'],
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
  };
  const all = new Set<OwnConnection>();
  let latest: OwnConnection | undefined;
  let http1Until = Number.NEGATIVE_INFINITY;

  function open(material: TlsMaterial): OwnConnection {
    const socket = connectTls({ ...target, ...material });
    const { promise: opened, resolve, reject } = Promise.withResolvers<Opened>();
    let retired = false;
    const connection: OwnConnection = {
      session: undefined,
      opened,
      material,
      retire() {
        if (latest === connection) latest = undefined;
        if (retired) return;
        retired = true;
        if (connection.session === undefined) {
          resolve('given up');
          socket.destroy();
          return;
        }
        connection.session.close();
        const timer = setTimeout(() => socket.destroy(), RETIRED_MS).unref();
        socket.once('close', () => clearTimeout(timer));
      },
      destroy: () => socket.destroy(),
    };
    all.add(connection);
    socket.once('secureConnect', () => {
      if (socket.alpnProtocol !== 'h2') {
        http1Until = performance.now() + HTTP1_MS;
        resolve('HTTP/1.1');
        socket.destroy();
        return;
      }
      const session = startHttp2(base, {
        createConnection: () => socket,
        settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
      });
      session.setLocalWindowSize(SESSION_WINDOW);
      // It is the socket's, or comes with a GOAWAY; the requests under way tell it.
      session.on('error', () => undefined);
      session.setTimeout(IDLE_SOCKET_MS, () => connection.retire());
      // The timer of a request keeps the process up, and an idle connection does not.
      session.unref();
      connection.session = session;
      resolve(session);
    });
    // Stays: an idle connection that breaks must not end the process.
    socket.on('error', reject);
    socket.once('close', () => {
      all.delete(connection);
      if (latest === connection) latest = undefined;
      reject(new Error('the connection was closed'));
    });
    return connection;
  }

  return {
    current(material) {
      if (latest !== undefined) {
        if (isUsable(latest) && sameMaterial(latest.material, material)) {
          latest.material = material;
          return latest;
        }
        latest.retire();
      }
      if (performance.now() < http1Until) return undefined;
      latest = open(material);
      return latest;
    },
    close() {
      for (const connection of all) connection.destroy();
    },
  };
}

/** After GOAWAY a session takes no requests, and ends with those under way. */
const isUsable = ({ session }: Connection): boolean =>
  session === undefined || !(session.closed || session.destroyed);

const sameMaterial = (a: TlsMaterial, b: TlsMaterial): boolean =>
  a === b ||
  (same(a.ca, b.ca) &&
    same(a.cert, b.cert) &&
    same(a.key, b.key) &&
    a.rejectUnauthorized === b.rejectUnauthorized &&
    a.servername === b.servername);

const same = (a: string | Buffer | undefined, b: string | Buffer | undefined): boolean =>
  a === b || (Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b));
