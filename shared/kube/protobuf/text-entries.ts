/** Reads map<string, string>: its entries are messages of a key and a value. */
import protobuf from 'protobufjs/minimal.js';
import { Remembered } from './remembered.ts';
import { type Entry, TextMaps } from './text-maps.ts';
import { lengthTag } from './wire.ts';

const KEY = lengthTag(1);
const VALUE = lengthTag(2);

/** One for all objects of a kind, so that it remembers what they have in common. */
export class TextEntries {
  readonly #keys = new Remembered(textOf);
  readonly #entries = new Remembered((bytes, start, end): Entry => {
    const { keyStart, keyEnd, valueStart, valueEnd } = partsOf(bytes, start, end);
    return { key: textOf(bytes, keyStart, keyEnd), value: textOf(bytes, valueStart, valueEnd) };
  });
  readonly #maps = new TextMaps();

  /** All entries that follow each other behind `tag`; undefined where none is kept. */
  read(
    reader: protobuf.Reader,
    bytes: Buffer,
    tag: number,
    keep?: (key: string) => boolean,
  ): Record<string, string> | undefined {
    const entries: Entry[] = [];
    do {
      const length = reader.uint32();
      const start = reader.pos;
      reader.skip(length);
      const entry =
        keep === undefined
          ? this.#entries.get(bytes, start, reader.pos)
          : this.#keptEntry(bytes, start, reader.pos, keep);
      if (entry !== undefined) entries.push(entry);
    } while (takeTag(reader, tag));
    return entries.length === 0 ? undefined : this.#maps.make(entries);
  }

  /** The value of an entry that nobody reads is not made, and no other node has that of one that is read. */
  #keptEntry(bytes: Buffer, start: number, end: number, keep: (key: string) => boolean): Entry | undefined {
    const { keyStart, keyEnd, valueStart, valueEnd } = partsOf(bytes, start, end);
    const key = this.#keys.get(bytes, keyStart, keyEnd);
    return keep(key) ? { key, value: textOf(bytes, valueStart, valueEnd) } : undefined;
  }
}

const textOf = (bytes: Buffer, start: number, end: number): string => bytes.toString('utf8', start, end);

/** Whether the next field is one more of them. */
function takeTag(reader: protobuf.Reader, tag: number): boolean {
  if (reader.pos >= reader.len) return false;
  const before = reader.pos;
  if (reader.uint32() === tag) return true;
  reader.pos = before;
  return false;
}

/** Where key and value lie; an empty one need not be there. */
function partsOf(
  bytes: Buffer,
  start: number,
  end: number,
): { keyStart: number; keyEnd: number; valueStart: number; valueEnd: number } {
  const reader = protobuf.Reader.create(bytes);
  reader.pos = start;
  reader.len = end;
  const parts = { keyStart: start, keyEnd: start, valueStart: start, valueEnd: start };
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag !== KEY && tag !== VALUE) {
      reader.skipType(tag & 7, 0, tag >>> 3);
      continue;
    }
    const length = reader.uint32();
    const from = reader.pos;
    reader.skip(length);
    if (tag === KEY) {
      parts.keyStart = from;
      parts.keyEnd = reader.pos;
    } else {
      parts.valueStart = from;
      parts.valueEnd = reader.pos;
    }
  }
  return parts;
}
