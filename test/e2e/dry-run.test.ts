/** The properties of shared/preset/properties ask a model of the API server; here is the real one. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSent, TOKEN_VOLUME } from '../build/api-server-pod.ts';
import { admit, admitted, inputs } from '../build/arbitrary/inputs.ts';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { DryRun } from './dry-run.ts';

/** The same cases each time; the message of a failure has the seed and the case. */
const CASES = { numRuns: 300, seed: 20_260_101 };

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
