import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../shared/kube/log.ts';
import { fakeApiServer } from '../test/build/api-server.ts';
import { type KeyPairPem, selfSigned } from '../test/build/certificate.ts';
import { type Contents, clusterState } from '../test/build/cluster-state.ts';
import { admitted, bestNode, goodNode, nvidia } from '../test/build/example.ts';
import { pod } from '../test/build/pod.ts';
import { podReview, presetReview } from '../test/build/review.ts';
import type { Exchange } from './answer.ts';
import { engine } from './engine.ts';
import { createMetrics } from './metrics.ts';
import { createExtender, type ExtenderOptions } from './server.ts';
import { createTlsServer } from './tls-server.ts';

interface Got {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
}

const servers: { close(): unknown; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function start(contents: Contents = {}, change: Partial<ExtenderOptions> = {}) {
  const metrics = createMetrics();
  const extender = createExtender({
    state: clusterState({ nodes: [goodNode], presets: [nvidia], pods: [admitted()], ...contents }),
    transport: fakeApiServer([admitted()]).transport,
    metrics,
    log: silentLog,
    ...change,
  });
  const server = createServer(extender.onRequest).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;

  async function send(
    path: string,
    payload: string | Buffer,
    headers: Record<string, string> = { 'content-type': 'application/json' },
    method = 'POST',
  ): Promise<Got> {
    return await new Promise((resolve, reject) => {
      const request = httpRequest({ port, path, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          expect(response.headers['content-type']).toBe('application/json');
          expect(response.headers['content-length']).toBe(String(Buffer.byteLength(text)));
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: JSON.parse(text) as Record<string, unknown>,
          });
        });
      });
      request.on('error', reject);
      request.end(payload);
    });
  }
  return {
    extender,
    metrics,
    port,
    send,
    post: (path: string, body: unknown) => send(path, JSON.stringify(body)),
    get: (path: string) => send(path, '', {}, 'GET'),
  };
}

const PATHS = [
  '/scheduler/filter',
  '/scheduler/prioritize',
  '/scheduler/preempt',
  '/scheduler/bind',
  '/admission/pod',
  '/admission/binding',
  '/admission/preset',
];

/** The refusal in the protocol's own JSON: `Error` for the scheduler, a Status object for the API server. */
function refusalOf(path: string, { body }: Got): unknown {
  if (path.startsWith('/scheduler')) return body['Error'];
  expect(body).toMatchObject({ apiVersion: 'v1', kind: 'Status', status: 'Failure' });
  return body['message'];
}

describe.each(PATHS)('%s refuses', (path) => {
  const json = { 'content-type': 'application/json' };
  it.each<[string, string | Buffer, Record<string, string>, number, RegExp]>([
    ['an empty body', '', json, 400, /got nothing, wanted JSON/],
    ['a truncated body', '{"Pod": {"metadata"', json, 400, /19 bytes that are not JSON/],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]), json, 400, /3 bytes that are not JSON/],
    ['null', 'null', json, 400, /got null, wanted an object/],
    ['an array', '[]', json, 400, /got an array, wanted an object/],
    ['a string', '"filter"', json, 400, /got the string "filter", wanted an object/],
    ['another kind', '{"kind":"Pod"}', json, 400, /wanted/],
    [
      'another content type',
      '{}',
      { 'content-type': 'text/yaml' },
      415,
      /got text\/yaml, wanted application\/json/,
    ],
    ['no content type', '{}', {}, 415, /wanted application\/json/],
    ['a compressed body', '{}', { ...json, 'content-encoding': 'gzip' }, 415, /wanted none/],
    ['a body over the limit', `"${'x'.repeat(1000)}"`, json, 413, /got 1002 bytes, wanted at most 1000/],
  ])('%s', async (_what, payload, headers, status, want) => {
    const { send, metrics } = await start({}, { limits: { admissionBytes: 1000, schedulerBytes: 1000 } });
    const got = await send(path, payload, headers);
    expect(got.status).toBe(status);
    expect(refusalOf(path, got)).toMatch(want);
    expect(await metrics.registry.metrics()).toMatch(
      /latebind_requests_total\{verb="\w+",result="protocol"\} 1/,
    );
  });

  it('a body that grows over the limit without a length', async () => {
    const { send } = await start({}, { limits: { admissionBytes: 1000, schedulerBytes: 1000 } });
    const got = await send(path, 'x'.repeat(5000), { ...json, 'transfer-encoding': 'chunked' });
    expect(got.status).toBe(413);
  });

  it('GET', async () => {
    const { get } = await start();
    const got = await get(path);
    expect(got.status).toBe(405);
    expect(got.headers['allow']).toBe('POST');
    expect(refusalOf(path, got)).toMatch(/got GET, wanted POST/);
  });
});

