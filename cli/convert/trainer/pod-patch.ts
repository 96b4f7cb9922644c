/** What a patch does to a pod, as a preset says it. */
import type { Fields } from '../../../shared/json.ts';
import type { PresetSpec } from '../../../shared/preset/spec.ts';
import type { Behaviour } from '../types.ts';
import { appContainers, initContainers, reservedVariables } from './containers.ts';
import type { Cursor } from './cursor.ts';
import type { Lose, Patch } from './patch.ts';
import { strategiesOf } from './strategies.ts';
import { carried, listOf, saysNothing, textsOf } from './values.ts';

export type PodChange = Pick<PresetSpec, 'metadata' | 'pod' | 'containers' | 'protect' | 'strategies'>;

export interface PatchOptions {
  readonly behaviour: Behaviour;
  readonly tolerations: 'Replace' | 'Union';
}

const SUCCESSOR_FIELDS = ['terminationGracePeriodSeconds'];

/** undefined when the patch says nothing. */
export function podChange(patch: Patch, options: PatchOptions, lose: Lose): PodChange | undefined {
  const metadata = metadataOf(patch.metadata, lose);
  const pod = podOf(patch, lose);
  const containers = [...initContainers(patch.spec, lose), ...appContainers(patch.spec, lose)];
  const protect = reservedVariables(patch.spec);
  const content = {
    ...(saysNothing(metadata) ? {} : { metadata }),
    ...(saysNothing(pod) ? {} : { pod }),
    ...(containers.length === 0 ? {} : { containers }),
    ...(protect.length === 0 ? {} : { protect }),
  };
  if (saysNothing(content)) return undefined;
  const strategies = strategiesOf(content, options.behaviour, options.tolerations);
  return strategies.length === 0 ? content : { ...content, strategies };
}

function metadataOf(metadata: Cursor, lose: Lose): NonNullable<PodChange['metadata']> {
  for (const field of metadata.unknown(['labels', 'annotations']))
    lose(field, 'of the metadata of a pod only labels and annotations can be changed; take it out');
  const labels = textsOf(metadata.field('labels'));
  const annotations = textsOf(metadata.field('annotations'));
  return {
    ...(saysNothing(labels) ? {} : { labels }),
    ...(saysNothing(annotations) ? {} : { annotations }),
  };
}

function podOf({ spec, podFields }: Patch, lose: Lose): Fields {
  for (const field of spec.unknown([...podFields, 'initContainers', 'containers']))
    lose(field, unknownPodField(field));
  return Object.fromEntries(
    podFields
      .map((name) => [name, podField(name, spec.field(name))] as const)
      .filter(([, value]) => !saysNothing(value)),
  );
}

function unknownPodField({ path }: Cursor): string {
  return SUCCESSOR_FIELDS.some((name) => path.endsWith(`.${name}`))
    ? 'Trainer has it only in spec.runtimePatches and ignores it here; move it there, or into spec.pod of the preset'
    : 'Trainer cannot change this field of a pod and ignores it; set it in the runtime, or in spec.pod of the preset';
}

function podField(name: string, field: Cursor): unknown {
  if (!field.present) return undefined;
  switch (name) {
    case 'serviceAccountName':
      // The API server fills in the default account before any preset is looked at.
      return field.text() === '' ? 'default' : field.text();
    case 'nodeSelector':
      return textsOf(field);
    case 'affinity':
    case 'securityContext':
      field.fields();
      return carried(field.value);
    case 'terminationGracePeriodSeconds':
      return typeof field.value === 'number' ? field.value : field.fail('a number of seconds');
    case 'tolerations':
      return listOf(field);
    default:
      return listOf(field, 'name');
  }
}
