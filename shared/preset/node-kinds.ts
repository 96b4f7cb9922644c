/**
 * Nodes that agree on all that some expressions read of them are of one kind. A fleet of 15,000 nodes has some twenty
 * kinds for most expressions, however much else differs between the nodes: serial numbers, boots, disks.
 */
import type { Reads } from '../expression/reads.ts';
import type { HostFacts } from '../host-facts/model.ts';
import type { NodeView } from './api.ts';
import { shortKey } from './short-key.ts';

/** Kinds that are told apart before their numbers begin again: memory stays bounded where every node is its own. */
const MAX_KINDS = 50_000;

/** What is read of a node. */
type NodeReads = Pick<Reads, 'host' | 'labels' | 'nodeName'>;

export interface NodeKinds {
  /**
   * The same number for nodes of one kind. undefined where the facts are not fresh. Who keeps nodes at places 0, 1, 2 …
   * says which, and a serial number that no other object had there and is not 0: then nothing of a node is looked at that is known, which
   * for thousands of nodes takes longer than all else.
   */
  kindOf(node: NodeView, place?: number, serial?: number): number | undefined;
}

export function createNodeKinds(reads: NodeReads): NodeKinds {
  const trie = trieOf(reads.host);
  let numbers = new Map<string, number>();
  let next = 0;
  // A node that changes is another object (see NodeView), so this cannot go out of date.
  let known = new WeakMap<NodeView, number>();
  const placed = new Placed();

  function kindOf(node: NodeView): number | undefined {
    const before = known.get(node);
    if (before !== undefined) return before;
    const { facts } = node;
    if (facts.kind !== 'fresh') return undefined;
    if (numbers.size >= MAX_KINDS) {
      numbers = new Map();
      known = new WeakMap();
    }
    // What is read may be all facts of a host.
    const content = shortKey(contentOf(node, facts.facts, reads, trie));
    let kind = numbers.get(content);
    if (kind === undefined) {
      // Never used twice: what is remembered by a number of before must not be found by another kind.
      kind = next;
      next += 1;
      numbers.set(content, kind);
    }
    known.set(node, kind);
    return kind;
  }

  return {
    kindOf(node, place, serial) {
      if (place === undefined || serial === undefined) return kindOf(node);
      const before = placed.get(place, serial);
      if (before !== undefined) return before;
      const kind = kindOf(node);
      if (kind !== undefined) placed.set(place, serial, kind);
      return kind;
    },
  };
}

/** Kinds of the nodes at places, in as few bytes as can be. */
class Placed {
  /** 0: none. */
  #serials = new Int32Array(0);
  #kinds = new Int32Array(0);

  get(place: number, serial: number): number | undefined {
    return this.#serials[place] === serial ? this.#kinds[place] : undefined;
  }

  set(place: number, serial: number, kind: number): void {
    if (place >= this.#serials.length) {
      const length = Math.max(64, 2 * place);
      this.#serials = grown(this.#serials, length);
      this.#kinds = grown(this.#kinds, length);
    }
    this.#serials[place] = serial;
    this.#kinds[place] = kind;
  }
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(array);
  return longer;
}

/** All that is read of a node, as text that differs whenever it does. */
function contentOf(node: NodeView, facts: HostFacts, reads: NodeReads, trie: Trie): string {
  // Once: a cached node puts them together each time they are read.
  const all = node.labels;
  const labels =
    reads.labels === 'all'
      ? Object.entries(all).sort(([left], [right]) => (left < right ? -1 : 1))
      : reads.labels.map((key) => (Object.hasOwn(all, key) ? all[key] : undefined));
  return JSON.stringify([project(facts, trie), labels, reads.nodeName ? node.name : 0]);
}

/** Which parts of a value are read. */
interface Trie {
  whole: boolean;
  /** Is it there; how many are there. Known wherever something below is read. */
  readonly fields: Map<string, Trie>;
  element: Trie | undefined;
}

const emptyTrie = (): Trie => ({ whole: false, fields: new Map(), element: undefined });

function trieOf(paths: readonly string[]): Trie {
  const root = emptyTrie();
  for (const path of paths) {
    let at = root;
    for (const step of path.replace(/[#?]$/, '').match(/\[\]|[^.[\]]+/g) ?? []) {
      if (step === '[]') {
        at.element ??= emptyTrie();
        at = at.element;
        continue;
      }
      const inner = at.fields.get(step) ?? emptyTrie();
      at.fields.set(step, inner);
      at = inner;
    }
    if (!/[#?]$/.test(path)) at.whole = true;
  }
  return root;
}

/** Absent is null, a list without items is one that is absent, as expressions see it (see host-context.ts). */
function project(value: unknown, trie: Trie): unknown {
  if (trie.whole) return value;
  if (Array.isArray(value)) {
    const { element } = trie;
    return element === undefined ? value.length : value.map((item) => project(item, element));
  }
  if (trie.element !== undefined) return [];
  if (typeof value !== 'object' || value === null) return value ?? null;
  return [...trie.fields].map(([name, inner]) =>
    project(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined, inner),
  );
}
