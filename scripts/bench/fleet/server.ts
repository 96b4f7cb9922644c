/**
 * Stands in for the API server of a large cluster, a process of its own: nodes of the fleet, one namespace, one preset, no pods.
 * It does as little as can be, so what is measured is who reads: every object is ready as text. `node fleet-server.ts DIRECTORY COUNT`
 * with tls.crt and tls.key in the directory; the rest is messages.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ANNOTATION } from '../../../shared/names.ts';
import { fleetNode } from '../../../test/cluster/scale/fleet.ts';

export type ServerOrder =
  /** Ends watches of nodes with 410, as a server does whose history is too short; every node is another version then. */
  | { readonly kind: 'expire' }
  | {
      readonly kind: 'update';
      readonly perSecond: number;
      readonly seconds: number;
      readonly factsEvery: number;
    }
  /** Takes the facts off node 0, or gives them back. */
  | { readonly kind: 'canary'; readonly facts: boolean };

export type ServerReport =
  | { readonly kind: 'listening'; readonly port: number }
  /** By the clock of all processes: milliseconds since 1970. */
  | { readonly kind: 'canary'; readonly at: number }
  | { readonly kind: 'updated'; readonly events: number };

const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'examples');
const TICK_MS = 10;
const [directory = '.', count = '0'] = process.argv.slice(2);

const report = (message: ServerReport): void => void process.send?.(message);

let version = 1_000_000_000;
const nextVersion = (): string => String((version += 1));
const nodeText = (index: number, revision: number, facts = true): Buffer => {
  const node = fleetNode(index, { revision });
  if (!facts) delete node.metadata.annotations?.[ANNOTATION.hostFacts];
  return Buffer.from(
    JSON.stringify({ ...node, metadata: { ...node.metadata, resourceVersion: nextVersion() } }),
  );
};
const nodes = Array.from({ length: Number(count) }, (_, index) => nodeText(index, 0));
const revisions = new Map<number, number>();

const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'team-a', uid: 'team-a', resourceVersion: '1' },
};
const preset = parse(await readFile(join(EXAMPLES, 'presets', 'nvidia-driver.yaml'), 'utf8')) as object;
const others: Readonly<Record<string, readonly object[]>> = {
  namespaces: [namespace],
  clusterpodpresets: [
    { ...preset, metadata: { name: 'nvidia-driver', uid: 'preset', resourceVersion: '1' } },
  ],
};

/** In place: all versions have ten digits, and all times of heartbeats one length. */
function touch(node: Buffer): void {
  const key = '"resourceVersion":"';
  node.write(nextVersion(), node.lastIndexOf(key) + key.length);
  const time = new Date().toISOString().slice(0, 19);
  const heartbeat = '"lastHeartbeatTime":"';
  for (let at = node.indexOf(heartbeat); at !== -1; at = node.indexOf(heartbeat, at + 1))
    node.write(time, at + heartbeat.length);
}

const event = (type: string, object: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object, Buffer.from('}\n')]);
const bookmark = (): Buffer =>
  event(
    'BOOKMARK',
    Buffer.from(
      JSON.stringify({
        metadata: { resourceVersion: nextVersion(), annotations: { 'k8s.io/initial-events-end': 'true' } },
      }),
    ),
  );

/** With the events that wait until the reader has had its list. */
const watchers = new Map<ServerResponse, Buffer[] | undefined>();

async function write(response: ServerResponse, text: Buffer): Promise<void> {
  if (!response.write(text) && !response.destroyed) await once(response, 'drain');
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const resource = url.pathname.split('/').at(-1) ?? '';
  const objects =
    resource === 'nodes' ? nodes : (others[resource] ?? []).map((one) => Buffer.from(JSON.stringify(one)));
  response.writeHead(200, { 'content-type': 'application/json' });
  if (!url.searchParams.has('watch')) {
    const from = Number(url.searchParams.get('continue') ?? 0);
    const to = from + Number(url.searchParams.get('limit') ?? objects.length);
    const more = to < objects.length ? `,"continue":"${to}"` : '';
    response.write(`{"metadata":{"resourceVersion":"${version}"${more}},"items":[`);
    for (const [place, object] of objects.slice(from, to).entries())
      await write(response, place === 0 ? object : Buffer.concat([Buffer.from(','), object]));
    response.end(']}');
    return;
  }
  // Not flushed otherwise before the first event.
  response.flushHeaders();
  const missed: Buffer[] = [];
  if (resource === 'nodes') {
    watchers.set(response, missed);
    response.once('close', () => watchers.delete(response));
  }
  if (url.searchParams.has('sendInitialEvents')) {
    for (const object of objects) await write(response, event('ADDED', object));
    await write(response, bookmark());
  }
  if (resource !== 'nodes') return;
  for (const text of missed) response.write(text);
  watchers.set(response, undefined);
}

const send = (type: string, object: Buffer): void => {
  const text = event(type, object);
  for (const [watcher, missed] of watchers) {
    if (missed === undefined) watcher.write(text);
    else missed.push(text);
  }
};

function update({ perSecond, seconds, factsEvery }: ServerOrder & { kind: 'update' }): void {
  const started = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(seconds, (performance.now() - started) / 1_000) * perSecond;
    for (; sent < due; sent += 1) {
      // A prime, so that all of them have their turn, in no order. Node 0 is the canary's.
      const index = 1 + ((sent * 7_919) % (nodes.length - 1));
      if (sent % factsEvery === 0) {
        const revision = (revisions.get(index) ?? 0) + 1;
        revisions.set(index, revision);
        nodes[index] = nodeText(index, revision);
      }
      const node = nodes[index];
      if (node === undefined) continue;
      touch(node);
      send('MODIFIED', node);
    }
    if (sent < perSecond * seconds) return;
    clearInterval(timer);
    report({ kind: 'updated', events: sent });
  }, TICK_MS);
}

process.on('message', (order: ServerOrder) => {
  switch (order.kind) {
    case 'expire':
      for (const node of nodes) touch(node);
      for (const watcher of watchers.keys())
        watcher.end(event('ERROR', Buffer.from('{"kind":"Status","code":410,"reason":"Expired"}')));
      return;
    case 'update':
      return update(order);
    case 'canary':
      nodes[0] = nodeText(0, 0, order.facts);
      send('MODIFIED', nodes[0]);
      return report({ kind: 'canary', at: performance.timeOrigin + performance.now() });
    default:
      order satisfies never;
  }
});
process.on('disconnect', () => process.exit());

const [cert, key] = await Promise.all(
  ['tls.crt', 'tls.key'].map(async (name) => await readFile(join(directory, name))),
);
const server = createServer({ cert, key }, (request, response) => {
  request.resume();
  // A reader that is gone in the middle of a list.
  answer(request, response).catch(() => response.destroy());
}).listen(0, '127.0.0.1', () => report({ kind: 'listening', port: (server.address() as AddressInfo).port }));
