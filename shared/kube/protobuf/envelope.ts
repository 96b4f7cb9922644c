import { type Message, readMessage } from './message.ts';
import type { TextEntries } from './text-entries.ts';

export const MEDIA_TYPE = 'application/vnd.kubernetes.protobuf';

/** How every object begins that the API server sends or stores as protobuf. */
export const MAGIC = Buffer.from('k8s\0', 'latin1');

/** runtime.Unknown of k8s.io/apimachinery */
const UNKNOWN: Message = {
  1: { kind: 'message', name: 'typeMeta', fields: { 2: { kind: 'text', name: 'kind' } } },
  2: { kind: 'bytes', name: 'raw' },
  3: { kind: 'text', name: 'contentEncoding' },
  4: { kind: 'text', name: 'contentType' },
};

export interface Envelope {
  /** Node, NodeList, Status, ... */
  readonly kind: string;
  /** The message. */
  readonly raw: Buffer;
}

/** Fails where the bytes are something else. */
export function openEnvelope(bytes: Buffer, entries: TextEntries): Envelope {
  const { length } = MAGIC;
  if (bytes.length < length || bytes.compare(MAGIC, 0, length, 0, length) !== 0)
    throw new Error('it does not begin as Kubernetes protobuf');
  const unknown = readMessage(bytes.subarray(length), UNKNOWN, entries) as {
    typeMeta?: { kind?: string };
    raw?: Buffer;
    contentEncoding?: string;
    contentType?: string;
  };
  const { contentEncoding, contentType } = unknown;
  if (contentEncoding !== undefined || contentType !== undefined)
    throw new Error(`an object is ${contentType ?? 'protobuf'} in ${contentEncoding ?? 'no'} encoding`);
  return { kind: unknown.typeMeta?.kind ?? '', raw: unknown.raw ?? Buffer.alloc(0) };
}
