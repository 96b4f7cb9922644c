import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../test/build/runs.ts';
import { createRecent, rememberByText } from './recent.ts';

const text = (length: number, first: string): string => first.padEnd(length, '.');

describe('what was made of a text', () => {
  it('is made once, and shared', () => {
    const made: string[] = [];
    const of = rememberByText(
      (given) => {
        made.push(given);
        return { given };
      },
      { maxEntries: 2, maxCharacters: 100 },
    );
    expect(of('a')).toEqual({ given: 'a' });
    expect(of('a')).toBe(of('a'));
    expect(of('b')).toEqual({ given: 'b' });
    expect(made).toEqual(['a', 'b']);
  });

  it('is made anew after so many others, the oldest first', () => {
    let made = 0;
    const of = rememberByText(
      (given) => {
        made += 1;
        return { given };
      },
      { maxEntries: 2, maxCharacters: 100 },
    );
    for (const given of ['a', 'b', 'c', 'b', 'c']) expect(of(given)).toEqual({ given });
    expect(made).toBe(3);
    expect(of('a')).toEqual({ given: 'a' });
    expect(made).toBe(4);
  });

  it('is not kept where nothing could be made of it', () => {
    let tries = 0;
    const of = rememberByText(
      (): object => {
        tries += 1;
        throw new Error('no');
      },
      { maxEntries: 2, maxCharacters: 100 },
    );
    expect(() => of('a')).toThrow('no');
    expect(() => of('a')).toThrow('no');
    expect(tries).toBe(2);
  });
});

describe('all that is kept', () => {
  it('has no more characters than it may have, of keys and of values', () => {
    const recent = createRecent<string>({ maxEntries: 100, maxCharacters: 100 });
    for (const first of ['a', 'b', 'c', 'd']) recent.set(text(25, first), first);
    expect(recent.get(text(25, 'a'))).toBe('a');
    recent.set('e', 'e', 20);
    expect(['a', 'b', 'c', 'd'].map((first) => recent.get(text(25, first)))).toEqual([
      undefined,
      'b',
      'c',
      'd',
    ]);
    expect(recent.get('e')).toBe('e');
  });

  it('does not go for one that is too long', () => {
    const recent = createRecent<string>({ maxEntries: 100, maxCharacters: 100 });
    recent.set('a', 'a');
    recent.set(text(26, 'long'), 'long');
    recent.set('large', 'large', 30);
    expect([recent.get('a'), recent.get(text(26, 'long')), recent.get('large')]).toEqual([
      'a',
      undefined,
      undefined,
    ]);
  });

  it('is the latest, whatever was set in which order', () => {
    const entry = fc.record({ key: fc.string({ maxLength: 4 }), characters: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (sets) => {
        const recent = createRecent<number>({ maxEntries: 5, maxCharacters: 120 });
        // By key, in order of the last time: the model that the real one must agree with.
        let model: { key: string; value: number; cost: number }[] = [];
        sets.forEach(({ key, characters }, value) => {
          recent.set(key, value, characters);
          const cost = key.length + characters;
          if (cost > 30) return;
          model = model.filter((one) => one.key !== key);
          const total = (): number => model.reduce((sum, one) => sum + one.cost, 0);
          while (model.length > 0 && (model.length >= 5 || total() + cost > 120)) model.shift();
          model.push({ key, value, cost });
        });
        for (const { key } of sets) expect(recent.get(key)).toBe(model.find((one) => one.key === key)?.value);
      }),
      RUNS,
    );
  });
});
