/**
 * Core objects as the API server sends them in Kubernetes protobuf, made of their JSON, byte for byte: strings, numbers
 * and messages are written also where they are empty, except behind a pointer of Go; maps are sorted. Field numbers are
 * those of generated.proto in k8s.io/api and k8s.io/apimachinery v0.36; test/e2e/core-protobuf.test.ts compares the bytes.
 * Of a Pod there are only the fields that Latebind reads.
 */
import protobuf from 'protobufjs/minimal.js';

export type CoreJson = Readonly<Record<string, unknown>>;
export type CoreKind = 'Node' | 'Pod' | 'Namespace' | 'Status';

/** Writes one field of the object. */
type Field = (writer: protobuf.Writer, object: CoreJson) => void;

const WIRE = { varint: 0, length: 2 } as const;
const varintTag = (number: number): number => (number << 3) | WIRE.varint;
const lengthTag = (number: number): number => (number << 3) | WIRE.length;

const optional =
  (name: string, field: Field): Field =>
  (writer, object) => {
    if (object[name] !== undefined) field(writer, object);
  };
const text =
  (number: number, name: string): Field =>
  (writer, object) =>
    writer.uint32(lengthTag(number)).string((object[name] as string | undefined) ?? '');
const texts =
  (number: number, name: string): Field =>
  (writer, object) => {
    for (const value of (object[name] as string[] | undefined) ?? [])
      writer.uint32(lengthTag(number)).string(value);
  };
const integer =
  (number: number, name: string): Field =>
  (writer, object) =>
    writer.uint32(varintTag(number)).int64((object[name] as number | undefined) ?? 0);
const flag =
  (number: number, name: string): Field =>
  (writer, object) =>
    writer.uint32(varintTag(number)).bool(object[name] === true);
/** Nothing of a second is sent, but that it is nothing is. */
const time =
  (number: number, name: string): Field =>
  (writer, object) => {
    const value = object[name] as string | null | undefined;
    writer.uint32(lengthTag(number)).fork();
    if (value !== undefined && value !== null)
      writer
        .uint32(varintTag(1))
        .int64(Date.parse(value) / 1_000)
        .uint32(varintTag(2))
        .int32(0);
    writer.ldelim();
  };
/** As JSON, within bytes. */
const raw =
  (number: number, name: string): Field =>
  (writer, object) =>
    writer
      .uint32(lengthTag(number))
      .fork()
      .uint32(lengthTag(1))
      .bytes(Buffer.from(JSON.stringify(object[name])))
      .ldelim();
const message =
  (number: number, name: string, fields: readonly Field[]): Field =>
  (writer, object) =>
    part(writer, number, fields, (object[name] as CoreJson | undefined) ?? {});
const messages =
  (number: number, name: string, fields: readonly Field[]): Field =>
  (writer, object) => {
    for (const item of (object[name] as CoreJson[] | undefined) ?? []) part(writer, number, fields, item);
  };
/** Values are text, or what `value` makes of them. */
const map =
  (number: number, name: string, value: Field = text(2, 'value')): Field =>
  (writer, object) => {
    const entries = Object.entries((object[name] as Record<string, string> | undefined) ?? {});
    // By bytes, as Go sorts; keys are ASCII but where a test makes others.
    entries.sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    for (const [key, text_] of entries) part(writer, number, [text(1, 'key'), value], { key, value: text_ });
  };

function part(writer: protobuf.Writer, number: number, fields: readonly Field[], object: CoreJson): void {
  writer.uint32(lengthTag(number)).fork();
  for (const field of fields) field(writer, object);
  writer.ldelim();
}

const quantity: Field = (writer, { value }) => part(writer, 2, [text(1, 'value')], { value });

const OBJECT_META: readonly Field[] = [
  text(1, 'name'),
  text(2, 'generateName'),
  text(3, 'namespace'),
  text(4, 'selfLink'),
  text(5, 'uid'),
  text(6, 'resourceVersion'),
  integer(7, 'generation'),
  time(8, 'creationTimestamp'),
  optional('deletionTimestamp', time(9, 'deletionTimestamp')),
  optional('deletionGracePeriodSeconds', integer(10, 'deletionGracePeriodSeconds')),
  map(11, 'labels'),
  map(12, 'annotations'),
  messages(13, 'ownerReferences', [
    text(1, 'kind'),
    text(3, 'name'),
    text(4, 'uid'),
    text(5, 'apiVersion'),
    optional('controller', flag(6, 'controller')),
    optional('blockOwnerDeletion', flag(7, 'blockOwnerDeletion')),
  ]),
  texts(14, 'finalizers'),
  messages(17, 'managedFields', [
    text(1, 'manager'),
    text(2, 'operation'),
    text(3, 'apiVersion'),
    optional('time', time(4, 'time')),
    text(6, 'fieldsType'),
    optional('fieldsV1', raw(7, 'fieldsV1')),
    text(8, 'subresource'),
  ]),
];

