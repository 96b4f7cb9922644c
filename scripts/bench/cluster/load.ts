/** The part `load`: 5,000 pods over 1,000 nodes whose facts change 200 times a second. */

import { buildExtender } from '../../../test/cluster/scale/bundle.ts';
import { factsUnderLoad } from '../../../test/cluster/scale/facts-under-load.ts';
import { startPlane } from '../../../test/cluster/scale/plane.ts';
import type { Row } from '../rows.ts';

const PLAN = { nodes: 1_000, pods: 5_000, changesPerSecond: 200 };

const progress = (line: string): void => console.error(`bench: load: ${line}`);

export async function benchLoad(): Promise<Row[]> {
  const program = await buildExtender();
  const plane = await startPlane(progress);
  try {
    const outcome = await factsUnderLoad(plane, { ...PLAN, program }, progress);
    const { mixed, foreign, exceptions, lateMs } = outcome;
    for (const line of [...mixed, ...foreign, ...exceptions].slice(0, 10)) progress(line);
    const baseline = `${outcome.factsWrites} writes of facts in ${outcome.seconds.toFixed(0)} s`;
    const p99 = lateMs[Math.floor(0.99 * (lateMs.length - 1))] ?? 0;
    return [
      {
        name: 'loadWrongPods',
        ours: `${outcome.whole} of ${outcome.bound} whole, ${mixed.length} mixed, ${foreign.length} foreign`,
        baseline,
        value: outcome.bound - outcome.whole,
      },
      {
        name: 'loadExceptions',
        ours: exceptions[0] ?? 'none',
        baseline,
        value: exceptions.length,
      },
      {
        name: 'loadFactsLateMs',
        ours: `${lateMs.length} of ${outcome.bound} pods with facts that had just been replaced, p99 ${p99.toFixed(0)}, max ${(lateMs.at(-1) ?? 0).toFixed(0)} ms, by ${outcome.lateRevisions} revisions`,
        baseline,
        value: p99,
      },
    ];
  } finally {
    await plane.stop();
  }
}
