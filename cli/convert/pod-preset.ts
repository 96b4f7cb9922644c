/**
 * PodPreset: settings.k8s.io/v1alpha1 as Kubernetes had it up to 1.19, and settings/v1alpha1 as the proposal of
 * resource-dependent presets has it. Where the documents of the former differ from its code (order of presets, an event
 * on conflict), a preset does what they say, so there is one reading.
 */
import type { EnvVar } from '../../shared/kube/objects.ts';
import type { FieldStrategy, PresetEnvVar, PresetSpec } from '../../shared/preset/spec.ts';
import { UserError } from '../user-error.ts';
import { Losses } from './losses.ts';
import { envFromOf, envOf, storageOf } from './pod-preset-entries.ts';
import { objectName, presetMetadata } from './pod-preset-metadata.ts';
import { isPathVariable } from './pod-preset-path-variables.ts';
import { labelSelector, notExcluded } from './pod-preset-selector.ts';
import { Reader } from './reader.ts';
import type { Converted, ConvertOptions, PresetManifest, SourceDocument } from './types.ts';

const PROPOSAL = 'settings/v1alpha1';
const GIVES = ['env', 'envFrom', 'volumes', 'volumeMounts'];
const UNKNOWN =
  'is no field of a PodPreset and had no effect; a preset can set fields of the pod in spec.pod and of its containers in spec.containers';
const MISPLACED = `is no field of settings.k8s.io/v1alpha1 and had no effect; with apiVersion ${PROPOSAL} it selects by resource`;

export function convertPodPreset(source: SourceDocument, _options: ConvertOptions): Converted {
  const document = Reader.of(source);
  const losses = new Losses(objectName('PodPreset', document));
  const proposal = document.at('apiVersion')?.value === PROPOSAL;
  const spec = document.required('spec');
  losses.addUnknown(document, ['apiVersion', 'kind', 'metadata', 'spec', 'status'], UNKNOWN);
  losses.addUnknown(spec, ['selector', 'resourceSelector', ...GIVES], UNKNOWN);
  const misplaced = proposal ? undefined : spec.at('resourceSelector');
  if (misplaced !== undefined) losses.add(misplaced, MISPLACED);
  if (!GIVES.some((field) => (spec.at(field)?.items().length ?? 0) > 0))
    throw new UserError(`${spec.source}: ${spec.path} gives nothing, wanted one of ${GIVES.join(', ')}`);

  const metadata = agedMetadata(document.required('metadata'), losses);
  const selectors = selectorsOf(spec, losses, proposal);
  const given = envOf(spec, losses);
  const env = selectors.resourceSelector === undefined ? given : given.map(joinedWherePath);
  const envFrom = envFromOf(spec, losses);
  const { volumes, volumeMounts } = storageOf(spec, losses);
  const gives = {
    ...(env.length === 0 ? {} : { env }),
    ...(envFrom.length === 0 ? {} : { envFrom }),
    ...(volumes.length === 0 ? {} : { volumes }),
    ...(volumeMounts.length === 0 ? {} : { volumeMounts }),
  };
  if (Object.keys(gives).length === 0) return { presets: [], losses: losses.found };
  const strategies = strategiesOf(gives, selectors);
  return {
    presets: [
      {
        apiVersion: 'latebind.dev/v1alpha1',
        kind: 'PodPreset',
        metadata,
        spec: {
          ...selectors,
          matchExpression: notExcluded('podpreset.admission.kubernetes.io'),
          onConflict: 'SkipAll',
          ...gives,
          ...(strategies.length === 0 ? {} : { strategies }),
        },
      },
    ],
    losses: losses.found,
  };
}

/** The older comes first. The API server sets the age anew; what is looked at without one has the old order. */
function agedMetadata(metadata: Reader, losses: Losses): PresetManifest['metadata'] {
  const creationTimestamp = metadata.at('creationTimestamp')?.text();
  return {
    ...presetMetadata(metadata, losses),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
  };
}

/** Without any selector a PodPreset of Kubernetes selected every pod; in the proposal at least one is needed. */
function selectorsOf(
  spec: Reader,
  losses: Losses,
  proposal: boolean,
): Pick<PresetSpec, 'selector' | 'resourceSelector'> {
  const resources = proposal ? (spec.at('resourceSelector')?.texts() ?? []) : [];
  const selector = spec.at('selector');
  if (proposal && selector === undefined && resources.length === 0)
    throw new UserError(
      `${spec.source}: ${spec.path} selects nothing, wanted selector, resourceSelector or both`,
    );
  return {
    ...(selector === undefined
      ? proposal
        ? {}
        : { selector: {} }
      : { selector: labelSelector(selector, losses) }),
    ...(resources.length === 0 ? {} : { resourceSelector: resources }),
  };
}

/** Two policies that both set PATH were expected to give /path1:/path2. */
function joinedWherePath(variable: EnvVar): PresetEnvVar {
  const joins = variable.valueFrom === undefined && isPathVariable(variable.name);
  return joins ? { ...variable, merge: { strategy: 'Join', separator: ':' } } : variable;
}

/**
 * What the layer's own strategies do not say. A variable of the pod that differs was a conflict; a preset that is
 * selected by resource must not break pods that set one themselves. Volumes conflict as it is.
 */
function strategiesOf(
  { env, volumeMounts }: Pick<PresetSpec, 'env' | 'volumeMounts'>,
  { resourceSelector }: Pick<PresetSpec, 'resourceSelector'>,
): FieldStrategy[] {
  return [
    ...(env !== undefined && resourceSelector === undefined
      ? [{ path: 'containers.env', strategy: 'Fail' } as const]
      : []),
    ...(volumeMounts !== undefined
      ? [{ path: 'containers.volumeMounts', strategy: 'Fail', key: 'name+mountPath' } as const]
      : []),
  ];
}
