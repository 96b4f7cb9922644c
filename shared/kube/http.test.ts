import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { errorOf } from '../../test/build/kube-error.ts';
import type { BodyFormat, WatchFormat } from './answer-format.ts';
import { CONTENT_TYPE, createTransport, type Transport, type TransportOptions } from './http.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Double {
  readonly transport: Transport;
  readonly seen: Seen[];
  readonly connections: Set<Socket>;
  readonly url: string;
}

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const action of cleanUp.splice(0)) action();
});

/** A server on a free port that answers as told, and a transport to it. */
async function serverThat(
  answer: (response: ServerResponse, request: IncomingMessage, count: number) => void,
  options: Partial<TransportOptions> = {},
): Promise<Double> {
  const seen: Seen[] = [];
  const connections = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      answer(response, request, seen.length);
    });
  });
  server.on('connection', (socket) => connections.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createTransport({ server: url, ...options });
  cleanUp.push(() => {
    transport.close();
    server.close();
    server.closeAllConnections();
  });
  return { transport, seen, connections, url };
}

const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

async function collect<T>(stream: AsyncGenerator<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('a request', () => {
  test('carries method, path, query, headers and body, and gives back the parsed answer', async () => {
    const { transport, seen } = await serverThat((response) => json(response, { kind: 'Node' }), {
      headers: () => ({ authorization: 'Bearer t' }),
    });
    const answer = await transport.request<{ kind: string }>({
      method: 'PATCH',
      path: '/api/v1/nodes/a',
      query: { fieldManager: 'm', force: true, absent: undefined },
      contentType: CONTENT_TYPE.apply,
      body: { x: 'ä' },
    });
    expect(answer).toMatchObject({ status: 200, body: { kind: 'Node' } });
    expect(seen[0]).toMatchObject({
      method: 'PATCH',
      url: '/api/v1/nodes/a?fieldManager=m&force=true',
      body: '{"x":"ä"}',
    });
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer t', 'content-type': CONTENT_TYPE.apply });
  });

  test('keeps the path of the server, for a proxy in front of it', async () => {
    const { seen, url } = await serverThat((response) => json(response, {}));
    const transport = createTransport({ server: `${url}/k8s/clusters/c-1/` });
    await transport.request({ method: 'GET', path: '/version' });
    transport.close();
    expect(seen[0]?.url).toBe('/k8s/clusters/c-1/version');
  });

  test('takes the same connection as the one before', async () => {
    const { transport, connections } = await serverThat((response) => json(response, {}));
    for (let index = 0; index < 5; index++) await transport.request({ method: 'GET', path: '/' });
    expect(connections.size).toBe(1);
  });

  test('gives text where the answer is no JSON, and undefined where it is empty', async () => {
    const { transport } = await serverThat((response, _, count) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(count === 1 ? 'ok' : '');
    });
    expect((await transport.request({ method: 'GET', path: '/' })).body).toBe('ok');
    expect((await transport.request({ method: 'GET', path: '/' })).body).toBeUndefined();
  });
});

describe('an answer outside 2xx', () => {
  test('is an error with what the Status object says', async () => {
    const status = {
      kind: 'Status',
      reason: 'Conflict',
      message: 'changed',
      details: { retryAfterSeconds: 3 },
    };
    const { transport } = await serverThat((response) => json(response, status, 409));
    const error = await errorOf(transport.request({ method: 'GET', path: '/x' }));
    expect(error).toMatchObject({
      status: 409,
      reason: 'Conflict',
      method: 'GET',
      path: '/x',
      retryAfterSeconds: 3,
    });
    expect(error.message).toBe('GET /x: 409 Conflict: changed');
  });

  test('with Retry-After tells how long to wait', async () => {
    const { transport } = await serverThat((response) => {
      response.writeHead(429, { 'retry-after': '7' }).end('slow down');
    });
    expect(await errorOf(transport.request({ method: 'GET', path: '/' }))).toMatchObject({
      status: 429,
      reason: 'Too Many Requests',
      retryAfterSeconds: 7,
    });
  });

  test('from a proxy has the beginning of its page as message', async () => {
    const { transport } = await serverThat((response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>'.repeat(100));
    });
    const error = await errorOf(transport.request({ method: 'GET', path: '/' }));
    expect(error.message.length).toBeLessThan(400);
    expect(error.retryAfterSeconds).toBeUndefined();
  });
});

