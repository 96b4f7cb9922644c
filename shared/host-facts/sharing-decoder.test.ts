import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../test/build/runs.ts';
import { canonicalBytes, decodeFacts, decodeMessage, encodeFacts, FactsError } from './codec.ts';
import type { HostFacts } from './model.ts';
import { plainFacts } from './plain.ts';
import { createSharingDecoder } from './sharing-decoder.ts';

const HOSTS = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'hosts');
const FACTS: readonly HostFacts[] = readdirSync(HOSTS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => plainFacts(JSON.parse(readFileSync(join(HOSTS, name, 'facts.json'), 'utf8'))));

/** A host of the kind of `index`, with what only it has. */
function host(index: number): HostFacts {
  const kind = FACTS[index % FACTS.length] ?? {};
  return {
    ...kind,
    bootId: `boot-${index}`,
    memory: { totalMiB: 1000 + index },
    gpus: (kind.gpus ?? []).map((gpu, at) => ({ ...gpu, uuid: `GPU-${index}-${at}` })),
  };
}

describe('facts that are decoded with others', () => {
  it('are read again as they were, field by field and in another order', () => {
    const decode = createSharingDecoder();
    const hosts = FACTS.map((_, index) => host(index));
    const decoded = hosts.map((facts) => decode(canonicalBytes(facts)));
    for (const field of ['gpus', 'memory', 'gpus', 'bootId'] as const) {
      expect(decoded.map((facts) => facts[field])).toEqual(hosts.map((facts) => plainFacts(facts)[field]));
    }
  });

  it('are what they are alone, of every host and in every order', () => {
    const decode = createSharingDecoder();
    fc.assert(
      fc.property(fc.nat(5_000), (index) => {
        const bytes = canonicalBytes(host(index));
        expect(decode(bytes)).toEqual(decodeMessage(bytes));
        expect(JSON.stringify(decode(bytes))).toBe(JSON.stringify(decodeMessage(bytes)));
      }),
      RUNS,
    );
  });

  it('hold one copy of what the hosts of a kind have in common', () => {
    const decode = createSharingDecoder();
    const [one, another] = [1, 1 + FACTS.length].map((index) => decode(canonicalBytes(host(index))));
    expect(another?.os).toBe(one?.os);
    expect(another?.sources).toBe(one?.sources);
    expect(another?.bootId).not.toBe(one?.bootId);
  });

  it('still do after thousands of hosts of which each has something of its own', () => {
    const decode = createSharingDecoder();
    for (let index = 0; index < 3_000; index += 1) decode(canonicalBytes(host(index)));
    const [one, another] = [3_000, 3_000 + FACTS.length].map((index) => decode(canonicalBytes(host(index))));
    expect(another?.sources).toBe(one?.sources);
    expect(another).toEqual(decodeMessage(canonicalBytes(host(3_000 + FACTS.length))));
  });

  it('are read as an annotation is', () => {
    const decode = createSharingDecoder();
    const text = encodeFacts(host(3));
    expect(decodeFacts(text, decode)).toEqual(decodeFacts(text));
  });
});

describe('bytes that no encoder of ours makes', () => {
  const FIELD_99 = [0x9a, 0x06, 0x01, 0x41];
  it.each<[string, number[]]>([
    ['a field of a newer agent in the middle', [0x08, 0x01, ...FIELD_99, 0x12, 0x01, 0x42]],
    ['a field in pieces', [0x12, 0x01, 0x41, 0x08, 0x01, 0x12, 0x01, 0x42]],
    ['a list in pieces', [0x42, 0x02, 0x0a, 0x00, 0x08, 0x01, 0x42, 0x02, 0x0a, 0x00]],
    ['a field twice', [0x08, 0x01, 0x08, 0x02]],
    ['a message twice', [0x22, 0x03, 0x0a, 0x01, 0x41, 0x22, 0x03, 0x12, 0x01, 0x42]],
    ['fields in another order', [0x12, 0x01, 0x42, 0x08, 0x01]],
    ['nothing', []],
  ])('%s: read as decodeMessage() does', (_what, bytes) => {
    const message = Uint8Array.from(bytes);
    expect(createSharingDecoder()(message)).toEqual(decodeMessage(message));
  });

  it('are refused like all others', () => {
    const decode = createSharingDecoder();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(outcome(() => decode(bytes))).toEqual(outcome(() => decodeMessage(bytes)));
      }),
      RUNS,
    );
  });
});

it('bytes that were damaged are read as if they came alone', () => {
  const decode = createSharingDecoder();
  fc.assert(
    fc.property(fc.nat(200), fc.nat(), fc.nat(255), (index, place, byte) => {
      const bytes = Uint8Array.from(canonicalBytes(host(index)));
      bytes[place % bytes.length] = byte;
      expect(outcome(() => decode(bytes))).toEqual(outcome(() => decodeMessage(bytes)));
    }),
    RUNS,
  );
});

/** What both refuse may be refused with another message. */
function outcome(read: () => HostFacts): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof FactsError ? 'no facts' : 'no message';
  }
}
