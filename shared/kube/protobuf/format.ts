import type { WatchFormat } from '../answer-format.ts';
import { type CoreKind, coreObject, listOf, STATUS, WATCH_EVENT } from './core-objects.ts';
import { MEDIA_TYPE, openEnvelope } from './envelope.ts';
import { Frames } from './frames.ts';
import { type Message, readMessage, type View } from './message.ts';
import { TextEntries } from './text-entries.ts';

interface CoreFormatOptions {
  readonly kind: CoreKind;
  /** Whether anybody reads the annotation; the others are not in the objects. */
  readonly keepAnnotation: (key: string) => boolean;
}

/**
 * Lists and watches of a core kind as Kubernetes protobuf. They become what their JSON would have become, but with no
 * other fields than core-objects.ts names.
 */
export function createCoreFormat({ kind, keepAnnotation }: CoreFormatOptions): WatchFormat {
  const entries = new TextEntries();
  const object = coreObject(kind, keepAnnotation);
  const readable = new Map<string, Message>([
    [kind, object],
    [`${kind}List`, listOf(object)],
    ['Status', STATUS],
  ]);

  function read(bytes: Buffer): View {
    const { kind: found, raw } = openEnvelope(bytes, entries);
    const fields = readable.get(found);
    if (fields === undefined)
      throw new Error(`it is a ${found === '' ? 'nameless kind' : found}, not a ${kind}`);
    const view = readMessage(raw, fields, entries);
    // An empty list has no items, in bytes.
    return found === `${kind}List` ? { items: [], ...view } : view;
  }

  function readEvent(frame: Buffer): View {
    const { type, object: sent } = readMessage(frame, WATCH_EVENT, entries) as {
      type?: string;
      object?: { raw?: Buffer };
    };
    return { type, object: read(sent?.raw ?? Buffer.alloc(0)) };
  }

  return {
    mediaType: MEDIA_TYPE,
    readBody: read,
    readStream() {
      const frames = new Frames();
      return {
        *push(chunk) {
          for (const frame of frames.push(chunk)) yield readEvent(frame);
        },
        end() {
          frames.end();
          return [];
        },
      };
    },
  };
}
