import protobuf from 'protobufjs/minimal.js';
import type { AnswerFormat, BodyFormat } from '../answer-format.ts';
import type { Binding, ObjectMeta } from '../objects.ts';
import { STATUS } from './core-objects.ts';
import { MAGIC, MEDIA_TYPE, openEnvelope } from './envelope.ts';
import { readMessage } from './message.ts';
import { TextEntries } from './text-entries.ts';
import { lengthTag } from './wire.ts';

/**
 * How a Binding goes to the API server: there is one for each pod, and to decode it takes the API server about half of what the
 * JSON takes (docs/decisions/0025). The numbers are those of generated.proto in k8s.io/api and k8s.io/apimachinery.
 */
export const bindingFormat: BodyFormat<Binding> = {
  mediaType: MEDIA_TYPE,
  writeBody({ apiVersion, kind, metadata, target }) {
    const writer = protobuf.Writer.create();
    // runtime.Unknown
    writeTexts(writer.uint32(lengthTag(1)).fork(), [apiVersion, kind]).ldelim();
    writer.uint32(lengthTag(2)).fork();
    writeMetadata(writer.uint32(lengthTag(1)).fork(), metadata).ldelim();
    // core/v1 ObjectReference
    const reference = [target.kind, undefined, target.name, undefined, target.apiVersion];
    writeTexts(writer.uint32(lengthTag(2)).fork(), reference).ldelim();
    return Buffer.concat([MAGIC, writer.ldelim().finish()]);
  },
};

/** metav1.ObjectMeta */
function writeMetadata(
  writer: protobuf.Writer,
  { name, namespace, uid, annotations = {} }: ObjectMeta,
): protobuf.Writer {
  writeTexts(writer, [name, undefined, namespace, undefined, uid]);
  for (const [key, value] of Object.entries(annotations))
    writeTexts(writer.uint32(lengthTag(12)).fork(), [key, value]).ldelim();
  return writer;
}

/** The fields 1, 2, 3, …, where they are set. */
function writeTexts(writer: protobuf.Writer, texts: readonly (string | undefined)[]): protobuf.Writer {
  texts.forEach((text, index) => {
    if (text !== undefined) writer.uint32(lengthTag(index + 1)).string(text);
  });
  return writer;
}

/** A Status has none that is read. */
const NO_MAPS = new TextEntries();

/** What answers a Binding. */
export const statusFormat: AnswerFormat = {
  mediaType: MEDIA_TYPE,
  readBody(bytes) {
    const { kind, raw } = openEnvelope(bytes, NO_MAPS);
    if (kind !== 'Status') throw new Error(`it is a ${kind === '' ? 'nameless kind' : kind}, not a Status`);
    return readMessage(raw, STATUS, NO_MAPS);
  },
};
