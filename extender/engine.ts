import { factsOfNode } from '../shared/host-facts/node-facts.ts';
import { admitPod } from '../shared/preset/admit.ts';
import { compilePreset } from '../shared/preset/compile.ts';
import { podPatch } from '../shared/preset/patch.ts';
import { dependsOnNode, isFilled, planOf } from '../shared/preset/place.ts';
import { bindKnownValues, judgeNodes, scoreNodes, verdictsKey } from '../shared/preset/verdicts.ts';

/** The pure functions that decide; tests of the wiring put others in their place. */
export const engine = {
  admitPod,
  bindValues: bindKnownValues,
  compilePreset,
  dependsOnNode,
  factsOfNode,
  isFilled,
  judgeNodes,
  planOf,
  podPatch,
  scoreNodes,
  verdictsKey,
} as const;

export type Engine = typeof engine;
