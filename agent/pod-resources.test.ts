import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPodResources, type PodResources } from './pod-resources.ts';

/** ListPodResourcesResponse { pod_resources { name: a, namespace: b, containers { devices { c, [d] } } } } */
const ONE_POD = Buffer.from('0a100a01611201621a0812060a0163120164', 'hex');

const DEADLINE_MS = 10_000;

let directory: string;
let socketPath: string;
let podResources: PodResources;
let server: Http2Server | undefined;
let sessions: ServerHttp2Session[];
let seen: { headers: IncomingHttpHeaders; body: Buffer }[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'latebind-kubelet-'));
  socketPath = join(directory, 'kubelet.sock');
  podResources = createPodResources(socketPath);
  server = undefined;
  sessions = [];
  seen = [];
});
afterEach(() => {
  podResources.close();
  server?.close();
  rmSync(directory, { recursive: true });
});

type Answer = (stream: ServerHttp2Stream) => void;

/** Serves HTTP/2 without TLS on the socket, as kubelet does, with this answer once the request is there. */
async function kubelet(answer: Answer): Promise<void> {
  const started = createServer();
  started.on('session', (session) => sessions.push(session));
  started.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    // The client may leave at any time.
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      seen.push({ headers, body: Buffer.concat(chunks) });
      answer(stream);
    });
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(socketPath, resolve));
}

/** As when kubelet ends: its connections close and its socket is gone. */
async function stopped(): Promise<void> {
  await new Promise<void>((resolve) => {
    server?.close(() => resolve());
    for (const session of sessions) session.destroy();
  });
}

const HEAD = { ':status': 200, 'content-type': 'application/grpc' };

function framed(message: Buffer, compressed = 0): Buffer {
  const prefix = Buffer.from([compressed, 0, 0, 0, 0]);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** The head, these chunks, and how the call ended. */
const told =
  (chunks: readonly Buffer[], trailers: Record<string, string> = { 'grpc-status': '0' }): Answer =>
  (stream) => {
    stream.respond(HEAD, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
  };

/** As gRPC servers refuse before they send anything: all in the head. */
const refused =
  (code: number, text: string): Answer =>
  (stream) =>
    stream.respond({ ...HEAD, 'grpc-status': String(code), 'grpc-message': text }, { endStream: true });

describe('the list of pods and their devices', () => {
  test('comes from one call of the PodResources API', async () => {
    await kubelet(told([framed(ONE_POD)]));
    expect(await podResources.list(DEADLINE_MS)).toEqual({
      ok: true,
      devices: [{ namespace: 'b', pod: 'a', resource: 'c', ids: ['d'] }],
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.headers).toMatchObject({
      ':method': 'POST',
      ':path': '/v1.PodResourcesLister/List',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    expect(seen[0]?.body).toEqual(Buffer.alloc(5));
  });

  test('is empty where no pod runs', async () => {
    await kubelet(told([framed(Buffer.alloc(0))]));
    expect(await podResources.list(DEADLINE_MS)).toEqual({ ok: true, devices: [] });
  });

  test('may come in many pieces and be larger than a window of HTTP/2', async () => {
    const pods = Buffer.concat(Array.from({ length: 20_000 }, () => ONE_POD));
    const bytes = framed(pods);
    const pieces = [bytes.subarray(0, 3), bytes.subarray(3, 70_000), bytes.subarray(70_000)];
    await kubelet(told(pieces));
    expect(await podResources.list(DEADLINE_MS)).toMatchObject({ ok: true });
  });

  test.each<[string, string, Answer]>([
    ['is limited', 'ResourceExhausted', refused(8, 'rejected by rate limit')],
    ['does not have the API', 'Unimplemented', refused(12, 'unknown service v1.PodResourcesLister')],
    ['is not yet ready', 'Unavailable', refused(14, 'starting')],
    ['fails in a way of its own', 'Status99', refused(99, '')],
    ['fails after it began', 'Internal', told([framed(ONE_POD)], { 'grpc-status': '13' })],
    ['goes away', 'Unavailable', (stream) => stream.session?.destroy()],
    ['speaks HTTP only', 'Malformed', (stream) => stream.respond({ ':status': 404 }, { endStream: true })],
    ['ends without a status', 'Malformed', told([framed(ONE_POD)], {})],
    ['sends half a message', 'Malformed', told([framed(ONE_POD).subarray(0, 9)])],
    ['sends two messages', 'Malformed', told([framed(ONE_POD), framed(ONE_POD)])],
    ['compresses though not asked', 'Malformed', told([framed(ONE_POD, 1)])],
    ['sends another message', 'Malformed', told([framed(Buffer.from([0x08, 0x01]))])],
    ['never stops', 'TooLarge', told([framed(Buffer.alloc(5 * 1024 * 1024))])],
  ])('is none where kubelet %s', async (_what, reason, answer) => {
    await kubelet(answer);
    expect(await podResources.list(DEADLINE_MS)).toMatchObject({ ok: false, reason });
  });

  test('is none where kubelet says nothing in time', async () => {
    await kubelet(() => undefined);
    expect(await podResources.list(50)).toMatchObject({ ok: false, reason: 'Timeout' });
  });

  test('tells what kubelet said, which is escaped on the way', async () => {
    await kubelet(refused(8, 'limit%3A 100%25'));
    expect(await podResources.list(DEADLINE_MS)).toMatchObject({ detail: 'limit: 100%' });
  });

  test('is none where the socket is not mounted, or nobody listens', async () => {
    expect(await podResources.list(DEADLINE_MS)).toMatchObject({ ok: false, reason: 'ENOENT' });
    writeFileSync(socketPath, '');
    expect(await podResources.list(DEADLINE_MS)).toMatchObject({
      ok: false,
      reason: 'ECONNREFUSED',
    });
  });

  test('comes over one connection as long as calls succeed', async () => {
    await kubelet(told([framed(ONE_POD)]));
    for (let look = 0; look < 5; look += 1) {
      expect(await podResources.list(DEADLINE_MS)).toMatchObject({ ok: true });
    }
    expect(sessions).toHaveLength(1);
  });

  test('comes again after kubelet was away, or failed', async () => {
    await kubelet(told([framed(ONE_POD)]));
    await podResources.list(DEADLINE_MS);
    await stopped();
    expect(await podResources.list(DEADLINE_MS)).toMatchObject({ ok: false });
    let answer: Answer = (stream) => stream.session?.destroy();
    await kubelet((stream) => answer(stream));
    expect(await podResources.list(DEADLINE_MS)).toMatchObject({ ok: false });
    answer = told([framed(ONE_POD)]);
    expect(await podResources.list(DEADLINE_MS)).toMatchObject({ ok: true });
  });

  test('can be asked for twice at once', async () => {
    await kubelet(told([framed(ONE_POD)]));
    const results = await Promise.all([podResources.list(DEADLINE_MS), podResources.list(DEADLINE_MS)]);
    expect(results.map(({ ok }) => ok)).toEqual([true, true]);
  });
});
