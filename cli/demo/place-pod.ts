/** One pod's way through admission, filter, prioritize and bind, with the functions the extender calls. */
import type { Pod } from '../../shared/kube/objects.ts';
import { admitPod } from '../../shared/preset/admit.ts';
import type { Verdict } from '../../shared/preset/api.ts';
import type { CompiledPreset } from '../../shared/preset/compile.ts';
import { bindValues, judgeNode, type PodPlan, planOf, scoreNode } from '../../shared/preset/place.ts';
import { effectiveRequests } from '../../shared/preset/requests.ts';
import { reasonText } from '../../shared/reason-text.ts';
import type { ExampleNode } from './examples.ts';

export interface Outcome {
  readonly pod: string;
  readonly result: 'Bound' | 'Pending' | 'Refused';
  readonly node: string;
  readonly presets: readonly string[];
  readonly reasons: readonly string[];
  /** As it is stored after the bind. */
  readonly bound?: Pod;
}

interface World {
  readonly nodes: readonly ExampleNode[];
  readonly presets: readonly CompiledPreset[];
  /** Pods that a node got already, so that equal nodes take turns. */
  readonly load: Map<string, number>;
}

type Refusal = Extract<Verdict, { ok: false }>;

export function placePod(pod: Pod, world: World): Outcome {
  const { name = '', namespace = '' } = pod.metadata;
  const id = `${namespace}/${name}`;
  const admitted = admitPod({ pod, namespace: { name: namespace, labels: {} }, presets: world.presets });
  const presets = admitted.decisions
    .filter(({ result }) => result === 'applied' || result === 'partly')
    .map(({ preset }) => preset.split('/').at(-1) ?? preset);
  const warnings = admitted.uncovered.map((resource) => `Uncovered: no preset for ${resource}`);
  const outcome = { pod: id, node: '', presets, reasons: warnings };
  if (!admitted.admitted) {
    return { ...outcome, result: 'Refused', reasons: [`${admitted.reason}: ${admitted.message}`] };
  }
  const planned = planOf(admitted.pod);
  if (!planned.ok) return { ...outcome, result: 'Refused', reasons: [reasonText(planned)] };

  const candidates = world.nodes.filter((node) => offersAll(node, admitted.pod));
  const lookup = (preset: string): CompiledPreset | undefined =>
    world.presets.find((one) => one.id === preset);
  const { plan } = planned;
  const refusals: Refusal[] = [];
  const fitting: { node: ExampleNode; score: number }[] = [];
  for (const node of candidates) {
    const verdict = plan === null ? { ok: true as const } : judgeNode(plan, node.view, lookup);
    if (verdict.ok) fitting.push({ node, score: plan === null ? 0 : scoreNode(plan, node.view, lookup) });
    else refusals.push(verdict);
  }
  const refused = countReasons(refusals, candidates.length);
  const best = pick(fitting, world.load);
  if (best === undefined) return { ...outcome, result: 'Pending', reasons: [...warnings, ...refused] };
  const values = valuesFor(plan, best, lookup);
  if (!values.ok) return { ...outcome, result: 'Pending', reasons: [reasonText(values)] };
  world.load.set(best.view.name, (world.load.get(best.view.name) ?? 0) + 1);
  return {
    ...outcome,
    result: 'Bound',
    node: best.view.name,
    reasons: [...warnings, ...refused],
    bound: bind(admitted.pod, best.view.name, values.annotations),
  };
}

/** Stands in for the scheduler's own filter on resources. */
function offersAll(node: ExampleNode, pod: Pod): boolean {
  return [...effectiveRequests(pod).keys()].every(
    (name) => !name.includes('/') || node.offers.includes(name),
  );
}

/** Stands in for the scheduler's own spreading: among equals the one with the fewest pods, then by name. */
function pick(fitting: readonly { node: ExampleNode; score: number }[], load: ReadonlyMap<string, number>) {
  const loadOf = ({ node }: { node: ExampleNode }): number => load.get(node.view.name) ?? 0;
  return fitting.toSorted((a, b) => b.score - a.score || loadOf(a) - loadOf(b))[0]?.node;
}

function valuesFor(
  plan: PodPlan | null,
  node: ExampleNode,
  lookup: (id: string) => CompiledPreset | undefined,
) {
  return plan === null ? { ok: true as const, annotations: {} } : bindValues(plan, node.view, lookup);
}

/** What the API server does with a Binding that has annotations. */
function bind(pod: Pod, nodeName: string, annotations: Readonly<Record<string, string>>): Pod {
  return {
    ...pod,
    metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } },
    spec: { ...pod.spec, nodeName },
  };
}

/** As kube-scheduler words it: "2 of 3 nodes: RequireNotMet: …". */
function countReasons(refusals: readonly Refusal[], all: number): string[] {
  const counts = new Map<string, number>();
  for (const text of refusals.map(reasonText)) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([message, count]) => `${count} of ${all} nodes: ${message}`);
}
