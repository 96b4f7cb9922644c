/**
 * Cases of each property, the same ones in every run, so that a build is red only for what changed. For a long search:
 * LATEBIND_PROPERTY_RUNS=50000 LATEBIND_PROPERTY_SEED=$RANDOM vitest run --project unit shared/preset/properties (or shared/discovery/discover.property.test.ts)
 */
export const RUNS = {
  numRuns: Number(process.env['LATEBIND_PROPERTY_RUNS'] ?? 1_000),
  seed: Number(process.env['LATEBIND_PROPERTY_SEED'] ?? 1),
};
