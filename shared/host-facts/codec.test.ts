import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalBytes,
  decodeFacts,
  encode,
  encodeFacts,
  FactsError,
  factsHash,
  MAX_ENCODED_BYTES,
  MAX_INFLATED_BYTES,
  MAX_READ_BYTES,
  shortHash,
} from './codec.ts';
import type { HostFacts } from './model.ts';
import { plainFacts } from './plain.ts';
import { anyFacts } from './testing/any-facts.ts';

const HOSTS = join(import.meta.dirname, '../../test/fixtures/hosts');

/** The same message with its fields in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
}

/** What the codec says, or the code of its error; any other exception fails the test. */
function outcome(text: string): string {
  try {
    decodeFacts(text);
    return 'decoded';
  } catch (error) {
    if (error instanceof FactsError) return error.code;
    throw error;
  }
}

const wrap = (bytes: Uint8Array): string => `1.${deflateSync(bytes).toString('base64')}`;

describe('a round trip', () => {
  test('gives the same facts and the same hash', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const decoded = decodeFacts(encodeFacts(facts));
        expect(decoded.facts).toEqual(plainFacts(facts));
        expect(decoded.hash).toBe(factsHash(facts));
      }),
    );
  });

  test('of each recorded machine gives the same facts', () => {
    for (const entry of readdirSync(HOSTS, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const facts = JSON.parse(readFileSync(join(HOSTS, entry.name, 'facts.json'), 'utf8')) as HostFacts;
      expect(decodeFacts(encodeFacts(facts)).facts).toEqual(facts);
    }
  });
});

describe('equal facts', () => {
  test('have equal strings, in whatever order their fields were set', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(encodeFacts(shuffled(facts) as HostFacts)).toBe(encodeFacts(facts));
      }),
    );
  });

  test('are those without undefined values and empty lists', () => {
    const facts = { schema: 1, gpus: [], os: undefined } as unknown as HostFacts;
    expect(encodeFacts(facts)).toBe(encodeFacts({ schema: 1 }));
  });

  test('have a hash of 64 hexadecimal digits, of which 16 are shown to people', () => {
    expect(factsHash({ schema: 1 })).toMatch(/^[0-9a-f]{64}$/);
    expect(shortHash(factsHash({ schema: 1 }))).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('unknown is not zero', () => {
  test.each<[string, HostFacts, HostFacts]>([
    ['a number', { gpus: [{ minor: 0 }] }, { gpus: [{}] }],
    ['a boolean', { nvidia: { present: false } }, { nvidia: {} }],
    ['a string', { gpus: [{ boundDriver: '' }] }, { gpus: [{}] }],
    ['a group', { nvidia: {} }, {}],
  ])('%s', (_, set, unset) => {
    expect(decodeFacts(encodeFacts(set)).facts).toEqual(set);
    expect(encodeFacts(set)).not.toBe(encodeFacts(unset));
  });
});

describe('facts that break the schema', () => {
  test.each<[string, unknown, string]>([
    ['a string for a number', { cpu: { logical: '8' } }, 'host.cpu.logical'],
    ['a negative number', { cpu: { logical: -1 } }, 'host.cpu.logical'],
    ['a fraction', { memory: { totalMiB: 1.5 } }, 'host.memory.totalMiB'],
    ['a number that needs more than 32 bits', { memory: { totalMiB: 2 ** 32 } }, 'host.memory.totalMiB'],
    ['a message for a list', { gpus: {} }, 'host.gpus'],
    ['a lone surrogate', { os: { name: '\ud800' } }, 'host.os.name'],
    ['an element of the wrong kind', { gpus: [{}, 'x'] }, 'host.gpus[1]'],
  ])('%s is refused by name', (_, facts, path) => {
    expect(() => encodeFacts(facts as HostFacts)).toThrow(path);
    expect(() => encodeFacts(facts as HostFacts)).toThrow(FactsError);
  });
});

describe('what does not decode is one clear error', () => {
  test.each([
    ['nothing', '', 'CodecUnknown'],
    ['another codec', '3.abcd', 'CodecUnknown'],
    [
      'another dictionary',
      `2.${deflateSync('x', { dictionary: Buffer.from('y') }).toString('base64')}`,
      'NotDeflated',
    ],
    ['the dictionary forgotten', `1.${encodeFacts({ schema: 1 }).slice(2)}`, 'NotDeflated'],
    ['no value', '1.', 'NotBase64'],
    ['no base64', '1.not base64!', 'NotBase64'],
    ['base64 cut short', '1.abc', 'NotBase64'],
    ['base64 of something else', `1.${Buffer.from('hello').toString('base64')}`, 'NotDeflated'],
    ['bytes that are no message', wrap(Buffer.from([0x0b, 0xff, 0xff])), 'NotFacts'],
    ['a string that is no UTF-8', wrap(Buffer.from([0x12, 0x01, 0xff])), 'NotFacts'],
    ['text beyond the limit', `1.${'A'.repeat(MAX_READ_BYTES)}`, 'TooLarge'],
    ['a bomb', wrap(Buffer.alloc(MAX_INFLATED_BYTES + 1)), 'TooLarge'],
  ])('%s', (_, text, want) => {
    expect(outcome(text)).toBe(want);
  });

  test('whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void outcome(text)));
    fc.assert(fc.property(fc.base64String(), (text) => void outcome(`1.${text}`)));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void outcome(wrap(bytes))));
  });

  test('a value with one character changed never decodes to other facts', () => {
    const facts: HostFacts = {
      schema: 1,
      bootId: '3d1219c7',
      nvidia: { present: true, libraryDir: '/usr/lib64' },
    };
    const text = encodeFacts(facts);
    const position = fc.integer({ min: 2, max: text.length - 1 });
    fc.assert(
      fc.property(position, fc.constantFrom('A', 'b', '0', '9', '+', '/'), (at, character) => {
        const damaged = text.slice(0, at) + character + text.slice(at + 1);
        if (outcome(damaged) === 'decoded') expect(decodeFacts(damaged).facts).toEqual(facts);
      }),
    );
  });
});

