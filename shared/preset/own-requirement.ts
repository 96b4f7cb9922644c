/** A pod's own condition on its node, the annotation latebind.dev/require. */
import type { Expression, ExpressionResult } from '../expression/expression.ts';
import type { Pod } from '../kube/objects.ts';
import { ANNOTATION } from '../names.ts';
import { asCondition } from './condition.ts';
import { compileLate } from './late-expressions.ts';
import { shorten } from './shorten.ts';

export interface OwnRequirement {
  /** Who requires it, where a preset has its name. */
  readonly id: string;
  readonly expression: Expression;
  /** For the scheduler's events. */
  readonly message: string;
}

type OwnRequirementResult =
  | { readonly ok: true; readonly requirement: OwnRequirement | undefined }
  | { readonly ok: false; readonly message: string };

const NONE: OwnRequirementResult = { ok: true, requirement: undefined };
const ID = `the pod's own ${ANNOTATION.require}`;
const WANTED =
  'wanted a condition on host, node, pod.metadata and resources, such as host.gpus.all(g, g.memoryMiB >= 80000)';

export function ownRequirement({ metadata }: Pick<Pod, 'metadata'>): OwnRequirementResult {
  const source = metadata.annotations?.[ANNOTATION.require];
  if (source === undefined) return NONE;
  // Most often a value of a chart that was not set. Its author meant some nodes and not any.
  if (source.trim() === '')
    return { ok: false, message: `the annotation ${ANNOTATION.require} is empty, ${WANTED}` };
  const compiled = compileLate(source);
  const known = results.get(compiled);
  if (known !== undefined) return known;
  const result = requirementIn(source, compiled);
  results.set(compiled, result);
  return result;
}

/** One for each that is compiled: the pods of a workload share theirs. */
const results = new WeakMap<ExpressionResult, OwnRequirementResult>();

function requirementIn(source: string, compiled: ExpressionResult): OwnRequirementResult {
  // YAML has many ways to make one line of several.
  const line = source.trim().replace(/\s+/g, ' ');
  const condition = asCondition(line, compiled);
  return condition.ok
    ? {
        ok: true,
        requirement: { id: ID, expression: condition.expression, message: shorten(line) },
      }
    : { ok: false, message: `the annotation ${ANNOTATION.require}: ${condition.message}; ${WANTED}` };
}

/** For the author of a pod with a requirement that nothing looks at. */
export function ignoredRequirement({ metadata }: Pick<Pod, 'metadata'>, why: string): string[] {
  return metadata.annotations?.[ANNOTATION.require] === undefined
    ? []
    : [`the annotation ${ANNOTATION.require} is not looked at, the pod may land on any node: ${why}`];
}
