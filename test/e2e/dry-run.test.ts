/** The properties of shared/preset/properties ask a model of the API server; here is the real one. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_VERSION } from '../../shared/names.ts';
import type { PresetSpec } from '../../shared/preset/spec.ts';
import { asSent, TOKEN_VOLUME } from '../build/api-server-pod.ts';
import { admit, admitted, inputs } from '../build/arbitrary/inputs.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { DryRun } from './dry-run.ts';

/** The same cases each time; the message of a failure has the seed and the case. */
const CASES = { numRuns: 300, seed: 20_260_101 };

/** The compiler sees to it that no field is missing. */
const EVERY_FIELD: Required<PresetSpec> = {
  selector: { matchLabels: { a: 'x' }, matchExpressions: [{ key: 'b', operator: 'Exists' }] },
  resourceSelector: ['nvidia.com/gpu'],
  resourceExpressions: [{ resource: 'cpu', operator: 'Ge', quantity: '500m' }],
  namespaceSelector: { matchLabels: { team: 'a' } },
  matchExpression: 'has(pod.spec.nodeSelector)',
  byName: true,
  host: {
    require: [{ expression: 'host.nvidia.present', message: 'a GPU' }],
    prefer: [{ weight: 1, expression: 'true' }],
  },
  layer: 'Override',
  priority: -1,
  scopePolicy: 'Shadow',
  onConflict: 'Reject',
  required: true,
  covers: ['example.com/nic'],
  env: [{ name: 'A', value: '', merge: { strategy: 'Join', separator: ' ', position: 'After' } }],
  envFrom: [{ prefix: 'P_', secretRef: { name: 's', optional: true } }],
  volumes: [{ name: 'v', hostPath: { path: '/data', type: '' } }],
  volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: false, subPath: '' }],
  tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 }],
  tolerateRequested: ['*'],
  metadata: { labels: { a: '' }, annotations: { b: '${pod.metadata.name}' } },
  pod: { hostNetwork: false, terminationGracePeriodSeconds: 0, imagePullSecrets: [] },
  containers: [
    {
      select: {
        types: ['Init'],
        names: ['a'],
        except: ['b'],
        primary: false,
        requesting: '*',
        required: false,
      },
      command: [],
    },
  ],
  addContainers: {
    init: [{ container: { name: 'i', image: 'i:1' }, position: 'First' }],
    sidecars: [{ container: { name: 's', image: 's:1' }, position: 'Last', restartable: false }],
    receivePatches: false,
  },
  remove: {
    labels: ['a'],
    annotations: ['a'],
    nodeSelector: ['a'],
    volumes: ['a'],
    tolerations: [''],
    imagePullSecrets: ['a'],
    schedulingGates: ['a'],
    env: ['a'],
    volumeMounts: ['/a'],
  },
  protect: [{ path: 'pod.hostNetwork', message: 'no' }],
  strategies: [{ path: 'containers.env', strategy: 'Join', separator: ':', position: 'Before' }],
};

describe.skipIf(await mustSkipCluster('control-plane'))(
  'for random presets and pods a real API server',
  () => {
    let server: DryRun;

    beforeAll(async () => {
      server = await DryRun.start();
    });

    afterAll(async () => {
      await server.stop();
    });

    it('keeps every field of a preset', async () => {
      const metadata = { name: 'every-field' };
      const stored = await server.preset({
        apiVersion: API_VERSION,
        kind: 'ClusterPodPreset',
        metadata,
        spec: EVERY_FIELD,
      });
      expect(stored).toEqual(EVERY_FIELD);
    });

    it('keeps the presets as they were written', async () => {
      await fc.assert(
        fc.asyncProperty(inputs, async ({ objects }) => {
          for (const object of objects) expect(await server.preset(object)).toMatchObject(object.spec);
        }),
        CASES,
      );
    });

    it('takes the admitted pod as its author wrote it', async () => {
      await fc.assert(
        fc.asyncProperty(inputs, async ({ pod, presets }) => {
          await server.pod(admitted(pod, presets));
        }),
        CASES,
      );
    });

    it('takes the admitted pod as it was sent to the webhook, and sends it again as admission left it', async () => {
      await fc.assert(
        fc.asyncProperty(inputs, async ({ pod, presets }) => {
          const once = await server.pod(admitted(await server.pod(pod), presets));
          const twice = admit(once, presets);
          expect(twice.admitted && (await server.pod(twice.pod))).toEqual(once);
        }),
        CASES,
      );
    });

    it('sends to a webhook what the model says', async () => {
      await fc.assert(
        fc.asyncProperty(inputs, async ({ pod }) => {
          const sent = JSON.stringify(asSent(await server.pod(pod)));
          expect(JSON.parse(sent.replaceAll(/kube-api-access-\w{5}/g, TOKEN_VOLUME))).toEqual(asSent(pod));
        }),
        CASES,
      );
    });
  },
);
