/**
 * The labels of many nodes. Those of a kind have sixty labels of which all but a few are the same, so a node holds a set of labels
 * that others hold too, and what it has of its own.
 */

type Labels = Readonly<Record<string, string>>;

/** Labels as some node had them. */
interface Base {
  readonly keys: readonly string[];
  readonly record: Labels;
}

/** Places in `keys` and the values there, by turns. */
type Own = readonly (number | string)[];

export class SharedLabels {
  readonly #base: Base;
  readonly #own: Own;

  constructor(base: Base, own: Own) {
    this.#base = base;
    this.#own = own;
  }

  /** Not to be changed: others may have it. */
  toRecord(): Labels {
    const { keys, record } = this.#base;
    if (this.#own.length === 0) return record;
    const copy = { ...record };
    for (let at = 0; at < this.#own.length; at += 2) {
      copy[keys[Number(this.#own[at])] ?? ''] = String(this.#own[at + 1]);
    }
    return copy;
  }

  equal(labels: Labels): boolean {
    const { keys, record } = this.#base;
    let place = 0;
    let own = 0;
    for (const key in labels) {
      if (key !== keys[place]) return sameLabels(this.toRecord(), labels);
      const isOwn = this.#own[own] === place;
      if (labels[key] !== (isOwn ? this.#own[own + 1] : record[key])) return false;
      if (isOwn) own += 2;
      place += 1;
    }
    return place === keys.length;
  }
}

/** What is asked for the nodes that are most like a node: those of one type are often of one kind. */
const TYPE = 'node.kubernetes.io/instance-type';
/** Of one type. */
const MAX_BASES = 16;
/** Instance types that are told apart before all are forgotten: nodes keep what they hold. */
const MAX_TYPES = 1_000;
/** Own labels of a node that are not worth another base. */
const FEW = 4;
/** Own labels beyond which a base that somebody else had is of no use. */
const MANY = 16;

export function createLabelSharing(): (labels: Labels) => SharedLabels {
  const basesByType = new Map<string, Base[]>();
  return (labels) => {
    const type = labels[TYPE] ?? '';
    let bases = basesByType.get(type);
    if (bases === undefined) {
      if (basesByType.size >= MAX_TYPES) basesByType.clear();
      bases = [];
      basesByType.set(type, bases);
    }
    let best: { base: Base; own: Own } | undefined;
    for (const base of bases) {
      const own = difference(base, labels, best === undefined ? MANY : best.own.length / 2 - 1);
      if (own === undefined) continue;
      best = { base, own };
      if (own.length / 2 <= FEW) break;
    }
    const few = best !== undefined && best.own.length / 2 <= FEW;
    if (best !== undefined && (few || bases.length >= MAX_BASES))
      return new SharedLabels(best.base, best.own);
    const base = baseOf(labels);
    // The oldest goes: after a change of all nodes nobody is like it.
    if (bases.length >= MAX_BASES) bases.shift();
    bases.push(base);
    return new SharedLabels(base, []);
  };
}

/** undefined where there are other keys, or more than `limit` other values. */
function difference({ keys, record }: Base, labels: Labels, limit: number): Own | undefined {
  const own: (number | string)[] = [];
  let place = 0;
  for (const key in labels) {
    if (key !== keys[place]) return undefined;
    const value = labels[key];
    if (value !== undefined && value !== record[key]) {
      if (own.length / 2 >= limit) return undefined;
      own.push(place, value);
    }
    place += 1;
  }
  // A list that grew has room for what never comes.
  return place === keys.length ? own.slice() : undefined;
}

/** By way of text, because an object that is built key by key is a hash table, which takes long to copy. */
function baseOf(labels: Labels): Base {
  const record = JSON.parse(JSON.stringify(labels)) as Labels;
  return { keys: Object.keys(record), record };
}

function sameLabels(one: Labels, other: Labels): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
