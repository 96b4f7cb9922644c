/** Does a preset select a pod: every selector that is present must hold. */
import type { ExpressionContext } from '../expression/expression.ts';
import type { Pod } from '../kube/objects.ts';
import type { ReasonCode } from '../names.ts';
import type { NamespaceView } from './api.ts';
import type { CompiledPreset } from './compile.ts';
import type { Requests } from './requests.ts';
import { labelMismatch, resourceMismatch } from './selectors.ts';

export interface MatchInput {
  readonly pod: Pod;
  readonly namespace: NamespaceView;
  readonly requests: Requests;
  /** Made only when an expression needs it. */
  readonly context: () => ExpressionContext;
}

/** undefined when the preset selects the pod, otherwise the first reason why not. */
export function mismatch(
  preset: CompiledPreset,
  { pod, namespace, requests, context }: MatchInput,
): { reason: ReasonCode; detail: string } | undefined {
  const no = (detail: string): { reason: ReasonCode; detail: string } => ({ reason: 'NotMatched', detail });
  for (const expression of preset.resources) {
    const detail = resourceMismatch(expression, requests);
    if (detail !== undefined) return no(detail);
  }
  if (preset.namespace !== undefined && preset.namespace !== namespace.name) {
    return no(`is of namespace ${preset.namespace}, the pod of ${namespace.name}`);
  }
  if (preset.namespaceSelector !== undefined) {
    const detail = labelMismatch(preset.namespaceSelector, namespace.labels);
    if (detail !== undefined) return no(`namespace ${namespace.name}: ${detail}`);
  }
  if (preset.selector !== undefined) {
    const detail = labelMismatch(preset.selector, pod.metadata.labels ?? {});
    if (detail !== undefined) return no(detail);
  }
  if (preset.matchExpression !== undefined) {
    const result = preset.matchExpression.evaluate(context());
    if (!result.ok) {
      return result.unknown
        ? no(`matchExpression: ${result.message}`)
        : { reason: 'ExpressionFailed', detail: `matchExpression: ${result.message}` };
    }
    if (result.value !== true) return no(`matchExpression is ${String(result.value)}`);
  }
  return undefined;
}
