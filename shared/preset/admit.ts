/** What the pod webhook answers: select, merge, place slots, record. */
import type { ExpressionContext } from '../expression/expression.ts';
import type { Pod } from '../kube/objects.ts';
import { ANNOTATION, LABEL, type ReasonCode } from '../names.ts';
import { reasonText } from '../reason-text.ts';
import type { AdmitReport, AdmitResult, Conflict, NamespaceView, NodeView, PresetDecision } from './api.ts';
import type { PresetChanges } from './change-log.ts';
import type { CompiledPreset } from './compile.ts';
import { renderPod } from './late.ts';
import { mismatch } from './match.ts';
import { type Laid, layPreset } from './merge.ts';
import { chooseByName } from './named.ts';
import { ignoredRequirement, type OwnRequirement, ownRequirement } from './own-requirement.ts';
import { bindValues, dependsOnNode, planOf } from './place.ts';
import { protectionsOf } from './protect.ts';
import type { Provenance } from './provenance.ts';
import { quantityNumber } from './quantity.ts';
import { ranking } from './rank.ts';
import { MAX_SLOTS, writeRecipe } from './recipe.ts';
import { effectiveRequests, isExtendedResource, type Requests } from './requests.ts';
import { reservedName } from './reserved-names.ts';
import { settlePreset } from './settle.ts';
import { stripPod } from './strip.ts';
import { podSecurityWarnings, warningsOf } from './warnings.ts';
import { openPod } from './work-pod.ts';

export interface AdmitInput {
  /** As the AdmissionReview has it; metadata.namespace may be missing. Never modified. */
  readonly pod: Pod;
  readonly namespace: NamespaceView;
  /** All presets of the cluster and of the pod's namespace, in any order. */
  readonly presets: readonly CompiledPreset[];
  /** The node of a pod that was created with spec.nodeName, when it is known. */
  readonly node?: NodeView;
}

/** The pod with presets applied and slots placed, or a refusal. Admitting the result again gives the same pod. */
export function admitPod({ pod: original, namespace, presets, node }: AdmitInput): AdmitResult {
  if (original.metadata?.annotations?.[ANNOTATION.mirrorPod] !== undefined)
    return untouched(original, presets, []);
  const stripped = stripPod(original);
  const { pod } = stripped;
  if (pod.metadata.annotations?.[ANNOTATION.exclude] === 'true')
    return untouched(pod, presets, ignoredRequirement(pod, `it has ${ANNOTATION.exclude}: "true"`));
  const reserved = reservedName(pod);
  if (reserved !== undefined) return refuse('ReservedName', reserved, { decisions: [], conflicts: [] });
  const own = ownRequirement(pod);
  if (!own.ok) return refuse('RequireInvalid', own.message, { decisions: [], conflicts: [] });

  const requests = effectiveRequests(pod);
  const context = lazy(() => admissionContext(pod, namespace, requests));
  const chosen = chooseByName(pod, namespace.name, presets);
  if (!chosen.ok) return refuse('PresetUnknown', chosen.message, { decisions: [], conflicts: [] });
  const ranked = ranking(chosen.named);
  const generations = new Map(presets.map((preset) => [preset.id, preset.generation]));
  const common = { requests, namespace, generations, node, named: chosen.named, own: own.requirement };
  const matching: CompiledPreset[] = [];
  const others: PresetDecision[] = [];
  for (const preset of presets) {
    const no = chosen.left.get(preset.id) ?? mismatch(preset, { pod, namespace, requests, context });
    if (no === undefined) matching.push(preset);
    else if (no.reason !== 'ExpressionFailed')
      others.push({ preset: preset.id, result: 'not-matched', ...no });
    else if (!preset.required) others.push(skipped(preset, no.reason, no.detail));
    else return refuseRequired(preset, no.detail, { decisions: [], conflicts: [] });
  }
  matching.sort(ranked.compare);
  others.sort((left, right) => (left.preset < right.preset ? -1 : 1));

  const rules = { ranking: ranked, protections: protectionsOf(matching) };
  const decisions: PresetDecision[] = [];
  const conflicts: Conflict[] = [];
  const applied: CompiledPreset[] = [];
  let work = openPod(stripped);
  for (const preset of matching) {
    const settled = settlePreset(preset, context, requests);
    const laid = settled.ok ? layPreset(work, preset, settled.content, rules) : undefined;
    const decision = settled.ok ? decide(preset, laid) : skipped(preset, settled.reason, settled.detail);
    conflicts.push(...(laid?.conflicts ?? []));
    decisions.push(decision);
    if (laid !== undefined && decision.result !== 'skipped') {
      ({ work } = laid);
      applied.push(preset);
      continue;
    }
    const report = { decisions: [...decisions, ...others], conflicts };
    if (preset.required) return refuseRequired(preset, decision.detail ?? '', report);
    if (decision.reason !== 'Conflict') continue;
    if (preset.onConflict === 'Reject')
      return refuse('Rejected', `preset ${preset.id} refuses the pod: ${decision.detail ?? ''}`, report);
    if (preset.onConflict === 'SkipAll') {
      const why = `${preset.id} has a conflict and onConflict: SkipAll`;
      const required = matching.find((one) => one.required);
      if (required !== undefined) return refuseRequired(required, why, report);
      return conclude({
        ...common,
        work: openPod(stripped),
        decisions: [
          ...matching.map((one) => (one === preset ? decision : skipped(one, 'DroppedWithSet', why))),
          ...others,
        ],
        conflicts: laid?.conflicts ?? [],
        applied: [],
      });
    }
  }
  return conclude({ ...common, work, decisions: [...decisions, ...others], conflicts, applied });
}

