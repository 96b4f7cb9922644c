import { once } from 'node:events';
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { selfSigned } from '../../test/build/certificate.ts';
import { errorOf } from '../../test/build/kube-error.ts';
import { createTransport, type RequestSpec, type Transport, type TransportOptions } from './http.ts';
import { http2Writes } from './http2-writes.ts';

const own = await selfSigned('api');
const other = await selfSigned('api');
const client = await selfSigned('client');

const ends: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const end of ends.splice(0)) end();
});

interface Seen {
  readonly version: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Respond = (stream: ServerHttp2Stream, seen: Seen, count: number) => void;

const answer = (stream: ServerHttp2Stream, body: unknown, status = 201, more: object = {}): void => {
  stream.respond({ ':status': status, 'content-type': 'application/json', ...more });
  stream.end(JSON.stringify(body));
};

/** Whole JSON, and then an end that is none. */
function breakOff(stream: ServerHttp2Stream, code: number, status = 200): void {
  // The trailers that do not come keep Node.js from ending it.
  stream.respond({ ':status': status, 'content-type': 'application/json' }, { waitForTrailers: true });
  stream.write('{}');
  setTimeout(() => stream.close(code), 20);
}

/** An API server in HTTP/2 that answers as told, and a transport to it. */
async function serverThat(respond: Respond, options: Partial<TransportOptions> = {}, port = 0) {
  const seen: Seen[] = [];
  const sessions: ServerHttp2Session[] = [];
  const gets: string[] = [];
  const server = createSecureServer(
    { ...own, allowHTTP1: true, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      if (request.httpVersion === '2.0') return;
      gets.push(request.method);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    },
  );
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    let body = '';
    stream.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    stream.on('end', () => {
      const one = { version: '2.0', headers, body };
      seen.push(one);
      respond(stream, one, seen.length);
    });
  });
  return { ...(await listening(server, options, port)), server, seen, sessions, gets };
}

async function listening(server: Server, options: Partial<TransportOptions>, wanted = 0) {
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const transport = createTransport({
    server: `https://127.0.0.1:${port}`,
    tls: () => ({ ca: own.cert, servername: 'api' }),
    writes: http2Writes,
    ...options,
  });
  ends.push(() => {
    transport.close();
    server.close();
  });
  return { transport, port };
}

const post = (more: Partial<RequestSpec> = {}): RequestSpec => ({
  method: 'POST',
  path: '/x',
  body: {},
  ...more,
});

const stop = async (server: Http2SecureServer, sessions: readonly ServerHttp2Session[]): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  for (const session of sessions) session.destroy();
  await closed;
};

