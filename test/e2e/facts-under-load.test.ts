/** The small form of `npm run bench -- load`: a real scheduler binds while the facts of all nodes change. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustSkipCluster } from '../cluster/requirements.ts';
import { factsUnderLoad, type Outcome } from '../cluster/scale/facts-under-load.ts';
import { type Plane, startPlane } from '../cluster/scale/plane.ts';

const EXTENDER = join(import.meta.dirname, '..', '..', 'extender', 'main.ts');

describe.skipIf(await mustSkipCluster('control-plane'))(
  '300 pods bound while the facts of 50 nodes change',
  () => {
    let plane: Plane;
    let outcome: Outcome;

    beforeAll(async () => {
      plane = await startPlane(() => {});
      outcome = await factsUnderLoad(
        plane,
        { nodes: 50, pods: 300, changesPerSecond: 100, program: EXTENDER },
        () => {},
      );
    });

    afterAll(async () => {
      await plane.stop();
    });

    it('have been changed while they were bound, or this shows nothing', () => {
      expect(outcome.bound).toBe(300);
      expect(outcome.factsWrites).toBeGreaterThan(50);
    });

    it('gives no pod the values of two revisions', () => {
      expect(outcome.mixed).toEqual([]);
    });

    it('gives no pod a value that its node did not have', () => {
      expect(outcome.foreign).toEqual([]);
    });

    it('says nothing of errors in log and metrics', () => {
      expect(outcome.exceptions).toEqual([]);
    });
  },
);
