/** Pods of a large cluster that run on its nodes: admitted, bound and filled, as the API server would send them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { factsOfNode } from '../../../shared/host-facts/node-facts.ts';
import type { Pod } from '../../../shared/kube/objects.ts';
import { ANNOTATION } from '../../../shared/names.ts';
import { admitPod } from '../../../shared/preset/admit.ts';
import { type CompiledPreset, compilePreset } from '../../../shared/preset/compile.ts';
import { bindValues, planOf } from '../../../shared/preset/place.ts';
import { type CoreJson, coreMessage } from '../../../test/build/core-protobuf.ts';
import { fleetName, fleetNode } from '../../../test/cluster/scale/fleet.ts';
import type { Forms } from './formats.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', '..', 'examples');
const NAMESPACE = 'team-a';
const KINDS = 20;

/** `nodes`: of the cluster; pod after pod runs on the next one that fits. In protobuf only. */
export async function fleetPods(count: number, nodes: number): Promise<Forms[]> {
  const preset = await nvidiaDriver();
  const pod = await admitted(preset);
  const filled = Array.from({ length: KINDS }, (_, kind) => valuesOn(pod, kind, preset));
  const fitting = Array.from({ length: nodes }, (_, index) => index).filter(
    (index) => filled[index % KINDS] !== undefined,
  );
  return Array.from({ length: count }, (_, number) => {
    const index = fitting[number % fitting.length] ?? 0;
    return { json: Buffer.alloc(0), protobuf: coreMessage('Pod', running(pod, number, index, filled)) };
  });
}

async function nvidiaDriver(): Promise<CompiledPreset> {
  const text = await readFile(join(EXAMPLES, 'presets', 'nvidia-driver.yaml'), 'utf8');
  const compiled = compilePreset(parse(text));
  if (!compiled.ok) throw new Error(`the preset does not compile: ${JSON.stringify(compiled.problems)}`);
  return compiled.preset;
}

async function admitted(preset: CompiledPreset): Promise<Pod> {
  const pod = parse(await readFile(join(EXAMPLES, 'pods', '3-inference.yaml'), 'utf8')) as Pod;
  pod.metadata.namespace = NAMESPACE;
  const result = admitPod({ pod, namespace: { name: NAMESPACE, labels: {} }, presets: [preset] });
  if (!result.admitted || result.slots < 2) throw new Error('the example pod has not two slots');
  return result.pod;
}

type Values = Readonly<Record<string, string>>;

function valuesOn(pod: Pod, index: number, preset: CompiledPreset): Values | undefined {
  const planned = planOf(pod);
  if (!planned.ok || planned.plan === null) throw new Error('the example pod has no plan');
  const node = fleetNode(index);
  const { name = '', uid = '', labels = {} } = node.metadata;
  const view = { name, uid, labels, facts: factsOfNode(node) };
  const values = bindValues(planned.plan, view, () => preset);
  return values.ok ? values.annotations : undefined;
}

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
