/** What the scheduler verbs, the binding webhook and the repairer ask of the engine: does it fit, how well, and with which values. */
import { hash } from 'node:crypto';
import type { Expression, ExpressionContext } from '../expression/expression.ts';
import { lazyHost } from '../expression/host-types.ts';
import type { HostFacts } from '../host-facts/model.ts';
import type { Pod } from '../kube/objects.ts';
import { ANNOTATION, BIND_PREFIX, type ReasonCode } from '../names.ts';
import type { BindValues, NodeView, PresetId, Verdict } from './api.ts';
import type { CompiledPreset } from './compile.ts';
import { type OwnRequirement, ownRequirement } from './own-requirement.ts';
import { readProvenance } from './provenance.ts';
import { rememberByText } from './recent.ts';
import { type Recipe, readRecipe } from './recipe.ts';
import { expressionsOf, slotValue } from './values.ts';

/** What admission left to be decided when a node is chosen, read from the pod's annotations. */
export interface PodPlan {
  readonly presets: readonly PresetId[];
  /** How many values a bind writes. */
  readonly slots: number;
  readonly recipe: Recipe | undefined;
  /** What the pod itself requires of its node. */
  readonly own: OwnRequirement | undefined;
  /** What the pod requests, as CEL has it at admission too: an int where it is whole. */
  readonly resources: Readonly<Record<string, bigint | number>>;
  /** What expressions may know of the pod. */
  readonly pod: {
    readonly metadata: {
      readonly name: string;
      readonly namespace: string;
      readonly labels: Readonly<Record<string, string>>;
    };
  };
}

export type PlanResult =
  | { readonly ok: true; readonly plan: PodPlan | null }
  | {
      readonly ok: false;
      readonly reason: 'RecipeUnreadable' | 'RequireInvalid';
      readonly message: string;
    };

/** null: no preset was applied and the pod requires nothing, so nothing of it depends on the node. */
export function planOf(pod: Pick<Pod, 'metadata'>): PlanResult {
  const { annotations = {}, labels = {}, name = '', namespace = '' } = pod.metadata;
  try {
    const applied = annotations[ANNOTATION.applied];
    const presets = applied === undefined ? NO_PRESETS : presetsIn(applied);
    const slots = annotations[ANNOTATION.slots];
    const late = slots === undefined ? NOTHING_LATE : readSlots(slots);
    const { recipe, resources } = late;
    if (presets.length === 0 && recipe === undefined) return { ok: true, plan: null };
    // Admission gives a recipe to every pod with a requirement: without one it has not looked at the pod, and neither do we.
    const own = recipe === undefined ? undefined : ownRequirement(pod);
    if (own?.ok === false) return { ok: false, reason: 'RequireInvalid', message: own.message };
    const plan = {
      presets,
      slots: late.slots,
      recipe,
      own: own?.requirement,
      resources,
      pod: { metadata: { name, namespace, labels } },
    };
    return { ok: true, plan };
  } catch (error) {
    return {
      ok: false,
      reason: 'RecipeUnreadable',
      message: (error as Error).message,
    };
  }
}

/** The verbs and the watch ask again for each pod, and the pods of one workload carry the same texts. */
const LATEST = { maxEntries: 200, maxCharacters: 128 * 1_024 };

const NO_PRESETS: readonly PresetId[] = [];

const presetsIn = rememberByText(
  (text): readonly PresetId[] =>
    Object.freeze(
      readProvenance(text).flatMap(({ preset, result }) => (result === 'skipped' ? [] : [preset])),
    ),
  LATEST,
);

type Slots = Pick<PodPlan, 'recipe' | 'resources' | 'slots'>;
const NOTHING_LATE: Slots = { recipe: undefined, resources: {}, slots: 0 };

const readSlots = rememberByText((text): Slots => {
  const recipe = readRecipe(text);
  const resources = Object.freeze(
    Object.fromEntries(
      Object.entries(recipe.resources).map(([name, amount]) => [
        name,
        Number.isSafeInteger(amount) ? BigInt(amount) : amount,
      ]),
    ),
  );
  return { recipe, resources, slots: Object.keys(recipe.slots).length };
}, LATEST);

export type PresetLookup = (id: PresetId) => CompiledPreset | undefined;

