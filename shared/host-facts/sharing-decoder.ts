/**
 * Decodes the facts of many hosts into few objects. The hosts of a kind have one driver, one list of libraries and one
 * model of GPU; what comes in the same bytes is decoded once, and held once (docs/decisions/0019).
 */
import protobuf from 'protobufjs/minimal.js';
import { decodeMessage } from './codec.ts';
import type { HostFacts } from './model.ts';
import { fieldsOf } from './schema.ts';

/** As decodeMessage(), but what it returns must not be changed: others have parts of it. */
export type SharingDecoder = (bytes: Uint8Array) => HostFacts;

export function createSharingDecoder(): SharingDecoder {
  const groups = new Pools();
  const elements = new Pools();
  const strings = new Map<string, string>();

  function sharedText(text: string): string {
    const known = strings.get(text);
    if (known !== undefined) return known;
    if (strings.size < MAX_STRINGS) strings.set(text, text);
    return text;
  }

  /** In place: an object that is copied key by key becomes a hash table of twice the size. */
  function shareStrings(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    const fields = value as Record<string, unknown>;
    for (const key of Object.keys(fields)) {
      const own = fields[key];
      if (typeof own === 'string') fields[key] = sharedText(own);
      else shareStrings(own);
    }
  }

  function decodeGroup(name: string, bytes: Uint8Array): unknown {
    const value: unknown = (decodeMessage(bytes) as Record<string, unknown>)[name];
    if (typeof value === 'string') return sharedText(value);
    shareStrings(value);
    if (!Array.isArray(value) || !elements.pays(name)) return value;
    return value.map((item) => elements.get(name, JSON.stringify(item), () => item as unknown));
  }

  return (bytes) => {
    const parts = groupsOf(bytes);
    if (parts === undefined) return decodeMessage(bytes);
    const facts: Record<string, unknown> = {};
    for (const { name, start, end } of parts) {
      const part = bytes.subarray(start, end);
      facts[name] = groups.pays(name)
        ? groups.get(name, latin1(part), () => decodeGroup(name, part))
        : decodeGroup(name, part);
    }
    return facts;
  };
}

/** Names of nodes and the like are of no use here, but come as often. */
const MAX_STRINGS = 5_000;

/** The bytes of one field of HostFacts, all of its repetitions. */
interface Group {
  readonly name: string;
  readonly start: number;
  end: number;
}

const NAMES: ReadonlyMap<number, string> = new Map(
  fieldsOf('HostFacts').map(({ name, number }) => [number, name]),
);

/** Varint, 64 bits, bytes, 32 bits. The others begin and end groups, which proto3 has none of. */
const WIRE_TYPES: ReadonlySet<number> = new Set([0, 1, 2, 5]);

/** undefined for what no encoder of ours makes, such as a field in pieces. Throws where the bytes are no message. */
function groupsOf(bytes: Uint8Array): Group[] | undefined {
  const reader = protobuf.Reader.create(bytes);
  const groups: Group[] = [];
  const seen = new Set<number>();
  // What a newer agent added is left out, but not looked at here: whether it is valid is for protobufjs to say.
  let checked = false;
  let last: { number: number; group: Group } | undefined;
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    const number = tag >>> 3;
    if (number === 0 || !WIRE_TYPES.has(tag & 7)) return undefined;
    reader.skipType(tag & 7);
    if (last?.number === number) {
      last.group.end = reader.pos;
      continue;
    }
    const name = NAMES.get(number);
    if (name === undefined) {
      if (!checked) decodeMessage(bytes);
      checked = true;
      continue;
    }
    if (seen.has(number)) return undefined;
    seen.add(number);
    const group = { name, start, end: reader.pos };
    groups.push(group);
    last = { number, group };
  }
  return groups;
}

const latin1 = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('latin1');

/** Values by field and content. A field of which every host has its own is not remembered. */
class Pools {
  readonly #pools = new Map<string, Pool>();

  pays(name: string): boolean {
    return this.#poolOf(name).pays;
  }

  get(name: string, content: string, make: () => unknown): unknown {
    return this.#poolOf(name).get(content, make);
  }

  #poolOf(name: string): Pool {
    const known = this.#pools.get(name);
    if (known !== undefined) return known;
    const pool = new Pool();
    this.#pools.set(name, pool);
    return pool;
  }
}

/** New ones of a field after which it is clear which of them come again. */
const ENOUGH = 500;

interface Shared {
  readonly value: unknown;
  uses: number;
}

class Pool {
  readonly #values = new Map<string, Shared>();
  /** False once every host has its own. */
  pays = true;

  get(content: string, make: () => unknown): unknown {
    const known = this.#values.get(content);
    if (known !== undefined) {
      known.uses += 1;
      return known.value;
    }
    const value = make();
    this.#values.set(content, { value, uses: 0 });
    if (this.#values.size >= ENOUGH) this.#sift();
    return value;
  }

  /** Keeps what came more than once since the last time: after an upgrade of all hosts that is something else. */
  #sift(): void {
    for (const [content, shared] of this.#values) {
      if (shared.uses === 0) this.#values.delete(content);
      shared.uses = 0;
    }
    this.pays = this.#values.size > 0;
    // As many that all come again: none is worth more than another.
    if (this.#values.size >= ENOUGH) this.#values.clear();
  }
}
