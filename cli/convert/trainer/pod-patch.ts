/** What a patch does to a pod, as a preset says it. */
import type { Fields } from '../../../shared/json.ts';
import type { PresetSpec } from '../../../shared/preset/spec.ts';
import { appContainers, initContainers, reservedVariables } from './containers.ts';
import type { Cursor } from './cursor.ts';
import type { Lose, Patch } from './patch.ts';
import { carried, listOf, saysNothing, textsOf } from './values.ts';

/** What a patch says, before it is looked at beside the others. */
export type PodChange = Pick<PresetSpec, 'metadata' | 'pod' | 'containers' | 'protect'>;

const SUCCESSOR_FIELDS = ['terminationGracePeriodSeconds'];

/** undefined when the patch says nothing. Lists are as in the original: no entry is left out. */
export function podChange(patch: Patch, lose: Lose): PodChange | undefined {
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
  return saysNothing(content) ? undefined : content;
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
      return affinityOf(field);
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

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

/** A kind of affinity without terms says nothing. */
function affinityOf(affinity: Cursor): Fields {
  const required = affinity.field('nodeAffinity', REQUIRED);
  const terms = required.field('nodeSelectorTerms');
  if (required.present && terms.items().length === 0) terms.fail('at least one term');
  for (const kind of Object.keys(affinity.fields())) affinity.field(kind).fields();
  return Object.fromEntries(
    Object.entries(carried(affinity.value) as Fields).filter(([, terms]) => !saysNothing(terms)),
  );
}
