import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeFacts, encodeFacts } from '../shared/host-facts/codec.ts';
import { DICTIONARY } from '../shared/host-facts/dictionary.ts';
import type { HostFacts } from '../shared/host-facts/model.ts';
import { factsOfNode } from '../shared/host-facts/node-facts.ts';
import { createTransport, type Transport } from '../shared/kube/http.ts';
import { ANNOTATION } from '../shared/names.ts';
import {
  CONFIRM_MS,
  completeFacts,
  createPublisher,
  type Publisher,
  type PublishOutcome,
} from './publish.ts';
import { type NodeServer, startNodeServer } from './testing/node-server.ts';

const facts: HostFacts = {
  schema: 1,
  bootId: 'boot-1',
  kernel: { release: '6.1.0' },
  gpus: [
    { vendor: 'nvidia', address: '0000:1b:00.0' },
    { vendor: 'nvidia', address: '0000:9a:00.0' },
  ],
};
const fewer: HostFacts = { ...facts, gpus: facts.gpus?.slice(0, 1) ?? [] };

let server: NodeServer;
let transport: Transport;
let clock: number;
let publisher: Publisher;

beforeEach(async () => {
  server = await startNodeServer({
    metadata: { name: 'n1', uid: 'uid-1', annotations: { 'example.com/other': 'stays' } },
    status: { nodeInfo: { bootID: 'boot-1', kernelVersion: '6.1.0' } },
  });
  transport = createTransport({ server: server.url });
  clock = 0;
  publisher = restarted();
});
afterEach(() => {
  transport.close();
  server.close();
});

function restarted(): Publisher {
  return createPublisher({
    transport,
    nodeName: 'n1',
    now: () => clock,
    random: () => 0,
    recheckMs: 60_000,
  });
}

async function publish(what: HostFacts): Promise<PublishOutcome> {
  const own = await publisher.ownNode();
  if (!own.ok) throw own.error;
  return await publisher.publish(own.node, completeFacts(what, own.node));
}

describe('publishing', () => {
  test('writes both annotations and the labels by server-side apply, and nothing else', async () => {
    expect(await publish(facts)).toMatchObject({ kind: 'written', reason: 'first' });
    const [patch] = server.patches();
    expect(patch).toMatchObject({
      url: '/api/v1/nodes/n1?fieldManager=latebind-agent&force=true',
      contentType: 'application/apply-patch+yaml',
    });
    expect(patch?.body).toEqual({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: 'n1',
        uid: 'uid-1',
        labels: {
          'host.latebind.dev/gpu-count': '2',
          'host.latebind.dev/gpu-vendor': 'nvidia',
        },
        annotations: {
          [ANNOTATION.hostFacts]: expect.any(String),
          [ANNOTATION.hostSummary]: expect.any(String),
        },
      },
    });
    expect(factsOfNode(server.node)).toMatchObject({ kind: 'fresh', facts: { ...facts, nodeUid: 'uid-1' } });
  });

  test('the same facts again makes no request at all', async () => {
    await publish(facts);
    const before = server.seen.length;
    expect(await publish(facts)).toMatchObject({ kind: 'held', reason: 'unchanged' });
    expect(server.seen.length).toBe(before);
  });

  test('the same facts after a restart reads the Node once and writes nothing', async () => {
    await publish(facts);
    publisher = restarted();
    expect(await publish(facts)).toMatchObject({ kind: 'held', reason: 'unchanged' });
    expect(server.seen.map((request) => request.method)).toEqual(['GET', 'PATCH', 'GET']);
  });

  test('other facts writes them', async () => {
    await publish(facts);
    expect(await publish({ ...facts, cpu: { logical: 8 } })).toMatchObject({
      kind: 'written',
      reason: 'changed',
    });
  });

  test('repairs what somebody broke or deleted, when the Node is read again', async () => {
    await publish(facts);
    server.node.metadata.annotations = { [ANNOTATION.hostFacts]: 'broken' };
    clock += 61_000;
    expect(await publish(facts)).toMatchObject({ kind: 'written', reason: 'repaired' });
    server.node.metadata.annotations = {};
    clock += 61_000;
    expect(await publish(facts)).toMatchObject({ kind: 'written', reason: 'first' });
  });

  test('facts without boot or kernel is not done: nobody could tell whether they are fresh', async () => {
    const { bootId: _, ...rest } = facts;
    expect(await publish(rest)).toMatchObject({ kind: 'held', reason: 'incomplete' });
    expect(await publish({ ...facts, kernel: {} })).toMatchObject({ kind: 'held', reason: 'incomplete' });
    expect(server.patches()).toEqual([]);
  });
});

