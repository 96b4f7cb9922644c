import jsonPatch from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../shared/kube/log.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { fakeApiServer } from '../../test/build/api-server.ts';
import { type Contents, clusterState } from '../../test/build/cluster-state.ts';
import { bareNode, goodNode, LIBRARY_DIR, nvidia } from '../../test/build/example.ts';
import { pod } from '../../test/build/pod.ts';
import { podReview } from '../../test/build/review.ts';
import { engine } from '../engine.ts';
import { createMetrics } from '../metrics.ts';
import { type AdmitPodDeps, admitPodReview } from './pod.ts';

interface Response {
  uid: string;
  allowed: boolean;
  patch?: string;
  patchType?: string;
  warnings?: string[];
  status?: { code: number; message: string };
}

function setUp(contents: Contents = {}, change: Partial<AdmitPodDeps> = {}) {
  const api = fakeApiServer();
  const metrics = createMetrics();
  const state = clusterState({ nodes: [goodNode, bareNode], presets: [nvidia], ...contents });
  const deps: AdmitPodDeps = { state, engine, metrics, log: silentLog, transport: api.transport, ...change };
  return {
    api,
    metrics,
    async review(body: unknown): Promise<Response> {
      const reply = await admitPodReview(body, deps);
      expect(reply.status).toBe(200);
      const { apiVersion, kind, response } = reply.body as {
        apiVersion: string;
        kind: string;
        response: Response;
      };
      expect({ apiVersion, kind }).toEqual({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' });
      expect(response.uid).toBe('review-1');
      return response;
    },
  };
}

function patched(before: Pod, { patch = '', patchType }: Response): Pod {
  expect(patchType).toBe('JSONPatch');
  const operations = JSON.parse(Buffer.from(patch, 'base64').toString('utf8')) as jsonPatch.Operation[];
  return jsonPatch.applyPatch(structuredClone(before), operations, true, false).newDocument;
}

const gpuPod = pod().requests('nvidia.com/gpu', '1');

describe('a pod that is created', () => {
  it('gets presets applied and slots placed', async () => {
    const { review } = setUp();
    const after = patched(gpuPod.build(), await review(podReview(gpuPod.build())));
    expect(after.metadata.labels).toEqual({ 'latebind.dev/managed': 'true' });
    expect(after.spec.containers[0]?.env?.map(({ name }) => name)).toEqual([
      'LATEBIND_GENERATION',
      'LIBRARY_DIR',
    ]);
  });

  it('is not touched again when it comes a second time', async () => {
    const { review } = setUp();
    const after = patched(gpuPod.build(), await review(podReview(gpuPod.build())));
    expect(await review(podReview(after))).toEqual({ uid: 'review-1', allowed: true });
  });

  it('with a node already gets the values of that node', async () => {
    const { review, metrics } = setUp();
    const before = gpuPod.onNode('good').build();
    const after = patched(before, await review(podReview(before)));
    expect(after.metadata.annotations?.['bind.latebind.dev/env.LIBRARY_DIR']).toBe(LIBRARY_DIR);
    expect(await metrics.registry.metrics()).toContain('latebind_slots_filled_total{path="admission"} 1');
  });

  it('is left alone where no preset wants it', async () => {
    expect(await setUp().review(podReview(pod().build()))).toEqual({ uid: 'review-1', allowed: true });
  });

  it('is left alone in a namespace that does not want us', async () => {
    const { review } = setUp({ namespaces: { 'team-a': { 'latebind.dev/injection': 'disabled' } } });
    expect(await review(podReview(gpuPod.build()))).toEqual({ uid: 'review-1', allowed: true });
  });

  it('is refused with 403 and the reason when it uses a name of ours', async () => {
    const { review, metrics } = setUp();
    const response = await review(podReview(gpuPod.env({ name: 'LATEBIND_X', value: '1' }).build()));
    expect(response).toMatchObject({ allowed: false, status: { code: 403 } });
    expect(response.status?.message).toMatch(/^latebind ReservedName: /);
    expect(await metrics.registry.metrics()).toContain(
      'latebind_rejections_total{verb="admit_pod",reason="ReservedName"} 1',
    );
  });

  it('in a namespace that the cache does not have yet costs one read', async () => {
    const { review, api } = setUp({ namespaces: {} });
    api.namespaces.set('team-a', {});
    expect((await review(podReview(gpuPod.build()))).patch).toBeDefined();
    expect(api.sent.map(({ path }) => path)).toEqual(['/api/v1/namespaces/team-a']);
  });

  it('in a namespace that cannot be read is not decided', async () => {
    await expect(setUp({ namespaces: {} }).review(podReview(gpuPod.build()))).rejects.toThrow(
      /does not exist yet/,
    );
  });

  it('is counted as uncovered once, and not when the request is a dry run', async () => {
    const { review, metrics } = setUp({ presets: [] });
    const uncovered = async () =>
      (await metrics.registry.metrics()).includes(
        'latebind_uncovered_pods_total{resource="nvidia.com/gpu"} 1',
      );
    await review(podReview(gpuPod.build(), { dryRun: true }));
    expect(await uncovered()).toBe(false);
    const after = patched(gpuPod.build(), await review(podReview(gpuPod.build())));
    await review(podReview(after));
    expect(await uncovered()).toBe(true);
  });

  it('gets at most ten warnings of at most 256 characters', async () => {
    const warnings = Array.from({ length: 30 }, (_, index) => `${index} ${'x\n'.repeat(300)}`);
    const admitPod: typeof engine.admitPod = (input) => ({ ...engine.admitPod(input), warnings });
    const response = await setUp({}, { engine: { ...engine, admitPod } }).review(podReview(gpuPod.build()));
    expect(response.warnings).toHaveLength(10);
    expect(Math.max(...(response.warnings ?? []).map(({ length }) => length))).toBe(256);
    expect(response.warnings?.at(-1)).toBe('latebind: 21 more warnings');
  });

  it('may have a generated name that is not known yet', async () => {
    const { name: _name, ...metadata } = gpuPod.build().metadata;
    const unnamed: Pod = { ...gpuPod.build(), metadata: { ...metadata, generateName: 'train-' } };
    expect((await setUp().review(podReview(unnamed))).patch).toBeDefined();
  });
});

describe('anything else is allowed untouched', () => {
  it.each([
    ['an update', { operation: 'UPDATE' }],
    ['a deletion, which has no object', { operation: 'DELETE', object: null }],
    ['a subresource', { subResource: 'status' }],
    ['another resource', { resource: { group: '', version: 'v1', resource: 'configmaps' } }],
    ['pods of another group', { resource: { group: 'metrics.k8s.io', version: 'v1', resource: 'pods' } }],
  ])('%s', async (_what, change) => {
    const response = await setUp().review(podReview(gpuPod.build(), change));
    expect(response).toEqual({ uid: 'review-1', allowed: true });
  });
});

describe('what is not such a review is refused, with what was seen and wanted', () => {
  const review = podReview(gpuPod.build());
  it.each<[string, unknown]>([
    ['null', null],
    ['an array', []],
    ['another kind', { ...review, kind: 'Pod' }],
    ['an old version', { ...review, apiVersion: 'admission.k8s.io/v1beta1' }],
    ['no request', { apiVersion: review.apiVersion, kind: review.kind }],
    ['no uid', { ...review, request: { ...review.request, uid: undefined } }],
    ['no object', podReview(gpuPod.build(), { object: null })],
    ['no resource', { ...review, request: { ...review.request, resource: undefined } }],
    ['no operation', { ...review, request: { ...review.request, operation: undefined } }],
    ['an object of another kind', podReview(gpuPod.build(), { object: { kind: 'Secret', metadata: {} } })],
    ['a pod without metadata', podReview(gpuPod.build(), { object: { spec: { containers: [] } } })],
    ['a pod without spec', podReview(gpuPod.build(), { object: { metadata: {} } })],
    ['a pod without containers', podReview(gpuPod.build(), { object: { metadata: {}, spec: {} } })],
  ])('%s', async (_what, body) => {
    await expect(setUp().review(body)).rejects.toThrow(/got .*wanted/);
  });
});
