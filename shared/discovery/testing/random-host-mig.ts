/**
 * How GPUs are cut in instances, and the files that tell so (kernel-open/nvidia/nv-caps.c). They do not tell whether MIG
 * is on where no instance was made.
 */

import fc from 'fast-check';
import type { Mig, MigInstance } from '../../host-facts/model.ts';
import type { Claims, Paths } from './random-host-part.ts';

export interface MigPlan {
  /** GPU instance → how many compute instances are in it. */
  readonly instances: readonly { readonly gi: number; readonly cis: number }[];
}

export const migPlans: fc.Arbitrary<MigPlan> = fc.oneof(
  fc.constant({ instances: [] }),
  fc.constant({ instances: [7, 8, 9, 10, 11, 12, 13].map((gi) => ({ gi, cis: 1 })) }),
  fc
    .uniqueArray(fc.record({ gi: fc.integer({ min: 1, max: 13 }), cis: fc.integer({ min: 0, max: 3 }) }), {
      maxLength: 7,
      selector: ({ gi }) => gi,
    })
    .map((instances) => ({ instances: instances.toSorted((a, b) => a.gi - b.gi) })),
);

/** Any numbers that no two share will do: a driver gives 9 to a GPU instance and 8 to its compute instances. */
const giMinor = (gpu: number, gi: number): number => 3 + gpu * 135 + gi * 9;
const ciMinor = (gpu: number, gi: number, ci: number): number => giMinor(gpu, gi) + 1 + ci;

const access = (minor: number): string =>
  `DeviceFileMinor: ${minor}\nDeviceFileMode: 256\nDeviceFileModify: 1\n`;

export function migPaths(gpuMinor: number, { instances }: MigPlan): Paths {
  const directory = `/proc/driver/nvidia/capabilities/gpu${gpuMinor}/mig`;
  const paths: Record<string, Paths[string]> = { [directory]: { directory: true } };
  for (const { gi, cis } of instances) {
    paths[`${directory}/gi${gi}/access`] = access(giMinor(gpuMinor, gi));
    for (let ci = 0; ci < cis; ci += 1)
      paths[`${directory}/gi${gi}/ci${ci}/access`] = access(ciMinor(gpuMinor, gi, ci));
  }
  return paths;
}

export function migTruth(gpuMinor: number, { instances }: MigPlan): Claims<Mig> | undefined {
  if (instances.length === 0) return undefined;
  const compute = instances.flatMap(({ gi, cis }) =>
    Array.from(
      { length: cis },
      (_, ci): Claims<MigInstance> => ({
        gi,
        ci,
        giMinor: giMinor(gpuMinor, gi),
        ciMinor: ciMinor(gpuMinor, gi, ci),
      }),
    ),
  );
  return { capable: true, enabled: true, instances: compute };
}
