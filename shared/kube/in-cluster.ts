import { readFileSync, statSync } from 'node:fs';
import type { TlsMaterial, TransportOptions } from './http.ts';

/** Where kubelet projects a pod's service account. */
export const SERVICE_ACCOUNT_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface InClusterOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Base URL; default from KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT. */
  readonly server?: string | undefined;
  /** An explicit file must be readable; the default ones may be absent where `server` is given. */
  readonly tokenFile?: string | undefined;
  readonly caFile?: string | undefined;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** Files are looked at once in a while, not for each of a thousand requests. kubelet rotates a token minutes before it ends. */
const LOOK_EVERY_MS = 1_000;

/**
 * How a pod reaches its API server. Token and CA are read again when their files change: kubelet rotates the
 * token about hourly by replacing the symlink `..data`. Throws where there is no server address.
 */
export function inCluster(options: InClusterOptions): Pick<TransportOptions, 'server' | 'headers' | 'tls'> {
  const server = options.server ?? serverFromEnv(options.env);
  const optional = options.server !== undefined;
  const now = options.now ?? (() => performance.now());
  const token = fileReader(
    options.tokenFile ?? `${SERVICE_ACCOUNT_DIRECTORY}/token`,
    optional && options.tokenFile === undefined,
    now,
  );
  const ca = fileReader(
    options.caFile ?? `${SERVICE_ACCOUNT_DIRECTORY}/ca.crt`,
    optional && options.caFile === undefined,
    now,
  );
  return {
    server,
    headers: (): Record<string, string> => {
      const text = token()?.trim();
      return text === undefined || text === '' ? {} : { authorization: `Bearer ${text}` };
    },
    tls: (): TlsMaterial => {
      const text = ca();
      return text === undefined ? {} : { ca: text };
    },
  };
}

function serverFromEnv(env: InClusterOptions['env']): string {
  const host = env['KUBERNETES_SERVICE_HOST'];
  if (host === undefined || host === '') {
    throw new Error('no API server: KUBERNETES_SERVICE_HOST is not set and no server was given');
  }
  const port = env['KUBERNETES_SERVICE_PORT'] ?? '443';
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Reads a small file; again when its inode, size or time changed. Throws unless `optional`. */
function fileReader(path: string, optional: boolean, now: () => number): () => string | undefined {
  let seen: string | undefined;
  let content: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (now() - lookedAt < LOOK_EVERY_MS) return content;
    try {
      const { ino, size, mtimeMs } = statSync(path);
      const identity = `${ino} ${size} ${mtimeMs}`;
      if (identity !== seen) {
        content = readFileSync(path, 'utf8');
        seen = identity;
      }
      lookedAt = now();
    } catch (error) {
      // While it is being rotated the last good content still counts.
      if (content === undefined && !optional) throw error;
    }
    return content;
  };
}
