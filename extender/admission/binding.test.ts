import jsonPatch from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../shared/kube/log.ts';
import type { Binding, Pod } from '../../shared/kube/objects.ts';
import { fakeApiServer } from '../../test/build/api-server.ts';
import { clusterState } from '../../test/build/cluster-state.ts';
import { admitted, bareNode, goodNode, LIBRARY_DIR, nvidia, oldNode } from '../../test/build/example.ts';
import { pod } from '../../test/build/pod.ts';
import { clusterPreset, type PresetObject } from '../../test/build/preset.ts';
import { binding, bindingReview, legacyBindingReview } from '../../test/build/review.ts';
import { engine } from '../engine.ts';
import { createMetrics } from '../metrics.ts';
import { admitBindingReview } from './binding.ts';

const VALUE = 'bind.latebind.dev/env.LIBRARY_DIR';

interface Response {
  allowed: boolean;
  patch?: string;
  status?: { code: number; message: string };
}

function setUp(stored: Pod, watched: readonly Pod[] = [stored], presets: readonly PresetObject[] = [nvidia]) {
  const api = fakeApiServer([stored]);
  const metrics = createMetrics();
  const state = clusterState({ nodes: [goodNode, oldNode, bareNode], presets, pods: watched });
  const deps = { state, engine, metrics, log: silentLog, transport: api.transport };
  return {
    api,
    metrics,
    async review(body: unknown): Promise<Response> {
      const reply = await admitBindingReview(body, deps);
      return (reply.body as { response: Response }).response;
    },
  };
}

function patched(before: Binding, response: Response): Binding {
  expect(response.allowed).toBe(true);
  if (response.patch === undefined) return before;
  const operations = JSON.parse(
    Buffer.from(response.patch, 'base64').toString('utf8'),
  ) as jsonPatch.Operation[];
  return jsonPatch.applyPatch(structuredClone(before), operations, true, false).newDocument;
}

