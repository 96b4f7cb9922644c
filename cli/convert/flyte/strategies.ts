import { LIST_ROWS, SCOPE_NAMES } from '../../../shared/preset/fields.ts';
import type { ContainerPatch, FieldStrategy, PresetSpec } from '../../../shared/preset/spec.ts';

/** Lists of a template come before the pod's; of an entry that both have, one stays: the pod's. */
export function prepended({
  pod = {},
  containers = [],
}: Pick<PresetSpec, 'pod' | 'containers'>): FieldStrategy[] {
  const given = (patch: ContainerPatch | Readonly<Record<string, unknown>>, field: string): boolean =>
    Object.hasOwn(patch, field);
  return LIST_ROWS.filter(({ scope, field }) =>
    scope === 'pod' ? given(pod, field) : containers.some((patch) => given(patch, field)),
  ).map(({ scope, field }) => ({ path: `${SCOPE_NAMES[scope]}.${field}`, strategy: 'Prepend' }));
}
