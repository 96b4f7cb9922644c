/** Nodes of a recording: a line for each, and one for each part of their facts that no host before had. */
import type { NodeView } from '../../shared/preset/api.ts';
import type { NodeFacts, NodeLine, PartLine } from '../../shared/traffic/format.ts';
import { keyOf } from './key-of.ts';
import { redactFacts, redactState } from './redact-facts.ts';

/** A node as it was when a call was answered. */
export interface SeenNode {
  readonly name: string;
  /** undefined: the extender did not know it. */
  readonly view: NodeView | undefined;
}

export interface NodeLines {
  /** undefined: a line of it is still to be written. */
  indexOf(node: SeenNode): number | undefined;
  /** What is to be written before a line refers to it; then it has an index. */
  linesOf(node: SeenNode): Iterable<PartLine | NodeLine>;
}

type Labels = NodeView['labels'];

export function createNodeLines(): NodeLines {
  // A node that changes is another object (see CachedNode).
  const known = new WeakMap<NodeView, number>();
  const unknown = new Map<string, number>();
  const parts = new Map<string, number>();
  /** The node that was written last with the same system and GPUs: the next one has nearly the same labels. */
  const last = new Map<string, { readonly index: number; readonly labels: Labels }>();
  let count = 0;

  function* linesOfView(view: NodeView): Iterable<PartLine | NodeLine> {
    let state: NodeFacts;
    if (view.facts.kind === 'fresh') {
      const numbers: Record<string, number> = {};
      for (const [field, value] of Object.entries(redactFacts(view.facts.facts).facts)) {
        const key = keyOf(value);
        let number = parts.get(key);
        if (number === undefined) {
          number = parts.size;
          parts.set(key, number);
          yield { t: 'part', value };
        }
        numbers[field] = number;
      }
      state = { kind: 'fresh', parts: numbers };
    } else state = redactState(view.facts);
    const kind = state.kind === 'fresh' ? `${state.parts['os']},${state.parts['gpus']}` : state.kind;
    const like = last.get(kind);
    const index = count;
    count += 1;
    known.set(view, index);
    last.set(kind, { index, labels: view.labels });
    yield {
      t: 'node',
      name: view.name,
      facts: state,
      ...(like === undefined
        ? { labels: view.labels }
        : { like: like.index, labels: difference(like.labels, view.labels) }),
    };
  }

  return {
    indexOf: ({ name, view }) => (view === undefined ? unknown.get(name) : known.get(view)),
    *linesOf({ name, view }) {
      if (view !== undefined) {
        yield* linesOfView(view);
        return;
      }
      unknown.set(name, count);
      count += 1;
      yield { t: 'node', name, facts: { kind: 'unknown' }, labels: {} };
    },
  };
}

function difference(before: Labels, now: Labels): Record<string, string | null> {
  const changed: Record<string, string | null> = {};
  for (const [key, value] of Object.entries(now)) if (before[key] !== value) changed[key] = value;
  for (const key of Object.keys(before)) if (now[key] === undefined) changed[key] = null;
  return changed;
}