/** Filter: the node's facts are fresh, satisfy host.require of the pod's presets, and can fill every slot. */
export function judgeNode(plan: PodPlan, node: NodeView, lookup: PresetLookup): Verdict {
  const result = slotValues(plan, node, lookup);
  return result.ok ? { ok: true } : result;
}

/** Prioritize: integer 0..10, the weighted share of host.prefer that holds; what cannot be evaluated does not hold. */
export function scoreNode(plan: PodPlan, node: NodeView, lookup: PresetLookup): number {
  const preferences = preferencesOf(plan, lookup);
  if (preferences.length === 0 || node.facts.kind !== 'fresh') return 0;
  const context = lateContext(plan, node, node.facts.facts);
  let total = 0;
  let held = 0;
  for (const { expression, weight } of preferences) {
    total += weight;
    const result = expression.evaluate(context);
    if (result.ok && result.value === true) held += weight;
  }
  return Math.round((held / total) * 10);
}

/** Bytes of all slots together. Two annotations more come with a Binding, of which 64 KiB is the limit. */
const MAX_BINDING_BYTES = 63 * 1_024;

/** Bind: every annotation under bind.latebind.dev/ for this node, validated; all of them or a refusal. */
export function bindValues(plan: PodPlan, node: NodeView, lookup: PresetLookup): BindValues {
  const result = slotValues(plan, node, lookup);
  if (!result.ok || plan.slots === 0 || node.facts.kind !== 'fresh') return result;
  return withNode(sortedValues(result.annotations), node, node.facts.hash);
}

/** The slots' values, and how they read in the text that the generation is made of: before the node's name and after it. */
export interface SortedValues {
  readonly annotations: Readonly<Record<string, string>>;
  readonly before: string;
  readonly after: string;
}

export function sortedValues(annotations: Readonly<Record<string, string>>): SortedValues {
  const entries = Object.entries(annotations).sort(([left], [right]) => (left < right ? -1 : 1));
  const isBefore = ([key]: readonly [string, string]): boolean => key < ANNOTATION.node;
  const text = (entry: readonly [string, string]): string => JSON.stringify(entry);
  const before = entries.filter(isBefore).map((entry) => `${text(entry)},`);
  const after = entries.filter((entry) => !isBefore(entry)).map((entry) => `,${text(entry)}`);
  return { annotations, before: before.join(''), after: after.join('') };
}

/** All that a bind writes; in values that other nodes have too, the node's own is put last. */
export function withNode(
  { annotations, before, after }: SortedValues,
  { name, uid }: NodeView,
  factsHash: string,
): Extract<BindValues, { ok: true }> {
  const entries = `${before}["${ANNOTATION.node}",${JSON.stringify(name)}]${after}`;
  return {
    ok: true,
    annotations: {
      ...annotations,
      [ANNOTATION.node]: name,
      [ANNOTATION.generation]: generationOf(
        `[${JSON.stringify(uid)},${JSON.stringify(factsHash)},[${entries}]]`,
      ),
    },
  };
}

/** Names the directory below the gate's emptyDir, so hexadecimal only. Differs whenever a value does. */
const generationOf = (text: string): string => hash('sha256', text, 'hex').slice(0, 12);

/** False for a pod that may run anywhere and is bound without values; then no facts are needed. */
export function dependsOnNode(plan: PodPlan, lookup: PresetLookup): boolean {
  if (plan.slots > 0 || plan.own !== undefined) return true;
  return plan.presets.some((id) => (lookup(id)?.require.length ?? 0) > 0);
}

/** What must be true of a node, in order. */
export const requirementsOf = (plan: PodPlan, lookup: PresetLookup) => [
  ...plan.presets.flatMap((id) => (lookup(id)?.require ?? []).map((requirement) => ({ id, ...requirement }))),
  ...(plan.own === undefined ? [] : [plan.own]),
];

export const preferencesOf = (plan: PodPlan, lookup: PresetLookup) =>
  plan.presets.flatMap((id) => lookup(id)?.prefer ?? []);

/** All that bindValues evaluates. Throws where one of them cannot be read. */
export const slotExpressions = (plan: PodPlan): Expression[] =>
  Object.values(plan.recipe?.slots ?? {}).flatMap(expressionsOf);

