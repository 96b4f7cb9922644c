/**
 * Which fields are read of core objects: what the reflector needs, and what the projections of extender/state read. The
 * numbers are those of generated.proto in k8s.io/api and k8s.io/apimachinery; they never change.
 */
import type { Field, Message } from './message.ts';

export type CoreKind = 'Node' | 'Pod' | 'Namespace';

/** At the end of a streamed list the reflector looks for it. */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

export function coreObject(kind: CoreKind, keepAnnotation: (key: string) => boolean): Message {
  const metadata: Field = {
    kind: 'message',
    name: 'metadata',
    fields: {
      ...objectMeta((key) => key === INITIAL_EVENTS_END || keepAnnotation(key)),
      ...(kind === 'Pod' ? TIMES : {}),
    },
  };
  return { ...SPEC_AND_STATUS[kind], 1: metadata };
}

const objectMeta = (keep: (key: string) => boolean): Message => ({
  1: { kind: 'text', name: 'name' },
  3: { kind: 'text', name: 'namespace' },
  5: { kind: 'text', name: 'uid' },
  6: { kind: 'text', name: 'resourceVersion' },
  11: { kind: 'texts', name: 'labels' },
  12: { kind: 'texts', name: 'annotations', keep },
});

const TIMES: Message = {
  8: { kind: 'time', name: 'creationTimestamp' },
  9: { kind: 'time', name: 'deletionTimestamp' },
};

const SPEC_AND_STATUS: Readonly<Record<CoreKind, Message>> = {
  Node: {
    3: {
      kind: 'message',
      name: 'status',
      fields: {
        7: {
          kind: 'message',
          name: 'nodeInfo',
          fields: {
            3: { kind: 'text', name: 'bootID', always: true },
            4: { kind: 'text', name: 'kernelVersion', always: true },
          },
        },
      },
    },
  },
  Pod: {
    2: { kind: 'message', name: 'spec', fields: { 10: { kind: 'text', name: 'nodeName' } } },
    3: { kind: 'message', name: 'status', fields: { 1: { kind: 'text', name: 'phase' } } },
  },
  Namespace: {},
};

export const listOf = (object: Message): Message => ({
  1: {
    kind: 'message',
    name: 'metadata',
    fields: { 2: { kind: 'text', name: 'resourceVersion' }, 3: { kind: 'text', name: 'continue' } },
  },
  2: { kind: 'messages', name: 'items', fields: object },
});

/** metav1.Status: what went wrong. */
export const STATUS: Message = {
  3: { kind: 'text', name: 'message' },
  4: { kind: 'text', name: 'reason' },
  5: { kind: 'message', name: 'details', fields: { 5: { kind: 'number', name: 'retryAfterSeconds' } } },
  6: { kind: 'number', name: 'code' },
};

/** metav1.WatchEvent; what the object is stands in its envelope. */
export const WATCH_EVENT: Message = {
  1: { kind: 'text', name: 'type' },
  2: { kind: 'message', name: 'object', fields: { 1: { kind: 'bytes', name: 'raw' } } },
};
