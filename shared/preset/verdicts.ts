/**
 * judgeNode, scoreNode and bindValues for many nodes and pods: evaluated once for each kind of node (node-kinds.ts) and
 * content of a plan. Filter asks for hundreds of nodes a pod, and the pods of a workload ask the same.
 */
import type { Expression } from '../expression/expression.ts';
import { type Reads, union } from '../expression/reads.ts';
import type { BindValues, NodeView, PresetId, Verdict } from './api.ts';
import type { CompiledPreset } from './compile.ts';
import { createNodeKinds, type NodeKinds } from './node-kinds.ts';
import {
  bindValues,
  judgeNode,
  type PodPlan,
  type PresetLookup,
  preferencesOf,
  requirementsOf,
  type SortedValues,
  scoreNode,
  slotExpressions,
  slotValues,
  sortedValues,
  withNode,
} from './place.ts';
import { createRecent } from './recent.ts';
import type { Recipe } from './recipe.ts';
import { shortKey } from './short-key.ts';

/** `place` and `serial` as for kindOf() in node-kinds.ts. */
export type OfNode<T> = (node: NodeView, place?: number, serial?: number) => T;

/** As judgeNode() answers, but the `detail` of a refusal is its message: it is that of a kind, not of a node. */
export function judgeNodes(plan: PodPlan, lookup: PresetLookup): OfNode<Verdict> {
  const judge = (node: NodeView): Verdict => judgeNode(plan, node, lookup);
  const judgeKind = (node: NodeView): Verdict => {
    const verdict = judge(node);
    return verdict.ok ? FITS : { ...verdict, detail: verdict.message };
  };
  return entryOf(plan, lookup).judge?.forPod(plan, judgeKind, judge) ?? judge;
}

/** As scoreNode() answers. */
export function scoreNodes(plan: PodPlan, lookup: PresetLookup): OfNode<number> {
  const score = (node: NodeView): number => scoreNode(plan, node, lookup);
  return entryOf(plan, lookup).score?.forPod(plan, score, () => 0) ?? (() => 0);
}

/** As bindValues() answers. */
export function bindKnownValues(plan: PodPlan, node: NodeView, lookup: PresetLookup): BindValues {
  const { facts } = node;
  const { number, judge } = entryOf(plan, lookup);
  const kind = judge?.kindOf(node);
  if (plan.slots === 0 || judge === undefined || kind === undefined || facts.kind !== 'fresh')
    return bindValues(plan, node, lookup);
  const key = `${number} ${kind} ${judge.aboutPod(plan)}`;
  const known = values.get(key);
  if (known !== undefined) return withNode(known, node, facts.hash);
  const made = slotValues(plan, node, lookup);
  // A refusal names its node.
  if (!made.ok) return made;
  const sorted = sortedValues(made.annotations);
  // The values stand there a second time, one by one.
  values.set(key, sorted, 2 * (sorted.before.length + sorted.after.length));
  return withNode(sorted, node, facts.hash);
}

/** By the number of an entry, of a kind of its nodes, and what is read of the pod. */
const values = createRecent<SortedValues>({ maxEntries: 1_000, maxCharacters: 512 * 1_024 });

/**
 * The same text for plans that get the same verdicts of all nodes, as long as no preset changes: the pods of a workload.
 */
export function verdictsKey(plan: PodPlan, lookup: PresetLookup): string {
  const { number, judge } = entryOf(plan, lookup);
  return `${number} ${judge === undefined ? JSON.stringify(plan.pod) : judge.aboutPod(plan)}`;
}

const FITS: Verdict = { ok: true };

/** What is remembered for the plans of one content. */
interface Entry {
  readonly number: number;
  /** As they were when it was made: an edited preset is another object. */
  readonly presets: readonly (CompiledPreset | undefined)[];
  /** undefined where an expression cannot be read: judgeNode says so of each node. */
  readonly judge: Answers<Verdict> | undefined;
  /** undefined where nothing is preferred. */
  readonly score: Answers<number> | undefined;
}

/** Far above what is asked in a minute; only memory is at stake. */
const MAX_ENTRIES = 2_000;
const MAX_ANSWERS = 200_000;
const MAX_KINDS = 200;

const entries = new Map<string, Entry>();
/** By the recipe that was last asked with: where all else is the same too, its content need not be put into a text again. */
let entriesByRecipe = new WeakMap<Recipe, Pick<PodPlan, 'presets' | 'own'> & { readonly entry: Entry }>();
const kindsByReads = new Map<string, NodeKinds>();
let answers = 0;
let entriesMade = 0;

function entryOf(plan: PodPlan, lookup: PresetLookup): Entry {
  const { recipe, presets, own } = plan;
  if (recipe === undefined) return entryByContent(plan, lookup);
  const known = entriesByRecipe.get(recipe);
  if (known?.presets === presets && known.own === own && isCurrent(known.entry, plan, lookup))
    return known.entry;
  const entry = entryByContent(plan, lookup);
  entriesByRecipe.set(recipe, { presets, own, entry });
  return entry;
}

