import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../test/build/runs.ts';
import { canonicalBytes, decodeMessage } from './codec.ts';
import type { HostFacts } from './model.ts';
import { mask } from './own-values.ts';
import { createSharingDecoder } from './sharing-decoder.ts';

const restOf = (facts: HostFacts): string | undefined => mask(canonicalBytes(facts))?.rest;

describe('what is left of the bytes of a host without its own values', () => {
  it.each<[string, HostFacts, HostFacts]>([
    ['a boot', { bootId: 'one' }, { bootId: 'two' }],
    ['memory', { memory: { totalMiB: 70_000 } }, { memory: { totalMiB: 70_001 } }],
    ['a UUID', { gpus: [{ uuid: 'GPU-1', index: 0 }] }, { gpus: [{ uuid: 'GPU-2', index: 0 }] }],
    [
      'a UUID of an instance',
      { gpus: [{ mig: { instances: [{ uuid: 'MIG-1' }] } }] },
      { gpus: [{ mig: { instances: [{ uuid: 'MIG-2' }] } }] },
    ],
    ['a major number', { deviceNodes: [{ major: 511 }] }, { deviceNodes: [{ major: 510 }] }],
  ])('is the same with another %s', (_what, one, other) => {
    expect(restOf(one)).toBeDefined();
    expect(restOf(one)).toBe(restOf(other));
  });

  it.each<[string, HostFacts, HostFacts]>([
    ['a model', { gpus: [{ model: 'A' }] }, { gpus: [{ model: 'B' }] }],
    ['a minor number', { deviceNodes: [{ minor: 1 }] }, { deviceNodes: [{ minor: 2 }] }],
    ['another length', { bootId: 'one' }, { bootId: 'three' }],
    ['a number of another length', { memory: { totalMiB: 127 } }, { memory: { totalMiB: 128 } }],
    ['a text that is not there', { gpus: [{ uuid: '' }] }, { gpus: [{}] }],
    [
      'a value at another place',
      { gpus: [{ uuid: 'a', index: 1 }, { index: 2 }] },
      { gpus: [{ index: 1 }, { uuid: 'a', index: 2 }] },
    ],
    ['a text that is not ASCII', { bootId: 'é' }, { bootId: 'ab' }],
  ])('differs with %s', (_what, one, other) => {
    expect(restOf(one)).not.toBe(restOf(other));
  });
});

describe('bytes that are decoded as they are', () => {
  it.each<[string, number[]]>([
    ['a field that is not known', [0x42, 0x05, 0x9a, 0x06, 0x02, 0x41, 0x42]],
    ['text where a number belongs', [0x3a, 0x03, 0x0a, 0x01, 0x41]],
    ['a message twice that is there once', [0x3a, 0x02, 0x08, 0x01, 0x3a, 0x02, 0x08, 0x02]],
    ['a field that is longer than its message', [0x42, 0x02, 0x3a, 0x05, 0x41, 0x41, 0x41, 0x41, 0x41]],
  ])('%s', (_what, bytes) => {
    expect(mask(Uint8Array.from(bytes))).toBeUndefined();
  });
});

const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
  fc.constant('\0\0'),
);
const number = fc.oneof(fc.nat(300), fc.constantFrom(0, 127, 128, 0x7f_ffff, 0xffff_ffff));
const anyHost: fc.Arbitrary<HostFacts> = fc.record(
  {
    bootId: text,
    nodeUid: text,
    kernel: fc.record({ release: text }, { requiredKeys: [] }),
    memory: fc.record(
      {
        totalMiB: number,
        hugePages: fc.array(fc.record({ sizeKiB: number, count: number }), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
    gpus: fc.array(
      fc.record(
        {
          uuid: text,
          model: fc.constantFrom('A', 'B'),
          index: fc.nat(1),
          cardNode: text,
          mig: fc.record(
            {
              enabled: fc.boolean(),
              instances: fc.array(fc.record({ uuid: text, gi: number }, { requiredKeys: [] }), {
                minLength: 1,
                maxLength: 2,
              }),
            },
            { requiredKeys: [] },
          ),
        },
        { requiredKeys: [] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    deviceNodes: fc.array(fc.record({ path: text, major: number, minor: fc.nat(1) }, { requiredKeys: [] }), {
      minLength: 1,
      maxLength: 3,
    }),
    disks: fc.array(fc.record({ path: text, name: text }), { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: [] },
);

it('any host is read as if it were alone, whatever came before it', () => {
  const decode = createSharingDecoder();
  fc.assert(
    fc.property(anyHost, (facts) => {
      const bytes = canonicalBytes(facts);
      const plain = decodeMessage(bytes);
      const host = decode(bytes);
      expect(host).toStrictEqual(plain);
      expect(JSON.stringify(host)).toBe(JSON.stringify(plain));
      expect(Object.keys(host)).toEqual(Object.keys(plain));
      expect(structuredClone(host)).toEqual(plain);
      expect({ ...host }).toEqual(plain);
    }),
    RUNS,
  );
});
