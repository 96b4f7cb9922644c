/**
 * What each host has of its own in the bytes of its facts: UUIDs, the boot, numbers that are given out at each boot.
 * Without these the hosts of a kind have the same bytes, so the rest is decoded once and held once.
 */
import protobuf from 'protobufjs/minimal.js';
import { type Field, fieldsOf } from './schema.ts';

type OwnFields = { readonly [field: string]: true | OwnFields };

/** One that is missing costs memory, one too many a little time; neither changes what is read. */
const OWN: OwnFields = {
  bootId: true,
  nodeUid: true,
  memory: { totalMiB: true },
  gpus: { uuid: true, cardNode: true, renderNode: true, mig: { instances: { uuid: true } } },
  deviceNodes: { major: true },
  disks: { path: true },
};

export const hasOwnValues = (field: string): boolean => Object.hasOwn(OWN, field);

/** Where own values are put into a copy of a decoded message or list. */
export interface Plan {
  /** In the order of the bytes; `at` counts all own values of the message. */
  readonly own: { readonly key: string; readonly kind: 'string' | 'uint32'; readonly at: number }[];
  readonly parts: Map<string | number, Plan>;
}

export interface Masked {
  /** The bytes with zeros for own values: equal only where all but these is equal, their lengths included. */
  readonly rest: string;
  /** Bytes of the own values, one after the other. */
  readonly own: Uint8Array;
  /** Begin and end of each in the bytes. */
  readonly ranges: readonly number[];
}

/** `bytes` are those of a HostFacts message. undefined where it is safer to decode them as they are. */
export function mask(bytes: Uint8Array): Masked | undefined {
  const ranges: number[] = [];
  if (!walk(protobuf.Reader.create(bytes), bytes.length, { bytes, ranges }, TABLE)) return undefined;
  const rest = Buffer.from(bytes);
  let size = 0;
  for (let at = 0; at < ranges.length; at += 2) size += (ranges[at + 1] ?? 0) - (ranges[at] ?? 0);
  const own = new Uint8Array(size);
  let filled = 0;
  for (let at = 0; at < ranges.length; at += 2) {
    const [start = 0, end = 0] = [ranges[at], ranges[at + 1]];
    for (let place = start; place < end; place += 1) {
      const byte = bytes[place] ?? 0;
      own[filled] = byte;
      filled += 1;
      // The first bit of a byte says whether a number goes on: what is masked can still be taken apart in one way only.
      rest[place] = byte & 0x80;
    }
  }
  return { rest: rest.toString('latin1'), own, ranges };
}

/** For bytes that mask() took, and all others with the same rest. */
export function planOf(bytes: Uint8Array): Plan {
  const plan = emptyPlan();
  walk(protobuf.Reader.create(bytes), bytes.length, { bytes, ranges: [] }, TABLE, plan);
  return plan;
}

/** A copy with other own values; what has none is not copied. */
export function withOwnValues(value: unknown, plan: Plan, read: OwnReader): unknown {
  const copy = (Array.isArray(value) ? value.slice() : { ...(value as object) }) as Record<string, unknown>;
  for (const { key, kind, at } of plan.own) copy[key] = read(kind, at);
  for (const [key, part] of plan.parts) copy[key] = withOwnValues(copy[key], part, read);
  return copy;
}

type OwnReader = (kind: 'string' | 'uint32', at: number) => unknown;

/** A number as it is on the wire, a byte a character. */
export function varint(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = end - 1; at >= start; at -= 1) value = value * 128 + (text.charCodeAt(at) & 0x7f);
  return value;
}

const emptyPlan = (): Plan => ({ own: [], parts: new Map() });

interface Row {
  readonly field: Field;
  readonly own: boolean;
  readonly inner: Table | undefined;
}

type Table = ReadonlyMap<number, Row>;

const tableOf = (message: string, own: OwnFields): Table =>
  new Map(
    fieldsOf(message).map((field) => {
      const inner = own[field.name];
      return [
        field.number,
        {
          field,
          own: inner === true,
          inner: typeof inner === 'object' ? tableOf(field.message ?? '', inner) : undefined,
        },
      ];
    }),
  );

const TABLE = tableOf('HostFacts', OWN);

const VARINT = 0;
const BYTES = 2;

interface Found {
  readonly bytes: Uint8Array;
  readonly ranges: number[];
}

/** False where the message holds what no encoder of ours writes. */
function walk(reader: protobuf.Reader, end: number, found: Found, table: Table, plan?: Plan): boolean {
  let counts: Map<string, number> | undefined;
  while (reader.pos < end) {
    const tag = reader.uint32();
    const row = table.get(tag >>> 3);
    const wire = tag & 7;
    if (row === undefined || wire !== wireOf(row.field)) return false;
    if (row.inner !== undefined) {
      const { name, list } = row.field;
      counts ??= new Map();
      const count = counts.get(name) ?? 0;
      // Which one counts is for the decoder to say.
      if (count > 0 && !list) return false;
      counts.set(name, count + 1);
      const length = reader.uint32();
      const below = plan === undefined ? undefined : partOf(plan, list ? [name, count] : [name]);
      if (!walk(reader, reader.pos + length, found, row.inner, below)) return false;
    } else if (row.own) {
      const range = wire === BYTES ? textAt(reader, found.bytes) : numberAt(reader, found.bytes);
      if (range !== undefined) {
        const { name, kind } = row.field;
        if (kind === 'string' || kind === 'uint32') {
          plan?.own.push({ key: name, kind, at: found.ranges.length / 2 });
        }
        found.ranges.push(...range);
      }
    } else reader.skipType(wire);
  }
  return reader.pos === end;
}

const wireOf = ({ kind, list }: Field): number =>
  kind === 'string' || kind === 'message' || list ? BYTES : VARINT;

function partOf(plan: Plan, path: readonly (string | number)[]): Plan {
  let at = plan;
  for (const step of path) {
    const part = at.parts.get(step) ?? emptyPlan();
    at.parts.set(step, part);
    at = part;
  }
  return at;
}

/** undefined where it is not ASCII: a byte is not a character there. */
function textAt(reader: protobuf.Reader, bytes: Uint8Array): [number, number] | undefined {
  const length = reader.uint32();
  const start = reader.pos;
  reader.skip(length);
  for (let at = start; at < reader.pos; at += 1) if ((bytes[at] ?? 0) > 0x7f) return undefined;
  return [start, reader.pos];
}

/** undefined where it is longer than any that we write. */
function numberAt(reader: protobuf.Reader, bytes: Uint8Array): [number, number] | undefined {
  const start = reader.pos;
  reader.skipType(VARINT);
  const last = bytes[reader.pos - 1] ?? 0;
  const length = reader.pos - start;
  return length > 5 || (length === 5 && last > 0x0f) ? undefined : [start, reader.pos];
}
