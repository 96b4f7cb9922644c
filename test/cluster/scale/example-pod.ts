/** A pod of examples/: as admission leaves it, and what a bind has to write. No cluster is needed for either. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { factsOfNode } from '../../../shared/host-facts/node-facts.ts';
import type { Node, Pod } from '../../../shared/kube/objects.ts';
import { admitPod } from '../../../shared/preset/admit.ts';
import { type CompiledPreset, compilePreset } from '../../../shared/preset/compile.ts';
import { bindValues, planOf } from '../../../shared/preset/place.ts';

const PODS = join(import.meta.dirname, '..', '..', '..', 'examples', 'pods');

export function compiled(object: object): CompiledPreset {
  const result = compilePreset(object);
  if (!result.ok) throw new Error(`a preset does not compile: ${JSON.stringify(result.problems)}`);
  return result.preset;
}

/** Asks for a GPU, and has slots. */
export async function examplePod(namespace: string, presets: readonly CompiledPreset[]): Promise<Pod> {
  const pod = parse(await readFile(join(PODS, '3-inference.yaml'), 'utf8')) as Pod;
  pod.metadata.namespace = namespace;
  const admitted = admitPod({ pod, namespace: { name: namespace, labels: {} }, presets });
  if (!admitted.admitted || admitted.slots < 2) throw new Error('the example pod has not two slots');
  return admitted.pod;
}

/** What a bind has to write on this node, from its facts; undefined where the node may not be chosen. */
export function expectedAnnotations(
  pod: Pod,
  node: Node,
  presets: readonly CompiledPreset[],
): Readonly<Record<string, string>> | undefined {
  const planned = planOf(pod);
  if (!planned.ok || planned.plan === null) throw new Error('the pod has no slots');
  const view = {
    name: node.metadata.name ?? '',
    uid: node.metadata.uid ?? '',
    labels: node.metadata.labels ?? {},
    facts: factsOfNode(node),
  };
  const values = bindValues(planned.plan, view, (id) => presets.find((preset) => preset.id === id));
  return values.ok ? values.annotations : undefined;
}
