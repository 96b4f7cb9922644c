import type { ContainerPatch, PresetSpec } from '../../../shared/preset/spec.ts';
import type { Losses } from '../losses.ts';
import { presetMetadata } from '../pod-preset-metadata.ts';
import type { Reader } from '../reader.ts';
import type { PresetManifest } from '../types.ts';
import { containerPatches } from './container-roles.ts';
import { all, namesNone, OF_FLYTE } from './expressions.ts';
import { podMetadata } from './metadata.ts';
import { podParts } from './pod-spec.ts';
import { PRIORITY } from './priorities.ts';
import { prepended } from './strategies.ts';

/** Where FlytePropeller runs. What is there is for every namespace that has no template of that name. */
const SYSTEM_NAMESPACE = 'flyte';

const UNKNOWN = 'is no field of a PodTemplate and had no effect';

export interface TemplateUse {
  /** The one that Flyte takes for tasks that name none. */
  readonly isDefault: boolean;
  /** Templates that tasks may name; who names one does not get the default. */
  readonly named: readonly string[];
}

export function templatePreset(
  document: Reader,
  { isDefault, named }: TemplateUse,
  losses: Losses,
): PresetManifest[] {
  losses.addUnknown(document, ['apiVersion', 'kind', 'metadata', 'template'], UNKNOWN);
  const { namespace, ...metadata } = presetMetadata(document.required('metadata'), losses);
  const cluster = namespace === undefined || namespace === SYSTEM_NAMESPACE;
  const content = templateContent(document.required('template'), losses);
  if (Object.keys(content).length === 0) {
    losses.add({ path: 'template' }, 'says nothing, so there is no preset');
    return [];
  }
  return [
    {
      apiVersion: 'latebind.dev/v1alpha1',
      kind: cluster ? 'ClusterPodPreset' : 'PodPreset',
      metadata: cluster ? metadata : { ...metadata, namespace },
      spec: {
        ...(isDefault
          ? { matchExpression: all(OF_FLYTE, namesNone(named)), scopePolicy: 'Shadow' }
          : { byName: true }),
        priority: PRIORITY.template,
        onConflict: 'SkipEntry',
        ...content,
      },
    },
  ];
}

/** What a template gives to a pod; `{}` when it is nothing. */
export function templateContent(
  template: Reader,
  losses: Losses,
): Pick<PresetSpec, 'metadata' | 'pod' | 'containers' | 'strategies'> {
  losses.addUnknown(template, ['metadata', 'spec'], UNKNOWN);
  const { pod, ...parts } = podParts(template.required('spec'), losses);
  const patches = containerPatches(parts);
  const metadata = podMetadata(template.at('metadata'), losses);
  const nothing = Object.keys(metadata).length === 0 && Object.keys(pod).length === 0 && patches.length === 0;
  const containers = nothing ? placeholder(parts.containers[0]) : patches;
  const strategies = prepended({ pod, containers });
  return {
    ...metadata,
    ...(Object.keys(pod).length === 0 ? {} : { pod }),
    ...(containers.length === 0 ? {} : { containers }),
    ...(strategies.length === 0 ? {} : { strategies }),
  };
}

/**
 * A template that says nothing still takes the place of the default, or of one in the system namespace. A preset has to
 * say something; an image that loses against the container's own is nothing.
 */
function placeholder(
  container: { readonly name: string; readonly image?: unknown } | undefined,
): ContainerPatch[] {
  if (container?.image === undefined) return [];
  return [{ select: { types: ['App'], names: [container.name] }, image: container.image }];
}
