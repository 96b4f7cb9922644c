import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { TlsMaterial, TransportOptions } from './http.ts';

/** client-node reads each file of the kubeconfig anew, for each request. A token that is replaced is valid for longer than this. */
const REMEMBERED_MS = 5_000;

/**
 * How a kubeconfig file says the API server is reached. client-node reads the file and knows every way to log
 * in (exec plugins, tokens, client certificates); it sends no request. `file` undefined: $KUBECONFIG, else
 * ~/.kube/config. Throws where the file cannot be read or its current context is incomplete.
 */
export function fromKubeconfig(
  file: string | undefined,
  context?: string,
  now: () => number = () => performance.now(),
): Pick<TransportOptions, 'server' | 'headers' | 'tls'> {
  const config = new KubeConfig();
  if (file === undefined) config.loadFromDefault();
  else config.loadFromFile(file);
  if (context !== undefined) {
    if (config.getContextObject(context) === null) {
      const known = config.getContexts().map(({ name }) => name);
      throw new Error(`kubeconfig has no context ${context}; it has: ${known.join(', ') || 'none'}`);
    }
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new Error(
      `kubeconfig${file === undefined ? '' : ` ${file}`} has no cluster in its current context`,
    );
  }
  // What client-node makes up where it finds no file.
  if (file === undefined && cluster.server === 'http://localhost:8080') {
    throw new Error('there is no kubeconfig: $KUBECONFIG is not set, and ~/.kube/config does not exist');
  }
  let material: TlsMaterial = {};
  let login: Promise<Record<string, string>> | undefined;
  let askedAt = 0;
  const logIn = async (): Promise<Record<string, string>> => {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    material = materialOf(options);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value !== undefined) headers[name] = String(value);
    }
    if (typeof options.auth === 'string') {
      headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
    }
    return headers;
  };
  return {
    server: cluster.server,
    // The transport asks for headers first, then for TLS material: an exec plugin may answer with either.
    headers: async () => {
      if (login === undefined || now() - askedAt >= REMEMBERED_MS) {
        askedAt = now();
        login = logIn();
        // The next request tries again.
        login.catch(() => {
          login = undefined;
        });
      }
      return await login;
    },
    tls: () => material,
  };
}

function materialOf(options: RequestOptions): TlsMaterial {
  const { ca, cert, key, rejectUnauthorized, servername } = options;
  return {
    ...(isMaterial(ca) ? { ca } : {}),
    ...(isMaterial(cert) ? { cert } : {}),
    ...(isMaterial(key) ? { key } : {}),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    ...(servername === undefined ? {} : { servername }),
  };
}

const isMaterial = (value: unknown): value is string | Buffer =>
  typeof value === 'string' || Buffer.isBuffer(value);
