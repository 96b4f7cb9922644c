import { isObject } from '../../../shared/json.ts';
import { ProtocolError } from '../../answer.ts';
import { decodeExtenderArgs, type ExtenderArgs } from '../wire.ts';

export interface ScannedArgs {
  readonly args: ExtenderArgs;
  /** Of whole nodes, where each begins and ends in the body: two figures a node. */
  readonly ranges: Uint32Array;
}

/**
 * JSON can take 13 times its bytes as objects, and a heap that is full in the middle of JSON.parse ends the whole process, not
 * its thread. So no value is parsed that is larger than any object of an API server, and what is kept has a limit too: that is
 * room for 100,000 nodes or names.
 */
const MAX_VALUE_BYTES = 8 * 1024 * 1024;
const MAX_HELD_BYTES = 12 * 1024 * 1024;
/** Of a node's name beside its letters. */
const NAME_BYTES = 64;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** A value, and the place behind it. */
type Read = readonly [value: unknown, end: number];

/**
 * As decodeExtenderArgs of JSON.parse of the body, but holds one node at a time and keeps their names only. Throws a
 * ProtocolError.
 */
export function scanExtenderArgs(body: Buffer): ScannedArgs {
  const rangesOf = new WeakMap<readonly unknown[], Uint32Array>();
  let held = 0;

  const begin = skipBlanks(0);
  const [value, end] = body[begin] === OPEN_OBJECT ? extenderArgs(begin) : leaf(begin);
  if (skipBlanks(end) !== body.length) throw notJson();
  const args = decodeExtenderArgs(value);
  const ranges = args.nodes.form === 'objects' ? rangesOf.get(args.nodes.items) : undefined;
  return { args, ranges: ranges ?? new Uint32Array() };

  function extenderArgs(start: number): Read {
    return readObject(start, {
      pod: heldLeaf,
      nodenames: heldLeaf,
      nodes: (at) => (body[at] === OPEN_OBJECT ? nodeList(at) : heldLeaf(at)),
    });
  }

  function nodeList(start: number): Read {
    return readObject(start, { items: (at) => (body[at] === OPEN_ARRAY ? nodes(at) : heldLeaf(at)) });
  }

  function nodes(start: number): Read {
    const items: unknown[] = [];
    const ranges: number[] = [];
    const end = readList(start, CLOSE_ARRAY, (at) => {
      const [item, behind] = leaf(at);
      const name = nameOf(item);
      hold(NAME_BYTES + (name?.length ?? 0));
      // With the same mistake as the node itself.
      items.push(name === undefined ? emptied(item) : { metadata: { name } });
      ranges.push(at, behind);
      return behind;
    });
    rangesOf.set(items, Uint32Array.from(ranges));
    return [items, end];
  }

  function heldLeaf(start: number): Read {
    const read = leaf(start);
    hold(read[1] - start);
    return read;
  }

  /** JSON.parse decides what is valid; the scanner only finds where a value ends if it is. */
  function leaf(start: number): Read {
    const end = endOfValue(body, start);
    if (end - start > MAX_VALUE_BYTES) {
      throw new ProtocolError(
        `body: got a value of ${end - start} bytes, wanted at most ${MAX_VALUE_BYTES}`,
        413,
      );
    }
    try {
      return [JSON.parse(body.toString('utf8', start, end)), end];
    } catch {
      throw notJson();
    }
  }

  /** Of fields that are not wanted only the form counts. */
  function readObject(start: number, wanted: Readonly<Record<string, (at: number) => Read>>): Read {
    // Of a repeated key the last one counts, as in JSON.parse.
    const fields = new Map<string, unknown>();
    const end = readList(start, CLOSE_OBJECT, (at) => {
      const [key, behind] = leaf(at);
      const colon = skipBlanks(behind);
      if (typeof key !== 'string' || body[colon] !== COLON) throw notJson();
      const lower = key.toLowerCase();
      const read = Object.hasOwn(wanted, lower) ? wanted[lower] : undefined;
      const [value, next] = (read ?? leaf)(skipBlanks(colon + 1));
      if (read !== undefined) fields.set(key, value);
      return next;
    });
    return [Object.fromEntries(fields), end];
  }

  function readList(start: number, close: number, entry: (at: number) => number): number {
    let at = skipBlanks(start + 1);
    if (body[at] === close) return at + 1;
    for (;;) {
      at = skipBlanks(entry(at));
      const byte = body[at];
      if (byte === close) return at + 1;
      if (byte !== COMMA) throw notJson();
      at = skipBlanks(at + 1);
    }
  }

  function skipBlanks(start: number): number {
    let at = start;
    while (isBlank(body[at])) at += 1;
    return at;
  }

  function hold(bytes: number): void {
    held += bytes;
    if (held <= MAX_HELD_BYTES) return;
    throw new ProtocolError(`body: got more nodes and names than fit into ${MAX_HELD_BYTES} bytes`, 413);
  }

  function notJson(): ProtocolError {
    return new ProtocolError(`body: ${body.length} bytes that are not JSON`);
  }
}

function endOfValue(body: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  for (; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = closingQuote(body, at);
      if (depth === 0) return at + 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || byte === COLON || isBlank(byte))) {
      return at;
    }
  }
  return Math.min(at, body.length);
}

function closingQuote(body: Buffer, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}

const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function nameOf(node: unknown): string | undefined {
  const metadata = isObject(node) ? node['metadata'] : undefined;
  const name = isObject(metadata) ? metadata['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  if (typeof value === 'string') return value.slice(0, 100);
  return isObject(value) ? {} : value;
}