const METADATA = message(1, 'metadata', OBJECT_META);

const NODE: readonly Field[] = [
  METADATA,
  message(2, 'spec', [
    text(1, 'podCIDR'),
    text(2, 'externalID'),
    text(3, 'providerID'),
    flag(4, 'unschedulable'),
    messages(5, 'taints', [
      text(1, 'key'),
      text(2, 'value'),
      text(3, 'effect'),
      optional('timeAdded', time(4, 'timeAdded')),
    ]),
    texts(7, 'podCIDRs'),
  ]),
  message(3, 'status', [
    map(1, 'capacity', quantity),
    map(2, 'allocatable', quantity),
    text(3, 'phase'),
    messages(4, 'conditions', [
      text(1, 'type'),
      text(2, 'status'),
      time(3, 'lastHeartbeatTime'),
      time(4, 'lastTransitionTime'),
      text(5, 'reason'),
      text(6, 'message'),
    ]),
    messages(5, 'addresses', [text(1, 'type'), text(2, 'address')]),
    message(6, 'daemonEndpoints', [message(1, 'kubeletEndpoint', [integer(1, 'Port')])]),
    message(7, 'nodeInfo', [
      text(1, 'machineID'),
      text(2, 'systemUUID'),
      text(3, 'bootID'),
      text(4, 'kernelVersion'),
      text(5, 'osImage'),
      text(6, 'containerRuntimeVersion'),
      text(7, 'kubeletVersion'),
      text(8, 'kubeProxyVersion'),
      text(9, 'operatingSystem'),
      text(10, 'architecture'),
      optional('swap', message(11, 'swap', [optional('capacity', integer(1, 'capacity'))])),
    ]),
    messages(8, 'images', [texts(1, 'names'), integer(2, 'sizeBytes')]),
    texts(9, 'volumesInUse'),
  ]),
];

const FIELDS: Readonly<Record<CoreKind, readonly Field[]>> = {
  Node: NODE,
  Pod: [METADATA, message(2, 'spec', [text(10, 'nodeName')]), message(3, 'status', [text(1, 'phase')])],
  Namespace: [
    METADATA,
    message(2, 'spec', [texts(1, 'finalizers')]),
    message(3, 'status', [text(1, 'phase')]),
  ],
  Status: [
    text(2, 'status'),
    text(3, 'message'),
    text(4, 'reason'),
    optional('details', message(5, 'details', [integer(5, 'retryAfterSeconds')])),
    integer(6, 'code'),
  ],
};

/** The message alone. */
export function coreMessage(kind: CoreKind, object: CoreJson): Buffer {
  const writer = protobuf.Writer.create();
  for (const field of FIELDS[kind]) field(writer, object);
  return asBuffer(writer);
}

const TYPE_META: readonly Field[] = [text(1, 'apiVersion'), text(2, 'kind')];

/** What stands around each object. */
export function enveloped(kind: string, content: Uint8Array): Buffer {
  const writer = protobuf.Writer.create();
  part(writer, 1, TYPE_META, { apiVersion: 'v1', kind });
  writer.uint32(lengthTag(2)).bytes(content).uint32(lengthTag(3)).string('').uint32(lengthTag(4)).string('');
  return Buffer.concat([Buffer.from('k8s\0'), writer.finish()]);
}

export interface CoreList {
  readonly resourceVersion: string;
  readonly continue?: string | undefined;
}

/** Of messages. */
export function coreList(kind: CoreKind, metadata: CoreList, items: readonly Uint8Array[]): Buffer {
  const writer = protobuf.Writer.create();
  part(
    writer,
    1,
    [text(1, 'selfLink'), text(2, 'resourceVersion'), text(3, 'continue')],
    metadata as unknown as CoreJson,
  );
  for (const item of items) writer.uint32(lengthTag(2)).bytes(item);
  return enveloped(`${kind}List`, writer.finish());
}

/** One event of a watch with its length before it. */
export function coreEvent(type: string, kind: CoreKind, content: Uint8Array): Buffer {
  const writer = protobuf.Writer.create();
  writer
    .uint32(lengthTag(1))
    .string(type)
    .uint32(lengthTag(2))
    .fork()
    .uint32(lengthTag(1))
    .bytes(enveloped(kind, content))
    .ldelim();
  return framed(writer.finish());
}

export function framed(bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(bytes.length);
  return Buffer.concat([header, bytes]);
}

/** The writer makes a Buffer where there are Buffers. */
function asBuffer(writer: protobuf.Writer): Buffer {
  const bytes = writer.finish();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
