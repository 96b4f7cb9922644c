import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CoreJson,
  coreEvent,
  coreList,
  coreMessage,
  enveloped,
  framed,
} from '../../../test/build/core-protobuf.ts';
import { RUNS } from '../../../test/build/runs.ts';
import { createCoreFormat } from './format.ts';

const KINDS = ['Node', 'Pod', 'Namespace'] as const;
type Kind = (typeof KINDS)[number];

const isKept = (key: string): boolean => key.startsWith('kept/');
const formatOf = (kind: Kind) => createCoreFormat({ kind, keepAnnotation: isKept });

const texts = fc.dictionary(
  fc.oneof(fc.constantFrom('kept/a', 'kept/b', 'left/a', '__proto__', '7'), fc.string({ unit: 'grapheme' })),
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 100, maxLength: 400 })),
  { maxKeys: 30 },
);
const time = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2900-01-01'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const text = fc.string({ unit: 'grapheme' });
const object = fc.record(
  {
    metadata: fc.record(
      {
        name: text,
        generateName: text,
        namespace: text,
        uid: text,
        resourceVersion: text,
        generation: fc.nat(),
        creationTimestamp: time,
        deletionTimestamp: time,
        deletionGracePeriodSeconds: fc.nat(),
        labels: texts,
        annotations: texts,
        ownerReferences: fc.array(fc.record({ kind: text, name: text, controller: fc.boolean() })),
        finalizers: fc.array(text),
        managedFields: fc.array(fc.record({ manager: text, time, fieldsV1: fc.constant({ 'f:a': {} }) })),
      },
      { requiredKeys: ['name'] },
    ),
    spec: fc.record(
      { nodeName: text, podCIDR: text, unschedulable: fc.boolean(), finalizers: fc.array(text) },
      { requiredKeys: [] },
    ),
    status: fc.record(
      {
        phase: text,
        capacity: texts,
        conditions: fc.array(fc.record({ type: text, lastHeartbeatTime: time })),
        images: fc.array(fc.record({ names: fc.array(text), sizeBytes: fc.nat() })),
        nodeInfo: fc.record({ bootID: text, kernelVersion: text, osImage: text }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['metadata'] },
);

type Sample = Partial<Record<string, unknown>>;

/** Of the JSON, what Latebind reads; Go leaves out empty text, but not of nodeInfo. */
function expected(kind: Kind, json: CoreJson): CoreJson {
  const { metadata, spec, status } = json as { metadata: Sample; spec?: Sample; status?: Sample };
  const { nodeInfo } = (status ?? {}) as { nodeInfo?: Sample };
  const filled = (record: Sample): Sample =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined && value !== ''));
  const map = (value: unknown, keep: (key: string) => boolean): object | undefined => {
    const entries = Object.entries(value ?? {}).filter(([key]) => keep(key));
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  };
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp } = metadata;
  return {
    metadata: filled({
      ...{ name, namespace, uid, resourceVersion },
      ...(kind === 'Pod' ? { creationTimestamp, deletionTimestamp } : {}),
      labels: map(metadata['labels'], () => true),
      annotations: map(metadata['annotations'], isKept),
    }),
    ...(kind === 'Node'
      ? {
          status: {
            nodeInfo: {
              bootID: nodeInfo?.['bootID'] ?? '',
              kernelVersion: nodeInfo?.['kernelVersion'] ?? '',
            },
          },
        }
      : {}),
    ...(kind === 'Pod'
      ? { spec: filled({ nodeName: spec?.['nodeName'] }), status: filled({ phase: status?.['phase'] }) }
      : {}),
  };
}

describe.each(KINDS)('a %s in protobuf', (kind) => {
  it('is what its JSON is, as far as it is read: alone, in a list and in a watch', () => {
    const format = formatOf(kind);
    fc.assert(
      fc.property(fc.array(object, { maxLength: 4 }), (objects) => {
        const messages = objects.map((one) => coreMessage(kind, one));
        const wanted = objects.map((one) => expected(kind, one));
        expect(messages.map((message) => format.readBody(enveloped(kind, message)))).toEqual(wanted);
        expect(format.readBody(coreList(kind, { resourceVersion: '7', continue: 'x' }, messages))).toEqual({
          metadata: { resourceVersion: '7', continue: 'x' },
          items: wanted,
        });
        const stream = Buffer.concat(messages.map((message) => coreEvent('ADDED', kind, message)));
        expect([...format.readStream().push(stream)]).toEqual(
          wanted.map((one) => ({ type: 'ADDED', object: one })),
        );
      }),
      RUNS,
    );
  });

  it('does not depend on where a stream is cut', () => {
    const pieces = [
      coreEvent(
        'ADDED',
        kind,
        coreMessage(kind, { metadata: { name: 'a', labels: { one: '1', two: 'ä' } } }),
      ),
      coreEvent('MODIFIED', kind, coreMessage(kind, { metadata: { name: 'b', uid: 'u' } })),
    ];
    const stream = Buffer.concat(pieces);
    const read = (chunks: readonly Buffer[]): unknown[] => {
      const reader = formatOf(kind).readStream();
      return [...chunks.flatMap((chunk) => [...reader.push(chunk)]), ...reader.end()];
    };
    const whole = read([stream]);
    expect(whole).toHaveLength(2);
    for (let cut = 0; cut <= stream.length; cut++)
      expect(read([stream.subarray(0, cut), stream.subarray(cut)])).toEqual(whole);
    expect(read(Array.from(stream, (_, at) => stream.subarray(at, at + 1)))).toEqual(whole);
  });
});