describe('no answer', () => {
  test('in time is a Timeout', async () => {
    const { transport } = await serverThat(() => undefined);
    const error = await errorOf(transport.request({ method: 'GET', path: '/', timeoutMs: 50 }));
    expect(error).toMatchObject({ status: 0, reason: 'Timeout' });
  });

  test('to its end in time is a Timeout', async () => {
    const { transport } = await serverThat((response) => {
      response.writeHead(200).write('{');
    });
    expect(await errorOf(transport.request({ method: 'GET', path: '/', timeoutMs: 100 }))).toMatchObject({
      reason: 'Timeout',
    });
  });

  test('because the caller gave up is Aborted', async () => {
    const { transport } = await serverThat(() => undefined);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 30);
    expect(
      await errorOf(transport.request({ method: 'GET', path: '/', signal: abort.signal })),
    ).toMatchObject({ reason: 'Aborted' });
    expect(
      await errorOf(transport.request({ method: 'GET', path: '/', signal: AbortSignal.abort() })),
    ).toMatchObject({ reason: 'Aborted' });
  });

  test('because nobody listens is Unreachable', async () => {
    const transport = createTransport({ server: 'http://127.0.0.1:1' });
    expect(await errorOf(transport.request({ method: 'GET', path: '/' }))).toMatchObject({
      status: 0,
      reason: 'Unreachable',
    });
  });

  test('because the credentials cannot be read is Unreachable', async () => {
    const { transport } = await serverThat((response) => json(response, {}), {
      headers: () => {
        throw new Error('no token');
      },
    });
    expect(await errorOf(transport.request({ method: 'GET', path: '/' }))).toMatchObject({
      reason: 'Unreachable',
    });
  });
});

describe('a kept connection that the server closed', () => {
  const closing = (response: ServerResponse, request: IncomingMessage, count: number): void => {
    if (count === 2) request.socket.destroy();
    else json(response, { count });
  };

  test('makes a GET go out again', async () => {
    const { transport } = await serverThat(closing);
    await transport.request({ method: 'GET', path: '/' });
    expect((await transport.request({ method: 'GET', path: '/' })).body).toEqual({ count: 3 });
  });

  test('fails a POST: it may have been carried out', async () => {
    const { transport, seen } = await serverThat(closing);
    await transport.request({ method: 'GET', path: '/' });
    expect(await errorOf(transport.request({ method: 'POST', path: '/', body: {} }))).toMatchObject({
      reason: 'Unreachable',
    });
    expect(seen.length).toBe(2);
  });
});

test('an answer that is too large or no JSON is an error', async () => {
  const { transport } = await serverThat((response, _, count) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(count === 1 ? '"xxxxxxxxxx"' : '{"half":');
  });
  expect(await errorOf(transport.request({ method: 'GET', path: '/', maxBytes: 5 }))).toMatchObject({
    reason: 'AnswerTooLarge',
  });
  expect(await errorOf(transport.request({ method: 'GET', path: '/' }))).toMatchObject({
    reason: 'AnswerMalformed',
    status: 200,
  });
});

describe('a stream', () => {
  test('gives one value a line, however the lines are cut into packets', async () => {
    const { transport } = await serverThat((response) => {
      const bytes = Buffer.from('{"n":"ä"}\n\n{"n":2}\n{"n":3}');
      response.writeHead(200, { 'content-type': 'application/json' });
      void (async () => {
        for (const byte of bytes) {
          response.write(Buffer.from([byte]));
          await sleep(0);
        }
        response.end();
      })();
    });
    expect(await collect(transport.stream({ method: 'GET', path: '/' }))).toEqual([
      { n: 'ä' },
      { n: 2 },
      { n: 3 },
    ]);
  });

  test('fails with the Status of an answer outside 2xx', async () => {
    const { transport } = await serverThat((response) =>
      json(response, { reason: 'Expired', message: 'too old' }, 410),
    );
    expect(await errorOf(collect(transport.stream({ method: 'GET', path: '/' })))).toMatchObject({
      status: 410,
      reason: 'Expired',
    });
  });

  test('that is silent for too long fails with Timeout', async () => {
    const { transport } = await serverThat((response) => {
      response.writeHead(200).write('{"n":1}\n');
    });
    const items: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const item of transport.stream({ method: 'GET', path: '/', idleTimeoutMs: 80 }))
        items.push(item);
    };
    expect(await errorOf(read())).toMatchObject({ reason: 'Timeout' });
    expect(items).toEqual([{ n: 1 }]);
  });

  test('takes no connection from requests', async () => {
    const { transport } = await serverThat(
      (response, request) => {
        if (request.url === '/watch') response.writeHead(200).write('{"n":1}\n');
        else json(response, {});
      },
      { maxSockets: 1 },
    );
    const streams = [1, 2].map(() => transport.stream({ method: 'GET', path: '/watch' }));
    for (const open of streams) await open.next();
    expect((await transport.request({ method: 'GET', path: '/' })).status).toBe(200);
    for (const open of streams) await open.return();
  });

  test('that the caller leaves closes its connection', async () => {
    const { transport, connections } = await serverThat((response) => {
      response.writeHead(200).write('{"n":1}\n');
    });
    for await (const _ of transport.stream({ method: 'GET', path: '/' })) break;
    await expect.poll(() => [...connections].every((socket) => socket.destroyed)).toBe(true);
  });

  test('that the caller aborts fails with Aborted', async () => {
    const { transport } = await serverThat((response) => {
      response.writeHead(200).write('{"n":1}\n');
    });
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      for await (const _ of transport.stream({ method: 'GET', path: '/', signal: abort.signal }))
        abort.abort();
    };
    expect(await errorOf(read())).toMatchObject({ reason: 'Aborted' });
  });

  test('whose connection breaks fails with Unreachable', async () => {
    const { transport } = await serverThat((response, request) => {
      response.writeHead(200).write('{"n":1}\n');
      setTimeout(() => request.socket.destroy(), 20);
    });
    expect(await errorOf(collect(transport.stream({ method: 'GET', path: '/' })))).toMatchObject({
      reason: 'Unreachable',
    });
  });
});

