/** The same routes in HTTP/2, which kube-scheduler and the API server choose when they may. */
import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../shared/kube/log.ts';
import { fakeApiServer } from '../test/build/api-server.ts';
import { selfSigned } from '../test/build/certificate.ts';
import { type Contents, clusterState } from '../test/build/cluster-state.ts';
import { admitted, bestNode, goodNode, nvidia } from '../test/build/example.ts';
import { presetReview } from '../test/build/review.ts';
import { createMetrics } from './metrics.ts';
import { createExtender, type ExtenderOptions } from './server.ts';
import { createTlsServer } from './tls-server.ts';

const own = await selfSigned('extender');
const scheduler = await selfSigned('scheduler');

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

async function start(contents: Contents = {}, change: Partial<ExtenderOptions> = {}) {
  const metrics = createMetrics();
  const extender = createExtender({
    state: clusterState({ nodes: [goodNode, bestNode], presets: [nvidia], pods: [admitted()], ...contents }),
    transport: fakeApiServer([admitted()]).transport,
    metrics,
    log: silentLog,
    ...change,
  });
  const server = createTlsServer(extender, { ...own, ca: scheduler.cert, notAfter: new Date(0) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { extender, server, metrics, port: (server.address() as AddressInfo).port };
}

async function session(port: number, client: object = scheduler): Promise<ClientHttp2Session> {
  const opened = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false, ...client });
  // A server that ends while it is closed.
  opened.on('error', () => undefined);
  ends.push(() => opened.destroy());
  await once(opened, 'connect');
  return opened;
}

async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  const chunks: Buffer[] = [];
  let headers: Record<string, unknown> = {};
  stream.on('response', (got) => {
    headers = got;
  });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(stream, 'end');
  return { status: Number(headers[':status']), headers, text: Buffer.concat(chunks).toString('utf8') };
}

async function send(
  to: ClientHttp2Session,
  path: string,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): Promise<Answer> {
  const stream = to.request({
    ':path': path,
    ':method': 'POST',
    'content-type': 'application/json',
    ...headers,
  });
  const answer = answerOf(stream);
  // GET and HEAD have no body, and end themselves.
  if (stream.writable) stream.end(body);
  return await answer;
}

/** The head of one; its body is to come. */
const filterCall = (to: ClientHttp2Session, headers: OutgoingHttpHeaders = {}): ClientHttp2Stream =>
  to.request({
    ':path': '/scheduler/filter',
    ':method': 'POST',
    'content-type': 'application/json',
    ...headers,
  });

const question = (names = ['good']): string => JSON.stringify({ Pod: admitted(), NodeNames: names });

