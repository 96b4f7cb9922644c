import { factsOfNode } from '../shared/host-facts/node-facts.ts';
import { admitPod } from '../shared/preset/admit.ts';
import { compilePreset } from '../shared/preset/compile.ts';
import { podPatch } from '../shared/preset/patch.ts';
import { bindValues, dependsOnNode, isFilled, judgeNode, planOf, scoreNode } from '../shared/preset/place.ts';

/** The pure functions that decide; tests of the wiring put others in their place. */
export const engine = {
  admitPod,
  bindValues,
  compilePreset,
  dependsOnNode,
  factsOfNode,
  isFilled,
  judgeNode,
  planOf,
  podPatch,
  scoreNode,
} as const;

export type Engine = typeof engine;
