import type { LabelSelector } from '../../shared/kube/objects.ts';
import { UserError } from '../user-error.ts';
import type { Losses } from './losses.ts';
import type { Reader } from './reader.ts';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
const UNKNOWN = 'is no field of a label selector and had no effect';

/** Refuses what no label selector can be: one such object stopped every pod of its namespace. */
export function labelSelector(selector: Reader, losses: Losses): LabelSelector {
  losses.addUnknown(selector, ['matchLabels', 'matchExpressions'], UNKNOWN);
  const matchLabels = selector.at('matchLabels')?.textMap() ?? {};
  const matchExpressions = (selector.at('matchExpressions')?.items() ?? []).map((expression) => {
    losses.addUnknown(expression, ['key', 'operator', 'values'], UNKNOWN);
    const operator = expression.required('operator');
    if (!OPERATORS.includes(operator.text())) throw operator.unlike(`one of ${OPERATORS.join(', ')}`);
    const values = expression.at('values')?.texts() ?? [];
    const set = operator.text() === 'In' || operator.text() === 'NotIn';
    if (set !== values.length > 0) {
      throw new UserError(
        `${expression.source}: ${expression.path}.values has ${values.length} entries, but ${operator.text()} ${set ? 'needs at least one' : 'takes none'}`,
      );
    }
    return {
      key: expression.required('key').text(),
      operator: operator.text(),
      ...(set ? { values } : {}),
    };
  });
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
  };
}

/** The old annotation by which a pod stays as it is; only "true" counts. */
export function notExcluded(prefix: string): string {
  return `pod.metadata.annotations[?'${prefix}/exclude'].orValue('') != 'true'`;
}
