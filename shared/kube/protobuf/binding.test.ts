import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreMessage, enveloped } from '../../../test/build/core-protobuf.ts';
import { RUNS } from '../../../test/build/runs.ts';
import { bindingFormat, statusFormat } from './binding.ts';
import { openEnvelope } from './envelope.ts';
import { type Field, type Message, readMessage } from './message.ts';
import { TextEntries } from './text-entries.ts';

const field = (name: string): Field => ({ kind: 'text', name, always: true });
/** core/v1 Binding, of which the API server reads no more. */
const BINDING: Message = {
  1: {
    kind: 'message',
    name: 'metadata',
    fields: {
      1: field('name'),
      3: field('namespace'),
      5: field('uid'),
      12: { kind: 'texts', name: 'annotations' },
    },
  },
  2: {
    kind: 'message',
    name: 'target',
    fields: { 1: field('kind'), 3: field('name'), 5: field('apiVersion') },
  },
};

const text = fc.string({ unit: 'grapheme' });
const binding = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Binding'),
  metadata: fc.record(
    {
      name: text,
      namespace: text,
      uid: text,
      annotations: fc.dictionary(fc.oneof(fc.constantFrom('__proto__', '7', ''), text), text, { minKeys: 1 }),
    },
    { requiredKeys: ['name'] },
  ),
  target: fc.record(
    { apiVersion: fc.constant('v1'), kind: fc.constant('Node'), name: text },
    { requiredKeys: ['name'] },
  ),
});

describe('a Binding in protobuf', () => {
  it('says what it says in JSON', () => {
    fc.assert(
      fc.property(binding, (written) => {
        const entries = new TextEntries();
        const { kind, raw } = openEnvelope(Buffer.from(bindingFormat.writeBody(written)), entries);
        const read = readMessage(raw, BINDING, entries);
        const { apiVersion: _, kind: __, ...rest } = written;
        expect(kind).toBe('Binding');
        expect(read).toEqual(JSON.parse(JSON.stringify(rest)));
      }),
      RUNS,
    );
  });
});

describe('the Status in protobuf', () => {
  const status = { status: 'Failure', message: 'no', reason: 'Conflict', code: 409 };

  it('is read as its JSON would be', () => {
    const bytes = enveloped('Status', coreMessage('Status', status));
    expect(statusFormat.readBody(bytes)).toMatchObject({ message: 'no', reason: 'Conflict', code: 409 });
  });

  it.each([
    ['another kind', enveloped('Pod', coreMessage('Pod', { metadata: {} })), 'it is a Pod, not a Status'],
    ['something else', Buffer.from('{}'), 'it does not begin as Kubernetes protobuf'],
  ])('is no %s', (_, bytes, problem) => {
    expect(() => statusFormat.readBody(bytes)).toThrow(problem);
  });
});