/** Bytes in reverse, so that nothing else reads them; in a stream each chunk is one. */
const REVERSED: WatchFormat = {
  mediaType: 'application/reversed',
  readBody: reversed,
  readStream: () => ({
    *push(chunk) {
      yield reversed(chunk);
    },
    end: () => [],
  }),
};
function reversed(bytes: Buffer): unknown {
  return JSON.parse(Buffer.from(bytes).reverse().toString());
}
const backwards = (value: unknown): Buffer => Buffer.from(JSON.stringify(value)).reverse();

describe('an answer in another format', () => {
  const spec = { method: 'GET', path: '/x', format: REVERSED } as const;
  const headers = { 'content-type': 'application/reversed; charset=x' };

  test('is asked for before JSON, and read where it comes', async () => {
    const { transport, seen } = await serverThat((response) => {
      response.writeHead(200, headers).end(backwards({ a: 1 }));
    });
    expect((await transport.request(spec)).body).toEqual({ a: 1 });
    expect(await collect(transport.stream(spec))).toEqual([{ a: 1 }]);
    expect(seen.map((request) => request.headers.accept)).toEqual([
      'application/reversed,application/json',
      'application/reversed;stream=watch,application/json',
    ]);
  });

  test('may be JSON all the same', async () => {
    const { transport } = await serverThat((response) => json(response, { a: 1 }));
    expect((await transport.request(spec)).body).toEqual({ a: 1 });
    expect(await collect(transport.stream(spec))).toEqual([{ a: 1 }]);
  });

  test.each([
    ['that format', 'application/reversed', backwards],
    ['JSON', 'application/json', (value: unknown) => Buffer.from(JSON.stringify(value))],
  ])('outside 2xx is an error with its Status in %s', async (_, contentType, encode) => {
    const { transport } = await serverThat((response) => {
      const status = { reason: 'Forbidden', message: 'no', details: { retryAfterSeconds: 2 } };
      response.writeHead(403, { 'content-type': contentType }).end(encode(status));
    });
    const wanted = { status: 403, reason: 'Forbidden', retryAfterSeconds: 2 };
    expect(await errorOf(transport.request(spec))).toMatchObject(wanted);
    expect(await errorOf(collect(transport.stream(spec)))).toMatchObject(wanted);
  });

  test('outside 2xx that cannot be read is an error with its status', async () => {
    const { transport } = await serverThat((response) => {
      response.writeHead(503, headers).end('garbage');
    });
    const error = await errorOf(transport.request(spec));
    expect(error.message).toBe('GET /x: 503 Service Unavailable: ');
  });

  test('that is broken is AnswerMalformed', async () => {
    const { transport } = await serverThat((response) => {
      response.writeHead(200, headers).end('garbage');
    });
    const wanted = { status: 200, reason: 'AnswerMalformed' };
    expect(await errorOf(transport.request(spec))).toMatchObject(wanted);
    const error = await errorOf(collect(transport.stream(spec)));
    expect(error).toMatchObject(wanted);
    expect(error.message).toContain('the answer is not the application/reversed that it says');
  });
});

describe('a body in another format', () => {
  const bodyFormat: BodyFormat<unknown> = { mediaType: 'application/reversed', writeBody: backwards };
  const spec = { method: 'POST', path: '/x', body: { a: 'b' }, bodyFormat } as const;

  test('is sent with its type and its length', async () => {
    const { transport, seen } = await serverThat((response) => json(response, {}));
    await transport.request(spec);
    expect(seen).toMatchObject([
      { headers: { 'content-type': 'application/reversed', 'content-length': '9' } },
    ]);
    expect(reversed(Buffer.from(seen[0]?.body ?? '', 'latin1'))).toEqual({ a: 'b' });
  });

  test('is sent as JSON to a server that does not know the format, which is asked only once', async () => {
    const { transport, seen } = await serverThat((response, request) => {
      const { 'content-type': type } = request.headers;
      json(response, {}, type === 'application/json' ? 201 : 415);
    });
    expect((await transport.request(spec)).status).toBe(201);
    expect((await transport.request(spec)).status).toBe(201);
    expect(seen.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
      ['application/reversed', expect.anything()],
      ['application/json', '{"a":"b"}'],
      ['application/json', '{"a":"b"}'],
    ]);
  });

  test('is not sent again where the server refuses something else', async () => {
    const { transport, seen } = await serverThat((response) => json(response, { reason: 'Conflict' }, 409));
    expect(await errorOf(transport.request(spec))).toMatchObject({ status: 409, reason: 'Conflict' });
    expect(seen).toHaveLength(1);
  });
});