function refuse(
  reason: ReasonCode,
  message: string,
  report: Pick<AdmitReport, 'decisions' | 'conflicts'>,
): AdmitResult {
  return { admitted: false, reason, message, ...report, uncovered: [], warnings: [] };
}

function refuseRequired(
  { id }: CompiledPreset,
  why: string,
  report: Pick<AdmitReport, 'decisions' | 'conflicts'>,
): AdmitResult {
  return refuse('Rejected', `preset ${id} is required and cannot be applied: ${why}`, report);
}

function skipped({ id }: CompiledPreset, reason: ReasonCode, detail: string): PresetDecision {
  return { preset: id, result: 'skipped', reason, detail };
}

function decide(preset: CompiledPreset, laid: Laid | undefined): PresetDecision {
  const { conflicts = [], kept = [], idle = [], partly = false } = laid ?? {};
  if (conflicts.length === 0) {
    const notes = [
      ...(kept.length > 0 ? [`kept ${kept.join(', ')}`] : []),
      ...idle.map((container) => `the pod has no ${container.replace(/^a /, '')}`),
    ];
    return {
      preset: preset.id,
      result: 'applied',
      ...(notes.length > 0 ? { detail: notes.join('; ') } : {}),
    };
  }
  const detail = describe(conflicts);
  return preset.onConflict === 'SkipEntry' && partly
    ? { preset: preset.id, result: 'partly', reason: 'Conflict', detail }
    : skipped(preset, 'Conflict', detail);
}

interface Outcome {
  readonly work: ReturnType<typeof openPod>;
  readonly requests: Requests;
  readonly decisions: readonly PresetDecision[];
  readonly conflicts: readonly Conflict[];
  readonly applied: readonly CompiledPreset[];
  readonly namespace: NamespaceView;
  readonly generations: ReadonlyMap<string, number>;
  readonly node: NodeView | undefined;
  /** Presets that the pod names. */
  readonly named: ReadonlyMap<string, number>;
  readonly own: OwnRequirement | undefined;
}

function conclude({
  work,
  requests,
  decisions,
  conflicts,
  applied,
  namespace,
  generations,
  node,
  named,
  own,
}: Outcome): AdmitResult {
  const { pod: rendered, slots, changes } = renderPod(work);
  const count = Object.keys(slots).length;
  const covered = new Set(applied.flatMap(({ covers }) => [...covers]));
  const uncovered = [...requests.keys()]
    .filter((name) => isExtendedResource(name) && !covered.has(name))
    .sort();
  const report = { decisions, conflicts, uncovered };
  if (count > MAX_SLOTS) {
    return {
      admitted: false,
      reason: 'ValueInvalid',
      message: `the pod would need ${count} slots, at most ${MAX_SLOTS} are possible`,
      ...report,
      warnings: [],
    };
  }
  const provenance = decisions
    .filter(({ result }) => result !== 'not-matched')
    .map((decision) => record(decision, generations, changes.get(decision.preset)));
  const annotations: Record<string, string> = { ...rendered.metadata.annotations };
  // A preset may replace all annotations. This one is no decoration: whoever made the pod relies on it.
  if (own !== undefined) annotations[ANNOTATION.require] = own.expression.source;
  if (provenance.length > 0) annotations[ANNOTATION.applied] = JSON.stringify(provenance);
  // Expressions of host.require and host.prefer read what the pod requests from the recipe, too; so does the pod's own.
  const judged =
    own !== undefined || applied.some(({ require, prefer }) => require.length + prefer.length > 0);
  if (count > 0 || judged)
    annotations[ANNOTATION.slots] = writeRecipe({ v: 1, resources: resourceNumbers(requests), slots });
  if (uncovered.length > 0) annotations[ANNOTATION.uncovered] = uncovered.join(',');
  // What the extender has to see again: to fill, to report, or to wake when a node comes to suit it.
  const managed =
    count > 0 || uncovered.length > 0 || provenance.some(({ result }) => result !== 'applied') || judged;
  const warnings = [...warningsOf(decisions, uncovered, named), ...podSecurityWarnings(applied, namespace)];

  let pod: Pod = {
    ...rendered,
    metadata: {
      ...rendered.metadata,
      ...(Object.keys(annotations).length === 0 && rendered.metadata.annotations === undefined
        ? {}
        : { annotations }),
      ...(managed ? { labels: { ...rendered.metadata.labels, [LABEL.managed]: 'true' } } : {}),
    },
  };
  if (rendered.spec.nodeName !== undefined && rendered.spec.nodeName !== '') {
    const bound = bindNow(pod, rendered.spec.nodeName, namespace, applied, node);
    if (!bound.ok) {
      // A container without a gate would simply run; one with a gate waits until the repairer can fill it.
      if (count === 0)
        return {
          admitted: false,
          reason: bound.reason,
          message: `node ${rendered.spec.nodeName}: ${bound.message}`,
          ...report,
          warnings,
        };
      warnings.push(
        `spec.nodeName is set and node ${rendered.spec.nodeName} cannot fill the pod now (${reasonText(bound)}); its containers wait`,
      );
    } else if (Object.keys(bound.annotations).length > 0) {
      pod = {
        ...pod,
        metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...bound.annotations } },
      };
    }
  }
  return { admitted: true, pod, slots: count, ...report, warnings };
}