describe('what is not an object of the kind', () => {
  const node = enveloped('Node', coreMessage('Node', { metadata: { name: 'a', labels: { one: '1' } } }));
  const read = (bytes: Buffer): unknown => formatOf('Node').readBody(bytes);

  it('is refused, wherever the bytes end', () => {
    const name = Buffer.from([0x0a, 3, 0x0a, 1, 97]);
    expect(read(enveloped('Node', name))).toEqual({ metadata: { name: 'a' } });
    // Only before the first field of an object is it complete.
    for (let end = 1; end < name.length; end++)
      expect(() => read(enveloped('Node', name.subarray(0, end)))).toThrow();
    const { length } = node;
    const complete = Array.from({ length }, (_, end) => end).filter((end) => {
      try {
        return Object.keys(read(node.subarray(0, end)) as object).length > 0;
      } catch {
        return false;
      }
    });
    // Between the fields of the envelope: behind the object, and behind its encoding.
    expect(complete).toEqual([length - 4, length - 2]);
  });

  it.each([
    ['JSON', Buffer.from('{"kind":"Node"}'), 'does not begin as Kubernetes protobuf'],
    ['another kind', enveloped('Pod', Buffer.alloc(0)), 'it is a Pod, not a Node'],
    ['no kind', Buffer.from('k8s\0'), 'nameless'],
    ['a name that is a number', enveloped('Node', Buffer.from([0x0a, 2, 0x08, 1])), 'name has wire type 0'],
    ['a label behind the end', enveloped('Node', Buffer.from([0x0a, 3, 0x5a, 200, 1])), 'out of range'],
    [
      'a label with a key behind its end',
      enveloped('Node', Buffer.from([0x0a, 6, 0x5a, 2, 0x0a, 2, 97, 97])),
      'out of range',
    ],
    ['a field number 0', enveloped('Node', Buffer.from([0x02, 0])), 'field number 0'],
    [
      'JSON within the envelope',
      Buffer.from('k8s\0\x0a\x06\x12\x04Node\x12\x02{}\x22\x10application/json', 'latin1'),
      'an object is application/json',
    ],
  ])('is refused: %s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message);
  });

  it('is refused in a stream, too: %s', () => {
    const pushed = (bytes: Buffer): unknown[] => [...formatOf('Node').readStream().push(bytes)];
    expect(() => pushed(framed(Buffer.from('{}')))).toThrow();
    expect(() => pushed(framed(Buffer.alloc(0)))).toThrow('a frame of 0 bytes');
    expect(() => pushed(Buffer.from([0xff, 0xff, 0xff, 0xff]))).toThrow('a frame of 4294967295 bytes');
    const reader = formatOf('Node').readStream();
    expect([...reader.push(Buffer.from([0, 0, 0, 9, 1]))]).toEqual([]);
    expect(() => reader.end()).toThrow('in the middle of a frame');
  });

  it('may have fields that nobody knows yet', () => {
    const unknown = Buffer.concat([
      coreMessage('Node', { metadata: { name: 'a' } }),
      // Field 2,000 of each type that there is.
      ...[
        [0x80, 0x7d, 5],
        [0x82, 0x7d, 1, 9],
        [0x85, 0x7d, 1, 2, 3, 4],
      ].map((bytes) => Buffer.from(bytes)),
      Buffer.from([0x81, 0x7d, 1, 2, 3, 4, 5, 6, 7, 8]),
    ]);
    expect(read(enveloped('Node', unknown))).toMatchObject({ metadata: { name: 'a' } });
  });
});

describe('an error in protobuf', () => {
  const status = { code: 410, reason: 'Expired', message: 'too old', details: { retryAfterSeconds: 3 } };
  const bytes = coreMessage('Status', { status: 'Failure', ...status });

  it('is a Status, as an answer and as an event', () => {
    const format = formatOf('Pod');
    expect(format.readBody(enveloped('Status', bytes))).toEqual(status);
    expect([...format.readStream().push(coreEvent('ERROR', 'Status', bytes))]).toEqual([
      { type: 'ERROR', object: status },
    ]);
  });
});

describe('many sets of labels', () => {
  it('are read beyond what is remembered', () => {
    const format = formatOf('Namespace');
    for (let index = 0; index < 6_000; index++) {
      const labels = { [`key-${index}`]: `value-${index}`, same: 'yes' };
      expect(
        format.readBody(enveloped('Namespace', coreMessage('Namespace', { metadata: { labels } }))),
      ).toEqual({ metadata: { labels } });
    }
  });
});
