import { hash } from 'node:crypto';
import type { DecodeMessage } from '../../shared/host-facts/codec.ts';
import type { FactsState } from '../../shared/host-facts/node-facts.ts';
import { createSharingDecoder } from '../../shared/host-facts/sharing-decoder.ts';
import type { Node } from '../../shared/kube/objects.ts';
import type { RawObject } from '../../shared/kube/reflector.ts';
import { ANNOTATION } from '../../shared/names.ts';
import type { NodeView } from '../../shared/preset/api.ts';
import { createNameTable, type NameTable } from './name-table.ts';
import { createLabelSharing, type SharedLabels } from './shared-labels.ts';

type ReadFacts = (node: Node) => FactsState;

/**
 * A node as the engine sees it. Facts are decoded when they are first asked for, once. An object never changes:
 * a node that changes in a way that matters gets a new one, so its identity can key a cache.
 */
export class CachedNode implements NodeView {
  readonly name: string;
  readonly uid: string;
  /** The resourceVersion with which it came to be as it is; older than that of a Node that has only reported its status since. */
  readonly version: string;
  /** Of all that the facts depend on. */
  readonly fingerprint: string;
  readonly #labels: SharedLabels;
  #source: Node | undefined;
  #facts: FactsState | undefined;
  readonly #readFacts: ReadFacts;

  constructor(raw: RawObject, labels: SharedLabels, fingerprint: string, readFacts: ReadFacts) {
    const source = factsSource(raw);
    this.name = source.metadata.name ?? '';
    this.uid = source.metadata.uid ?? '';
    this.version = raw.metadata.resourceVersion ?? '';
    this.fingerprint = fingerprint;
    this.#labels = labels;
    this.#source = source;
    this.#readFacts = readFacts;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#labels.toRecord();
  }

  hasLabels(labels: Readonly<Record<string, string>>): boolean {
    return this.#labels.equal(labels);
  }

  get facts(): FactsState {
    if (this.#facts === undefined) {
      const source = this.#source;
      if (source === undefined) throw new Error('unreachable: facts were dropped before they were decoded');
      this.#facts = safely(this.#readFacts, source);
      // The encoded text is not needed any more: a few kilobytes a node.
      this.#source = undefined;
    }
    return this.#facts;
  }

  get decoded(): boolean {
    return this.#facts !== undefined;
  }

  /** The same facts under other labels. */
  adopt(older: CachedNode): void {
    if (!older.decoded || older.fingerprint !== this.fingerprint) return;
    this.#facts = older.facts;
    this.#source = undefined;
  }
}

export interface NodeStore {
  get(name: string): CachedNode | undefined;
  /** Where a node is among all, see NameTable. One that is unknown has -1, or a place where at() has nothing any more. */
  readonly find: NameTable<CachedNode>['find'];
  readonly placeOf: NameTable<CachedNode>['placeOf'];
  readonly at: NameTable<CachedNode>['valueAt'];
  /** Of the node at a place: another one whenever it is another object, and not 0; see kindOf() in node-kinds.ts. */
  readonly serialAt: NameTable<CachedNode>['numberAt'];
  readonly size: number;
  /** Decoded nodes by the state of their facts. */
  counts(): Record<FactsState['kind'], number>;
  /** Called with the name of each node that appears, changes or goes. */
  onChange(listener: (name: string) => void): void;
  readonly project: (raw: RawObject, previous: CachedNode | undefined) => CachedNode;
  readonly upsert: (node: CachedNode, previous?: CachedNode) => void;
  readonly delete: (node: CachedNode) => void;
}

export interface NodeStoreOptions {
  readonly readFacts: (node: Node, decode: DecodeMessage) => FactsState;
  /** Runs a piece of work when nothing else waits. Default setImmediate. */
  readonly whenIdle?: (work: () => void) => void;
}

/** Nodes decoded at a time: about 5 ms, as long as a reflector works between two turns of the loop. */
const DECODED_AT_ONCE = 50;
/** Nodes that wait to be decoded: a list that comes faster would leave its encoded texts, 2 KB each, in memory all at once. */
const MAX_UNDECODED = 200;

