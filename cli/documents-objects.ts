/** What the documents are: presets, pods and what makes pods, namespaces, nodes; the rest of a chart is left aside. */
import { type Fields, isObject } from '../shared/json.ts';
import type { Node } from '../shared/kube/objects.ts';
import { GROUP } from '../shared/names.ts';
import type { NamespaceView } from '../shared/preset/api.ts';
import { PRESET_KINDS } from '../shared/preset/spec.ts';
import type { SourceDocument } from './convert/types.ts';
import { type PodDocument, podOfReview, podsOf } from './documents-pods.ts';
import { UserError } from './user-error.ts';

export interface Objects {
  /** Everything that says it is a preset, valid or not. */
  readonly presets: readonly SourceDocument[];
  readonly pods: readonly PodDocument[];
  readonly nodes: readonly Node[];
  /** As the API server labels it: with its name. */
  namespace(name: string): NamespaceView;
}

export function objectsOf(documents: readonly SourceDocument[]): Objects {
  const presets: SourceDocument[] = [];
  const pods: PodDocument[] = [];
  const nodes: Node[] = [];
  const namespaces = new Map<string, Readonly<Record<string, string>>>();
  for (const document of documents) {
    const { source, value } = document;
    const { kind, apiVersion } = value;
    if (isPreset(value)) {
      presets.push(document);
      continue;
    }
    if (typeof kind !== 'string' || typeof apiVersion !== 'string') {
      const missing = typeof kind === 'string' ? 'apiVersion' : 'kind';
      throw new UserError(`${source}: has no ${missing}, wanted a Kubernetes object`);
    }
    if (kind === 'AdmissionReview') pods.push(podOfReview(document));
    else if (kind === 'Namespace' && apiVersion === 'v1') {
      const { name, labels } = metadataOf(document);
      namespaces.set(name, labels);
    } else if (kind === 'Node' && apiVersion === 'v1') {
      metadataOf(document);
      nodes.push(value as unknown as Node);
    } else pods.push(...podsOf(document));
  }
  return {
    presets,
    pods,
    nodes,
    namespace: (name) => ({
      name,
      labels: { ...namespaces.get(name), 'kubernetes.io/metadata.name': name },
    }),
  };
}

/** By its group or by its kind: one with a slip in the other is to be refused, not passed over. */
function isPreset({ apiVersion, kind }: Fields): boolean {
  return (
    (typeof apiVersion === 'string' && apiVersion.startsWith(`${GROUP}/`)) ||
    PRESET_KINDS.some((known) => known === kind)
  );
}

function metadataOf({ source, value }: SourceDocument): { name: string; labels: Record<string, string> } {
  const { metadata } = value;
  if (!isObject(metadata) || typeof metadata['name'] !== 'string' || metadata['name'] === '')
    throw new UserError(`${source}: metadata.name is missing`);
  const { name, labels = {} } = metadata;
  if (!isObject(labels)) throw new UserError(`${source}: metadata.labels is not a map`);
  return { name, labels: labels as Record<string, string> };
}