function isCurrent(entry: Entry, { presets }: PodPlan, lookup: PresetLookup): boolean {
  for (let index = 0; index < presets.length; index += 1) {
    if (lookup(presets[index] as PresetId) !== entry.presets[index]) return false;
  }
  return true;
}

function entryByContent(plan: PodPlan, lookup: PresetLookup): Entry {
  const key = shortKey(JSON.stringify([numberOf(plan.recipe), plan.presets, plan.own?.expression.source]));
  const known = entries.get(key);
  if (known !== undefined && isCurrent(known, plan, lookup)) return known;
  if (entries.size >= MAX_ENTRIES) forgetEntries();
  const preferred = preferencesOf(plan, lookup).map(({ expression }) => expression);
  entriesMade += 1;
  const entry = {
    number: entriesMade,
    presets: plan.presets.map(lookup),
    judge: judgedBy(plan, lookup),
    score: preferred.length === 0 ? undefined : new Answers<number>(preferred),
  };
  entries.set(key, entry);
  return entry;
}

function forgetEntries(): void {
  entries.clear();
  entriesByRecipe = new WeakMap();
}

function judgedBy(plan: PodPlan, lookup: PresetLookup): Answers<Verdict> | undefined {
  try {
    return new Answers([
      ...requirementsOf(plan, lookup).map(({ expression }) => expression),
      ...slotExpressions(plan),
    ]);
  } catch {
    return undefined;
  }
}

/** Of the slots' content, since pods of many sizes have the same; readSlots() gives one object for one text. */
const slotNumbers = new WeakMap<Recipe, number>();
const numbersBySlots = new Map<string, number>();
let slotsSeen = 0;

function numberOf(recipe: Recipe | undefined): number {
  if (recipe === undefined) return 0;
  const known = slotNumbers.get(recipe);
  if (known !== undefined) return known;
  const slots = shortKey(JSON.stringify(recipe.slots));
  let number = numbersBySlots.get(slots);
  if (number === undefined) {
    if (numbersBySlots.size >= MAX_ENTRIES) numbersBySlots.clear();
    slotsSeen += 1;
    number = slotsSeen;
    numbersBySlots.set(slots, number);
  }
  slotNumbers.set(recipe, number);
  return number;
}

class Answers<T> {
  readonly #kinds: NodeKinds;
  readonly #reads: Reads;
  /** By what is read of the pod, then by kind of node. */
  readonly #byPod = new Map<string, Map<number, T>>();

  constructor(expressions: readonly Expression[]) {
    this.#reads = union(expressions.map((expression) => expression.reads));
    this.#kinds = kindsFor(this.#reads);
  }

  /** A text for what is read of the pod. */
  aboutPod({ pod, recipe }: PodPlan): string {
    const { pod: readsPod, resources } = this.#reads;
    if (!readsPod && !resources) return '';
    return shortKey(JSON.stringify([readsPod ? pod : 0, resources ? recipe?.resources : 0]));
  }

  kindOf(node: NodeView): number | undefined {
    return this.#kinds.kindOf(node);
  }

  /** `other`: of nodes whose facts are not fresh, which are of no kind. */
  forPod(plan: PodPlan, answer: (node: NodeView) => T, other: (node: NodeView) => T): OfNode<T> {
    const about = this.aboutPod(plan);
    const kinds = this.#kinds;
    let byKind = this.#byPod.get(about);
    return (node, place, serial) => {
      const kind = kinds.kindOf(node, place, serial);
      if (kind === undefined) return other(node);
      const known = byKind?.get(kind);
      if (known !== undefined) return known;
      const made = answer(node);
      if (byKind === undefined) {
        byKind = new Map();
        this.#byPod.set(about, byKind);
        count(POD_WEIGHT);
      }
      byKind.set(kind, made);
      count(1);
      return made;
    };
  }
}

/** A pod with answers of its own takes as much as so many answers. */
const POD_WEIGHT = 10;

/** Forgets everything at once: what is still asked for is soon there again. */
function count(weight: number): void {
  answers += weight;
  if (answers < MAX_ANSWERS) return;
  answers = 0;
  forgetEntries();
  kindsByReads.clear();
}

/** Different plans often read the same of a node. */
function kindsFor({ host, labels, nodeName }: Reads): NodeKinds {
  const key = JSON.stringify([host, labels, nodeName]);
  const known = kindsByReads.get(key);
  if (known !== undefined) return known;
  if (kindsByReads.size >= MAX_KINDS) kindsByReads.clear();
  const kinds = createNodeKinds({ host, labels, nodeName });
  kindsByReads.set(key, kinds);
  return kinds;
}
