/** What the API server's stand-in sends: JSON, and Kubernetes protobuf of core objects to who asks for it. */
import {
  type CoreJson,
  type CoreKind,
  coreEvent,
  coreList,
  coreMessage,
} from '../../../test/build/core-protobuf.ts';

/** An object in the bytes that are sent. */
export interface Forms {
  readonly json: Buffer;
  /** Of a core object. */
  readonly protobuf?: Buffer;
}

export interface Format {
  readonly contentType: string;
  /** In pieces, none of which is copied. */
  list(metadata: ListMetadata, items: readonly Forms[]): Iterable<Buffer>;
  event(type: string, object: Forms): Buffer;
  /** At the end of a streamed list. */
  bookmark(resourceVersion: string): Buffer;
  /** Ends a watch with 410. */
  expired(): Buffer;
}

interface ListMetadata {
  readonly resourceVersion: string;
  readonly continue?: string | undefined;
}

const MEDIA_TYPE = 'application/vnd.kubernetes.protobuf';
const EXPIRED = { kind: 'Status', code: 410, reason: 'Expired' };
const bookmarked = (resourceVersion: string): CoreJson => ({
  metadata: { resourceVersion, annotations: { 'k8s.io/initial-events-end': 'true' } },
});

export const jsonOf = (object: object): Buffer => Buffer.from(JSON.stringify(object));

export const formsOf = (kind: CoreKind, object: CoreJson): Forms => ({
  json: jsonOf(object),
  protobuf: coreMessage(kind, object),
});

/** `kind` is undefined where there is no protobuf of the objects. */
export function formatFor(accept: string | undefined, kind: CoreKind | undefined): Format {
  return kind !== undefined && accept?.startsWith(MEDIA_TYPE) === true ? PROTOBUF[kind] : JSON_FORMAT;
}

const jsonEvent = (type: string, object: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object, Buffer.from('}\n')]);

const JSON_FORMAT: Format = {
  contentType: 'application/json',
  *list(metadata, items) {
    yield Buffer.from(`{"metadata":${JSON.stringify(metadata)},"items":[`);
    for (const [place, { json }] of items.entries())
      yield place === 0 ? json : Buffer.concat([Buffer.from(','), json]);
    yield Buffer.from(']}');
  },
  event: (type, { json }) => jsonEvent(type, json),
  bookmark: (resourceVersion) => jsonEvent('BOOKMARK', jsonOf(bookmarked(resourceVersion))),
  expired: () => jsonEvent('ERROR', jsonOf(EXPIRED)),
};

const bytesOf = ({ protobuf }: Forms): Buffer => protobuf ?? Buffer.alloc(0);

const protobufOf = (kind: CoreKind): Format => ({
  contentType: MEDIA_TYPE,
  list: (metadata, items) => [coreList(kind, metadata, items.map(bytesOf))],
  event: (type, object) => coreEvent(type, kind, bytesOf(object)),
  bookmark: (resourceVersion) => coreEvent('BOOKMARK', kind, coreMessage(kind, bookmarked(resourceVersion))),
  expired: () => coreEvent('ERROR', 'Status', coreMessage('Status', EXPIRED)),
});

const PROTOBUF: Readonly<Record<CoreKind, Format>> = {
  Node: protobufOf('Node'),
  Pod: protobufOf('Pod'),
  Namespace: protobufOf('Namespace'),
  Status: protobufOf('Status'),
};

/** In place: all versions have ten digits, and all times of heartbeats one length. */
export function touchJson(node: Buffer, resourceVersion: string): void {
  const key = '"resourceVersion":"';
  node.write(resourceVersion, node.lastIndexOf(key) + key.length);
  const time = new Date().toISOString().slice(0, 19);
  const heartbeat = '"lastHeartbeatTime":"';
  for (let at = node.indexOf(heartbeat); at !== -1; at = node.indexOf(heartbeat, at + 1))
    node.write(time, at + heartbeat.length);
}

/** Tag of ObjectMeta.resourceVersion, ten bytes, and the first digit of all versions: a length may look like the first two. */
const VERSION = Buffer.from([0x32, 10, 0x31]);
/** Tag of NodeCondition.lastHeartbeatTime, eight bytes; tag of its seconds, which are five bytes until the year 3058. */
const HEARTBEAT = Buffer.from([0x1a, 8, 0x08]);

/** The same, in protobuf. */
export function touchCoreNode(node: Buffer, resourceVersion: string, nowMs: number): void {
  node.write(resourceVersion, node.indexOf(VERSION) + VERSION.length - 1);
  let seconds = Math.floor(nowMs / 1_000);
  const varint = Buffer.alloc(5);
  for (let place = 0; place < 5; place++) {
    varint[place] = (seconds % 128) | (place < 4 ? 0x80 : 0);
    seconds = Math.floor(seconds / 128);
  }
  for (let at = node.indexOf(HEARTBEAT); at !== -1; at = node.indexOf(HEARTBEAT, at + 1))
    varint.copy(node, at + HEARTBEAT.length);
}