describe('in HTTP/2', () => {
  it('a filter is answered as in HTTP/1.1', async () => {
    const { port } = await start();
    const over2 = await send(await session(port), '/scheduler/filter', question(['good', 'none']));
    const over1 = await new Promise<Answer>((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      httpsRequest(
        { port, path: '/scheduler/filter', method: 'POST', headers, rejectUnauthorized: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          );
        },
      )
        .on('error', reject)
        .end(question(['good', 'none']));
    });
    expect(over2.status).toBe(200);
    expect(over2.text).toBe(over1.text);
    expect(over2.headers['content-type']).toBe(over1.headers['content-type']);
  });

  it('many calls share one connection', async () => {
    const { port, server } = await start();
    let connections = 0;
    server.on('secureConnection', () => {
      connections += 1;
    });
    const one = await session(port);
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => send(one, '/scheduler/filter', question())),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(connections).toBe(1);
  });

  it.each<[string, string, string | Buffer, OutgoingHttpHeaders, number, RegExp]>([
    ['no JSON', '/scheduler/filter', '{', {}, 400, /1 bytes that are not JSON/],
    ['another content type', '/scheduler/bind', '{}', { 'content-type': 'text/yaml' }, 415, /got text\/yaml/],
    ['a compressed body', '/admission/pod', '{}', { 'content-encoding': 'gzip' }, 415, /wanted none/],
    ['GET', '/scheduler/filter', '', { ':method': 'GET' }, 405, /got GET, wanted POST/],
    ['an unknown path', '/scheduler/else', '{}', {}, 404, /there are \/scheduler\/filter/],
  ])('%s is refused', async (_what, path, body, headers, status, want) => {
    const { port } = await start();
    const got = await send(await session(port), path, body, headers);
    expect(got.status).toBe(status);
    expect(got.text).toMatch(want);
    if (status === 405) expect(got.headers['allow']).toBe('POST');
  });

  it.each([
    ['that says so', { 'content-length': 5_000_000 }],
    ['that does not', {}],
  ])('a body over the limit %s is refused, and the connection goes on', async (_what, headers) => {
    const { port } = await start({}, { limits: { admissionBytes: 1000, schedulerBytes: 1000 } });
    const one = await session(port);
    const stream = filterCall(one, headers);
    // It is told to stop in the middle.
    stream.on('error', () => undefined);
    const closed = once(stream, 'close');
    const refused = answerOf(stream);
    stream.write(Buffer.alloc(2000, ' '));
    expect((await refused).status).toBe(413);
    await closed;
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
    const small = JSON.stringify({ Pod: { metadata: { name: 'a' } }, NodeNames: [] });
    expect((await send(one, '/scheduler/filter', small)).status).toBe(200);
  });

  it('whole nodes come back byte for byte', async () => {
    const { port } = await start();
    const items = Array.from(
      { length: 200 },
      (_, index) =>
        `{"metadata":{"name":"${index % 2 === 0 ? 'good' : 'none'}"},"f":"${'x'.repeat(20_000)}"}`,
    );
    const body = `{"Pod":${JSON.stringify(admitted())},"Nodes":{"metadata":{},"items":[${items.join()}]},"NodeNames":null}`;
    const got = await send(await session(port), '/scheduler/filter', body);
    expect(JSON.parse(got.text)).toMatchObject({ Error: '', NodeNames: null });
    expect(got.text.split(items[0] as string)).toHaveLength(101);
  });

  it('/readyz and /healthz answer GET and HEAD', async () => {
    const { port } = await start();
    const one = await session(port);
    expect(await send(one, '/healthz', '', { ':method': 'GET' })).toMatchObject({
      status: 200,
      text: '{"status":"ok"}',
    });
    expect(await send(one, '/readyz?verbose', '', { ':method': 'HEAD' })).toMatchObject({
      status: 200,
      text: '',
    });
  });

  it('/scheduler is for clients with a certificate when one is demanded', async () => {
    const { port } = await start({}, { schedulerNeedsCertificate: true });
    expect((await send(await session(port), '/scheduler/filter', question())).status).toBe(200);
    const stranger = await session(port, {});
    expect((await send(stranger, '/scheduler/filter', question())).status).toBe(403);
    const review = JSON.stringify(presetReview(nvidia));
    expect((await send(stranger, '/admission/preset', review)).status).toBe(200);
  });

  it('a client that takes its call back does no harm', async () => {
    const { port } = await start();
    const one = await session(port);
    const stream = filterCall(one);
    stream.write('{');
    stream.close(constants.NGHTTP2_CANCEL);
    await once(stream, 'close');
    expect((await send(one, '/scheduler/filter', question())).status).toBe(200);
  });

  it('a connection that breaks in the middle of a call does no harm', async () => {
    const { port } = await start();
    const one = await session(port);
    const stream = filterCall(one);
    stream.on('error', () => undefined);
    stream.write('{');
    one.destroy();
    expect((await send(await session(port), '/scheduler/filter', question())).status).toBe(200);
  });

  it('after the drain began each answer tells the client to open another connection', async () => {
    const { port, extender } = await start();
    const one = await session(port);
    expect((await send(one, '/scheduler/filter', question())).status).toBe(200);
    extender.drain();
    const away = once(one, 'goaway');
    expect((await send(one, '/scheduler/filter', question())).status).toBe(200);
    await away;
    expect((await send(await session(port), '/readyz', '', { ':method': 'GET' })).status).toBe(503);
  });

  it('a bind that fails tells the client the same', async () => {
    const { port } = await start({ unsynced: ['pods'] });
    const one = await session(port);
    const away = once(one, 'goaway');
    const body = JSON.stringify({ PodName: 'a', PodNamespace: 'b', PodUID: 'c', Node: 'good' });
    expect((await send(one, '/scheduler/bind', body)).text).toMatch(/caches not synced/);
    await away;
  });
});
