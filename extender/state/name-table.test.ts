import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNameTable, HASH_START, hashStep } from './name-table.ts';

const hashOf = (bytes: Uint8Array): number => bytes.reduce(hashStep, HASH_START);

/** Few names, so that they come again, alike at both ends; also some that no node can have. */
const names = fc.oneof(
  fc.nat({ max: 200 }).map((number) => `gpu-node-${String(number).padStart(5, '0')}.cluster`),
  fc.constantFrom('', 'a', 'b', 'ä', '節点', '\u{1f600}', '\ud800', 'x'.repeat(300), 'x'.repeat(2_000)),
  fc.string({ maxLength: 3 }),
);
const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('set' as const), name: names, number: fc.integer() }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), name: names }) },
  ),
  { maxLength: 600 },
);

describe('a table of names', () => {
  it('has what a Map has, whatever is set and deleted', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const table = createNameTable<{ readonly number: number }>();
        const map = new Map<string, { readonly number: number }>();
        // A string that is no text has no bytes of its own.
        for (const step of all.filter(({ name }) => name.isWellFormed())) {
          if (step.kind === 'set') {
            const value = { number: step.number };
            table.set(step.name, value, step.number);
            map.set(step.name, value);
          } else {
            table.delete(step.name);
            map.delete(step.name);
          }
          expect(table.get(step.name)).toBe(map.get(step.name));
        }
        expect(table.size).toBe(map.size);
        expect(new Set(table.values())).toEqual(new Set(map.values()));
        for (const [name, value] of map) {
          const text = Buffer.from(`"${name}"`);
          const place = table.find(text, 1, text.length - 1, hashOf(text.subarray(1, -1)));
          expect(table.valueAt(place)).toBe(value);
          expect(table.numberAt(place)).toBe(value.number);
          expect(table.placeOf(name)).toBe(place);
        }
      }),
    );
  });

  it('keeps no more than there is, however many names come and go', () => {
    const table = createNameTable<number>();
    const places = new Set<number>();
    for (let round = 0; round < 20_000; round += 1) {
      table.set(`node-${round}`, round, round);
      places.add(table.placeOf(`node-${round}`));
      if (round >= 10) table.delete(`node-${round - 10}`);
    }
    expect([...table.values()]).toEqual(Array.from({ length: 10 }, (_, index) => 19_990 + index));
    expect(Math.max(...places)).toBeLessThan(100);
  });

  it('tells names apart that have one hash', () => {
    // Found by trying: FNV-1a of 32 bits is the same for both.
    const [one, other] = ['costarring', 'liquid'];
    expect(hashOf(Buffer.from(one))).toBe(hashOf(Buffer.from(other)));
    const table = createNameTable<string>();
    table.set(one, 'one', 1);
    expect(table.get(other)).toBeUndefined();
    table.set(other, 'other', 2);
    table.delete(one);
    expect([table.get(one), table.get(other)]).toEqual([undefined, 'other']);
  });
});
