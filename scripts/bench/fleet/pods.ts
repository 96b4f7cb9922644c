/** Pods of a large cluster that run on its nodes: admitted, bound and filled, as the API server would send them. */
import type { Pod } from '../../../shared/kube/objects.ts';
import { ANNOTATION } from '../../../shared/names.ts';
import { type CoreJson, coreMessage } from '../../../test/build/core-protobuf.ts';
import { compiled, examplePod, expectedAnnotations } from '../../../test/cluster/scale/example-pod.ts';
import { fleetName, fleetNode } from '../../../test/cluster/scale/fleet.ts';
import type { Forms } from './formats.ts';

const NAMESPACE = 'team-a';
const KINDS = 20;

/** `nodes`: of the cluster; pod after pod runs on the next one that fits. In protobuf only. */
export async function fleetPods(count: number, nodes: number, preset: object): Promise<Forms[]> {
  const presets = [compiled(preset)];
  const pod = await examplePod(NAMESPACE, presets);
  const filled = Array.from({ length: KINDS }, (_, kind) =>
    expectedAnnotations(pod, fleetNode(kind), presets),
  );
  const fitting = Array.from({ length: nodes }, (_, index) => index).filter(
    (index) => filled[index % KINDS] !== undefined,
  );
  if (fitting.length === 0) throw new Error(`none of the first ${KINDS} nodes fits the example pod`);
  return Array.from({ length: count }, (_, number) => {
    const index = fitting[number % fitting.length] ?? 0;
    return { json: Buffer.alloc(0), protobuf: coreMessage('Pod', running(pod, number, index, filled)) };
  });
}

type Values = Readonly<Record<string, string>>;

function running(pod: Pod, number: number, index: number, filled: readonly (Values | undefined)[]): CoreJson {
  const own = number.toString(16).padStart(12, '0');
  return {
    metadata: {
      ...pod.metadata,
      name: `inference-7f9c8d6b54-${number.toString(36).padStart(5, '0')}`,
      uid: `0b7e2c1a-5d3f-4e6a-9c1b-${own}`,
      resourceVersion: String(2_000_000_000 + number),
      creationTimestamp: '2026-05-04T09:21:07Z',
      annotations: {
        ...pod.metadata.annotations,
        ...filled[index % KINDS],
        [ANNOTATION.node]: fleetName(index),
        [ANNOTATION.generation]: own,
      },
    },
    spec: { nodeName: fleetName(index) },
    status: { phase: 'Running' },
  };
}
