/**
 * Stands in for the API server of a large cluster, a process of its own: nodes of the fleet, one namespace, one preset, and no
 * pods until they are ordered. It does as little as can be, so what is measured is who reads: every object is ready in bytes. `node fleet-server.ts DIRECTORY COUNT`
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
import type { CoreKind } from '../../../test/build/core-protobuf.ts';
import { fleetNode } from '../../../test/cluster/scale/fleet.ts';
import { type Format, type Forms, formatFor, formsOf, jsonOf, touchCoreNode, touchJson } from './formats.ts';
import { fleetPods } from './pods.ts';

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
  | { readonly kind: 'canary'; readonly facts: boolean }
  /** For who lists pods from now on. */
  | { readonly kind: 'pods'; readonly count: number };

export type ServerReport =
  | { readonly kind: 'listening'; readonly port: number }
  /** By the clock of all processes: milliseconds since 1970. */
  | { readonly kind: 'canary'; readonly at: number }
  | { readonly kind: 'updated'; readonly events: number }
  | { readonly kind: 'pods' };

const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'examples');
/** Of those that have a protobuf form. */
const KINDS: Readonly<Record<string, CoreKind>> = { nodes: 'Node', namespaces: 'Namespace', pods: 'Pod' };
const TICK_MS = 10;
const [directory = '.', count = '0'] = process.argv.slice(2);

const report = (message: ServerReport): void => void process.send?.(message);

let version = 1_000_000_000;
const nextVersion = (): string => String((version += 1));
const nodeForms = (index: number, revision: number, facts = true): Forms => {
  const node = fleetNode(index, { revision });
  if (!facts) delete node.metadata.annotations?.[ANNOTATION.hostFacts];
  node.metadata.resourceVersion = nextVersion();
  return formsOf('Node', node);
};
const nodes = Array.from({ length: Number(count) }, (_, index) => nodeForms(index, 0));
const revisions = new Map<number, number>();

const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'team-a', uid: 'team-a', resourceVersion: '1' },
};
const preset = parse(await readFile(join(EXAMPLES, 'presets', 'nvidia-driver.yaml'), 'utf8')) as object;
const objects: Record<string, readonly Forms[]> = {
  nodes,
  namespaces: [formsOf('Namespace', namespace)],
  clusterpodpresets: [
    { json: jsonOf({ ...preset, metadata: { name: 'nvidia-driver', uid: 'preset', resourceVersion: '1' } }) },
  ],
};

function touch(node: Forms): void {
  const resourceVersion = nextVersion();
  touchJson(node.json, resourceVersion);
  if (node.protobuf !== undefined) touchCoreNode(node.protobuf, resourceVersion, Date.now());
}

/** With the events that wait until the reader has had its list. */
const watchers = new Map<ServerResponse, { readonly format: Format; missed: Buffer[] | undefined }>();

async function write(response: ServerResponse, text: Buffer): Promise<void> {
  if (!response.write(text) && !response.destroyed) await once(response, 'drain');
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const resource = url.pathname.split('/').at(-1) ?? '';
  const all = objects[resource] ?? [];
  const format = formatFor(request.headers.accept, KINDS[resource]);
  response.writeHead(200, { 'content-type': format.contentType });
  if (!url.searchParams.has('watch')) {
    const from = Number(url.searchParams.get('continue') ?? 0);
    const to = from + Number(url.searchParams.get('limit') ?? all.length);
    const page = format.list(
      { resourceVersion: String(version), continue: to < all.length ? String(to) : undefined },
      all.slice(from, to),
    );
    for (const piece of page) await write(response, piece);
    response.end();
    return;
  }
  // Not flushed otherwise before the first event.
  response.flushHeaders();
  const watcher: { readonly format: Format; missed: Buffer[] | undefined } = { format, missed: [] };
  if (resource === 'nodes') {
    watchers.set(response, watcher);
    response.once('close', () => watchers.delete(response));
  }
  if (url.searchParams.has('sendInitialEvents')) {
    for (const object of all) await write(response, format.event('ADDED', object));
    await write(response, format.bookmark(nextVersion()));
  }
  if (resource !== 'nodes') return;
  for (const event of watcher.missed ?? []) response.write(event);
  watcher.missed = undefined;
}

/** Made once for all watchers of one format. */
const send = (type: string, object: Forms): void => {
  const made = new Map<Format, Buffer>();
  for (const [response, { format, missed }] of watchers) {
    const event = made.get(format) ?? format.event(type, object);
    made.set(format, event);
    if (missed === undefined) response.write(event);
    else missed.push(event);
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
        nodes[index] = nodeForms(index, revision);
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

async function orderPods(podCount: number): Promise<void> {
  objects['pods'] = await fleetPods(podCount, nodes.length, preset);
  report({ kind: 'pods' });
}

process.on('message', (order: ServerOrder) => {
  switch (order.kind) {
    case 'expire':
      for (const node of nodes) touch(node);
      for (const [response, { format }] of watchers) response.end(format.expired());
      return;
    case 'update':
      return update(order);
    case 'canary':
      nodes[0] = nodeForms(0, 0, order.facts);
      send('MODIFIED', nodes[0]);
      return report({ kind: 'canary', at: performance.timeOrigin + performance.now() });
    case 'pods':
      return void orderPods(order.count);
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
