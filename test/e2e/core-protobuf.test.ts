/** Core objects of a real API server in protobuf: they come to what their JSON comes to, whichever way they are read. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine } from '../../extender/engine.ts';
import { createCoreFormats } from '../../extender/state/core-formats.ts';
import { createNamespaceStore } from '../../extender/state/namespaces.ts';
import { createNodeStore } from '../../extender/state/nodes.ts';
import { projectWatched } from '../../extender/state/pods.ts';
import type { WatchFormat } from '../../shared/kube/answer-format.ts';
import { createTransport, KubeError, type Query, type Transport } from '../../shared/kube/http.ts';
import type { Binding } from '../../shared/kube/objects.ts';
import { bindingFormat, statusFormat } from '../../shared/kube/protobuf/binding.ts';
import { createReflector, type RawObject } from '../../shared/kube/reflector.ts';
import { ANNOTATION, LABEL } from '../../shared/names.ts';
import { type CoreJson, coreMessage, enveloped } from '../build/core-protobuf.ts';
import { errorOf } from '../build/kube-error.ts';
import { pod } from '../build/pod.ts';
import type { KubeObject } from '../cluster/api-client.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { fleetNode } from '../cluster/scale/fleet.ts';
import { createNodes } from '../cluster/scale/nodes.ts';
import { type Plane, startPlane } from '../cluster/scale/plane.ts';

const NAMESPACE = 'team-a';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
const NODES = 25;
const MEDIA_TYPE = 'application/vnd.kubernetes.protobuf';

interface List {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly RawObject[];
}
interface WatchEvent {
  readonly type: string;
  readonly object: RawObject & CoreJson;
}

const nodes = createNodeStore({ readFacts: engine.factsOfNode, whenIdle: () => {} });
const namespaces = createNamespaceStore();
const RESOURCES = {
  nodes: {
    path: '/api/v1/nodes',
    project: (raw: RawObject): unknown => {
      const { name, uid, version, labels, fingerprint, facts } = nodes.project(raw, undefined);
      return { name, uid, version, labels, fingerprint, facts };
    },
  },
  pods: { path: '/api/v1/pods', project: projectWatched },
  namespaces: { path: '/api/v1/namespaces', project: namespaces.project },
} as const;
const names = ['nodes', 'pods', 'namespaces'] as const;

describe.skipIf(await mustSkipCluster('control-plane'))('core objects of a real API server', () => {
  let plane: Plane;
  let transport: Transport;
  const formats = createCoreFormats();

  beforeAll(async () => {
    plane = await startPlane(() => {});
    const { cluster } = plane;
    const ca = readFileSync(cluster.certificateAuthority.certificate);
    transport = createTransport({
      server: cluster.server,
      tls: () => ({ ca }),
      headers: () => ({ authorization: `Bearer ${cluster.token('admin')}` }),
    });
    await createNodes(
      plane,
      Array.from({ length: NODES }, (_, index) => index),
    );
    await cluster.api('POST', '/api/v1/nodes', { metadata: { name: 'bare' } });
    await cluster.createNamespace(NAMESPACE);
    await cluster.api('PATCH', `/api/v1/namespaces/${NAMESPACE}`, {
      metadata: {
        labels: { team: 'a', [LABEL.injection]: 'disabled' },
        annotations: { note: 'ä'.repeat(99) },
      },
    });
    const { spec } = pod('any').requests('nvidia.com/gpu', '1').build();
    const annotations = { [ANNOTATION.applied]: '[]', [ANNOTATION.node]: 'ü', 'example.com/other': 'x' };
    const finalizers = ['example.com/keep'];
    for (const [name, metadata, nodeName] of [
      ['waits', { annotations }, undefined],
      ['runs', { annotations, labels: { [LABEL.managed]: 'true' } }, 'bare'],
      ['goes', { annotations, finalizers }, 'bare'],
      ['mirror', { annotations: { [ANNOTATION.mirrorPod]: 'x' } }, 'bare'],
      ['done', { annotations }, 'bare'],
    ] as const)
      await cluster.api('POST', PODS, {
        metadata: { name, ...metadata },
        spec: { ...spec, ...(nodeName === undefined ? {} : { nodeName }) },
      });
    await cluster.api('PATCH', `${PODS}/done/status`, { status: { phase: 'Succeeded' } });
    await cluster.api('DELETE', `${PODS}/goes`);
  });
  afterAll(async () => {
    transport?.close();
    await plane?.stop();
  });

  const list = async (path: string, query: Query, format?: WatchFormat): Promise<List> => {
    const spec = { method: 'GET', path, query } as const;
    const { body, headers } = await transport.request<List>(
      format === undefined ? spec : { ...spec, format },
    );
    expect(headers['content-type']).toContain(format === undefined ? 'application/json' : MEDIA_TYPE);
    return body;
  };

  /** Until `isLast`, or until the server ends it. */
  async function watch(
    path: string,
    query: Query,
    format: WatchFormat | undefined,
    isLast: (event: WatchEvent) => boolean = () => false,
  ): Promise<WatchEvent[]> {
    const spec = { method: 'GET', path, query: { watch: true, ...query } } as const;
    const events: WatchEvent[] = [];
    for await (const event of transport.stream<WatchEvent>(
      format === undefined ? spec : { ...spec, format },
    )) {
      events.push(event);
      if (isLast(event)) break;
    }
    return events;
  }

  describe.each(names)('%s', (name) => {
    const { path, project } = RESOURCES[name];

    it('are listed alike, at once and in pages', async () => {
      const [json, binary] = [await list(path, {}), await list(path, {}, formats[name])];
      expect(binary.items.map((item) => project(item))).toEqual(json.items.map((item) => project(item)));
      expect(binary.items.length).toBeGreaterThan(3);
      expect(binary.metadata).toEqual({ resourceVersion: json.metadata.resourceVersion });
      const paged: RawObject[] = [];
      let next: string | undefined;
      do {
        const page = await list(path, { limit: 3, continue: next }, formats[name]);
        expect(page.items.length).toBeLessThanOrEqual(3);
        paged.push(...page.items);
        next = page.metadata.continue;
      } while (next !== undefined);
      expect(paged).toEqual(binary.items);
    });

    it('are streamed alike', async () => {
      const query = {
        sendInitialEvents: true,
        resourceVersionMatch: 'NotOlderThan',
        allowWatchBookmarks: true,
      };
      const read = async (format?: WatchFormat): Promise<unknown[]> => {
        const isLast = ({ type }: WatchEvent): boolean => type === 'BOOKMARK';
        const events = await watch(path, query, format, isLast);
        const last = events.at(-1)?.object.metadata;
        expect(last?.annotations?.['k8s.io/initial-events-end']).toBe('true');
        return [
          ...events.slice(0, -1).map(({ type, object }) => [type, project(object)]),
          last?.resourceVersion,
        ];
      };
      const [json, binary] = [await read(), await read(formats[name])];
      expect(binary).toEqual(json);
      expect(binary.length).toBeGreaterThan(3);
    });

    it('are errors alike', async () => {
      const failed = async (asked: string, query: Query, format?: WatchFormat): Promise<unknown> => {
        const error: unknown = await list(asked, query, format).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(KubeError);
        const { status, reason, message, retryAfterSeconds } = error as KubeError;
        return { status, reason, message, retryAfterSeconds };
      };
      for (const [asked, query, wanted] of [
        [path, { labelSelector: '!!' }, { status: 400, reason: 'BadRequest' }],
        [`${name === 'pods' ? PODS : path}/none`, {}, { status: 404, reason: 'NotFound' }],
        // A version that is not there yet.
        [path, { resourceVersion: '999999999' }, { status: 504, reason: 'Timeout', retryAfterSeconds: 1 }],
      ] as const) {
        const [json, binary] = await Promise.all([failed(asked, query), failed(asked, query, formats[name])]);
        expect(json).toMatchObject(wanted);
        expect(binary).toEqual(json);
      }
    });

    it('end up in the cache of a reflector', async () => {
      for (const streamedList of [true, false]) {
        let read = 0;
        const { mediaType, readBody, readStream } = formats[name];
        const format: WatchFormat = {
          mediaType,
          readBody(body) {
            read += 1;
            return readBody(body);
          },
          readStream() {
            read += 1;
            return readStream();
          },
        };
        const reflector = createReflector({
          name,
          path,
          transport,
          format,
          streamedList,
          project: (raw) => ({ raw }),
        });
        const stop = new AbortController();
        const running = reflector.run(stop.signal);
        await reflector.synced;
        stop.abort();
        await running;
        const { items } = await list(path, {});
        const cached = new Map([...reflector.values()].map(({ raw }) => [raw.metadata.uid, project(raw)]));
        expect(cached).toEqual(new Map(items.map((item) => [item.metadata.uid, project(item)])));
        expect(read).toBeGreaterThan(0);
      }
    });
  });

  it('change alike before the eyes of a watcher', async () => {
    const { cluster } = plane;
    const { metadata } = await list('/api/v1/nodes', { limit: 1 });
    const query = { resourceVersion: metadata.resourceVersion, timeoutSeconds: 30 };
    const isLast = ({ type }: WatchEvent): boolean => type === 'DELETED';
    const both = Promise.all(
      [undefined, formats.nodes].map((format) => watch('/api/v1/nodes', query, format, isLast)),
    );
    await cluster.api('POST', '/api/v1/nodes', { metadata: { name: 'new', labels: { a: 'b' } } });
    await cluster.api('PATCH', '/api/v1/nodes/new', { metadata: { labels: { a: null, c: 'd' } } });
    await cluster.api('DELETE', '/api/v1/nodes/new');
    const [json, binary] = (await both).map((events) =>
      events.map(({ type, object }) => [type, RESOURCES.nodes.project(object)]),
    );
    expect(binary).toEqual(json);
    expect(binary?.map(([type]) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  it('are bound alike by a Binding in protobuf', async () => {
    const { cluster } = plane;
    const formatsOfBinding = { json: {}, binary: { bodyFormat: bindingFormat, format: statusFormat } };
    const bind = async (name: string, how: keyof typeof formatsOfBinding, uid: string) =>
      await transport.request({
        method: 'POST',
        path: `${PODS}/${name}/binding`,
        body: {
          apiVersion: 'v1',
          kind: 'Binding',
          metadata: { name, namespace: NAMESPACE, uid, annotations: { [ANNOTATION.node]: 'ü', empty: '' } },
          target: { apiVersion: 'v1', kind: 'Node', name: 'bare' },
        } satisfies Binding,
        ...formatsOfBinding[how],
      });
    const results = [];
    for (const how of ['json', 'binary'] as const) {
      const { metadata } = await cluster.api('POST', PODS, {
        metadata: { name: how },
        spec: pod('any').build().spec,
      });
      const { uid = '' } = metadata;
      const refused = async (name: string, given: string): Promise<unknown> => {
        const { status, reason, message } = await errorOf(bind(name, how, given));
        return { status, reason, message: message.replaceAll(uid, 'UID').replaceAll(how, 'NAME') };
      };
      const errors = [await refused(how, 'other'), await refused('none', uid)];
      const { status, headers } = await bind(how, how, uid);
      const bound = await cluster.api<KubeObject & { spec: unknown }>('GET', `${PODS}/${how}`);
      results.push({ errors, status, annotations: bound.metadata.annotations, spec: bound.spec });
      expect(headers['content-type']).toContain(how === 'binary' ? MEDIA_TYPE : 'application/json');
    }
    const [json, binary] = results;
    expect(json).toMatchObject({
      errors: [{ status: 409 }, { status: 404 }],
      status: 201,
      annotations: { [ANNOTATION.node]: 'ü', empty: '' },
      spec: { nodeName: 'bare' },
    });
    expect(binary).toEqual(json);
  });

  it('have the bytes that our stand-in for the server makes of their JSON', async () => {
    const format: WatchFormat = {
      mediaType: MEDIA_TYPE,
      readBody: (body) => body,
      readStream: () => ({ push: () => [], end: () => [] }),
    };
    const read = async (path: string): Promise<{ json: KubeObject & CoreJson; bytes: Buffer }> => {
      const spec = { method: 'GET', path } as const;
      return {
        json: (await transport.request<KubeObject & CoreJson>(spec)).body,
        bytes: (await transport.request<Buffer>({ ...spec, format })).body,
      };
    };
    for (const [kind, path] of [
      ...Array.from(
        { length: NODES },
        (_, index) => ['Node', `/api/v1/nodes/${fleetNode(index).metadata.name ?? ''}`] as const,
      ),
      ['Node', '/api/v1/nodes/bare'],
      ['Namespace', `/api/v1/namespaces/${NAMESPACE}`],
    ] as const) {
      const { json, bytes } = await read(path);
      expect(enveloped(kind, coreMessage(kind, json)).toString('latin1')).toBe(bytes.toString('latin1'));
    }
  });
});
