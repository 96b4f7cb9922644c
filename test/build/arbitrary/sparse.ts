import fc from 'fast-check';

type Arbitraries = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** A field that pod and presets are to say something about more often than not; undefined for none in particular. */
export type Topic = string | undefined;

/** How rare fields are: `often` for the topic, `base` for the others. */
export function about(topic: Topic, base: number, often: number): (field: string) => number {
  return (field) => (field === topic ? often : base);
}

/** An object of which each field is there once in `rarity` cases; `always` are there in all. */
export function sparse(
  fields: Arbitraries,
  rarity: number | ((field: string) => number),
  always: Arbitraries = {},
): fc.Arbitrary<Record<string, unknown>> {
  const rarely = (name: string, arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof(
      { withCrossShrink: true },
      { weight: (typeof rarity === 'number' ? rarity : rarity(name)) - 1, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary },
    );
  return fc
    .record({
      ...always,
      ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, rarely(name, field)])),
    })
    .map(withoutUndefined);
}

/** Fields that are undefined are not there, as on the wire. */
export function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A few of these, each at most once, in any order. */
export function someOf<T>(values: readonly T[], maxLength = 2): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...values], { minLength: 1, maxLength: Math.min(maxLength, values.length) });
}

/** At most one for each key. */
export function oneEach<T>(
  arbitrary: fc.Arbitrary<T>,
  key: (value: T) => string,
  maxLength = 2,
): fc.Arbitrary<T[]> {
  return fc.uniqueArray(arbitrary, { selector: key, minLength: 1, maxLength });
}
