/**
 * Decodes the facts of many hosts into few objects. The hosts of a kind have one driver, one list of libraries and one
 * model of GPU; what comes in the same bytes is decoded once, and held once (docs/decisions/0019).
 */
import protobuf from 'protobufjs/minimal.js';
import { decodeMessage } from './codec.ts';
import type { HostFacts } from './model.ts';
import { hasOwnValues, type Masked, mask, type Plan, planOf, varint, withOwnValues } from './own-values.ts';
import { fieldsOf } from './schema.ts';

/** As decodeMessage(), but what it returns must not be changed: others have parts of it. Lists and messages are made when they are read. */
export type SharingDecoder = (bytes: Uint8Array) => HostFacts;

export function createSharingDecoder(): SharingDecoder {
  const groups = new Pools<Template>();
  const elements = new Pools<unknown>();
  const layouts = new Pool<Layout>();
  const strings = new Map<string, string>();
  let made = 0;

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

  function templateOf(name: string, bytes: Uint8Array, masked: Masked | undefined): Template {
    made += 1;
    const own = masked !== undefined && masked.ranges.length > 0;
    return {
      number: made,
      name,
      value: own ? decodeMessage(bytes) : { [name]: decodeGroup(name, bytes) },
      plan: own ? planOf(bytes) : undefined,
      ends: own ? endsOf(masked.ranges) : [],
    };
  }

  return (bytes) => {
    const parts = groupsOf(bytes);
    if (parts === undefined) return decodeMessage(bytes);
    const templates: Template[] = [];
    const own: Uint8Array[] = [];
    const plain: unknown[] = [];
    let key = '';
    for (const { name, start, end } of parts) {
      const part = bytes.subarray(start, end);
      if (!groups.pays(name)) {
        templates.push(alone(name));
        plain.push(decodeGroup(name, part));
        key += `${name} `;
        continue;
      }
      const masked = hasOwnValues(name) ? mask(part) : undefined;
      const template = groups.get(name, masked?.rest ?? latin1(part), () => templateOf(name, part, masked));
      templates.push(template);
      if (masked !== undefined) own.push(masked.own);
      key += `${template.number} `;
    }
    const layout = layouts.get(key, () => layoutOf(templates));
    return hostOf(layout, latin1(Buffer.concat(own)), plain.length === 0 ? NOTHING : plain);
  };
}

/** A field of HostFacts as many hosts have it. */
interface Template {
  readonly number: number;
  readonly name: string;
  /** A message with this field alone, as one host has it. */
  readonly value: object;
  /** undefined where all hosts have the same. */
  readonly plan: Plan | undefined;
  /** Of each own value among the own values of the field. */
  readonly ends: readonly number[];
}

const alones = new Map<string, Template>();

/** For a field that each host has for itself. */
function alone(name: string): Template {
  const known = alones.get(name) ?? { number: 0, name, value: {}, plan: undefined, ends: [] };
  alones.set(name, known);
  return known;
}

function endsOf(ranges: readonly number[]): number[] {
  const ends: number[] = [];
  let end = 0;
  for (let at = 0; at < ranges.length; at += 2) {
    end += (ranges[at + 1] ?? 0) - (ranges[at] ?? 0);
    ends.push(end);
  }
  return ends;
}

type ReadField = (own: string, plain: readonly unknown[]) => unknown;

/** All but the own values of a host. */
interface Layout {
  readonly fields: ReadonlyMap<string, ReadField>;
  readonly descriptors: PropertyDescriptorMap;
}

function layoutOf(templates: readonly Template[]): Layout {
  let begin = 0;
  let others = 0;
  const fields = new Map<string, ReadField>();
  for (const template of templates) {
    const { name, value, plan, ends } = template;
    if (template === alones.get(name)) {
      const at = others;
      others += 1;
      fields.set(name, (_own, plain) => plain[at]);
      continue;
    }
    if (plan === undefined) {
      const shared = (value as Record<string, unknown>)[name];
      fields.set(name, () => shared);
      continue;
    }
    const offset = begin;
    begin += ends.at(-1) ?? 0;
    fields.set(name, (own) => {
      const copy = withOwnValues(value, plan, (kind, at) => {
        const [start, end] = [offset + (at === 0 ? 0 : (ends[at - 1] ?? 0)), offset + (ends[at] ?? 0)];
        return kind === 'string' ? own.slice(start, end) : varint(own, start, end);
      });
      return (copy as Record<string, unknown>)[name];
    });
  }
  const descriptors = Object.fromEntries(
    [...fields.keys()].map((name) => [name, { get: getterOf(name), enumerable: true }]),
  );
  return { fields, descriptors };
}

const LAYOUT = Symbol('layout');
const OWN = Symbol('own');
const PLAIN = Symbol('plain');

interface Host {
  readonly [LAYOUT]: Layout;
  /** A byte a character: an array would take as much for itself as for its bytes. */
  readonly [OWN]: string;
  readonly [PLAIN]: readonly unknown[];
}

const NOTHING: readonly unknown[] = [];

/** Properties are the host's own, so it is copied, written and compared as a plain object is; V8 keeps them once for all hosts. */
function hostOf(layout: Layout, own: string, plain: readonly unknown[]): HostFacts {
  const host = {};
  Object.defineProperty(host, LAYOUT, { value: layout });
  Object.defineProperty(host, OWN, { value: own });
  Object.defineProperty(host, PLAIN, { value: plain });
  return Object.defineProperties(host, layout.descriptors);
}

const getters = new Map<string, (this: Host) => unknown>();

function getterOf(name: string): (this: Host) => unknown {
  let getter = getters.get(name);
  if (getter === undefined) {
    getter = function (this: Host) {
      return fieldOf(this, name);
    };
    getters.set(name, getter);
  }
  return getter;
}

/** Of the host that was read last: who reads a list reads it again for its next item. */
let last: { readonly host: Host; readonly values: Map<string, unknown> } | undefined;

function fieldOf(host: Host, name: string): unknown {
  if (last?.host !== host) last = { host, values: new Map() };
  if (last.values.has(name)) return last.values.get(name);
  const value = host[LAYOUT].fields.get(name)?.(host[OWN], host[PLAIN]);
  last.values.set(name, value);
  return value;
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
class Pools<T> {
  readonly #pools = new Map<string, Pool<T>>();

  pays(name: string): boolean {
    return this.#poolOf(name).pays;
  }

  get(name: string, content: string, make: () => T): T {
    return this.#poolOf(name).get(content, make);
  }

  #poolOf(name: string): Pool<T> {
    const known = this.#pools.get(name);
    if (known !== undefined) return known;
    const pool = new Pool<T>();
    this.#pools.set(name, pool);
    return pool;
  }
}

/** New ones of a field after which it is clear which of them come again. */
const ENOUGH = 500;

interface Shared<T> {
  readonly value: T;
  uses: number;
}

class Pool<T> {
  readonly #values = new Map<string, Shared<T>>();
  /** False once every host has its own. */
  pays = true;

  get(content: string, make: () => T): T {
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
