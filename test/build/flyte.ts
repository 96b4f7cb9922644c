/** Flyte's PodTemplates, settings and pod tasks as documents, and the pods that it makes. */
import { convertFlyte, type FlyteDocuments } from '../../cli/convert/flyte.ts';
import type { Behaviour, Converted, PresetManifest, SourceDocument } from '../../cli/convert/types.ts';
import type { Fields } from '../../shared/json.ts';
import type { Container } from '../../shared/kube/objects.ts';
import type { PresetSpec } from '../../shared/preset/spec.ts';
import { type PodBuilder, pod } from './pod.ts';

/** plugins.k8s with these settings. */
export const settings = (k8s: Fields): SourceDocument => ({
  source: 'config.yaml',
  value: { plugins: { k8s } },
});

/** Settings that make `flyte-template` the default one. */
export const defaultTemplate = settings({ 'default-pod-template-name': 'flyte-template' });

interface TemplateOf {
  readonly name?: string;
  readonly namespace?: string | undefined;
  readonly metadata?: Fields;
}

/** flyte/flyte-template; without a container of its own it has one that Flyte ignores. */
export const template = (
  { containers = [{ name: 'noop', image: 'registry.example/noop:1' }], ...spec }: Fields,
  { name = 'flyte-template', namespace = 'flyte', metadata = {} }: TemplateOf = {},
): SourceDocument => ({
  source: `${name}.yaml`,
  value: {
    apiVersion: 'v1',
    kind: 'PodTemplate',
    metadata: { name, namespace },
    template: { metadata, spec: { containers, ...spec } },
  },
});

/** A container of a template; its image never counts. */
export const pattern = (name: string, fields: Fields): Fields => ({
  name,
  image: 'registry.example/noop:1',
  ...fields,
});

export const podTask = (podSpec: Fields, further: Fields = {}): SourceDocument => ({
  source: 'task.yaml',
  value: { primary_container_name: 'primary', pod_spec: podSpec, ...further },
});

/** What convert makes of documents of one run. */
export function convert(
  { configs = [], templates = [], podTasks = [] }: Partial<FlyteDocuments>,
  behaviour: Behaviour = 'implemented',
): Converted {
  return convertFlyte({ configs, templates, podTasks }, { behaviour });
}

export const PROJECT = 'flytesnacks-development';

/** A pod of a task with one container, in the namespace of its project. */
export const taskPod = (main: Partial<Container> = {}): PodBuilder =>
  pod('f7c1-n0-0')
    .namespace(PROJECT)
    .label('execution-id', 'f7c1')
    .spec({
      containers: [{ name: 'f7c1-n0-0', image: 'registry.example/task:1', ...main }],
      restartPolicy: 'Never',
    });

/** A preset of the cluster that somebody wrote by hand. */
export const handwritten = (name: string, spec: PresetSpec): PresetManifest => ({
  apiVersion: 'latebind.dev/v1alpha1',
  kind: 'ClusterPodPreset',
  metadata: { name },
  spec,
});
