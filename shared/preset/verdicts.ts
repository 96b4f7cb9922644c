/**
 * judgeNode and scoreNode for many nodes: evaluated once for each kind of node (node-kinds.ts) and content of a plan.
 * Filter asks for hundreds of nodes a pod, and the pods of a workload ask the same.
 */
import type { Expression } from '../expression/expression.ts';
import { type Reads, union } from '../expression/reads.ts';
import type { NodeView, Verdict } from './api.ts';
import type { CompiledPreset } from './compile.ts';
import { createNodeKinds, type NodeKinds } from './node-kinds.ts';
import {
  judgeNode,
  type PodPlan,
  type PresetLookup,
  preferencesOf,
  requirementsOf,
  scoreNode,
  slotExpressions,
} from './place.ts';
import type { Recipe } from './recipe.ts';

/** As judgeNode() answers, but the `detail` of a refusal is its message: it is that of a kind, not of a node. */
export function judgeNodes(plan: PodPlan, lookup: PresetLookup): (node: NodeView) => Verdict {
  const judge = (node: NodeView): Verdict => judgeNode(plan, node, lookup);
  const ask = entryOf(plan, lookup).judge?.forPod(plan, (node) => {
    const verdict = judge(node);
    return verdict.ok ? FITS : { ...verdict, detail: verdict.message };
  });
  return ask === undefined ? judge : (node) => (node.facts.kind === 'fresh' ? ask(node) : judge(node));
}

/** As scoreNode() answers. */
export function scoreNodes(plan: PodPlan, lookup: PresetLookup): (node: NodeView) => number {
  const ask = entryOf(plan, lookup).score?.forPod(plan, (node) => scoreNode(plan, node, lookup));
  return ask === undefined ? () => 0 : (node) => (node.facts.kind === 'fresh' ? ask(node) : 0);
}

/**
 * The same text for plans that get the same verdicts of all nodes, as long as no preset changes: the pods of a workload.
 */
export function verdictsKey(plan: PodPlan, lookup: PresetLookup): string {
  const { number, judge } = entryOf(plan, lookup);
  return `${number} ${judge?.readsPod === false ? '' : JSON.stringify(plan.pod)}`;
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
const kindsByReads = new Map<string, NodeKinds>();
let answers = 0;
let entriesMade = 0;

function entryOf(plan: PodPlan, lookup: PresetLookup): Entry {
  const key = JSON.stringify([numberOf(plan.recipe), plan.presets, plan.own?.expression.source]);
  const presets = plan.presets.map(lookup);
  const known = entries.get(key);
  if (known !== undefined && presets.every((preset, index) => preset === known.presets[index])) return known;
  if (entries.size >= MAX_ENTRIES) entries.clear();
  const preferred = preferencesOf(plan, lookup).map(({ expression }) => expression);
  entriesMade += 1;
  const entry = {
    number: entriesMade,
    presets,
    judge: judgedBy(plan, lookup),
    score: preferred.length === 0 ? undefined : new Answers<number>(preferred),
  };
  entries.set(key, entry);
  return entry;
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

/** Of a recipe's content: readSlots() gives one object for one text. */
const recipeNumbers = new WeakMap<Recipe, number>();
let recipesSeen = 0;

function numberOf(recipe: Recipe | undefined): number {
  if (recipe === undefined) return 0;
  const known = recipeNumbers.get(recipe);
  if (known !== undefined) return known;
  recipesSeen += 1;
  recipeNumbers.set(recipe, recipesSeen);
  return recipesSeen;
}

class Answers<T> {
  readonly #kinds: NodeKinds;
  readonly readsPod: boolean;
  /** By what is read of the pod, then by kind of node. */
  readonly #byPod = new Map<string, Map<number, T>>();

  constructor(expressions: readonly Expression[]) {
    const reads = union(expressions.map((expression) => expression.reads));
    this.#kinds = kindsFor(reads);
    this.readsPod = reads.pod;
  }

  forPod({ pod }: PodPlan, answer: (node: NodeView) => T): (node: NodeView) => T {
    const about = this.readsPod ? JSON.stringify(pod) : '';
    const byKind = this.#byPod.get(about) ?? new Map<number, T>();
    this.#byPod.set(about, byKind);
    return (node) => {
      const kind = this.#kinds.kindOf(node);
      let known = byKind.get(kind);
      if (known === undefined) {
        known = answer(node);
        byKind.set(kind, known);
        countAnswer();
      }
      return known;
    };
  }
}

/** Forgets everything at once: what is still asked for is soon there again. */
function countAnswer(): void {
  answers += 1;
  if (answers < MAX_ANSWERS) return;
  answers = 0;
  entries.clear();
}

/** Different plans often read the same of a node. */
function kindsFor(reads: Reads): NodeKinds {
  const key = JSON.stringify(reads);
  const known = kindsByReads.get(key);
  if (known !== undefined) return known;
  if (kindsByReads.size >= MAX_KINDS) kindsByReads.clear();
  const kinds = createNodeKinds(reads);
  kindsByReads.set(key, kinds);
  return kinds;
}