/** A pod that was created on a node never passes a Binding. */
function bindNow(
  pod: Pod,
  nodeName: string,
  namespace: NamespaceView,
  applied: readonly CompiledPreset[],
  node: NodeView | undefined,
): ReturnType<typeof bindValues> {
  const named = {
    ...pod,
    metadata: { ...pod.metadata, namespace: pod.metadata.namespace ?? namespace.name },
  };
  const planned = planOf(named);
  if (!planned.ok)
    return { ok: false, reason: planned.reason, message: planned.message, detail: planned.message };
  const lookup = (id: string): CompiledPreset | undefined => applied.find((preset) => preset.id === id);
  if (planned.plan === null || !dependsOnNode(planned.plan, lookup)) return { ok: true, annotations: {} };
  if (node === undefined) {
    return {
      ok: false,
      reason: 'NodeUnknown',
      message: 'the node is not known yet',
      detail: `node ${nodeName} is not known`,
    };
  }
  return bindValues(planned.plan, node, lookup);
}

function untouched(pod: Pod, presets: readonly CompiledPreset[], warnings: readonly string[]): AdmitResult {
  const decisions = presets.map(
    (preset): PresetDecision => ({ preset: preset.id, result: 'not-matched', reason: 'Excluded' }),
  );
  return { admitted: true, pod, slots: 0, decisions, conflicts: [], uncovered: [], warnings };
}

function admissionContext(pod: Pod, namespace: NamespaceView, requests: Requests): ExpressionContext {
  return {
    pod: {
      metadata: {
        ...(pod.metadata.name === undefined ? {} : { name: pod.metadata.name }),
        namespace: namespace.name,
        labels: pod.metadata.labels ?? {},
        annotations: pod.metadata.annotations ?? {},
      },
      spec: pod.spec,
    },
    namespaceObject: { metadata: { name: namespace.name, labels: namespace.labels } },
    resources: Object.fromEntries([...requests].map(([name, amount]) => [name, quantityNumber(amount)])),
  };
}

function resourceNumbers(requests: Requests): Record<string, number> {
  return Object.fromEntries(
    [...requests]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, amount]) => [name, Number(quantityNumber(amount))]),
  );
}

const MAX_DETAIL = 240;

function record(
  { preset, result, reason, detail }: PresetDecision,
  generations: ReadonlyMap<string, number>,
  changes: PresetChanges | undefined,
): Provenance {
  return {
    preset,
    generation: generations.get(preset) ?? 0,
    result: result === 'not-matched' ? 'skipped' : result,
    ...(reason === undefined ? {} : { reason }),
    ...(detail === undefined || result === 'applied' ? {} : { detail: detail.slice(0, MAX_DETAIL) }),
    ...(changes === undefined || isEmpty(changes.added) ? {} : { added: changes.added }),
    ...(changes === undefined || isEmpty(changes.taken) ? {} : { taken: changes.taken }),
  };
}

function isEmpty(lists: object): boolean {
  return Object.keys(lists).length === 0;
}

function describe(conflicts: readonly Conflict[]): string {
  const [first] = conflicts;
  if (first === undefined) return '';
  const more = conflicts.length > 1 ? ` (and ${conflicts.length - 1} more)` : '';
  return `${first.path}: ${first.other === 'pod' ? 'the pod' : first.other} has ${first.seen}, wanted ${first.wanted}${more}`;
}

function lazy<T>(make: () => T): () => T {
  let value: { made: T } | undefined;
  return () => {
    value ??= { made: make() };
    return value.made;
  };
}