describe('fewer GPUs than published', () => {
  test('must be seen again some seconds later', async () => {
    await publish(facts);
    expect(await publish(fewer)).toMatchObject({ kind: 'held', reason: 'shrink' });
    clock += CONFIRM_MS;
    expect(await publish(fewer)).toMatchObject({ kind: 'written' });
  });

  test('seen twice within a moment are not confirmed: the reset of a GPU wakes the agent', async () => {
    await publish(facts);
    await publish(fewer);
    clock += 500;
    expect(await publish(fewer)).toMatchObject({ kind: 'held', reason: 'shrink' });
  });

  test('seen once are forgotten', async () => {
    await publish(facts);
    await publish(fewer);
    expect(await publish(facts)).toMatchObject({ kind: 'held', reason: 'unchanged' });
    expect(await publish(fewer)).toMatchObject({ kind: 'held', reason: 'shrink' });
  });

  test('are believed after five minutes, however the rest changes meanwhile', async () => {
    await publish(facts);
    const outcomes: string[] = [];
    for (let minute = 0; minute <= 5; minute++) {
      const outcome = await publish({ ...fewer, cpu: { logical: minute } });
      outcomes.push(outcome.kind === 'held' ? outcome.reason : outcome.kind);
      clock += 60_000;
    }
    expect(outcomes).toEqual([...Array.from({ length: 5 }, () => 'shrink'), 'written']);
  });

  test('after a reboot are written at once', async () => {
    await publish(facts);
    expect(await publish({ ...fewer, bootId: 'boot-2' })).toMatchObject({ kind: 'written' });
  });
});

test('a label of ours that somebody else holds, too, is not fought for', async () => {
  server.node.metadata.labels = { 'host.latebind.dev/mig': 'true' };
  server.held.add('host.latebind.dev/mig');
  expect(await publish(facts)).toMatchObject({ kind: 'written' });
  expect(await publish(facts)).toMatchObject({ kind: 'held', reason: 'unchanged' });
});

test('a server that wants to be left alone for a month is asked again after ten minutes', async () => {
  await publisher.ownNode();
  server.failures.push({ status: 429, retryAfter: String(30 * 86_400) });
  expect(await publish(facts)).toMatchObject({ kind: 'failed', retryMs: 600_000 });
});

test('a host that never comes to rest is written a few times, then held back', async () => {
  const outcomes: string[] = [];
  for (let logical = 1; logical <= 5; logical++) {
    const outcome = await publish({ ...facts, cpu: { logical } });
    outcomes.push(outcome.kind === 'held' ? outcome.reason : outcome.kind);
  }
  expect(outcomes).toEqual(['written', 'written', 'written', 'rate', 'rate']);
});

describe('a refusal', () => {
  test('with Retry-After is waited out', async () => {
    await publisher.ownNode();
    server.failures.push({ status: 429, reason: 'TooManyRequests', retryAfter: '17' });
    const outcome = await publish(facts);
    expect(outcome).toMatchObject({ kind: 'failed', retryMs: 17_000 });
  });

  test('again and again is met with longer waits', async () => {
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      server.failures.push({ status: 503 });
      const own = await publisher.ownNode();
      waits.push(own.ok ? 0 : own.retryMs);
    }
    expect(waits).toEqual([1000, 1000, 2000, 4000]);
  });

  test('of writes alone is met with longer waits, too', async () => {
    const waits: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const own = await publisher.ownNode();
      server.failures.push({ status: 403, reason: 'Forbidden' });
      const outcome = own.ok ? await publisher.publish(own.node, facts) : undefined;
      waits.push(outcome?.kind === 'failed' ? outcome.retryMs : 0);
    }
    expect(waits).toEqual([1000, 1000, 2000]);
  });

  test('because of a conflict makes the Node be read again', async () => {
    await publisher.ownNode();
    server.failures.push({ status: 409, reason: 'Conflict' });
    expect(await publish(facts)).toMatchObject({ kind: 'failed' });
    expect(await publish(facts)).toMatchObject({ kind: 'written' });
    expect(server.seen.map((request) => request.method)).toEqual(['GET', 'PATCH', 'GET', 'PATCH']);
  });

  test('because the Node was made anew ends in facts for the new one', async () => {
    await publish(facts);
    server.node.metadata.uid = 'uid-2';
    const changed = { ...facts, cpu: { logical: 8 } };
    expect(await publish(changed)).toMatchObject({ kind: 'failed', error: { status: 422 } });
    expect(await publish(changed)).toMatchObject({ kind: 'written' });
    expect(decodeFacts(server.node.metadata.annotations?.[ANNOTATION.hostFacts] ?? '').facts.nodeUid).toBe(
      'uid-2',
    );
  });

  test('leaves what is published as it is', async () => {
    await publish(facts);
    const before = { ...server.node.metadata.annotations };
    server.failures.push({ status: 500 });
    await publish({ ...facts, cpu: { logical: 8 } });
    expect(server.node.metadata.annotations).toEqual(before);
  });
});

test('facts that are equal but compressed by another zlib are not written again', async () => {
  await publish(facts);
  const text = server.node.metadata.annotations?.[ANNOTATION.hostFacts] ?? '';
  const { deflateSync, inflateSync } = await import('node:zlib');
  const message = inflateSync(Buffer.from(text.slice(2), 'base64'), { dictionary: DICTIONARY });
  const other = `1.${deflateSync(message, { level: 0 }).toString('base64')}`;
  expect(other).not.toBe(encodeFacts({ ...facts, nodeUid: 'uid-1' }));
  server.node.metadata.annotations = { ...server.node.metadata.annotations, [ANNOTATION.hostFacts]: other };
  publisher = restarted();
  expect(await publish(facts)).toMatchObject({ kind: 'held', reason: 'unchanged' });
});