describe('a Binding of any scheduler', () => {
  it.each([
    ['pods/binding', bindingReview],
    ['bindings', legacyBindingReview],
  ])('through %s leaves with the values of its node', async (_resource, toReview) => {
    const { review, metrics } = setUp(admitted());
    const before = binding(admitted(), 'good');
    const after = patched(before, await review(toReview(before)));
    expect(after.metadata.annotations).toMatchObject({
      [VALUE]: LIBRARY_DIR,
      'bind.latebind.dev/node': 'good',
    });
    expect(after.target).toEqual(before.target);
    expect(await metrics.registry.metrics()).toContain(
      'latebind_slots_filled_total{path="binding_webhook"} 1',
    );
  });

  it('keeps its own annotations and loses those that pretend to be ours', async () => {
    const { review } = setUp(admitted());
    const before = binding(admitted(), 'good', {
      'example.com/a~b': 'kept',
      [VALUE]: '/etc/shadow',
      'bind.latebind.dev/env.OTHER': 'evil',
    });
    const { annotations } = patched(before, await review(bindingReview(before))).metadata;
    expect(annotations).toMatchObject({ 'example.com/a~b': 'kept', [VALUE]: LIBRARY_DIR });
    expect(annotations).not.toHaveProperty(['bind.latebind.dev/env.OTHER']);
  });

  it('that our bind verb sent is not changed', async () => {
    const { review } = setUp(admitted());
    const before = binding(admitted(), 'good');
    const filled = patched(before, await review(bindingReview(before)));
    expect(await review(bindingReview(filled))).toEqual({ uid: 'review-1', allowed: true });
  });

  it('is refused with 409 and the reason when the node has no values', async () => {
    const { review } = setUp(admitted());
    const bare = await review(bindingReview(binding(admitted(), 'bare')));
    expect(bare).toMatchObject({ allowed: false, status: { code: 409 } });
    expect(bare.status?.message).toMatch(/^latebind FactsMissing: /);
    const unknown = await review(bindingReview(binding(admitted(), 'unheard-of')));
    expect(unknown.status?.message).toMatch(/^latebind NodeUnknown: /);
  });

  it('of a pod whose presets only say which nodes suit is held to that', async () => {
    const only = clusterPreset('only')
      .forResource('nvidia.com/gpu')
      .requires("host.nvidia.driver.version.atLeast('550.54')", 'driver 550.54 or newer')
      .build();
    const demanding = admitted(undefined, only);
    const { review } = setUp(demanding, undefined, [only]);
    expect(await review(bindingReview(binding(demanding, 'good')))).toEqual({
      uid: 'review-1',
      allowed: true,
    });
    const old = await review(bindingReview(binding(demanding, 'old')));
    expect(old.status?.message).toBe(
      'latebind RequireNotMet: driver 550.54 or newer (ClusterPodPreset/only)',
    );
  });

  it('of a pod that depends on no node loses annotations below our prefix only', async () => {
    const { review } = setUp(pod().build(), []);
    const before = binding(pod().build(), 'bare', { [VALUE]: 'x', a: 'b' });
    expect(patched(before, await review(bindingReview(before))).metadata.annotations).toEqual({ a: 'b' });
    const plain = binding(pod().build(), 'bare');
    expect(await review(bindingReview(plain))).toEqual({ uid: 'review-1', allowed: true });
  });

  it('without a uid is judged by the pod that has the name now', async () => {
    const { review, api } = setUp(admitted());
    const before = binding(admitted(), 'good');
    delete before.metadata.uid;
    const after = patched(before, await review(bindingReview(before)));
    expect(after.metadata.annotations?.[VALUE]).toBe(LIBRARY_DIR);
    expect(api.sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it('of a pod with another uid, or of none, is left to the API server to refuse', async () => {
    const { review } = setUp(admitted());
    const other = binding(pod().uid('another').build(), 'good');
    expect(await review(bindingReview(other))).toEqual({ uid: 'review-1', allowed: true });
    const gone = binding(pod('gone').build(), 'good');
    expect(await review(bindingReview(gone))).toEqual({ uid: 'review-1', allowed: true });
  });

  it('of a pod with another uid brings no values of its own through `bindings`, which ignores the uid', async () => {
    const { review } = setUp(admitted());
    const forged = binding(pod().uid('another').build(), 'good', {
      [VALUE]: '/etc/shadow',
      'bind.latebind.dev/generation': 'x',
    });
    const { annotations } = patched(forged, await review(legacyBindingReview(forged))).metadata;
    expect(annotations).toEqual({});
  });

  it('counts nothing in a dry run', async () => {
    const { review, metrics } = setUp(admitted());
    const response = await review(bindingReview(binding(admitted(), 'good'), { dryRun: true }));
    expect(response.patch).toBeDefined();
    expect(await metrics.registry.metrics()).not.toContain('latebind_slots_filled_total{');
  });

  it('cannot be decided while the API server is away', async () => {
    const { review, api } = setUp(admitted(), []);
    api.before = () => {
      throw new Error('ECONNREFUSED');
    };
    await expect(review(bindingReview(binding(admitted(), 'good')))).rejects.toThrow(/cannot be read now/);
  });
});

it.each([
  ['an update', { operation: 'UPDATE' }],
  ['another resource', { subResource: 'eviction' }],
])('%s is allowed untouched', async (_what, change) => {
  const { review } = setUp(admitted());
  expect(await review(bindingReview(binding(admitted(), 'good'), change))).toEqual({
    uid: 'review-1',
    allowed: true,
  });
});

it.each([
  ['no object', { object: null }],
  ['no target', { object: { metadata: { name: 'train' } } }],
  ['a target without a name', { object: { metadata: { name: 'train' }, target: {} } }],
  ['no metadata', { object: { target: { name: 'good' } } }],
])('a Binding with %s is refused, with what was seen and wanted', async (_what, change) => {
  const { review } = setUp(admitted());
  await expect(review(bindingReview(binding(admitted(), 'good'), change))).rejects.toThrow(/got .*wanted/);
});