describe('what writes', () => {
  it('goes out in HTTP/2 with method, path, query, headers and body, and the answer is parsed', async () => {
    const { transport, seen } = await serverThat((stream) => answer(stream, { kind: 'Status' }), {
      headers: () => ({ Authorization: 'Bearer t' }),
      userAgent: 'tester',
    });
    const got = await transport.request({
      method: 'PATCH',
      path: '/api/v1/nodes/a',
      query: { fieldManager: 'm', force: true },
      contentType: 'application/merge-patch+json',
      body: { x: 'ä' },
    });
    expect(got).toMatchObject({ status: 201, body: { kind: 'Status' } });
    expect(got.headers['content-type']).toBe('application/json');
    expect(seen).toMatchObject([
      {
        body: '{"x":"ä"}',
        headers: {
          ':method': 'PATCH',
          ':path': '/api/v1/nodes/a?fieldManager=m&force=true',
          ':scheme': 'https',
          authorization: 'Bearer t',
          accept: 'application/json',
          'user-agent': 'tester',
          'content-type': 'application/merge-patch+json',
          'content-length': '10',
        },
      },
    ]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s may have a body or none', async (method) => {
    const { transport, seen } = await serverThat((stream) => {
      stream.respond({ ':status': 200 });
      stream.end();
    });
    expect((await transport.request({ method, path: '/' })).body).toBeUndefined();
    await transport.request({ method, path: '/', body: 'text' });
    expect(seen.map(({ body }) => body)).toEqual(['', 'text']);
    expect(seen[0]?.headers['content-length']).toBeUndefined();
  });

  it('goes out in the format of its body, with the type and length of that', async () => {
    const { transport, seen } = await serverThat((stream) => answer(stream, {}));
    const writeBody = (): Uint8Array => Buffer.from('<ä>');
    await transport.request(post({ bodyFormat: { mediaType: 'text/x', writeBody } }));
    expect(seen).toMatchObject([
      { body: '<ä>', headers: { 'content-type': 'text/x', 'content-length': '4' } },
    ]);
  });

  it('keeps the path of the server, for a proxy in front of it', async () => {
    const { port, seen } = await serverThat((stream) => answer(stream, {}));
    const transport = createTransport({
      server: `https://127.0.0.1:${port}/k8s/clusters/c-1/`,
      tls: () => ({ rejectUnauthorized: false }),
      writes: http2Writes,
    });
    ends.push(() => transport.close());
    await transport.request(post());
    expect(seen[0]?.headers[':path']).toBe('/k8s/clusters/c-1/x');
    expect(seen[0]?.headers[':authority']).toBe(`127.0.0.1:${port}`);
  });

  it('shares one connection, also while that is being opened', async () => {
    const { transport, sessions, seen } = await serverThat((stream, { body }) => answer(stream, body), {
      headers: async () => await Promise.resolve({}),
    });
    const round = async (): Promise<unknown[]> =>
      await Promise.all(
        Array.from(
          { length: 150 },
          async (_, index) => (await transport.request(post({ body: { index } }))).body,
        ),
      );
    const want = Array.from({ length: 150 }, (_, index) => JSON.stringify({ index }));
    expect(await round()).toEqual(want);
    expect(await round()).toEqual(want);
    expect(seen).toHaveLength(300);
    expect(sessions).toHaveLength(1);
  });

  it('is not what reads: GETs and watches stay in HTTP/1.1', async () => {
    const { transport, seen, gets } = await serverThat((stream) => answer(stream, {}));
    await transport.request({ method: 'GET', path: '/' });
    for await (const _ of transport.stream({ method: 'GET', path: '/' })) break;
    expect(gets).toEqual(['GET', 'GET']);
    expect(seen).toEqual([]);
  });

  it('gets an answer in many pieces', async () => {
    const text = JSON.stringify({ x: 'ä'.repeat(500_000) });
    const { transport } = await serverThat((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.end(text);
    });
    expect(JSON.stringify((await transport.request(post())).body)).toBe(text);
  });
});

describe('an answer', () => {
  it('outside 2xx is an error with what the Status object says', async () => {
    const status = { reason: 'Conflict', message: 'changed', details: { retryAfterSeconds: 3 } };
    const { transport } = await serverThat((stream) => answer(stream, status, 409));
    const error = await errorOf(transport.request(post()));
    expect(error).toMatchObject({ status: 409, reason: 'Conflict', retryAfterSeconds: 3 });
    expect(error.message).toBe('POST /x: 409 Conflict: changed');
  });

  it('with Retry-After tells how long to wait', async () => {
    const { transport } = await serverThat((stream) => {
      stream.respond({ ':status': 429, 'retry-after': '7' });
      stream.end('slow down');
    });
    expect(await errorOf(transport.request(post()))).toMatchObject({
      message: 'POST /x: 429 Too Many Requests: slow down',
      retryAfterSeconds: 7,
    });
  });

  it.each<[string, Respond]>([
    ['is too large', (stream) => answer(stream, 'x'.repeat(1_000_000), 503)],
    [
      'breaks off',
      (stream) => {
        breakOff(stream, constants.NGHTTP2_INTERNAL_ERROR, 503);
      },
    ],
    [
      'does not end',
      (stream) => {
        stream.respond({ ':status': 503 });
        stream.write('{');
      },
    ],
  ])('outside 2xx whose body %s is an error with its status', async (_what, respond) => {
    const { transport } = await serverThat(respond);
    const error = await errorOf(transport.request(post({ timeoutMs: 500 })));
    expect(error.message).toBe('POST /x: 503 Service Unavailable: ');
  });

  it('that is too large or no JSON is an error, and the connection goes on', async () => {
    const { transport, sessions } = await serverThat((stream, _, count) => {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.end(count === 1 ? '"xxxxxxxxxx"' : count === 2 ? '{"half":' : '{}');
    });
    expect(await errorOf(transport.request(post({ maxBytes: 5 })))).toMatchObject({
      status: 200,
      reason: 'AnswerTooLarge',
    });
    expect(await errorOf(transport.request(post()))).toMatchObject({
      status: 200,
      reason: 'AnswerMalformed',
    });
    expect((await transport.request(post())).body).toEqual({});
    expect(sessions).toHaveLength(1);
  });
});

describe('no answer', () => {
  it('in time is a Timeout, and the next request gets another connection', async () => {
    const { transport, sessions } = await serverThat((stream, _, count) => {
      if (count > 1) answer(stream, {});
    });
    expect(await errorOf(transport.request(post({ timeoutMs: 200 })))).toMatchObject({
      status: 0,
      reason: 'Timeout',
      message: 'POST /x: Timeout: no complete answer in time',
    });
    expect((await transport.request(post())).status).toBe(201);
    expect(sessions).toHaveLength(2);
  });

  it('in time does no harm to what else is under way on its connection, which closes after that', async () => {
    const waiting: ServerHttp2Stream[] = [];
    const { transport, sessions } = await serverThat((stream) => waiting.push(stream));
    const patient = transport.request(post());
    await expect.poll(() => waiting).toHaveLength(1);
    const closed = once(sessions[0] as ServerHttp2Session, 'close');
    expect(await errorOf(transport.request(post({ timeoutMs: 200 })))).toMatchObject({ reason: 'Timeout' });
    answer(waiting[0] as ServerHttp2Stream, {});
    expect((await patient).status).toBe(201);
    await closed;
  });

  it('in time, although it had begun, is a Timeout', async () => {
    const { transport } = await serverThat((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.write('{');
    });
    expect(await errorOf(transport.request(post({ timeoutMs: 300 })))).toMatchObject({ reason: 'Timeout' });
  });

  it('to the handshake in time is a Timeout, and who waits for the same connection gets another one', async () => {
    const { transport, server, sessions } = await serverThat((stream) => answer(stream, {}));
    const { promise: first, resolve } = Promise.withResolvers<void>();
    // It never says a word.
    const [secure] = server.listeners('connection') as ((socket: object) => void)[];
    server.removeAllListeners('connection');
    server.once('connection', () => {
      server.on('connection', secure as (socket: object) => void);
      resolve();
    });
    const impatient = errorOf(transport.request(post({ timeoutMs: 300 })));
    const patient = transport.request(post());
    await first;
    expect(await impatient).toMatchObject({ reason: 'Timeout' });
    expect((await patient).status).toBe(201);
    expect(sessions).toHaveLength(1);
  });

  it('because the caller gave up is Aborted, and the connection goes on', async () => {
    const { transport, sessions, seen } = await serverThat((stream, _, count) => {
      if (count > 1) answer(stream, {});
    });
    const abort = new AbortController();
    const aborted = errorOf(transport.request(post({ signal: abort.signal })));
    await expect.poll(() => seen).toHaveLength(1);
    abort.abort();
    expect(await aborted).toMatchObject({ status: 0, reason: 'Aborted' });
    expect(await errorOf(transport.request(post({ signal: AbortSignal.abort() })))).toMatchObject({
      reason: 'Aborted',
    });
    expect((await transport.request(post({ signal: new AbortController().signal }))).status).toBe(201);
    expect(sessions).toHaveLength(1);
    expect(seen).toHaveLength(2);
  });

  it('because the connection breaks is Unreachable, and it is not sent twice', async () => {
    const { transport, seen, sessions } = await serverThat((stream, _, count) => {
      if (count === 1) stream.session?.socket.destroy();
      else answer(stream, {});
    });
    expect(await errorOf(transport.request(post()))).toMatchObject({ status: 0, reason: 'Unreachable' });
    expect(seen).toHaveLength(1);
    expect((await transport.request(post())).status).toBe(201);
    expect(sessions).toHaveLength(2);
  });

  it.each(['NGHTTP2_CANCEL', 'NGHTTP2_INTERNAL_ERROR', 'NGHTTP2_REFUSED_STREAM'] as const)(
    'to its end, because of %s in the middle, is Unreachable, and it is not sent twice',
    async (code) => {
      const { transport, seen } = await serverThat((stream) => breakOff(stream, constants[code]));
      expect(await errorOf(transport.request(post()))).toMatchObject({ status: 0, reason: 'Unreachable' });
      expect(seen).toHaveLength(1);
    },
  );

  it('to its end, because the connection breaks in the middle, is Unreachable', async () => {
    const { transport, seen } = await serverThat((stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.write('{}');
      setTimeout(() => stream.session?.socket.destroy(), 20);
    });
    expect(await errorOf(transport.request(post()))).toMatchObject({ status: 0, reason: 'Unreachable' });
    expect(seen).toHaveLength(1);
  });

  it.each<[string, Partial<TransportOptions>, Partial<RequestSpec>]>([
    ['nobody listens', { server: 'https://127.0.0.1:1' }, {}],
    ['the certificate is of another authority', { tls: () => ({ ca: other.cert, servername: 'api' }) }, {}],
    ['the certificate is of another server', { tls: () => ({ ca: own.cert, servername: 'else' }) }, {}],
    ['no authority is known', { tls: () => ({}) }, {}],
    [
      'the credentials cannot be read',
      {
        headers: () => {
          throw new Error('no token');
        },
      },
      {},
    ],
    ['nobody can log in', { headers: async () => await Promise.reject(new Error('no token')) }, {}],
    ['its body cannot be written', {}, { body: 1n }],
  ])('because %s is Unreachable', async (_why, options, more) => {
    const { transport, seen } = await serverThat((stream) => answer(stream, {}), options);
    expect(await errorOf(transport.request(post(more)))).toMatchObject({ status: 0, reason: 'Unreachable' });
    expect(seen).toEqual([]);
  });
});

describe('a request that the server did not look at', () => {
  it('is sent again on another connection', async () => {
    const { transport, seen, sessions } = await serverThat((stream, _, count) => {
      if (count === 1) stream.close(constants.NGHTTP2_REFUSED_STREAM);
      else answer(stream, {});
    });
    expect((await transport.request(post({ body: { a: 1 } }))).status).toBe(201);
    expect(seen.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
    expect(sessions).toHaveLength(2);
  });

  it('is sent again once', async () => {
    const { transport, seen } = await serverThat((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM));
    expect(await errorOf(transport.request(post()))).toMatchObject({ status: 0, reason: 'Unreachable' });
    expect(seen).toHaveLength(2);
  });

  it('because of a GOAWAY before it is sent again on another connection', async () => {
    const { transport, seen, sessions } = await serverThat((stream, _, count) => {
      if (count === 2) stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 1);
      else answer(stream, {});
    });
    await transport.request(post());
    expect((await transport.request(post())).status).toBe(201);
    expect(seen).toHaveLength(3);
    expect(sessions).toHaveLength(2);
  });
});

describe('a connection', () => {
  it('that the server says goodbye to ends with what is under way, and the next request opens another one', async () => {
    const waiting: ServerHttp2Stream[] = [];
    const { transport, sessions } = await serverThat((stream, _, count) => {
      if (count === 1) waiting.push(stream);
      else answer(stream, {});
    });
    const before = transport.request(post());
    await expect.poll(() => waiting).toHaveLength(1);
    sessions[0]?.close();
    await expect
      .poll(async () => {
        await transport.request(post());
        return sessions.length;
      })
      .toBe(2);
    answer(waiting[0] as ServerHttp2Stream, {});
    expect((await before).status).toBe(201);
  });

  it.each<[string, (session: ServerHttp2Session) => void]>([
    ['breaks', (session) => session.socket.destroy()],
    ['ends with an error', (session) => session.destroy(new Error('x'), constants.NGHTTP2_PROTOCOL_ERROR)],
  ])('that %s while idle does no harm', async (_how, end) => {
    const { transport, sessions } = await serverThat((stream) => answer(stream, {}));
    await transport.request(post());
    end(sessions[0] as ServerHttp2Session);
    await expect
      .poll(async () => {
        await transport.request(post()).catch(() => undefined);
        return sessions.length;
      })
      .toBe(2);
    expect((await transport.request(post())).status).toBe(201);
  });

  it('is another one after the server was started anew', async () => {
    const { transport, server, sessions, port } = await serverThat((stream) => answer(stream, 1));
    await transport.request(post());
    await stop(server, sessions);
    await serverThat((stream) => answer(stream, 2), {}, port);
    await expect.poll(async () => (await transport.request(post()).catch(() => undefined))?.body).toBe(2);
  });

  it('is another one with other TLS material, and the one before is closed', async () => {
    let material: TransportOptions['tls'] = () => ({ rejectUnauthorized: false });
    const { transport, sessions } = await serverThat((stream) => answer(stream, {}), {
      tls: () => material?.() ?? {},
    });
    await transport.request(post());
    const closed = once(sessions[0] as ServerHttp2Session, 'close');
    material = () => ({
      rejectUnauthorized: false,
      cert: Buffer.from(client.cert),
      key: Buffer.from(client.key),
    });
    await transport.request(post());
    await closed;
    // The same material in other buffers.
    await transport.request(post());
    await transport.request(post());
    expect(sessions).toHaveLength(2);
  });

  it('is closed by close(), and what is under way is Unreachable', async () => {
    const { transport, sessions, seen } = await serverThat(() => undefined);
    const waiting = errorOf(transport.request(post()));
    await expect.poll(() => seen).toHaveLength(1);
    const closed = once(sessions[0] as ServerHttp2Session, 'close');
    transport.close();
    expect(await waiting).toMatchObject({ status: 0, reason: 'Unreachable' });
    await closed;
  });

  it('that is being opened is closed by close() too', async () => {
    const { transport, seen } = await serverThat(() => undefined);
    const waiting = errorOf(transport.request(post()));
    transport.close();
    expect(await waiting).toMatchObject({ status: 0, reason: 'Unreachable' });
    expect(seen).toEqual([]);
  });
});

describe('a server without HTTP/2', () => {
  async function http1Only(options: Partial<TransportOptions> = {}) {
    const bodies: string[] = [];
    let connections = 0;
    const server = createHttpsServer(own, (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
      });
      request.on('end', () => {
        bodies.push(body);
        if (request.url !== '/silent')
          response.writeHead(201, { 'content-type': 'application/json' }).end('{"a":1}');
      });
    });
    server.on('connection', () => {
      connections += 1;
    });
    ends.push(() => server.closeAllConnections());
    return { ...(await listening(server, options)), bodies, connections: () => connections };
  }

  it('gets what writes in HTTP/1.1, and is not asked again at each request', async () => {
    const { transport, bodies, connections } = await http1Only();
    const send = async (): Promise<unknown> => (await transport.request(post({ body: { b: 2 } }))).body;
    expect(await Promise.all([send(), send()])).toEqual([{ a: 1 }, { a: 1 }]);
    const before = connections();
    for (let index = 0; index < 5; index++) await send();
    expect(bodies).toEqual(Array.from({ length: 7 }, () => '{"b":2}'));
    expect(connections()).toBe(before);
  });

  it('is asked again after a while', async () => {
    const { transport, connections } = await http1Only();
    vi.useFakeTimers({ toFake: ['performance'] });
    await transport.request(post());
    const before = connections();
    vi.advanceTimersByTime(5 * 60_000 + 1);
    await transport.request(post());
    expect(connections()).toBe(before + 1);
  });

  it('has the same time to answer', async () => {
    const { transport } = await http1Only();
    expect(await errorOf(transport.request(post({ path: '/silent', timeoutMs: 300 })))).toMatchObject({
      reason: 'Timeout',
    });
  });
});

it('a plain http server is written to in HTTP/1.1', async () => {
  const transport: Transport = createTransport({
    server: 'http://127.0.0.1:1',
    writes: () => {
      throw new Error('not asked for');
    },
  });
  expect(await errorOf(transport.request(post()))).toMatchObject({ reason: 'Unreachable' });
});
