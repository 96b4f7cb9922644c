/** The pod webhook with presets in its caches: for rows about requests rather than pods. */
import { Buffer } from 'node:buffer';
import jsonPatch from 'fast-json-patch';
import { admitPodReview } from '../../extender/admission/pod.ts';
import { engine } from '../../extender/engine.ts';
import { createMetrics } from '../../extender/metrics.ts';
import { silentLog } from '../../shared/kube/log.ts';
import type { Pod } from '../../shared/kube/objects.ts';
import { fakeApiServer } from '../build/api-server.ts';
import { clusterState } from '../build/cluster-state.ts';
import type { PresetObject } from '../build/preset.ts';
import type { Review } from '../build/review.ts';

/** The object of the review as the API server would store it. */
export async function reviewed(presets: readonly object[], review: Review): Promise<unknown> {
  const reply = await admitPodReview(review, {
    state: clusterState({ presets: presets as PresetObject[] }),
    engine,
    metrics: createMetrics(),
    log: silentLog,
    transport: fakeApiServer().transport,
  });
  const { response } = reply.body as { response: { allowed: boolean; patch?: string } };
  if (!response.allowed) throw new Error(`refused: ${JSON.stringify(response)}`);
  const object = structuredClone(review.request.object as Pod);
  if (response.patch === undefined) return object;
  const patch = JSON.parse(Buffer.from(response.patch, 'base64').toString('utf8')) as jsonPatch.Operation[];
  return jsonPatch.applyPatch(object, patch, true).newDocument;
}
