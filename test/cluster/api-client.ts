import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';

/** Any object of the API; the fields that every kind has, and the rest unchecked. Pass a narrower type to the calls. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
}

export interface KubeList<T> {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: T[];
}

export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

/** The API server answered, and it said no. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** Reason of the Status object, such as `NotFound`; empty where the body is none. */
  readonly reason: string;
  readonly body: unknown;

  constructor(what: string, status: number, body: unknown) {
    const answer = body as { message?: string; reason?: string } | undefined;
    super(`${what}: HTTP ${status}: ${answer?.message ?? JSON.stringify(body)}`);
    this.name = 'ApiError';
    this.status = status;
    this.reason = answer?.reason ?? '';
    this.body = body;
  }
}

export interface ApiClientOptions {
  /** `https://address:port`. */
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly token: string;
}

const mergePatch = 'application/merge-patch+json';
const jsonPatch = 'application/json-patch+json';

/** A small JSON client for the API server that keeps its connections. */
export class ApiClient {
  readonly #options: ApiClientOptions;
  readonly #agent: Agent;

  constructor(options: ApiClientOptions, agent?: Agent) {
    this.#options = options;
    this.#agent = agent ?? new Agent({ keepAlive: true, ca: options.certificateAuthority, maxSockets: 64 });
  }

  /** The same server under another identity. */
  withToken(token: string): ApiClient {
    return new ApiClient({ ...this.#options, token }, this.#agent);
  }

  /**
   * One request; the parsed body comes back. A PATCH is a merge patch, a JSON patch where the body is an array, or what
   * `contentType` says. Throws `ApiError` for a status of 400 and above, and the socket's error where there is no answer.
   */
  async call<T = KubeObject>(method: string, path: string, body?: unknown, contentType?: string): Promise<T> {
    const response = await this.#send(method, path, body, contentType);
    const raw = await text(response);
    const isJson = response.headers['content-type']?.includes('json') ?? false;
    const answer: unknown = isJson && raw !== '' ? JSON.parse(raw) : raw;
    const status = response.statusCode ?? 0;
    if (status >= 400) throw new ApiError(`${method} ${path}`, status, answer);
    return answer as T;
  }

  /** As `call`, but undefined where the object does not exist. */
  async find<T = KubeObject>(path: string): Promise<T | undefined> {
    try {
      return await this.call<T>('GET', path);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Events of one watch request until the server ends it or `signal` aborts. `path` brings its own query. */
  async *watch<T = KubeObject>(
    path: string,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    const response = await this.#send('GET', path, undefined, undefined, signal);
    if ((response.statusCode ?? 0) >= 400) {
      throw new ApiError(`watch ${path}`, response.statusCode ?? 0, JSON.parse(await text(response)));
    }
    response.setEncoding('utf8');
    let partial = '';
    for await (const chunk of response as AsyncIterable<string>) {
      const lines = (partial + chunk).split('\n');
      partial = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as WatchEvent<T>;
    }
  }

  /** Closes the connections. Clients made by `withToken` share them. */
  close(): void {
    this.#agent.destroy();
  }

  #send(
    method: string,
    path: string,
    body?: unknown,
    contentType?: string,
    signal?: AbortSignal,
  ): Promise<IncomingMessage> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string> = {
      authorization: `Bearer ${this.#options.token}`,
      accept: 'application/json',
    };
    if (payload !== undefined) {
      const patch = Array.isArray(body) ? jsonPatch : mergePatch;
      headers['content-type'] = contentType ?? (method === 'PATCH' ? patch : 'application/json');
      headers['content-length'] = String(Buffer.byteLength(payload));
    }
    return new Promise((resolve, reject) => {
      const options = { method, headers, agent: this.#agent, ...(signal === undefined ? {} : { signal }) };
      const outgoing = request(new URL(path, this.#options.server), options, resolve);
      outgoing.once('error', reject);
      outgoing.end(payload);
    });
  }
}