test('fields of a newer agent are not seen, count in the hash and are kept', () => {
  const known: HostFacts = { schema: 1, bootId: 'b' };
  // Field 100, wire type 2, "new".
  const bytes = Buffer.concat([canonicalBytes(known), Buffer.from([0xa2, 0x06, 3, 0x6e, 0x65, 0x77])]);
  const decoded = decodeFacts(wrap(bytes));
  expect(decoded.facts).toEqual(known);
  expect(decoded.hash).not.toBe(factsHash(known));
  // Whoever writes the facts again passes them on.
  expect(factsHash(decoded.facts)).toBe(decoded.hash);
  expect(decodeFacts(encodeFacts(decoded.facts)).hash).toBe(decoded.hash);
});

describe('facts that are too large', () => {
  /** Text that does not compress. */
  const noise = (length: number, seed: number): string => {
    let state = seed + 1;
    return Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return String.fromCodePoint(33 + (state % 90));
    }).join('');
  };
  const core: HostFacts = {
    schema: 1,
    bootId: 'b',
    kernel: { release: '6.1.0' },
    gpus: [{ vendor: 'nvidia', address: '0000:1b:00.0', uuid: 'GPU-1', model: 'H100' }],
    nvidia: { present: true, libraryDir: '/usr/lib64', driver: { version: '550.54.15' } },
  };
  const list = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));

  test('lose the details of sources first', () => {
    const { text, facts } = encode({
      ...core,
      sources: list(40, (i) => ({ name: `s${i}`, ok: true, detail: noise(900, i) })),
    });
    expect(text.length).toBeLessThanOrEqual(MAX_ENCODED_BYTES);
    expect(facts.truncated).toBe(true);
    expect(facts.sources?.length).toBe(40);
    expect(facts.sources?.[0]).toEqual({ name: 's0', ok: true });
  });

  test('lose single libraries before directories, and keep the GPUs', () => {
    const libraries = list(400, (i) => ({ soname: noise(60, i), path: noise(60, i + 1000) }));
    const { facts } = encode({ ...core, nvidia: { ...core.nvidia, libraries } });
    expect(facts).toEqual({ ...core, truncated: true });
  });

  test('say so by the hash of what is left', () => {
    const { text, hash } = encode({ ...core, rdma: list(900, (i) => ({ name: noise(60, i) })) });
    expect(decodeFacts(text).hash).toBe(hash);
  });

  test('are refused where nothing more can be given up', () => {
    const gpus = list(900, (i) => ({ address: noise(60, i) }));
    expect(() => encode({ ...core, gpus })).toThrow('TooLarge');
  });
});
