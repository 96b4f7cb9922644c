/** HostFacts ⇄ the annotation's text: "2." + base64(zlib(protobuf)), with a preset dictionary; "1." was without. Pure. */

import { hash } from 'node:crypto';
import { constants, deflateSync, inflateSync } from 'node:zlib';
import protobuf from 'protobufjs/minimal.js';
import { DICTIONARY } from './dictionary.ts';
import { FactsError } from './facts-error.ts';
import { latebind } from './host-facts.generated.js';
import type { HostFacts } from './model.ts';
import { plainFacts } from './plain.ts';
import { cuts } from './truncate.ts';

export { FactsError } from './facts-error.ts';

/** Names the codec. Written is the last; all are read. */
const PREFIX = '2.';
const DICTIONARIES: Readonly<Record<string, Buffer | undefined>> = { '1.': undefined, '2.': DICTIONARY };

/** Longest annotation value that is written, in bytes (its text is ASCII). */
export const MAX_ENCODED_BYTES = 16 * 1024;
/** Longest annotation value that is read, in bytes. */
export const MAX_READ_BYTES = 64 * 1024;
/** Largest message that is inflated, in bytes; a longer one is refused before it is in memory. */
export const MAX_INFLATED_BYTES = 256 * 1024;

const MESSAGE = latebind.hostfacts.v1.HostFacts;

/**
 * zlib rather than raw deflate: its Adler-32 tells a damaged annotation from a valid one. All settings are given,
 * so that only another zlib can make other bytes; that is why equality is judged by factsHash.
 */
const DEFLATE = {
  level: 9,
  memLevel: 9,
  windowBits: 15,
  strategy: constants.Z_DEFAULT_STRATEGY,
  dictionary: DICTIONARY,
} as const;

/** The message's bytes: fields by number, unset fields and empty lists left out. Throws FactsError FieldInvalid. */
export function canonicalBytes(facts: HostFacts): Uint8Array {
  return encodePlain(plainFacts(facts));
}

/** SHA-256 of the canonical bytes, hex. */
export function factsHash(facts: HostFacts): string {
  return sha256(canonicalBytes(facts));
}

/** The first 16 hex digits of a hash, for logs, labels and comparison by people. */
export const shortHash = (hash: string): string => hash.slice(0, 16);

export interface Encoded {
  /** Value of the annotation, at most MAX_ENCODED_BYTES long. */
  readonly text: string;
  /** What the text holds: `facts`, or less of it with `truncated`. */
  readonly facts: HostFacts;
  /** Of what the text holds. */
  readonly hash: string;
}

/** Encodes, cutting (see truncate.ts) until the text is short enough. Throws FactsError FieldInvalid or TooLarge. */
export function encode(facts: HostFacts): Encoded {
  const whole = plainFacts(facts);
  for (const less of [whole, ...cuts(whole)]) {
    const candidate = plainFacts(less);
    const bytes = encodePlain(candidate);
    // Longer than the reader inflates: no compression saves it.
    if (bytes.length > MAX_INFLATED_BYTES) continue;
    const text = PREFIX + deflateSync(bytes, DEFLATE).toString('base64');
    if (text.length <= MAX_ENCODED_BYTES) return { text, facts: candidate, hash: sha256(bytes) };
  }
  throw new FactsError('TooLarge', `more than ${MAX_ENCODED_BYTES} bytes even after every cut`);
}

/** The text of encode(). */
export function encodeFacts(facts: HostFacts): string {
  return encode(facts).text;
}

export interface Decoded {
  readonly facts: HostFacts;
  /** SHA-256 of the bytes as they were written, hex; fields of a newer agent count. */
  readonly hash: string;
}

/**
 * Reads the annotation's value. Fields that this version does not know are not seen, but are there when the facts are
 * encoded again. Throws FactsError only.
 */
export function decodeFacts(text: string, decode: DecodeMessage = decodeMessage): Decoded {
  const prefix = text.slice(0, PREFIX.length);
  if (!Object.hasOwn(DICTIONARIES, prefix)) {
    const known = Object.keys(DICTIONARIES).join(' or ');
    throw new FactsError(
      'CodecUnknown',
      `the value does not begin with ${known} (written by a newer agent?)`,
    );
  }
  if (text.length > MAX_READ_BYTES) {
    throw new FactsError('TooLarge', `${text.length} bytes of text, at most ${MAX_READ_BYTES} are read`);
  }
  const bytes = inflate(fromBase64(text.slice(prefix.length)), DICTIONARIES[prefix]);
  try {
    return { facts: decode(bytes), hash: sha256(bytes) };
  } catch (error) {
    if (error instanceof FactsError) throw error;
    throw new FactsError('NotFacts', 'the inflated bytes are no HostFacts message', error);
  }
}

/** From the bytes of the message. Throws a FactsError FieldInvalid, or what protobufjs throws at bytes that are none. */
export type DecodeMessage = (bytes: Uint8Array) => HostFacts;

export function decodeMessage(bytes: Uint8Array): HostFacts {
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = false;
  return plainFacts(MESSAGE.decode(reader));
}

/** `facts` must come from plainFacts: it has the fields that encode() looks at, whatever the class says. */
const encodePlain = (facts: HostFacts): Uint8Array =>
  MESSAGE.encode(facts as unknown as latebind.hostfacts.v1.HostFacts).finish();

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes);

/** Buffer.from(…, 'base64') skips what it does not understand; this does not. */
function fromBase64(text: string): Buffer {
  const valid = text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  if (!valid) throw new FactsError('NotBase64', 'the value after the prefix is not base64');
  return Buffer.from(text, 'base64');
}

function inflate(compressed: Buffer, dictionary: Buffer | undefined): Buffer {
  // Facts have 2 to 6 KB; the default of 16 KiB a call is garbage that a process with thousands of hosts holds for a while.
  const limit = { maxOutputLength: MAX_INFLATED_BYTES, chunkSize: 4_096 };
  try {
    return inflateSync(compressed, dictionary === undefined ? limit : { ...limit, dictionary });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new FactsError('TooLarge', `inflates to more than ${MAX_INFLATED_BYTES} bytes`);
    }
    throw new FactsError('NotDeflated', 'the value cannot be inflated', error);
  }
}
