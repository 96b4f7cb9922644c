import { Buffer } from 'node:buffer';
import jsonPatch from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { admitPodReview } from '../extender/admission/pod.ts';
import { engine } from '../extender/engine.ts';
import { createMetrics } from '../extender/metrics.ts';
import { silentLog } from '../shared/kube/log.ts';
import type { Pod } from '../shared/kube/objects.ts';
import { fakeApiServer } from '../test/build/api-server.ts';
import { clusterState } from '../test/build/cluster-state.ts';
import { bareNode, goodNode, nvidia } from '../test/build/example.ts';
import { documents, latebind } from '../test/build/latebind.ts';
import { pod } from '../test/build/pod.ts';
import { clusterPreset, preset } from '../test/build/preset.ts';
import { podReview, type Review } from '../test/build/review.ts';

const LABELS = { 'kubernetes.io/metadata.name': 'team-a', tier: 'gold' };
const PRESETS = [
  nvidia,
  clusterPreset('gold')
    .spec({ namespaceSelector: { matchLabels: { tier: 'gold' } } })
    .env({ name: 'A', value: '1' })
    .build(),
  preset('team-a', 'own').spec({ selector: {} }).env({ name: 'B', value: '2' }).build(),
  preset('team-b', 'other').spec({ selector: {} }).env({ name: 'C', value: '3' }).build(),
  clusterPreset('strict')
    .spec({ selector: { matchLabels: { strict: 'yes' } }, onConflict: 'Reject' })
    .env({ name: 'D', value: '4' })
    .spec({ strategies: [{ path: 'containers.env', strategy: 'Fail' }] })
    .build(),
];
const gpu = pod().requests('nvidia.com/gpu', '1');

/** The pod as the webhook leaves it, or why it refuses it. */
async function webhook(review: Review, labels: Record<string, string>): Promise<Pod | string> {
  const reply = await admitPodReview(review, {
    state: clusterState({ nodes: [goodNode, bareNode], presets: PRESETS, namespaces: { 'team-a': labels } }),
    engine,
    metrics: createMetrics(),
    log: silentLog,
    transport: fakeApiServer().transport,
  });
  const { response } = reply.body as {
    response: { allowed: boolean; patch?: string; status?: { message: string } };
  };
  if (!response.allowed) return response.status?.message ?? '';
  const object = structuredClone(review.request.object as Pod);
  if (response.patch === undefined) return object;
  const patch = JSON.parse(Buffer.from(response.patch, 'base64').toString('utf8')) as jsonPatch.Operation[];
  return jsonPatch.applyPatch(object, patch, true).newDocument;
}

async function commandLine(review: Review, labels: Record<string, string>): Promise<Pod | string> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a', labels } };
  const given = documents(...PRESETS, namespace, goodNode, bareNode, review);
  const { stdout } = await latebind(['admit', '-f', '-', '-o', 'json'], given);
  const decided = JSON.parse(stdout) as { admitted: boolean; pod: Pod; reason?: string; message?: string };
  return decided.admitted ? decided.pod : `latebind ${decided.reason}: ${decided.message}`;
}

describe('the command line answers as the webhook does', () => {
  it.each<[string, Pod, Partial<Review['request']>?, Record<string, string>?]>([
    ['a pod with slots', gpu.build()],
    [
      'a pod that was admitted before',
      gpu.annotation('latebind.dev/applied', '[]').env({ name: 'B', value: '2' }).build(),
    ],
    ['a pod on a node that is known', gpu.onNode('good').build()],
    ['a pod on a node without facts', gpu.onNode('bare').build()],
    ['a pod on a node that is not known', gpu.onNode('gone').build()],
    ['a pod that no preset covers', pod().requests('amd.com/gpu', '1').build()],
    ['a pod that is left out', gpu.annotation('latebind.dev/exclude', 'true').build()],
    ['a mirror pod', gpu.annotation('kubernetes.io/config.mirror', 'x').build()],
    ['a pod that is rejected', gpu.label('strict', 'yes').env({ name: 'D', value: '0' }).build()],
    ['a pod with a name of ours', gpu.env({ name: 'LATEBIND_X', value: '1' }).build()],
    ['a pod that names a preset that does not exist', gpu.annotation('latebind.dev/presets', 'none').build()],
    ['a pod with a requirement of its own', gpu.annotation('latebind.dev/require', 'host.healthy').build()],
    ['a pod with one that is not understood', gpu.annotation('latebind.dev/require', 'host.').build()],
    [
      'a pod with one that is left out',
      gpu.annotation('latebind.dev/require', 'host.').annotation('latebind.dev/exclude', 'true').build(),
    ],
    ['an update', gpu.build(), { operation: 'UPDATE' }],
    ['a subresource', gpu.build(), { subResource: 'status' }],
    ['a namespace of another tier', gpu.build(), {}, { 'kubernetes.io/metadata.name': 'team-a' }],
    ['a namespace that is left out', gpu.build(), {}, { ...LABELS, 'latebind.dev/injection': 'disabled' }],
  ])('%s', async (_what, before, change = {}, labels = LABELS) => {
    const review = podReview(before, change);
    expect(await commandLine(review, labels)).toEqual(await webhook(review, labels));
  });
});
