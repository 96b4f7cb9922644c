import { HASH_START, hashStep } from '../state/name-table.ts';
import type { NodeStore } from '../state/nodes.ts';

/** The nodes of a call. Filter and prioritize need what the cache has of each, and few of the names. */
export interface AskedNodes {
  readonly length: number;
  name(index: number): string;
  /** For NodeStore.at(), which has nothing there where the cache does not know the node. */
  place(index: number): number;
  /** The names from one index up to another as they stand in a list in JSON: `"a","b"`. */
  json(from: number, to: number): string;
}

export function nodesNamed(names: readonly string[], nodes: Pick<NodeStore, 'placeOf'>): AskedNodes {
  return {
    length: names.length,
    name: (index) => names[index] as string,
    place: (index) => nodes.placeOf(names[index] as string),
    json: (from, to) => JSON.stringify(names.slice(from, to)).slice(1, -1),
  };
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const FIRST_PRINTED = 0x20;
const BEHIND_ASCII = 0x80;
/** Of `","` between two names. */
const BETWEEN = 3;

/**
 * Reads a list of names in JSON, from its first bracket to behind its last one, without making strings of them. What it returns is
 * good until it is called again. undefined where it is not such a list, or has blanks, escapes or other letters than ASCII, which
 * Go does not write for names of nodes.
 */
export type ReadNodes = (body: Buffer, start: number, end: number) => AskedNodes | undefined;

export function createReadNodes(nodes: Pick<NodeStore, 'find'>): ReadNodes {
  let starts = new Uint32Array(0);
  let hashes = new Int32Array(0);

  return (body, start, end) => {
    const last = end - 1;
    if (end - start < 2 || body[start] !== OPEN || body[last] !== CLOSE) return undefined;
    const most = Math.ceil((end - start) / BETWEEN) + 1;
    if (starts.length < most) {
      starts = new Uint32Array(2 * most);
      hashes = new Int32Array(2 * most);
    }
    let length = 0;
    let at = start + 1;
    while (at < last) {
      if (body[at] !== QUOTE) return undefined;
      at += 1;
      starts[length] = at;
      let hash = HASH_START;
      for (; at < last; at += 1) {
        const byte = body[at] as number;
        if (byte === QUOTE) break;
        if (byte < FIRST_PRINTED || byte >= BEHIND_ASCII || byte === BACKSLASH) return undefined;
        hash = hashStep(hash, byte);
      }
      hashes[length] = hash;
      length += 1;
      // Behind its second quote, which was not there if that is behind the list.
      at += 1;
      if (at >= last) break;
      // A comma, and another name.
      if (body[at] !== COMMA || at + 1 === last) return undefined;
      at += 1;
    }
    if (at !== last) return undefined;
    // As if another followed.
    starts[length] = at - 1 + BETWEEN;
    return new NodesIn(body, { starts, hashes, length }, nodes);
  };
}

/** Where the names of a list begin, one more than there are, and their hashes. */
interface Names {
  readonly starts: Uint32Array;
  readonly hashes: Int32Array;
  readonly length: number;
}

class NodesIn implements AskedNodes {
  readonly length: number;
  readonly #body: Buffer;
  readonly #names: Names;
  readonly #nodes: Pick<NodeStore, 'find'>;
  #text: string | undefined;

  constructor(body: Buffer, names: Names, nodes: Pick<NodeStore, 'find'>) {
    this.length = names.length;
    this.#body = body;
    this.#names = names;
    this.#nodes = nodes;
  }

  name(index: number): string {
    return this.#slice(this.#start(index), this.#start(index + 1) - BETWEEN);
  }

  place(index: number): number {
    const hash = this.#names.hashes[index] as number;
    return this.#nodes.find(this.#body, this.#start(index), this.#start(index + 1) - BETWEEN, hash);
  }

  json(from: number, to: number): string {
    return from === to ? '' : this.#slice(this.#start(from) - 1, this.#start(to) - BETWEEN + 1);
  }

  #start(index: number): number {
    return this.#names.starts[index] as number;
  }

  #slice(start: number, end: number): string {
    const first = this.#start(0);
    this.#text ??= this.#body.toString('latin1', first - 1, this.#start(this.length) - 2);
    return this.#text.slice(start - first + 1, end - first + 1);
  }
}
