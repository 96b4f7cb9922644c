/** An answer for people: the pod, or what became of it, as YAML or diff; the reasons go to stderr. */
import type { Pod } from '../shared/kube/objects.ts';
import { reasonText } from '../shared/reason-text.ts';
import type { Answer, NodeAnswer, PresetAnswer } from './admission.ts';
import { unifiedDiff } from './diff.ts';
import { yamlOf } from './yaml-text.ts';

export function podDiff(before: Pod, after: Pod): string {
  const name = `${after.metadata.namespace ?? ''}/${after.metadata.name ?? after.metadata.generateName ?? ''}`;
  return unifiedDiff(
    { name: `${name} as written`, text: yamlOf(before) },
    { name: `${name} as admitted`, text: yamlOf(after) },
  );
}

export function reasonLines(answer: Answer): string[] {
  return [
    ...answer.presets.flatMap((preset) => presetLines(preset, answer)),
    ...answer.warnings.map((warning) => `warning: ${warning}`),
    ...(answer.admitted ? [] : [`rejected: ${reasonText(answer as Parameters<typeof reasonText>[0])}`]),
    ...(answer.node === undefined ? [] : [nodeLine(answer.node)]),
  ];
}

function presetLines(
  { name, namespace, result, reason, detail }: PresetAnswer,
  { conflicts }: Answer,
): string[] {
  const id = namespace === undefined ? `ClusterPodPreset/${name}` : `PodPreset/${namespace}/${name}`;
  const own = conflicts.filter(({ preset }) => preset === id);
  const said = own.length > 0 ? undefined : detail;
  return [
    `preset ${id}: ${[result, reason, said].filter((part) => part !== undefined).join(': ')}`,
    ...own.map(
      ({ path, other, seen, wanted }) =>
        `  ${path}: ${other === 'pod' ? 'the pod' : other} has ${seen}, wanted ${wanted}`,
    ),
  ];
}

function nodeLine(node: NodeAnswer): string {
  return node.fits
    ? `node ${node.name}: fits`
    : `node ${node.name}: does not fit: ${node.reason}: ${node.message} (${node.detail})`;
}