describe('the server', () => {
  it('goes on after a client that hangs up in the middle of a body', async () => {
    const { port, post } = await start();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      'POST /scheduler/filter HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    const got = await post('/scheduler/filter', { Pod: admitted(), NodeNames: ['good'] });
    expect(got.body['NodeNames']).toEqual(['good']);
  });

  it('hears out whom it has refused, so that the answer arrives before the connection closes', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1');
    const length = 70 * 1024 * 1024;
    socket.write(
      `POST /scheduler/filter HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    // A reset would fail this.
    socket.end(Buffer.alloc(length, ' ')).resume();
    await once(socket, 'end');
  });

  it('answers unknown paths with JSON that lists the known ones', async () => {
    const { get } = await start();
    const got = await get('/');
    expect(got.status).toBe(404);
    expect(got.body['message']).toContain('/admission/pod');
  });

  it('has neither an etag nor a name in its answers', async () => {
    const { post } = await start();
    const { headers } = await post('/scheduler/filter', { Pod: admitted(), NodeNames: ['good'] });
    expect(headers).not.toHaveProperty('etag');
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('answers everything after the drain began, and closes each connection', async () => {
    const { extender, post, get } = await start();
    extender.drain();
    const got = await post('/scheduler/filter', { Pod: admitted(), NodeNames: ['good'] });
    expect(got.status).toBe(200);
    expect(got.headers['connection']).toBe('close');
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { status: 'shutting down' } });
    expect((await get('/healthz')).status).toBe(200);
  });

  it('counts requests by verb and result', async () => {
    const { post, metrics } = await start();
    await post('/scheduler/bind', { PodName: 'train', PodNamespace: 'team-a', PodUID: 'x', Node: 'good' });
    await post('/scheduler/filter', { Pod: admitted(), NodeNames: ['good'] });
    const text = await metrics.registry.metrics();
    expect(text).toContain('latebind_requests_total{verb="bind",result="refused"} 1');
    expect(text).toContain('latebind_requests_total{verb="filter",result="ok"} 1');
    expect(text).toContain('latebind_request_duration_seconds_count{verb="filter"} 1');
  });
});

describe('before the caches are complete', () => {
  it('says which are missing', async () => {
    const { get } = await start({ unsynced: ['nodes', 'pods'] });
    const got = await get('/readyz');
    expect(got).toMatchObject({ status: 503, body: { status: 'caches not synced yet: nodes, pods' } });
  });

  it.each([
    ['/scheduler/filter', 200, { Pod: pod().build(), NodeNames: ['good'] }],
    ['/scheduler/prioritize', 503, { Pod: pod().build(), NodeNames: ['good'] }],
    ['/scheduler/preempt', 200, { Pod: pod().build(), NodeNameToMetaVictims: {} }],
    ['/scheduler/bind', 200, { PodName: 'a', PodNamespace: 'b', PodUID: 'c', Node: 'd' }],
    ['/admission/pod', 503, podReview(pod().build())],
  ])('%s is not answered from half a cache', async (path, status, body) => {
    const { post } = await start({ unsynced: ['nodes'] });
    const got = await post(path, body);
    expect(got.status).toBe(status);
    expect(refusalOf(path, got)).toMatch(/caches not synced yet: nodes/);
  });

  it('presets can be checked all the same', async () => {
    const { post } = await start({ unsynced: ['nodes'] });
    expect((await post('/admission/preset', presetReview(nvidia))).status).toBe(200);
  });
});

it.each([
  ['/scheduler/filter', 200, { Pod: pod().build(), NodeNames: ['good'] }],
  ['/scheduler/prioritize', 500, { Pod: pod().build(), NodeNames: ['good'] }],
  ['/scheduler/preempt', 200, { Pod: pod().build(), NodeNameToMetaVictims: {} }],
  ['/admission/pod', 500, podReview(pod().build())],
])('a bug behind %s is one refused request, without a stack trace', async (path, status, body) => {
  const bug = (): never => {
    throw new Error('secret detail');
  };
  const { post } = await start({}, { engine: { ...engine, planOf: bug, admitPod: bug } });
  const got = await post(path, body);
  expect(got.status).toBe(status);
  expect(refusalOf(path, got)).toBe('latebind: internal error, see the log of the extender');
});

describe('an error of preempt', () => {
  it('names no node, so that nobody is evicted also where the scheduler ignores errors of an extender', async () => {
    const { post } = await start({ unsynced: ['nodes'] });
    const got = await post('/scheduler/preempt', {
      Pod: admitted(),
      NodeNameToMetaVictims: { good: { Pods: [{ UID: 'a' }], NumPDBViolations: 0 } },
    });
    expect(got).toMatchObject({ status: 200, body: { NodeNameToMetaVictims: {} } });
  });
});

describe('a body of whole nodes above 1 MiB', () => {
  const filler = 'x'.repeat(20_000);
  /** As Go would write them and as it would not: what is sent back is what was sent. */
  const texts = Array.from(
    { length: 100 },
    (_, index) => `{ "metadata": {"name":"${index % 3 === 0 ? 'good' : 'none'}"},"f":"${filler}","n":1.50}`,
  );
  const whole = (items: readonly string[]): string =>
    `{"Pod":${JSON.stringify(admitted())},"Nodes":{"metadata":{},"items":[${items.join(' ,\n')}]},"NodeNames":null}`;

  async function raw(port: number, path: string, payload: string | Buffer): Promise<string> {
    return await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const request = httpRequest({ port, path, method: 'POST', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      });
      request.on('error', reject);
      request.end(payload);
    });
  }

  it.each([
    ['every third', texts],
    ['all', texts.filter((_, index) => index % 3 === 0).flatMap((text) => [text, text])],
    ['neighbours', texts.toSorted()],
    ['none', texts.filter((_, index) => index % 3 !== 0)],
  ])('is answered with the very bytes of the nodes that passed: %s', async (_what, items) => {
    const { port, metrics } = await start();
    const text = await raw(port, '/scheduler/filter', whole(items));
    const passed = items.filter((item) => item.includes('"good"'));
    for (const item of passed) expect(text).toContain(item);
    expect(JSON.parse(text)).toEqual({
      Nodes: { metadata: {}, items: passed.map((item) => JSON.parse(item) as unknown) },
      NodeNames: null,
      FailedNodes: {},
      FailedAndUnresolvableNodes:
        passed.length === items.length ? {} : { none: expect.stringMatching(/^latebind NodeUnknown: /) },
      Error: '',
    });
    expect(await metrics.registry.metrics()).toContain(
      'latebind_requests_total{verb="filter",result="ok"} 1',
    );
  });

  it('is not parsed by the thread that answers everybody', async () => {
    const { port } = await start();
    const parse = vi.spyOn(JSON, 'parse');
    await raw(port, '/scheduler/filter', whole(texts));
    const lengths = parse.mock.calls.map(([text]) => text.length);
    parse.mockRestore();
    expect(Math.max(0, ...lengths)).toBeLessThan(100_000);
  });

  it('gets its scores', async () => {
    const { port } = await start({ nodes: [goodNode, bestNode] });
    const best = texts.slice(0, 60).map((item) => item.replace('"none"', '"best"'));
    const text = await raw(port, '/scheduler/prioritize', whole(best));
    expect(JSON.parse(text)).toEqual(Array.from({ length: 40 }, () => ({ Host: 'best', Score: 10 })));
  });

  it('is read whole at 64 MiB, and one byte more is refused', async () => {
    const { port, send } = await start();
    const limit = 64 * 1024 * 1024;
    const body = Buffer.alloc(limit, ' ');
    body.write(whole(texts));
    const { Nodes } = JSON.parse(await raw(port, '/scheduler/filter', body)) as {
      Nodes: { items: unknown[] };
    };
    expect(Nodes.items).toHaveLength(34);
    const headers = { 'content-type': 'application/json' };
    const more = await send('/scheduler/filter', Buffer.alloc(limit + 1, ' '), headers);
    expect(more.status).toBe(413);
    expect(more.body['Error']).toBe('latebind: body: got 67108865 bytes, wanted at most 67108864');
  });

  it('may be names', async () => {
    const { post } = await start();
    const NodeNames = ['good', ...Array.from({ length: 60_000 }, (_, index) => `node-${index}-of-many`)];
    const got = await post('/scheduler/filter', { Pod: admitted(), NodeNames });
    expect(got.body['NodeNames']).toEqual(['good']);
    expect(Object.keys(got.body['FailedAndUnresolvableNodes'] ?? {})).toHaveLength(60_000);
  });

  it.each([
    ['that is not JSON', `${whole(texts)}}`, 400, /\d+ bytes that are not JSON/],
    ['with a node that has no name', whole([...texts, '{}']), 400, /without metadata.name, wanted a node/],
  ])('%s is refused', async (_what, payload, status, message) => {
    const got = await (await start()).send('/scheduler/filter', payload);
    expect(got.status).toBe(status);
    expect(got.body['Error']).toMatch(message);
  });

  it('waits for the caches too', async () => {
    const got = await (await start({ unsynced: ['nodes'] })).send('/scheduler/filter', whole(texts));
    expect(got.body['Error']).toBe('latebind: caches not synced yet: nodes');
  });
});

describe('who listens to the exchanges', () => {
  async function heard(path: string, body: unknown, change: Partial<ExtenderOptions> = {}) {
    const exchanges: Exchange[] = [];
    const { post } = await start({}, { onExchange: (exchange) => exchanges.push(exchange), ...change });
    const got = await post(path, body);
    return { exchanges, got };
  }

  it('is told verb, request, answer and time', async () => {
    const body = { Pod: admitted(), NodeNames: ['good', 'none'] };
    const { exchanges, got } = await heard('/scheduler/filter', body);
    expect(exchanges).toMatchObject([
      {
        verb: 'filter',
        request: body,
        reply: { status: 200, body: got.body, result: 'ok' },
        seconds: expect.any(Number),
      },
    ]);
  });

  it.each([
    ['small', 1],
    ['large', 100],
  ])('hears of %s whole nodes as if they had been names', async (_what, count) => {
    const items = Array.from({ length: count }, () => ({ ...goodNode, filler: 'x'.repeat(20_000) }));
    const { exchanges } = await heard('/scheduler/filter', {
      Pod: admitted(),
      Nodes: { items: [...items, { metadata: { name: 'none' } }] },
    });
    const names = items.map(() => 'good');
    expect(exchanges).toMatchObject([
      {
        request: { Pod: { metadata: { name: 'train' } }, NodeNames: [...names, 'none'] },
        reply: { body: { Nodes: null, NodeNames: names } },
      },
    ]);
    expect(exchanges[0]?.request).not.toHaveProperty('Nodes');
  });

  it('hears of all that the scheduler says of a pod that the watch has', async () => {
    const { spec, metadata } = admitted();
    const { name = '', namespace = '', uid = '', ...rest } = metadata;
    const Pod = { metadata: { name, namespace, uid, resourceVersion: '7', ...rest }, spec };
    const state = clusterState({
      nodes: [goodNode],
      presets: [nvidia],
      pods: [{ metadata: Pod.metadata, spec }],
    });
    const body = { Pod, Nodes: null, NodeNames: ['good'] };
    const { exchanges, got } = await heard('/scheduler/filter', body, { state });
    expect(exchanges).toMatchObject([{ request: body, reply: { body: got.body } }]);
    const quick = await (await start({}, { state })).post('/scheduler/filter', body);
    expect(quick.body).toEqual(got.body);
  });

  it('hears nothing of what was refused', async () => {
    expect((await heard('/scheduler/filter', { NodeNames: [] })).exchanges).toEqual([]);
  });

  it('may fail without harm', async () => {
    const onExchange = (): never => {
      throw new Error('disk full');
    };
    const logged: unknown[] = [];
    const log = { ...silentLog, error: (fields: object, text: string) => logged.push([fields, text]) };
    const { got } = await heard(
      '/scheduler/filter',
      { Pod: admitted(), NodeNames: ['good'] },
      { onExchange, log },
    );
    expect(got.body['NodeNames']).toEqual(['good']);
    await expect
      .poll(() => logged)
      .toEqual([[{ err: new Error('disk full'), verb: 'filter' }, 'recording a request failed']]);
  });
});

it('shows /scheduler only to clients with a certificate when one is demanded', async () => {
  const { post } = await start({}, { schedulerNeedsCertificate: true });
  const got = await post('/scheduler/bind', { PodName: 'a', PodNamespace: 'b', PodUID: 'c', Node: 'd' });
  expect(got.status).toBe(403);
  expect(got.body['Error']).toMatch(/wanted a client certificate/);
  expect((await post('/admission/preset', presetReview(nvidia))).status).toBe(200);
});

describe('/scheduler, over TLS with a demanded certificate, is answered', () => {
  /** The status that a client gets, and the session with which it may come back. */
  async function ask(
    port: number,
    client: Partial<KeyPairPem>,
    session?: Buffer,
  ): Promise<{ status: number; reused: boolean; session: Buffer | undefined }> {
    return await new Promise((resolve, reject) => {
      const socket = tlsConnect({
        port,
        host: '127.0.0.1',
        rejectUnauthorized: false,
        ...client,
        ...(session === undefined ? {} : { session }),
      });
      let got: Buffer | undefined;
      let text = '';
      let reused = false;
      socket.on('secureConnect', () => {
        reused = socket.isSessionReused();
      });
      socket.on('session', (next) => {
        got = next;
      });
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
      });
      socket.on('error', reject);
      socket.on('close', () => {
        resolve({ status: Number(text.split(' ')[1]), reused, session: got });
      });
      const body = JSON.stringify({ Pod: admitted(), NodeNames: ['good'] });
      socket.end(
        `POST /scheduler/filter HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
  }

  it('to a client that shows one, and to none that resumes a session without', async () => {
    const { extender } = await start({}, { schedulerNeedsCertificate: true });
    const scheduler = await selfSigned('scheduler');
    const server = createTlsServer(extender, {
      ...(await selfSigned('extender')),
      ca: scheduler.cert,
      notAfter: new Date(0),
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await ask(port, scheduler)).toMatchObject({ status: 200 });
    expect(await ask(port, await selfSigned('scheduler'))).toMatchObject({ status: 403 });
    const stranger = await ask(port, {});
    expect(stranger.status).toBe(403);
    expect(await ask(port, {}, stranger.session)).toMatchObject({ status: 403, reused: true });
  });
});