export function createNodeStore({ readFacts, whenIdle = setImmediate }: NodeStoreOptions): NodeStore {
  const nodes = createNameTable<CachedNode>();
  const listeners: ((name: string) => void)[] = [];
  const undecoded = new Set<CachedNode>();
  const shareLabels = createLabelSharing();
  const decodeMessage = createSharingDecoder();
  const read: ReadFacts = (node) => readFacts(node, decodeMessage);
  let scheduled = false;
  let serial = 0;

  function nextSerial(): number {
    serial = (serial + 1) | 0;
    return serial === 0 ? nextSerial() : serial;
  }

  function decode(count: number): void {
    for (const node of undecoded) {
      if (count === 0) return;
      undecoded.delete(node);
      void node.facts;
      count -= 1;
    }
  }

  function decodeSome(): void {
    scheduled = false;
    decode(DECODED_AT_ONCE);
    if (undecoded.size > 0) schedule();
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    whenIdle(decodeSome);
  }

  const changed = (name: string): void => {
    for (const listener of listeners) listener(name);
  };

  return {
    get: (name) => nodes.get(name),
    find: (bytes, start, end, hash) => nodes.find(bytes, start, end, hash),
    placeOf: (name) => nodes.placeOf(name),
    at: (place) => nodes.valueAt(place),
    serialAt: (place) => nodes.numberAt(place),
    get size() {
      return nodes.size;
    },
    counts() {
      const counts: Record<FactsState['kind'], number> = { fresh: 0, stale: 0, missing: 0, unreadable: 0 };
      for (const node of nodes.values()) if (node.decoded) counts[node.facts.kind] += 1;
      return counts;
    },
    onChange(listener) {
      listeners.push(listener);
    },
    project(raw, previous) {
      const fingerprint = fingerprintOf(raw);
      // Nodes report their status all the time; nearly every event ends here.
      const labels = raw.metadata.labels ?? {};
      if (previous?.fingerprint === fingerprint && previous.hasLabels(labels)) return previous;
      const node = new CachedNode(raw, shareLabels(labels), fingerprint, read);
      if (previous !== undefined) node.adopt(previous);
      return node;
    },
    upsert(node, previous) {
      nodes.set(node.name, node, nextSerial());
      // Nobody may ever ask for the facts that it had.
      if (previous !== undefined) undecoded.delete(previous);
      if (!node.decoded) {
        undecoded.add(node);
        if (undecoded.size > MAX_UNDECODED) decode(1);
        schedule();
      }
      changed(node.name);
    },
    delete(node) {
      nodes.delete(node.name);
      undecoded.delete(node);
      changed(node.name);
    },
  };
}

/** A node whose facts break the decoder is one node that is refused, not the end of the process. */
function safely(readFacts: ReadFacts, source: Node): FactsState {
  try {
    return readFacts(source);
  } catch (error) {
    return { kind: 'unreadable', error: error instanceof Error ? error.message : String(error) };
  }
}

/** The part of a Node that its facts are read from. */
function factsSource(raw: RawObject): Node {
  const { name, uid, annotations } = raw.metadata;
  const encoded = annotations?.[ANNOTATION.hostFacts];
  const { bootID, kernelVersion } = nodeInfoOf(raw);
  return {
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(uid === undefined ? {} : { uid }),
      ...(encoded === undefined ? {} : { annotations: { [ANNOTATION.hostFacts]: encoded } }),
    },
    status: {
      nodeInfo: {
        ...(bootID === undefined ? {} : { bootID }),
        ...(kernelVersion === undefined ? {} : { kernelVersion }),
      },
    },
  };
}

function nodeInfoOf(raw: RawObject): { bootID?: string; kernelVersion?: string } {
  return (raw['status'] as Node['status'])?.nodeInfo ?? {};
}

function fingerprintOf(raw: RawObject): string {
  const encoded = raw.metadata.annotations?.[ANNOTATION.hostFacts];
  const { bootID, kernelVersion } = nodeInfoOf(raw);
  return hash('sha256', JSON.stringify([raw.metadata.uid, bootID, kernelVersion, encoded]), 'base64');
}