/** The values alone, as every node of its kind has them. */
export function slotValues(plan: PodPlan, node: NodeView, lookup: PresetLookup): BindValues {
  if (!dependsOnNode(plan, lookup)) return { ok: true, annotations: {} };
  const { facts } = node;
  switch (facts.kind) {
    case 'missing':
      return refuse(
        'FactsMissing',
        'no host facts, is the agent running there?',
        `node ${node.name} has no annotation ${ANNOTATION.hostFacts}`,
      );
    case 'stale':
      return refuse(
        'FactsStale',
        `facts are of another ${facts.field}`,
        `node ${node.name}: facts say ${facts.field} ${facts.seen}, the node says ${facts.wanted}`,
      );
    case 'unreadable':
      return refuse('FactsUnreadable', 'host facts cannot be decoded', `node ${node.name}: ${facts.error}`);
    case 'fresh':
      break;
    default:
      return facts satisfies never;
  }
  const context = lateContext(plan, node, facts.facts);
  for (const { id, expression, message } of requirementsOf(plan, lookup)) {
    const unmet = requirementProblem(expression, context);
    if (unmet !== undefined)
      return refuse(
        unmet.reason,
        `${message} (${id})`,
        `node ${node.name}: ${expression.source}: ${unmet.detail}`,
      );
  }
  const annotations: Record<string, string> = {};
  let bytes = 0;
  for (const [key, slot] of Object.entries(plan.recipe?.slots ?? {})) {
    let value: ReturnType<typeof slotValue>;
    try {
      value = slotValue(key, slot, context);
    } catch (error) {
      return refuse(
        'RecipeUnreadable',
        'the slots of the pod cannot be read',
        `slot ${key}: ${(error as Error).message}`,
      );
    }
    if (!value.ok) return refuse(value.reason, value.what, `node ${node.name}: ${value.detail}`);
    annotations[`${BIND_PREFIX}${key}`] = value.value;
    bytes += BIND_PREFIX.length + key.length + value.value.length;
  }
  if (bytes > MAX_BINDING_BYTES)
    return refuse(
      'ValueInvalid',
      'the values are too large',
      `node ${node.name}: ${bytes} bytes, at most ${MAX_BINDING_BYTES} are allowed`,
    );
  return { ok: true, annotations };
}

function refuse(reason: ReasonCode, prose: string, detail: string): Extract<Verdict, { ok: false }> {
  return { ok: false, reason, message: prose, detail };
}

function requirementProblem(
  expression: Expression,
  context: ExpressionContext,
): { reason: ReasonCode; detail: string } | undefined {
  const result = expression.evaluate(context);
  if (!result.ok)
    return { reason: result.unknown ? 'FactUnknown' : 'ExpressionFailed', detail: result.message };
  if (result.value === true) return undefined;
  return { reason: 'RequireNotMet', detail: `is ${String(result.value)}, wanted true` };
}

/** As large as the facts themselves, so of the last few hosts only: a kind is judged once, and a bind asks for one node. */
const MAX_TYPED = 200;
const typed = new Map<HostFacts, object>();

function typedOf(facts: HostFacts): object {
  const known = typed.get(facts);
  if (known !== undefined) return known;
  const host = lazyHost(facts);
  if (typed.size >= MAX_TYPED) typed.clear();
  typed.set(facts, host);
  return host;
}

function lateContext(plan: PodPlan, node: NodeView, facts: HostFacts): ExpressionContext {
  return {
    host: typedOf(facts),
    node: { name: node.name, labels: node.labels },
    pod: plan.pod,
    resources: plan.resources,
  };
}

/** True when the pod's slots were all filled, for the node it is bound to. */
export function isFilled(pod: Pick<Pod, 'metadata'>, nodeName: string): boolean {
  const { annotations = {} } = pod.metadata;
  const planned = planOf(pod);
  if (!planned.ok) return false;
  if (planned.plan === null || planned.plan.slots === 0) return true;
  return (
    annotations[ANNOTATION.node] === nodeName &&
    (annotations[ANNOTATION.generation] ?? '') !== '' &&
    Object.keys(planned.plan.recipe?.slots ?? {}).every(
      (key) => annotations[`${BIND_PREFIX}${key}`] !== undefined,
    )
  );
}
