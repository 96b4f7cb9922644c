/**
 * Reads of a protobuf message the fields that a table names, in the form that JSON has; all others are passed over, and
 * nothing is made of them. Newer servers send fields that nobody here knows yet: they are among the others.
 */
import protobuf from 'protobufjs/minimal.js';
import type { TextEntries } from './text-entries.ts';
import { varintTag, WIRE } from './wire.ts';

export type Field =
  /** Go leaves an empty one out of JSON, but where `always` is set. */
  | { readonly kind: 'text'; readonly name: string; readonly always?: true }
  /** int32; 0 is left out of JSON. */
  | { readonly kind: 'number'; readonly name: string }
  /** metav1.Time: in JSON the time in UTC, in whole seconds. */
  | { readonly kind: 'time'; readonly name: string }
  /** map<string, string>, without the keys that `keep` refuses. */
  | { readonly kind: 'texts'; readonly name: string; readonly keep?: (key: string) => boolean }
  | { readonly kind: 'message'; readonly name: string; readonly fields: Message }
  | { readonly kind: 'messages'; readonly name: string; readonly fields: Message }
  /** A part of the buffer, not a copy. */
  | { readonly kind: 'bytes'; readonly name: string };

/** By the number of the field. */
export type Message = Readonly<Record<number, Field>>;

export type View = Record<string, unknown>;

/** Fails where the bytes are not a message, or a field has another type than the table says. */
export function readMessage(bytes: Buffer, fields: Message, entries: TextEntries): View {
  const view: View = {};
  readFields(protobuf.Reader.create(bytes), bytes, fields, view, entries);
  return view;
}

type Reader = protobuf.Reader;

function readFields(reader: Reader, bytes: Buffer, fields: Message, view: View, entries: TextEntries): void {
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const field = fields[tag >>> 3];
    if (field === undefined) {
      reader.skipType(tag & 7, 0, tag >>> 3);
      continue;
    }
    const wanted = field.kind === 'number' ? WIRE.varint : WIRE.length;
    if ((tag & 7) !== wanted) throw new Error(`${field.name} has wire type ${tag & 7}, not ${wanted}`);
    readField(reader, bytes, field, tag, view, entries);
  }
}

function readField(
  reader: Reader,
  bytes: Buffer,
  field: Field,
  tag: number,
  view: View,
  entries: TextEntries,
): void {
  const { name } = field;
  switch (field.kind) {
    case 'text': {
      const text = reader.string();
      if (text !== '' || field.always === true) view[name] = text;
      return;
    }
    case 'number': {
      const number = reader.int32();
      if (number !== 0) view[name] = number;
      return;
    }
    case 'time': {
      const time = within(reader, () => readTime(reader));
      if (time !== undefined) view[name] = time;
      return;
    }
    case 'texts': {
      const found = entries.read(reader, bytes, tag, field.keep);
      if (found === undefined) return;
      const before = view[name] as Record<string, string> | undefined;
      view[name] = before === undefined ? found : { ...before, ...found };
      return;
    }
    case 'message': {
      // One that comes in two parts is one message.
      const part = (view[name] ?? {}) as View;
      view[name] = part;
      within(reader, () => readFields(reader, bytes, field.fields, part, entries));
      return;
    }
    case 'messages': {
      const list = (view[name] ?? []) as View[];
      view[name] = list;
      const item: View = {};
      list.push(item);
      within(reader, () => readFields(reader, bytes, field.fields, item, entries));
      return;
    }
    case 'bytes': {
      const start = pass(reader);
      view[name] = bytes.subarray(start, reader.pos);
      return;
    }
    default:
      field satisfies never;
  }
}

/** What is read inside cannot go beyond the end of the part. */
function within<T>(reader: Reader, read: () => T): T {
  const outer = reader.len;
  const end = reader.uint32() + reader.pos;
  if (end > outer) throw new RangeError(`a part ends at byte ${end} of ${outer}`);
  reader.len = end;
  const result = read();
  reader.len = outer;
  return result;
}

/** Goes to the end of a part, and returns where it begins. */
function pass(reader: Reader): number {
  const length = reader.uint32();
  const start = reader.pos;
  reader.skip(length);
  return start;
}

/** A time that is not set is an empty message. */
function readTime(reader: Reader): string | undefined {
  let seconds: number | undefined;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === varintTag(1)) seconds = readSeconds(reader);
    else reader.skipType(tag & 7, 0, tag >>> 3);
  }
  return seconds === undefined ? undefined : `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
}

/** Bytes of a varint that a number holds exactly. */
const EXACT_BYTES = 7;

/** An int64. Of the size of a time it is read here: protobufjs adds up an object for each. */
function readSeconds(reader: Reader): number {
  let value = 0;
  let weight = 1;
  for (let at = reader.pos; at < Math.min(reader.pos + EXACT_BYTES, reader.len); at += 1) {
    const byte = reader.buf[at] ?? 0;
    value += (byte & 0x7f) * weight;
    weight *= 128;
    if (byte < 0x80) {
      reader.pos = at + 1;
      return value;
    }
  }
  return Number(reader.int64());
}
